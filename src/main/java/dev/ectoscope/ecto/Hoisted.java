package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One query for all rows of a loop, asked right before the loop's statement; what the loop asked
 * row by row is looked up in its answer.
 */
final class Hoisted {

  private final FunctionSource source;
  private final LoopSource loop;
  private final String repo;
  private final List<String> lines = new ArrayList<>();
  private final List<Change.Edit> edits = new ArrayList<>();
  private final int indent;

  Hoisted(FunctionSource source, LoopSource loop, String repo) {
    this.source = source;
    this.loop = loop;
    this.repo = repo;
    this.indent =
        source.headBefore(loop.statement()).isPresent()
            ? source.indent() + 2
            : source.indent(loop.statement());
  }

  /** The variable that holds what {@code key}, an expression of the row, is in all rows. */
  Optional<String> keys(String key) {
    String rows = loop.list().text();
    boolean bare = !key.contains(".");
    if (bare && !loop.isList(source)) {
      return others(key);
    }
    if (!loop.list().is("identifier")) {
      String element = loop.element().equals("&1") ? "row" : loop.element();
      boolean named = element.length() > 2 || element.equals("id");
      rows = free(named ? Elixir.plural(element) : "rows");
      if (!assigned(rows)) {
        return Optional.empty();
      }
      edits.add(new Change.Edit(loop.list().start(), loop.list().end(), rows));
    }
    if (bare) {
      return Optional.of(rows);
    }
    String field = key.substring(key.indexOf('.') + 1);
    String keys = free(Elixir.plural(field));
    if (spread()) {
      apart();
    }
    lines.add(blank(0) + keys + " = Enum.map(" + rows + ", & &1." + field + ")");
    return Optional.of(keys);
  }

  /** Of a range or a stream the list of its elements, which {@code in} needs. */
  private Optional<String> others(String key) {
    if (spread()) {
      return Optional.empty();
    }
    String keys = free(key.equals("&1") ? "keys" : Elixir.plural(key));
    lines.add(blank(0) + keys + " = " + loop.listed(source));
    edits.add(new Change.Edit(loop.list().start(), loop.list().end(), keys));
    return Optional.of(keys);
  }

  private boolean spread() {
    return loop.list().line() < loop.list().lastLine();
  }

  private boolean assigned(String rows) {
    String text = loop.list().text();
    if (!spread()) {
      lines.add(blank(0) + rows + " = " + text);
      return true;
    }
    if (!source.beginsLine(loop.list()) || text.contains("\"\"\"")) {
      return false;
    }
    int moved = indent + 2 - source.indent(loop.list());
    lines.add(blank(0) + rows + " =");
    for (String line : (" ".repeat(source.indent(loop.list())) + text).lines().toList()) {
      lines.add(line.isBlank() ? "" : moved(line, moved));
    }
    return true;
  }

  private static String moved(String line, int by) {
    return by >= 0 ? " ".repeat(by) + line : line.substring(Math.min(-by, line.length()));
  }

  /** {@code name = from(…)}, for a query that another one uses. */
  void query(String name, String first, List<String> parts) {
    apart();
    String line = blank(0) + name + " = from(" + first + ", " + String.join(", ", parts) + ")";
    if (line.length() <= Elixir.WIDTH) {
      lines.add(line);
    } else {
      lines.add(blank(0) + name + " =");
      lines.addAll(Elixir.call(indent + 2, "from(", first, parts, indent + 4));
    }
  }

  /** {@code name = from(…) |> Repo.all() |> …}. */
  void asked(String name, String first, List<String> parts, String options, String into) {
    apart();
    lines.add(blank(0) + name + " =");
    lines.addAll(Elixir.call(indent + 2, "from(", first, parts, indent + 4));
    lines.add(blank(2) + "|> " + repo + ".all(" + options + ")");
    lines.add(blank(2) + "|> " + into);
    lines.add("");
  }

  private void apart() {
    if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
      lines.add("");
    }
  }

  /** With a part of the loop replaced. */
  Optional<Change> change(Node replaced, String value, List<String> notes) {
    if (!loop.isFree(repo)) {
      return Optional.empty();
    }
    Node statement = loop.statement();
    String text = String.join("\n", lines) + "\n";
    Optional<Integer> head = source.headBefore(statement);
    if (head.isPresent()) {
      if (statement.line() < statement.lastLine()) {
        return Optional.empty();
      }
      edits.add(new Change.Edit(head.get(), statement.start(), " do\n" + text + blank(0)));
      String end = "\n" + " ".repeat(indent - 2) + "end";
      edits.add(new Change.Edit(statement.end(), statement.end(), end));
    } else if (source.beginsLine(statement)) {
      String moved = text.stripLeading() + blank(0);
      edits.add(new Change.Edit(statement.start(), statement.start(), moved));
    } else {
      return Optional.empty();
    }
    edits.add(source.replacement(replaced, value));
    return Optional.of(new Change(edits, notes));
  }

  private String blank(int more) {
    return " ".repeat(indent + more);
  }

  String free(String name) {
    String free = name;
    while (source.mentions(free)) {
      free = free + "_found";
    }
    return free;
  }
}
