package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One clause of a function as its syntax tree. */
final class FunctionSource {

  private final ElixirProject project;
  private final Function function;
  private final Node definition;

  FunctionSource(ElixirProject project, Function function, Clause clause) {
    this.project = project;
    this.function = function;
    this.definition = project.syntax(function, clause);
  }

  /** From the first node that fits up to the definition; empty when none fits. */
  List<Node> pathTo(Predicate<Node> wanted) {
    List<Node> path = new ArrayList<>();
    find(definition, wanted, path);
    return path;
  }

  private static boolean find(Node node, Predicate<Node> wanted, List<Node> path) {
    for (Node child : node.children()) {
      if (find(child, wanted, path)) {
        path.add(node);
        return true;
      }
    }
    if (wanted.test(node)) {
      path.add(node);
      return true;
    }
    return false;
  }

  /** All nodes of the clause. */
  Stream<Node> nodes() {
    return definition.walk();
  }

  /** How wide the line of a node is with another text in its place. */
  int width(Node node, String text) {
    String line = project.lines(function.file(), node.line(), node.line()).stripTrailing();
    return line.length() - node.text().length() + text.length();
  }

  /** Whether a node is the last thing on its line, or has no more than this behind it. */
  boolean endsLine(Node node, String behind) {
    int start = definition.start() - indent(definition);
    String upTo = project.lines(function.file(), definition.line(), node.lastLine());
    byte[] bytes = upTo.getBytes(StandardCharsets.UTF_8);
    int end = node.end() - start;
    String rest = new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8).strip();
    return rest.isEmpty() || rest.equals(behind);
  }

  /** From the definition down to a node, the node last. */
  List<Node> downTo(Node wanted) {
    List<Node> path = pathTo(node -> node == wanted);
    Collections.reverse(path);
    return path;
  }

  /**
   * The end of a definition's head where a statement is all of its body, {@code def f(x), do: y}.
   */
  Optional<Integer> headBefore(Node statement) {
    List<Node> arguments = definition.arguments();
    boolean alone =
        arguments.size() == 2
            && arguments.get(1).is("keywords")
            && arguments.get(1).children().size() == 1
            && arguments.get(1).child(0).child(1) == statement;
    return alone ? Optional.of(arguments.get(0).end()) : Optional.empty();
  }

  /** The Repo call, with the pipe into it. */
  Optional<Node> node(RepoCall wanted) {
    List<Node> path =
        pathTo(
            node ->
                node.is("call")
                    && node.remoteName().equals(wanted.name())
                    && node.nameLine() == wanted.line());
    if (path.isEmpty()) {
      return Optional.empty();
    }
    boolean piped =
        path.size() > 1 && path.get(1).isOperator("|>") && path.get(1).child(1) == path.get(0);
    return Optional.of(path.get(piped ? 1 : 0));
  }

  /** Whether the function's value holds what a call gives, row by row as it is. */
  boolean givesBack(Node call) {
    List<Node> path = downTo(call);
    Node block = path.size() > 1 ? path.get(1) : Node.NONE;
    if (!block.is("do_block")) {
      return headBefore(call).isPresent();
    }
    Node last = block.child(block.children().size() - 1);
    Node above = path.get(path.size() - 2);
    return last == call
        || above.isOperator("=")
            && path.size() == 4
            && above.child(0).is("identifier")
            && holds(last, above.child(0).text());
  }

  private static boolean holds(Node value, String variable) {
    boolean whole =
        value.is("tuple")
            || value.is("map")
            || value.is("map_content")
            || value.is("keywords")
            || value.is("pair")
            || value.remoteName().matches("uniq|reverse");
    return value.is("identifier") && value.text().equals(variable)
        || whole && value.children().stream().anyMatch(child -> holds(child, variable))
        || value.remoteName().matches("uniq|reverse")
            && value.arguments().stream().anyMatch(child -> holds(child, variable));
  }

  /**
   * The lines of a public function of another name that is given a value instead of a call's, and
   * of its own arguments those that it reads still; empty where it would do nothing else.
   */
  Optional<List<String>> given(Node call, String name, String variable) {
    List<Node> block = statements();
    List<Node> path = downTo(call);
    Node above = path.get(path.size() - 2);
    boolean bound = above.isOperator("=") && above.child(0).is("identifier");
    boolean first = bound && block.size() > 1 && block.get(0) == above;
    String free = mentions(variable) ? "loaded_" + variable : variable;
    String value = first ? above.child(0).text() : free;
    if (block.isEmpty() || block.get(block.size() - 1) == call || isGuarded()) {
      return Optional.empty();
    }
    List<String> kept = new ArrayList<>(List.of(value));
    parameters().stream().filter(p -> readsBesides(p, reads(call, p))).forEach(kept::add);
    Node head = definition.arguments().get(0);
    List<Change.Edit> edits = new ArrayList<>();
    edits.add(
        new Change.Edit(
            definition.start(), head.end(), "def " + name + "(" + String.join(", ", kept) + ")"));
    edits.add(
        first
            ? new Change.Edit(above.start(), block.get(1).start(), "")
            : new Change.Edit(call.start(), call.end(), value));
    String text = Change.apply(edits, definition.text(), definition.start());
    String blank = " ".repeat(indent());
    List<String> lines =
        text.lines().map(l -> l.startsWith(blank) ? l.substring(indent()) : l).toList();
    return ElixirProject.parses(String.join("\n", lines) + "\n")
        ? Optional.of(lines)
        : Optional.empty();
  }

  private static int reads(Node call, String parameter) {
    return (int) call.walk().filter(n -> n.is("identifier") && n.text().equals(parameter)).count();
  }

  boolean isOnlyClause() {
    return function.clauses().size() == 1;
  }

  String functionName() {
    return function.name().replaceAll("[!?]$", "");
  }

  /** The parameters as written, defaults left out. */
  List<String> heads() {
    return head().map(Node::text).toList();
  }

  /** The parameter that is a variable of this name. */
  Optional<Node> parameter(String name) {
    return head().filter(one -> one.is("identifier") && one.text().equals(name)).findFirst();
  }

  boolean isGuarded() {
    return !definition.arguments().isEmpty() && definition.arguments().get(0).isOperator("when");
  }

  /** The function's name with its parameters, as the definition begins. */
  Node signature() {
    Node head = definition.arguments().isEmpty() ? Node.NONE : definition.arguments().get(0);
    return head.isOperator("when") ? head.child(0) : head;
  }

  private Stream<Node> head() {
    return signature().arguments().stream()
        .map(parameter -> parameter.isOperator("\\\\") ? parameter.child(0) : parameter);
  }

  /** The one expression that the definition is. */
  Optional<Node> expression() {
    List<Node> block = statements();
    if (block.size() == 1) {
      return Optional.of(block.get(0));
    }
    List<Node> arguments = definition.arguments();
    Node last = arguments.isEmpty() ? Node.NONE : arguments.get(arguments.size() - 1);
    boolean keyword = block.isEmpty() && last.is("keywords") && last.children().size() == 1;
    return keyword ? Optional.of(last.child(0).child(1)) : Optional.empty();
  }

  /** Whether the definition does nothing but a call, and gives what it returns. */
  boolean isOnly(Node call) {
    List<Node> block = statements();
    boolean bound = block.size() == 2 && block.get(0).isOperator("=");
    return expression().filter(only -> only == call).isPresent()
        || bound
            && block.get(0).child(1) == call
            && block.get(0).child(0).text().equals(block.get(1).text());
  }

  /** Whether a comment stands in the lines from one node up to another. */
  boolean isCommented(Node first, Node last) {
    return Pattern.compile("(^|\\s)# ", Pattern.MULTILINE)
        .matcher(project.lines(function.file(), first.line(), last.line()))
        .find();
  }

  /** Who calls the function, and with what. */
  Callers callers() {
    return new Callers(project, function, this);
  }

  /** The statements of the definition's block; none of a definition with {@code do:}. */
  List<Node> statements() {
    return definition.doBlock().map(Node::children).orElse(List.of());
  }

  /** Names of the parameters that are plain variables. */
  List<String> parameters() {
    return head().filter(parameter -> parameter.is("identifier")).map(Node::text).toList();
  }

  /** Whether a variable is read in more places than its own and so many others. */
  boolean readsBesides(String variable, int others) {
    return definition.walk().filter(n -> n.is("identifier") && n.text().equals(variable)).count()
        > 1 + others;
  }

  /** Functions put after the definition, whose lines begin where it does. */
  Change.Edit afterwards(List<String> lines) {
    String blank = " ".repeat(indent());
    StringBuilder text = new StringBuilder("\n");
    lines.forEach(line -> text.append('\n').append(line.isEmpty() ? "" : blank + line));
    return new Change.Edit(definition.end(), definition.end(), text.toString());
  }

  /** A {@code from} with other clauses, with brackets or without as before; empty when too wide. */
  Optional<String> rendered(Node from, String first, List<String> parts) {
    boolean brackets = from.text().startsWith("from(");
    String head = brackets ? "from(" : "from ";
    String end = brackets ? ")" : "";
    String line = head + first + (parts.isEmpty() ? "" : ", ") + String.join(", ", parts) + end;
    int taken = project.lines(function.file(), from.line(), from.line()).stripTrailing().length();
    boolean alone = beginsLine(from);
    int before = alone ? indent(from) : taken - from.text().lines().findFirst().orElse("").length();
    int width = from.line() == from.lastLine() || alone ? before + line.length() : Elixir.WIDTH + 1;
    if (width <= Elixir.WIDTH && !line.contains("\n")) {
      return Optional.of(line);
    }
    String blank = " ".repeat(indent(from));
    String inner = ",\n" + blank + "  ";
    String close = brackets ? "\n" + blank + ")" : "";
    return alone
        ? Optional.of(head + first + inner + String.join(inner, parts) + close)
        : Optional.empty();
  }

  /** Whether nothing stands before a node on its line. */
  boolean beginsLine(Node node) {
    String line = project.lines(function.file(), node.line(), node.line());
    return line.stripLeading().startsWith(node.text().lines().findFirst().orElse(""))
        && byteColumn(node) == indent(node);
  }

  private int byteColumn(Node node) {
    int start = definition.start() - indent(definition);
    byte[] before =
        project
            .lines(function.file(), definition.line(), node.line() - 1)
            .getBytes(StandardCharsets.UTF_8);
    return node.start() - start - before.length;
  }

  /** A node replaced; a right side that stood on a line of its own moves behind its {@code =}. */
  Change.Edit replacement(Node node, String value) {
    List<Node> path = downTo(node);
    Node above = path.size() > 1 ? path.get(path.size() - 2) : Node.NONE;
    boolean moves = above.isOperator("=") && above.child(1) == node;
    return moves
        ? new Change.Edit(above.child(0).end(), node.end(), " = " + value)
        : new Change.Edit(node.start(), node.end(), value);
  }

  /** Blanks before the definition. */
  int indent() {
    return indent(definition);
  }

  /** Blanks before the line on which a node begins. */
  int indent(Node node) {
    String line = project.lines(function.file(), node.line(), node.line());
    return line.length() - line.stripLeading().length();
  }

  boolean mentions(String identifier) {
    return definition.walk().anyMatch(n -> n.is("identifier") && n.text().equals(identifier));
  }

  /** The schema whose whole structs a list expression holds, as far as can be read. */
  Optional<Schema> structsIn(Node list) {
    Node expression = list.is("identifier") ? bound(list.text()).orElse(list) : list;
    Node call = expression.isOperator("|>") ? expression.child(1) : expression;
    Optional<RepoCall> read =
        project.repoCalls(function).stream()
            .filter(one -> one.line() == call.nameLine() && one.name().equals(call.remoteName()))
            .findFirst();
    if (read.isEmpty() && !call.callName().isEmpty()) {
      int arity = call.arguments().size() + (call == expression ? 0 : 1);
      read = called(call.callName(), arity);
    }
    return read.filter(one -> one.name().equals("all"))
        .filter(one -> one.query().select().isEmpty())
        .flatMap(one -> project.module(one.query().schema()))
        .flatMap(module -> module.schema());
  }

  /** The only Repo call of a function of the same module. */
  private Optional<RepoCall> called(String name, int arity) {
    return project
        .module(function.module())
        .flatMap(module -> module.function(name, arity))
        .map(project::repoCalls)
        .filter(calls -> calls.size() == 1)
        .map(calls -> calls.get(0));
  }

  /** What a variable is bound to, when it is in one place alone. */
  Optional<Node> bound(String variable) {
    List<Node> all =
        definition
            .walk()
            .filter(n -> n.isOperator("=") && n.child(0).text().equals(variable))
            .map(n -> n.child(1))
            .toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }
}
