package dev.ectoscope.detector.schema;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The constraint that an error names.
 *
 * @param kind unique, foreign_key, check, exclusion, or not_null, whose name is that of the column
 */
record Violated(String kind, String name) {

  // Postgrex.Error carries PostgreSQL's words; src/backend/access/nbtree/nbtinsert.c and its kin.
  private static final Pattern POSTGRESQL =
      Pattern.compile(
          "violates (unique|foreign key|check|exclusion) constraint \"([^\"]{1,130})\"");
  private static final Pattern NULL = Pattern.compile("null value in column \"([^\"]{1,130})\"");
  private static final Pattern ECTO =
      Pattern.compile("\"([^\"]{1,130})\" \\((unique|foreign_key|check|exclusion)_constraint\\)");

  /** What the first of the texts that names one names. */
  static Optional<Violated> in(List<String> texts) {
    return texts.stream().flatMap(text -> in(text).stream()).findFirst();
  }

  private static Optional<Violated> in(String text) {
    Matcher ecto = ECTO.matcher(text);
    if (ecto.find()) {
      return Optional.of(new Violated(ecto.group(2), ecto.group(1)));
    }
    Matcher postgresql = POSTGRESQL.matcher(text);
    if (postgresql.find()) {
      return Optional.of(new Violated(postgresql.group(1).replace(' ', '_'), postgresql.group(2)));
    }
    Matcher missing = NULL.matcher(text);
    return missing.find()
        ? Optional.of(new Violated("not_null", missing.group(1)))
        : Optional.empty();
  }

  /**
   * Its columns by the catalog, else by the name that Ecto gives to indexes and references; none
   * when neither tells.
   */
  List<String> columns(String table, @Nullable Catalog catalog) {
    if (catalog != null) {
      Optional<Index> index =
          catalog.indexesOn("", table).stream().filter(i -> i.name().equals(name)).findFirst();
      if (index.isPresent()) {
        return plain(index.get().keys());
      }
      Optional<Catalog.ForeignKey> key =
          catalog.foreignKeys().stream()
              .filter(k -> k.table().equals(table) && k.name().equals(name))
              .findFirst();
      if (key.isPresent()) {
        return plain(key.get().columns());
      }
    }
    Matcher usual =
        Pattern.compile(Pattern.quote(table) + "_(\\w+)_(index|fkey|key)").matcher(name);
    // Where one column ends and the next begins is not told by underscores.
    return usual.matches() ? List.of(usual.group(1)) : List.of();
  }

  private static List<String> plain(List<String> keys) {
    return keys.stream().allMatch(k -> k.matches("\\w+")) ? keys : List.of();
  }

  /** As a person says it: {@code the unique constraint users_email_index}. */
  String said() {
    return kind.equals("not_null")
        ? name + " must not be null"
        : "the " + kind.replace('_', ' ').toLowerCase(Locale.ROOT) + " constraint " + name;
  }

  /** {@code unique_constraint(:email)}, with the name where Ecto would not find it by itself. */
  String call(String table, List<String> columns) {
    String fields =
        columns.size() == 1
            ? ":" + columns.get(0)
            : "[" + String.join(", ", columns.stream().map(c -> ":" + c).toList()) + "]";
    String suffix = kind.equals("foreign_key") ? "_fkey" : "_index";
    boolean usual =
        !columns.isEmpty() && name.equals(table + "_" + String.join("_", columns) + suffix);
    String field = columns.isEmpty() ? ":field_to_show_it_at" : fields;
    return kind
        + "_constraint("
        + (kind.equals("foreign_key") || kind.equals("unique") ? field : ":field_to_show_it_at")
        + (usual && !kind.equals("check") ? "" : ", name: :" + name)
        + ")";
  }
}
