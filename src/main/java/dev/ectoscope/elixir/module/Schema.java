package dev.ectoscope.elixir.module;

import java.util.List;
import java.util.Optional;

/**
 * An Ecto schema.
 *
 * @param module full name of its module
 * @param file path of its file
 * @param line line of {@code schema} or {@code embedded_schema}
 * @param lastLine last line of the block
 * @param table its table; "" when embedded or when the source does not tell
 * @param prefix its {@code @schema_prefix}, or ""
 * @param embedded has no table
 * @param resource whether it is what AshPostgres makes of an Ash resource
 * @param fields all fields, keys and timestamps included, in Ecto's order
 * @param associations associations and embeds in order
 * @param notes what inside the schema could not be read, and why
 */
public record Schema(
    String module,
    String file,
    int line,
    int lastLine,
    String table,
    String prefix,
    boolean embedded,
    boolean resource,
    List<Field> fields,
    List<Association> associations,
    List<String> notes) {

  public Schema {
    fields = List.copyOf(fields);
    associations = List.copyOf(associations);
    notes = List.copyOf(notes);
  }

  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** The stored field of a column. */
  public Optional<Field> column(String column) {
    return fields.stream()
        .filter(field -> !field.virtual() && field.column().equals(column))
        .findFirst();
  }

  public Optional<Association> association(String name) {
    return associations.stream().filter(association -> association.name().equals(name)).findFirst();
  }

  /** Names of the fields that make the primary key. */
  public List<String> primaryKey() {
    return fields.stream().filter(Field::primaryKey).map(Field::name).toList();
  }

  Schema with(List<Association> resolved) {
    return new Schema(
        module, file, line, lastLine, table, prefix, embedded, resource, fields, resolved, notes);
  }
}
