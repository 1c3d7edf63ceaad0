package dev.ectoscope.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An indented JSON text, field by field. */
final class JsonFields {

  /** Writes the fields of one. */
  @FunctionalInterface
  interface Each<T> {
    void write(T one) throws IOException;
  }

  private final JsonGenerator out;

  /**
   * @param text not closed here
   */
  JsonFields(Writer text) throws IOException {
    this.out =
        new JsonFactory()
            .createGenerator(text)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .setPrettyPrinter(new DefaultPrettyPrinter());
  }

  /** One object and the end of its last line. */
  <T> void whole(T one, Each<T> fields) throws IOException {
    object(one, fields);
    out.writeRaw('\n');
    out.close();
  }

  private <T> void object(T one, Each<T> fields) throws IOException {
    out.writeStartObject();
    fields.write(one);
    out.writeEndObject();
  }

  void text(String name, @Nullable String value) throws IOException {
    out.writeFieldName(name);
    out.writeString(value);
  }

  /** Left out when there is none. */
  void textIfAny(String name, @Nullable String value) throws IOException {
    if (value != null && !value.isEmpty()) {
      text(name, value);
    }
  }

  void number(String name, long value) throws IOException {
    out.writeFieldName(name);
    out.writeNumber(value);
  }

  /** JSON has no NaN and no infinity: what could not be computed is 0. */
  void number(String name, double value) throws IOException {
    out.writeFieldName(name);
    out.writeNumber(Double.isFinite(value) ? value : 0.0);
  }

  void numberOrNull(String name, @Nullable Long value) throws IOException {
    if (value == null) {
      out.writeNullField(name);
    } else {
      number(name, value);
    }
  }

  /** Left out when it is not known. */
  void textIfKnown(String name, @Nullable String value) throws IOException {
    if (value != null) {
      text(name, value);
    }
  }

  /** Left out when they are not known. */
  void textsIfKnown(String name, @Nullable List<String> all) throws IOException {
    if (all != null) {
      texts(name, all);
    }
  }

  /** Left out when it is not known. */
  void numberIfKnown(String name, @Nullable Long value) throws IOException {
    if (value != null) {
      number(name, value);
    }
  }

  /** Left out when it is not known. */
  void numberIfKnown(String name, @Nullable Double value) throws IOException {
    if (value != null) {
      number(name, value);
    }
  }

  void flag(String name, boolean value) throws IOException {
    out.writeFieldName(name);
    out.writeBoolean(value);
  }

  /**
   * @param fields of the one, or null in its place
   */
  <T> void object(String name, @Nullable T one, Each<T> fields) throws IOException {
    out.writeFieldName(name);
    if (one == null) {
      out.writeNull();
    } else {
      object(one, fields);
    }
  }

  <T> void list(String name, @Nullable List<T> all, Each<T> fields) throws IOException {
    out.writeFieldName(name);
    if (all == null) {
      out.writeNull();
      return;
    }
    out.writeStartArray();
    for (T one : all) {
      object(one, fields);
    }
    out.writeEndArray();
  }

  void texts(String name, @Nullable List<String> all) throws IOException {
    out.writeFieldName(name);
    if (all == null) {
      out.writeNull();
      return;
    }
    out.writeStartArray();
    for (String one : all) {
      out.writeString(one);
    }
    out.writeEndArray();
  }

  /**
   * @param all names and numbers, texts or truths
   */
  void map(String name, @Nullable Map<String, ?> all) throws IOException {
    out.writeFieldName(name);
    if (all == null) {
      out.writeNull();
      return;
    }
    out.writeStartObject();
    for (Map.Entry<String, ?> one : all.entrySet()) {
      out.writeFieldName(one.getKey());
      out.writeObject(one.getValue());
    }
    out.writeEndObject();
  }
}
