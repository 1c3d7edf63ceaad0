package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A read of whole rows narrowed to the fields that its function uses: only where every use is seen
 * to be a field of a row.
 */
final class SelectRewrite {

  /** What takes a list and a function of one row. */
  private static final Set<String> TAKERS =
      Set.of("map", "each", "flat_map", "map_join", "any?", "all?", "count", "new", "sum_by");

  private final FunctionSource source;
  private final Names names;

  SelectRewrite(FunctionSource source, Names names) {
    this.source = source;
    this.names = names;
  }

  Optional<Change> of(Fix.SelectFields fix) {
    Optional<Node> call =
        names.call().filter(one -> one.name().equals("all")).flatMap(source::node);
    Optional<Schema> schema = names.schemaOf(fix.table());
    if (call.isEmpty() || schema.isEmpty() || !AskedQuery.options(call.get()).isEmpty()) {
      return Optional.empty();
    }
    Set<String> fields = new TreeSet<>();
    boolean known =
        uses(call.get()).stream().allMatch(use -> fields(use, fields)) && !fields.isEmpty();
    return known && WriteLoop.areColumns(fields, schema.get())
        ? AskedQuery.of(call.get())
            .filter(query -> query.clause("select").isEmpty())
            .filter(query -> query.clause("distinct").isEmpty())
            .flatMap(query -> edit(call.get(), query, fields))
            .map(edit -> new Change(List.of(edit), notes()))
        : Optional.empty();
  }

  private static List<String> notes() {
    return List.of(
        "The rows are maps of these fields: reading another one raises KeyError, where a struct of"
            + " part of its fields would give nil.");
  }

  /** The call, or the variable wherever it is read; what stands there is taken row by row. */
  private List<Node> uses(Node call) {
    List<Node> path = source.downTo(call);
    Node above = path.size() > 1 ? path.get(path.size() - 2) : Node.NONE;
    if (!above.isOperator("=")) {
      return List.of(call);
    }
    String variable = above.child(0).text();
    Node name = above.child(0);
    return name.is("identifier")
        ? path.get(0)
            .walk()
            .filter(n -> n.is("identifier") && n.text().equals(variable) && n != name)
            .toList()
        : List.of(Node.NONE);
  }

  /** Adds the fields that are read of each row; false when a row is used whole. */
  private boolean fields(Node rows, Set<String> fields) {
    List<Node> path = source.downTo(rows);
    for (int i = path.size() - 2; i >= Math.max(0, path.size() - 4); i--) {
      Node node = path.get(i);
      Node inside = path.get(i + 1);
      if (node.isOperator("|>") && node.child(0) == inside) {
        return taken(node.child(1), node.child(1).arguments(), fields);
      }
      if (node.isOperator("<-") && node.child(1) == inside) {
        Node loop = i >= 2 ? path.get(i - 2) : Node.NONE;
        return loop.callName().equals("for") && read(loop, node.child(0), fields);
      }
      if (node.is("call")) {
        List<Node> arguments = node.arguments();
        return !arguments.isEmpty()
            && arguments.get(0) == inside(path, i)
            && taken(node, arguments.subList(1, arguments.size()), fields);
      }
    }
    return false;
  }

  private static Node inside(List<Node> path, int call) {
    return call + 2 < path.size() ? path.get(call + 2) : Node.NONE;
  }

  private static boolean taken(Node call, List<Node> others, Set<String> fields) {
    boolean taker =
        call.remoteTarget().text().matches("Enum|Map|MapSet") && TAKERS.contains(call.remoteName());
    List<Node> functions =
        others.stream().filter(n -> n.isOperator("&") || n.is("anonymous_function")).toList();
    if (!taker || functions.size() != 1) {
      return false;
    }
    Node function = functions.get(0);
    if (function.isOperator("&")) {
      return dots(function.child(0), "&1", fields);
    }
    Optional<Node> clause =
        function.children().size() == 1 ? function.find("stab_clause") : Optional.empty();
    return clause.flatMap(c -> c.find("arguments")).stream()
        .allMatch(
            parameters ->
                parameters.children().size() == 1
                    && read(clause.get(), parameters.child(0), fields));
  }

  private static boolean read(Node body, Node row, Set<String> fields) {
    return row.is("identifier") && dots(body, row.text(), fields, row);
  }

  private static boolean dots(Node body, String row, Set<String> fields, Node... but) {
    boolean all = true;
    for (Node child : body.children()) {
      boolean named = child.text().equals(row) && List.of(but).stream().noneMatch(b -> b == child);
      if (child.is("dot") && child.child(0).text().equals(row) && child.children().size() == 2) {
        boolean plain = body.is("call") && body.arguments().isEmpty() && !body.text().endsWith(")");
        fields.add(child.child(1).text());
        all &= plain;
      } else {
        boolean whole = named && (child.is("identifier") || child.isOperator("&"));
        all &= !whole && dots(child, row, fields, but);
      }
    }
    return all;
  }

  private Optional<Change.Edit> edit(Node call, AskedQuery query, Set<String> fields) {
    List<String> atoms = fields.stream().map(Elixir::atom).toList();
    String map = "map(" + query.binding() + ", [" + String.join(", ", atoms) + "])";
    Node node = call.isOperator("|>") ? call.child(0) : call.arguments().get(0);
    if (node.isOperator("|>") && names.importsMacro("select")) {
      String blank = " ".repeat(source.indent(node.child(1)));
      boolean lines = node.child(0).lastLine() < node.child(1).line();
      String step = "|> select([" + query.binding() + "], " + map + ")";
      return Optional.of(
          new Change.Edit(node.end(), node.end(), (lines ? "\n" + blank : " ") + step));
    }
    if (!node.callName().equals("from") || !node.arguments().get(0).isOperator("in")) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    if (node.arguments().size() > 1) {
      node.arguments().get(1).children().forEach(pair -> parts.add(pair.text()));
    }
    parts.add("select: " + map);
    Optional<Change.Edit> inPlace =
        source
            .rendered(node, node.arguments().get(0).text(), parts)
            .map(text -> new Change.Edit(node.start(), node.end(), text));
    return inPlace.or(() -> onItsOwnLine(call, node, parts));
  }

  /** {@code rows =} and the call below it, where both do not fit on one line. */
  private Optional<Change.Edit> onItsOwnLine(Node call, Node from, List<String> parts) {
    List<Node> path = source.downTo(call);
    Node above = path.size() > 1 ? path.get(path.size() - 2) : Node.NONE;
    boolean block = path.size() > 2 && path.get(path.size() - 3).is("do_block");
    if (!block || !above.isOperator("=") || above.line() != above.lastLine()) {
      return Optional.empty();
    }
    String query = "from(" + from.arguments().get(0).text() + ", " + String.join(", ", parts) + ")";
    String text = call.text().replace(from.text(), query);
    String blank = " ".repeat(source.indent(above) + 2);
    Node statements = path.get(path.size() - 3);
    int at = statements.children().indexOf(above);
    Node next = statements.child(at + 1);
    boolean apart = next == Node.NONE || next.line() > above.lastLine() + 1;
    return blank.length() + text.length() > Elixir.WIDTH || !from.text().startsWith("from(")
        ? Optional.empty()
        : Optional.of(
            new Change.Edit(
                above.child(0).end(), call.end(), " =\n" + blank + text + (apart ? "" : "\n")));
  }
}
