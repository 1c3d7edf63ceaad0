package dev.ectoscope.postgres.term;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ectoscope.postgres.term.TermScanner.Unreadable;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value of a parameter list.
 *
 * @param type its type's name, as {@link ElixirTerm} lists them
 * @param json the value inside jsonb
 * @param text what PostgreSQL reads as the parameter's type, or null for nil
 * @param whole whether the log printed all of it
 */
record TermValue(String type, @Nullable Object json, @Nullable String text, boolean whole) {

  /** Made for the first map that is met. */
  private static final class Json {
    static final JsonFactory FACTORY = new JsonFactory();
  }

  TermValue(String type, @Nullable Object json, @Nullable String text) {
    this(type, json, text, true);
  }

  static TermValue of(String type, String text) {
    return new TermValue(type, text, text);
  }

  static TermValue list(List<TermValue> elements, boolean whole) {
    List<Object> json = elements.stream().map(TermValue::json).collect(Collectors.<Object>toList());
    boolean maps = elements.stream().anyMatch(e -> e.type().equals("map"));
    String text =
        maps
            ? written(json)
            : elements.stream()
                .map(TermValue::arrayElement)
                .collect(Collectors.joining(",", "{", "}"));
    return new TermValue("list", json, text, whole && elements.stream().allMatch(e -> e.whole));
  }

  /** A composite type's text: PostgreSQL manual, "Composite Type Input and Output Syntax". */
  static TermValue tuple(List<TermValue> elements) {
    List<Object> json = elements.stream().map(TermValue::json).collect(Collectors.<Object>toList());
    String text =
        elements.stream()
            .map(e -> e.text() == null ? "" : quoted(e.text()))
            .collect(Collectors.joining(",", "(", ")"));
    return new TermValue("tuple", json, text);
  }

  static TermValue map(Map<String, Object> fields) {
    return new TermValue("map", fields, written(fields));
  }

  /** 16 bytes are a UUID as Postgrex takes it; others are bytea in hex format. */
  static TermValue bytes(byte[] bytes) {
    if (bytes.length == 16) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return of("uuid", new UUID(buffer.getLong(), buffer.getLong()).toString());
    }
    return of("binary", "\\x" + HexFormat.of().formatHex(bytes));
  }

  private String arrayElement() {
    if (text == null) {
      return "NULL";
    }
    return switch (type) {
      case "int", "float", "decimal", "boolean", "list" -> text;
      default -> quoted(text);
    };
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String written(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new Unreadable("a map cannot be written as JSON");
    }
    return text.toString();
  }

  // By hand: what writes any object takes longer to load than a small log to be judged.
  private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> fields) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        json.writeFieldName(String.valueOf(field.getKey()));
        write(field.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> elements) {
      json.writeStartArray();
      for (Object element : elements) {
        write(element, json);
      }
      json.writeEndArray();
    } else {
      json.writeObject(value); // a text, a number, a truth value or nothing
    }
  }
}
