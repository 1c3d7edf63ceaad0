package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An insert per row replaced by {@code insert_all} in chunks. */
final class InsertRewrite {

  private final WriteLoop loop;
  private final Names names;

  InsertRewrite(WriteLoop loop, Names names) {
    this.loop = loop;
    this.names = names;
  }

  Optional<Change> of(Fix.InsertAll fix) {
    Optional<Schema> schema = names.schemaOf(fix.table());
    Node struct = subject();
    boolean plain =
        loop.isForEffect()
            && !loop.loop().element().equals("&1")
            && loop.statements().size() == 1
            && loop.isOnly(loop.statements().get(0))
            && struct.is("map")
            && struct.find("struct").filter(s -> isOf(s, fix.table())).isPresent();
    Optional<Map<String, String>> values = plain ? WriteLoop.pairs(struct) : Optional.empty();
    if (schema.isEmpty() || values.isEmpty()) {
      return Optional.empty();
    }
    Set<String> keys = values.get().keySet();
    List<String> times =
        WriteLoop.timestamps(schema.get()).stream().filter(t -> !keys.contains(t)).toList();
    Map<String, String> made = new LinkedHashMap<>();
    for (String column : fix.columns()) {
      String name = names.fieldName(fix.table(), column);
      Optional<String> key = names.newKey(fix.table(), column);
      if (keys.contains(name) || times.contains(name) || names.isFilled(fix.table(), column)) {
        continue;
      }
      if (key.isEmpty()) {
        return Optional.empty();
      }
      made.put(name, key.get());
    }
    if (!WriteLoop.areColumns(keys, schema.get()) || hasEmbeds(keys, schema.get())) {
      return Optional.empty();
    }
    Map<String, String> row = new LinkedHashMap<>(made);
    row.putAll(values.get());
    return Optional.of(loop.replacedBy(lines(fix, row, times), notes(fix, times, made.keySet())));
  }

  /** {@code insert} makes the keys of embedded structs, {@code insert_all} does not. */
  private static boolean hasEmbeds(Set<String> keys, Schema schema) {
    return keys.stream()
        .flatMap(key -> schema.field(key).stream())
        .anyMatch(field -> field.origin() == Field.Origin.EMBED);
  }

  /** What is inserted, piped or given. */
  private Node subject() {
    Node call = loop.loop().call();
    if (call.isOperator("|>")) {
      return call.child(1).arguments().isEmpty() ? call.child(0) : Node.NONE;
    }
    return call.arguments().size() == 1 ? call.arguments().get(0) : Node.NONE;
  }

  private boolean isOf(Node struct, String table) {
    return struct.text().replace("%", "").strip().equals(names.schema(table));
  }

  private List<String> lines(Fix.InsertAll fix, Map<String, String> values, List<String> times) {
    List<String> lines = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    values.forEach((key, value) -> pairs.add(key + ": " + value));
    if (!times.isEmpty()) {
      String now = loop.free("now");
      lines.add(now + " = " + names.now(fix.table(), times.get(0)));
      lines.add("");
      times.forEach(time -> pairs.add(time + ": " + now));
    }
    String rows = loop.free("rows");
    lines.addAll(loop.mapped(rows, loop.map(pairs, 4)));
    lines.add("");
    lines.add(rows);
    lines.add("|> Enum.chunk_every(" + WriteCode.chunk(pairs.size()) + ")");
    lines.add(
        "|> Enum.each(&" + names.repo() + ".insert_all(" + names.schema(fix.table()) + ", &1))");
    return lines;
  }

  private static List<String> notes(Fix.InsertAll fix, List<String> times, Set<String> made) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "insert_all casts nothing; a violated constraint raises and loses the whole chunk, not one"
            + " row.");
    if (!times.isEmpty()) {
      notes.add("It fills no timestamps: now does.");
    }
    made.forEach(
        key -> notes.add("It makes no " + key + " of this type: each row brings its own."));
    if (!fix.transaction()) {
      notes.add(
          "Put it into a transaction where several chunks must be written all or not at all.");
    }
    return notes;
  }
}
