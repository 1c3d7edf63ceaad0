package dev.ectoscope.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One fingerprint with its structure.
 *
 * @param fingerprint 16 hexadecimal digits: hash of the normalised text (literals, {@code $n},
 *     lengths of IN and VALUES lists, white space and comments removed)
 * @param text the statement as printed when it was first seen
 * @param verb its first word in lower case: select, insert, begin, with, …
 * @param shape its structure
 */
public record Statement(String fingerprint, String text, String verb, Shape shape) {

  public Statement {
    Objects.requireNonNull(fingerprint, "fingerprint is null");
    Objects.requireNonNull(text, "text is null");
    Objects.requireNonNull(verb, "verb is null");
    Objects.requireNonNull(shape, "shape is null");
  }

  /** The text as it were if the search path found all tables: without Ecto's {@code prefix}. */
  public String textWithoutSchemas() {
    String plain = text;
    for (Relation relation : shape.relations()) {
      if (!relation.schema().isEmpty()) {
        plain = plain.replace('"' + relation.schema() + "\".", "");
      }
    }
    return plain;
  }

  public Kind kind() {
    return shape.kind();
  }

  /** A text has one verb and one shape. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Statement that
        && fingerprint.equals(that.fingerprint)
        && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }
}
