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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An update per row replaced by one {@code update_all}. */
final class UpdateRewrite {

  static final Pattern PLAIN_TYPE =
      Pattern.compile(
          "id|binary_id|integer|float|boolean|string|decimal|date|time(_usec)?"
              + "|(naive|utc)_datetime(_usec)?");
  private static final Pattern READ =
      Pattern.compile("(\\w+) = [\\w.]+\\.get!\\(([\\w.]+), (&1|\\w+)\\)");

  private final WriteLoop loop;
  private final Names names;

  UpdateRewrite(WriteLoop loop, Names names) {
    this.loop = loop;
    this.names = names;
  }

  /**
   * What is changed in each row.
   *
   * @param row the variable that holds the struct
   * @param read whether the loop itself reads it by its key
   * @param changeset the function of the schema that makes the changeset, or ""
   */
  private record Changed(String row, boolean read, String changeset, Map<String, String> values) {}

  Optional<Change> of(Fix.UpdateAll fix) {
    List<Node> statements = loop.statements();
    if (statements.isEmpty() || !loop.isOnly(statements.get(statements.size() - 1))) {
      return Optional.empty();
    }
    String function = names.call().map(call -> call.name()).orElse("");
    if (function.equals("update_all")) {
      return statements.size() == 1 && loop.isForEffect()
          ? new KeyedStatement(loop, names).of(statements.get(0), List.of())
          : Optional.empty();
    }
    Optional<Schema> schema = names.schemaOf(fix.table()).filter(s -> s.primaryKey().size() == 1);
    if (!function.matches("update!?") || schema.isEmpty() || !fix.filters().isEmpty()) {
      return Optional.empty();
    }
    return row(statements, schema.get())
        .flatMap(row -> changed(fix, row, statements.size() == 2))
        .filter(changed -> WriteLoop.areColumns(changed.values().keySet(), schema.get()))
        .flatMap(changed -> change(fix, schema.get(), changed));
  }

  private Optional<String> row(List<Node> statements, Schema schema) {
    if (statements.size() == 1) {
      return Optional.of(loop.loop().element());
    }
    Matcher read = READ.matcher(statements.get(0).text());
    boolean own =
        statements.size() == 2
            && read.matches()
            && read.group(2).equals(names.schema(schema.table()))
            && read.group(3).equals(loop.loop().element());
    return own ? Optional.of(read.group(1)) : Optional.empty();
  }

  private Optional<Changed> changed(Fix.UpdateAll fix, String row, boolean read) {
    Node call = loop.loop().call();
    Node changeset = call.isOperator("|>") ? call.child(0) : argument(call);
    boolean piped = changeset.isOperator("|>");
    boolean more = call.isOperator("|>") && !call.child(1).arguments().isEmpty();
    Node made = piped ? changeset.child(1) : changeset;
    List<Node> arguments = made.arguments();
    boolean subject =
        piped
            ? changeset.child(0).text().equals(row) && arguments.size() == 1
            : arguments.size() == 2 && arguments.get(0).text().equals(row);
    if (!subject || more) {
      return Optional.empty();
    }
    String name = made.remoteName().isEmpty() ? made.callName() : made.remoteName();
    String by =
        name.equals("change") ? "" : made.text().substring(0, made.text().indexOf('(')).strip();
    return WriteLoop.pairs(arguments.get(arguments.size() - 1))
        .map(values -> new Changed(row, read, by, values))
        .or(
            () ->
                values(fix, made, name, arguments.get(arguments.size() - 1))
                    .map(values -> new Changed(row, read, "", values)));
  }

  /** What {@code def reminder(row, now), do: change(row, reminded_at: now)} of the schema sets. */
  private Optional<Map<String, String>> values(
      Fix.UpdateAll fix, Node made, String name, Node given) {
    boolean ours = made.remoteTarget().text().equals(names.schema(fix.table()));
    Optional<FunctionSource> changeset =
        ours ? names.schemaFunction(fix.table(), name, 2) : Optional.empty();
    List<String> heads = changeset.map(FunctionSource::heads).orElse(List.of());
    Optional<Node> change =
        changeset
            .flatMap(FunctionSource::expression)
            .filter(node -> node.callName().equals("change") || node.remoteName().equals("change"))
            .filter(node -> node.arguments().size() == 2)
            .filter(node -> node.arguments().get(0).text().equals(heads.get(0)));
    return change
        .flatMap(node -> WriteLoop.pairs(node.arguments().get(1)))
        .filter(values -> heads.get(1).matches("[a-z_]\\w*") && given.is("identifier"))
        .filter(values -> values.values().stream().allMatch(v -> v.equals(heads.get(1))))
        .map(
            values -> {
              Map<String, String> set = new LinkedHashMap<>(values);
              set.replaceAll((field, value) -> given.text());
              return set;
            });
  }

  private static Node argument(Node call) {
    return call.arguments().size() == 1 ? call.arguments().get(0) : Node.NONE;
  }

  private Optional<Change> change(Fix.UpdateAll fix, Schema schema, Changed changed) {
    List<String> same = new ArrayList<>();
    List<String> counted = new ArrayList<>();
    for (Map.Entry<String, String> value : changed.values().entrySet()) {
      Optional<String> step = step(changed.row(), value.getKey(), value.getValue());
      boolean own =
          loop.dependsOnRow(value.getValue())
              || WriteLoop.mentions(value.getValue(), changed.row());
      if (step.isPresent()) {
        counted.add(value.getKey() + ": " + step.get());
      } else if (!own) {
        same.add(value.getKey() + ": " + value.getValue());
      } else {
        return perRow(fix, schema, changed);
      }
    }
    touched(schema, changed).forEach(t -> same.add(t + ": " + names.now(fix.table(), t)));
    List<String> changes = new ArrayList<>();
    if (!counted.isEmpty()) {
      changes.add("inc: [" + String.join(", ", counted) + "]");
    }
    if (!same.isEmpty()) {
      changes.add("set: [" + String.join(", ", same) + "]");
    }
    return atOnce(
        fix, schema, changed, changes, notes(changed, !counted.isEmpty(), loop.isForEffect()));
  }

  /** {@code 1} of {@code row.count + 1}: what is added to the field whatever it is. */
  private Optional<String> step(String row, String field, String value) {
    Matcher sum =
        Pattern.compile(Pattern.quote(row + "." + field) + " ([+-]) (\\w+)").matcher(value);
    if (!sum.matches() || loop.dependsOnRow(sum.group(2)) || sum.group(2).equals(row)) {
      return Optional.empty();
    }
    return Optional.of((sum.group(1).equals("-") ? "-" : "") + sum.group(2));
  }

  /** What Ecto sets by itself at an update. */
  private static List<String> touched(Schema schema, Changed changed) {
    return WriteLoop.timestamps(schema).stream()
        .filter(t -> t.startsWith("updated") || t.startsWith("modified"))
        .filter(t -> !changed.values().containsKey(t))
        .toList();
  }

  private Optional<Change> atOnce(
      Fix.UpdateAll fix, Schema schema, Changed changed, List<String> changes, List<String> notes) {
    String key = schema.primaryKey().get(0);
    String b = Elixir.binding(fix.table());
    List<String> lines = new ArrayList<>();
    Optional<OnlyRead> read =
        changed.read() || !loop.isForEffect()
            ? Optional.empty()
            : OnlyRead.of(loop, names.schema(fix.table()));
    if (read.isPresent()) {
      String rows = loop.free("rows");
      lines.add(rows + " = " + read.get().query());
      lines.addAll(called("", rows, changes));
      KeyedStatement.value(loop, lines);
      List<String> all = Stream.concat(notes.stream(), Stream.of(OnlyRead.NOTE)).toList();
      return Optional.of(loop.replacedBy(read.get().statement(), lines, all));
    }
    String keys = keys(lines, changed, key);
    boolean returned = !loop.isForEffect();
    if (returned && !names.call().get().name().equals("update!")) {
      return Optional.empty();
    }
    String query =
        "from("
            + b
            + " in "
            + names.schema(fix.table())
            + ", where: "
            + b
            + "."
            + key
            + " in ^"
            + keys
            + (returned ? ", select: " + b : "")
            + ")";
    String rows = loop.free("rows");
    lines.add(rows + " = " + query);
    String updated = loop.free("updated");
    if (returned) {
      lines.addAll(called("{_, " + updated + "} = ", rows, changes));
      RowKeys by = by(changed, schema, key);
      String row = by.sought("&1." + key);
      lines.add("by_" + key + " = Map.new(" + updated + ", &{" + row + ", &1})");
      lines.add("Enum.map(" + keys + ", &Map.fetch!(by_" + key + ", " + by.sought("&1") + "))");
      return Optional.of(
          loop.replacedBy(lines, Stream.concat(notes.stream(), by.notes().stream()).toList()));
    } else {
      lines.addAll(called("", rows, changes));
      KeyedStatement.value(loop, lines);
    }
    return Optional.of(loop.replacedBy(lines, notes));
  }

  private RowKeys by(Changed changed, Schema schema, String key) {
    String given = changed.read() ? loop.loop().element() : changed.row() + "." + key;
    return RowKeys.of(loop.source(), loop.loop(), given, schema.field(key));
  }

  /** {@code match Repo.update_all(…)}, between empty lines when it takes several. */
  private List<String> called(String match, String rows, List<String> changes) {
    String head = names.repo() + ".update_all(" + rows;
    String line = head + ", " + String.join(", ", changes) + ")";
    if (match.length() + line.length() <= loop.width()) {
      return List.of(match + line);
    }
    List<String> lines = new ArrayList<>(List.of(""));
    String blank = match.isEmpty() ? "" : "  ";
    if (!match.isEmpty()) {
      lines.add(match.strip());
    }
    if (!match.isEmpty() && line.length() + 2 <= loop.width()) {
      lines.add(blank + line);
    } else {
      lines.add(blank + head + ",");
      for (int i = 0; i < changes.size(); i++) {
        lines.add(blank + "  " + changes.get(i) + (i + 1 < changes.size() ? "," : ""));
      }
      lines.add(blank + ")");
    }
    if (!match.isEmpty()) {
      lines.add("");
    }
    return lines;
  }

  private String keys(List<String> lines, Changed changed, String key) {
    Node list = loop.loop().list();
    if (changed.read() && list.is("identifier") && loop.isList()) {
      return list.text();
    }
    String keys =
        loop.free(
            loop.loop().element().matches("\\w+") && !changed.read()
                ? changed.row() + "_" + key + "s"
                : key + "s");
    lines.add(
        changed.read()
            ? keys + " = " + loop.listed()
            : keys + " = Enum.map(" + list.text() + ", & &1." + key + ")");
    return keys;
  }

  /** A value for each row, joined as a list of rows. */
  private Optional<Change> perRow(Fix.UpdateAll fix, Schema schema, Changed changed) {
    String key = schema.primaryKey().get(0);
    List<String> types = new ArrayList<>();
    List<String> row = new ArrayList<>(List.of(key + ": " + changed.row() + "." + key));
    List<String> sets = new ArrayList<>();
    boolean usable = !changed.read() && loop.isForEffect() && changed.changeset().isEmpty();
    List<String> columns = new ArrayList<>(List.of(key));
    columns.addAll(changed.values().keySet());
    for (String name : columns) {
      String type = schema.field(name).map(Field::type).orElse("");
      usable &= PLAIN_TYPE.matcher(type).matches();
      types.add(name + ": :" + type);
    }
    if (!usable
        || loop.loop().element().equals("&1")
        || !loop.free("types").equals("types")
        || !names.libraries().has("ecto", 3, 11)) {
      return Optional.empty();
    }
    changed.values().forEach((name, value) -> row.add(name + ": " + value));
    changed.values().keySet().forEach(name -> sets.add(name + ": v." + name));
    List<String> lines = new ArrayList<>();
    String now = loop.free("now");
    List<String> touched = touched(schema, changed);
    touched.forEach(t -> sets.add(t + ": ^" + now));
    if (!touched.isEmpty()) {
      lines.add(now + " = " + names.now(fix.table(), touched.get(0)));
    }
    String map = "%{" + String.join(", ", types) + "}";
    lines.add("types = " + map);
    lines.add("");
    String rows = loop.free("rows");
    lines.addAll(loop.mapped(rows, loop.map(row, 4)));
    String b = Elixir.binding(fix.table());
    b = b.equals("v") ? "row" : b;
    lines.add("");
    lines.add(rows);
    lines.add("|> Enum.chunk_every(" + WriteCode.chunk(types.size()) + ")");
    lines.add("|> Enum.each(fn chunk ->");
    lines.add("  " + names.repo() + ".update_all(");
    lines.add("    from(" + b + " in " + names.schema(fix.table()) + ",");
    lines.add("      join: v in values(chunk, types),");
    lines.add("      on: v." + key + " == " + b + "." + key + ",");
    lines.add("      update: [set: [" + String.join(", ", sets) + "]]");
    lines.add("    ),");
    lines.add("    []");
    lines.add("  )");
    lines.add("end)");
    List<String> notes = new ArrayList<>(notes(changed, false, true));
    notes.add("values/2 needs ecto 3.11.");
    return Optional.of(loop.replacedBy(lines, notes));
  }

  private static List<String> notes(Changed changed, boolean counter, boolean effect) {
    List<String> notes = new ArrayList<>();
    notes.add(
        changed.changeset().isEmpty()
            ? "update_all runs no changeset, and writes the rows that have the value already too."
            : "update_all runs no changeset: what "
                + changed.changeset()
                + " checks must hold for"
                + " these values whatever the row.");
    if (counter) {
      notes.add("inc: loses no count that another process adds in between.");
    }
    if (changed.read()) {
      notes.add(
          effect
              ? "A missing row is passed over, where get! raised."
              : "For a missing row, where get! raised, Map.fetch! raises KeyError after the write.");
    }
    if (counter && changed.read()) {
      notes.add("A key that is in the list twice is counted once.");
    }
    return notes;
  }
}
