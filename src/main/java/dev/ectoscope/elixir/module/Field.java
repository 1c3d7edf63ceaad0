package dev.ectoscope.elixir.module;

import java.util.List;
import java.util.Optional;

/**
 * A field of a schema.
 *
 * @param name its name in Elixir
 * @param type as Ecto knows it: {@code string}, {@code {:array, :string}}, {@code Ecto.Enum}, a
 *     module's full name
 * @param column its column: the name, or {@code source:}
 * @param values of an {@code Ecto.Enum} in order, as they are stored, else empty
 * @param virtual not stored
 * @param primaryKey part of the primary key
 * @param origin what brought it in
 * @param line line in the schema's file, or 0 when another file's macro brought it in
 * @param generator the call that makes its value at an insert when it is written out, {@code
 *     Blog.Key.new("post")}; {@code Blog.Key.new/1} when its arguments are not known; else ""
 * @param atoms what code calls the values: other names where these are given in pairs, {@code
 *     [late: "L"]}
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
    String generator,
    List<String> atoms) {

  public Field {
    values = List.copyOf(values);
    atoms = List.copyOf(atoms);
  }

  /** What code calls a stored value of an {@code Ecto.Enum}, without the colon; else empty. */
  public Optional<String> atom(String stored) {
    int at = values.indexOf(stored);
    return at < 0 || at >= atoms.size() ? Optional.empty() : Optional.of(atoms.get(at));
  }

  /** A field whose values are called what they are stored as. */
  public Field(
      String name,
      String type,
      String column,
      List<String> values,
      boolean virtual,
      boolean primaryKey,
      Origin origin,
      int line,
      String generator) {
    this(name, type, column, values, virtual, primaryKey, origin, line, generator, values);
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
