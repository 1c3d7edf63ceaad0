package dev.ectoscope.elixir.module;

import java.util.List;

/**
 * A field of a schema.
 *
 * @param name its name in Elixir
 * @param type as Ecto knows it: {@code string}, {@code {:array, :string}}, {@code Ecto.Enum}, a
 *     module's full name
 * @param column its column: the name, or {@code source:}
 * @param values of an {@code Ecto.Enum} in order, else empty
 * @param virtual not stored
 * @param primaryKey part of the primary key
 * @param origin what brought it in
 * @param line line in the schema's file, or 0 when another file's macro brought it in
 * @param generator the call that makes its value at an insert when it is written out, {@code
 *     Blog.Key.new("post")}; {@code Blog.Key.new/1} when its arguments are not known; else ""
 */
public record Field(
    String name,
    String type,
    String column,
    List<String> values,
    boolean virtual,
    boolean primaryKey,
    Origin origin,
    int line,
    String generator) {

  public Field {
    values = List.copyOf(values);
  }

  /** A field whose value is given, or made by its type. */
  public Field(
      String name,
      String type,
      String column,
      List<String> values,
      boolean virtual,
      boolean primaryKey,
      Origin origin,
      int line) {
    this(name, type, column, values, virtual, primaryKey, origin, line, "");
  }

  /** What brings a field into a schema. */
  public enum Origin {
    FIELD,
    PRIMARY_KEY,
    BELONGS_TO,
    TIMESTAMPS,
    EMBED,
    MACRO
  }
}
