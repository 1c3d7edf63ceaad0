package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A loop that takes a row or makes it, {@code Repo.get_by(Tag, name: name) || Repo.insert!(…)},
 * replaced by one {@code insert_all} that skips what is there and one read of all.
 */
final class UpsertRewrite {

  private final WriteLoop loop;
  private final Names names;

  UpsertRewrite(WriteLoop loop, Names names) {
    this.loop = loop;
    this.names = names;
  }

  Optional<Change> of(String table) {
    Optional<Schema> schema = names.schemaOf(table).filter(s -> s.primaryKey().size() == 1);
    List<Node> statements = loop.statements();
    Node either = statements.size() == 1 ? statements.get(0) : Node.NONE;
    String element = loop.loop().element();
    boolean shape =
        either.isOperator("||")
            && element.matches("[a-z_]\\w*")
            && !loop.loop().loop().remoteName().equals("each")
            && either.child(0).remoteName().equals("get_by")
            && either.child(1).remoteName().equals("insert!")
            && names.importsMacro("from");
    return shape && schema.isPresent()
        ? key(either.child(0), element)
            .flatMap(key -> change(table, schema.get(), either.child(1), key))
        : Optional.empty();
  }

  /** The one field that is compared with the loop's own value. */
  private static Optional<String> key(Node get, String element) {
    List<Node> arguments = get.arguments();
    Node pairs = arguments.size() == 2 ? arguments.get(1) : Node.NONE;
    boolean one =
        pairs.is("keywords")
            && pairs.children().size() == 1
            && pairs.child(0).child(1).text().equals(element);
    return one
        ? Optional.of(pairs.child(0).child(0).text().strip().replaceAll(":$", ""))
        : Optional.empty();
  }

  private Optional<Change> change(String table, Schema schema, Node insert, String key) {
    Node struct = insert.arguments().size() == 1 ? insert.arguments().get(0) : Node.NONE;
    String module = names.schema(table);
    boolean own =
        struct.is("map")
            && struct
                .find("struct")
                .filter(s -> s.text().replace("%", "").strip().equals(module))
                .isPresent();
    Map<String, String> values =
        own ? new LinkedHashMap<>(WriteLoop.pairs(struct).orElse(Map.of())) : Map.of();
    boolean plain =
        loop.loop().element().equals(values.get(key))
            && WriteLoop.areColumns(values.keySet(), schema);
    // A default of the schema is not written by insert_all.
    boolean complete =
        plain
            && schema.fields().stream()
                .filter(f -> !f.primaryKey() && !f.virtual() && !values.containsKey(f.name()))
                .allMatch(f -> WriteLoop.timestamps(schema).contains(f.name()));
    return complete
        ? Optional.of(loop.replacedBy(lines(table, schema, values, key), notes(table, key)))
        : Optional.empty();
  }

  private List<String> lines(String table, Schema schema, Map<String, String> values, String key) {
    List<String> lines = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    values.forEach((name, value) -> pairs.add(name + ": " + value));
    List<String> times = WriteLoop.timestamps(schema);
    if (!times.isEmpty()) {
      String now = loop.free("now");
      lines.add(now + " = " + names.now(table, times.get(0)));
      times.forEach(time -> pairs.add(time + ": " + now));
    }
    String list = loop.loop().list().text();
    String keys = list;
    if (!loop.loop().list().is("identifier") || !loop.isList()) {
      keys = loop.free(Elixir.plural(loop.loop().element()));
      lines.add(keys + " = " + loop.listed());
    }
    String b = Elixir.binding(table);
    String rows = loop.free("rows");
    String repo = names.repo();
    lines.add(
        rows
            + " = for "
            + loop.loop().element()
            + " <- Enum.uniq("
            + keys
            + "), do: "
            + String.join("", loop.map(pairs, 0)));
    lines.add(
        repo
            + ".insert_all("
            + names.schema(table)
            + ", "
            + rows
            + ", on_conflict: :nothing, conflict_target: [:"
            + key
            + "])");
    lines.add("");
    String by = loop.free("by_" + key);
    lines.add(by + " =");
    lines.add(
        "  from("
            + b
            + " in "
            + names.schema(table)
            + ", where: "
            + b
            + "."
            + key
            + " in ^"
            + keys
            + ")");
    lines.add("  |> " + repo + ".all()");
    lines.add("  |> Map.new(&{&1." + key + ", &1})");
    lines.add("");
    lines.add("Enum.map(" + keys + ", &Map.fetch!(" + by + ", &1))");
    return lines;
  }

  private static List<String> notes(String table, String key) {
    return List.of(
        "It needs a unique index on "
            + table
            + "("
            + key
            + "), and two processes that make the same row no longer make two."
            + " insert_all casts nothing and takes at most 65,535 values at once.");
  }
}
