package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Schema;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The associations of a project's schemas, by the tables and keys that a log prints.
 *
 * @param project null when no source was read
 * @param call text of the Repo call the code is about, which may tell one of several; or ""
 */
record Associations(@Nullable ElixirProject project, String call) {

  /**
   * The association to preload instead of reading the child table per parent; empty when the source
   * knows none, or several of which the call does not tell one.
   *
   * @param parent table, or ""
   * @param key column of the child (or of the join) that holds the parent's key
   */
  Optional<Association> toMany(String parent, String child, String key) {
    return toMany(parent, child, key, Set.of());
  }

  /**
   * The same of a query that asks more of its rows: an association may ask for that itself.
   *
   * @param conditions in the words of {@link OwnConditions}
   */
  Optional<Association> toMany(String parent, String child, String key, Set<String> conditions) {
    return OwnConditions.best(allToMany(parent, child, key), conditions);
  }

  private Stream<Association> allToMany(String parent, String child, String key) {
    if (project == null) {
      return Stream.empty();
    }
    String owner = parent;
    if (owner.isEmpty()) {
      owner =
          project
              .belongsTo(child, key)
              .flatMap(a -> project.module(a.target()))
              .flatMap(ElixirModule::schema)
              .map(Schema::table)
              .orElse("");
    }
    return project.associations(owner, child, key).stream()
        .filter(a -> a.kind() != Association.Kind.BELONGS_TO);
  }

  /**
   * The way from a parent to children over rows that join both, where these have a schema.
   *
   * @param rows the parent's {@code has_many} of them
   * @param child their {@code belongs_to} of the child
   */
  record OverRows(Association rows, Association child) {}

  /** Such a way, by the key that the joining rows hold of the parent. */
  Optional<OverRows> overRows(String parent, String child, String key) {
    if (project == null || parent.isEmpty()) {
      return Optional.empty();
    }
    ElixirProject read = project;
    List<OverRows> all =
        project.schemasOf(parent).stream()
            .flatMap(schema -> schema.associations().stream())
            .filter(a -> a.kind() == Association.Kind.HAS_MANY && a.through().isEmpty())
            .filter(a -> a.foreignKey().equals(key) && !leadsTo(a, child))
            .flatMap(
                rows ->
                    read.module(rows.target()).flatMap(ElixirModule::schema).stream()
                        .flatMap(schema -> schema.associations().stream())
                        .filter(a -> a.kind() == Association.Kind.BELONGS_TO && leadsTo(a, child))
                        .map(a -> new OverRows(rows, a)))
            .toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  /** The {@code belongs_to} by which a parent is looked up. */
  Optional<Association> toOne(String holder, String target) {
    Stream<Schema> holders =
        project == null
            ? Stream.empty()
            : holder.isEmpty() ? project.schemas() : project.schemasOf(holder).stream();
    List<Association> all =
        holders
            .flatMap(schema -> schema.associations().stream())
            .filter(a -> a.kind() == Association.Kind.BELONGS_TO && leadsTo(a, target))
            .filter(a -> !a.options().containsKey("where"))
            .toList();
    Predicate<Association> named = a -> call.contains("." + a.foreignKey());
    return only(all.stream().filter(named)).or(() -> only(all.stream()));
  }

  /** The {@code belongs_to} whose foreign key is a column of a table. */
  Optional<Association> belongsTo(String table, String key) {
    return project == null
        ? Optional.empty()
        : project.belongsTo(table, key).filter(a -> project.module(a.target()).isPresent());
  }

  /** The association of a table's schema that leads to another table. */
  String associationTo(String table, String other) {
    Optional<Schema> schema =
        project == null || table.isEmpty() ? Optional.empty() : project.schemaOf(table);
    return schema.stream()
        .flatMap(found -> found.associations().stream())
        .filter(a -> a.through().isEmpty() && leadsTo(a, other))
        .map(Association::name)
        .findFirst()
        .orElseGet(() -> other.endsWith("s") ? other.substring(0, other.length() - 1) : other);
  }

  private boolean leadsTo(Association association, String table) {
    return project != null && project.tableOf(association).filter(table::equals).isPresent();
  }

  private static Optional<Association> only(Stream<Association> associations) {
    List<Association> found = associations.toList();
    boolean one = found.stream().map(Association::name).distinct().count() == 1;
    return one ? Optional.of(found.get(0)) : Optional.empty();
  }
}
