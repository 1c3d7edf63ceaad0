package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A part of a line replaced; what no longer fits is broken where mix format breaks it. */
final class Reflow {

  private final FunctionSource source;
  private final Node replaced;
  private final String text;

  private Reflow(FunctionSource source, Node replaced, String text) {
    this.source = source;
    this.replaced = replaced;
    this.text = text;
  }

  /**
   * Empty where the new line is too wide and no break is known.
   *
   * @param preceded whether an empty line is put before the statement anyway
   */
  static Optional<List<Change.Edit>> of(
      FunctionSource source, Node replaced, String text, boolean preceded) {
    Reflow reflow = new Reflow(source, replaced, text);
    List<Node> path = source.pathTo(node -> node == replaced);
    if (replaced.line() < replaced.lastLine() || source.width(replaced, text) <= Elixir.WIDTH) {
      return Optional.of(List.of(reflow.joined(path)));
    }
    return reflow.broken(path).map(edit -> reflow.apart(path, edit, preceded));
  }

  private Optional<Change.Edit> broken(List<Node> path) {
    for (int i = 1; i < path.size(); i++) {
      Node node = path.get(i);
      if (node.callName().equals("from")) {
        return from(node, path.subList(i + 1, path.size()));
      }
      boolean top = i + 1 < path.size() && !path.get(i + 1).isOperator("|>");
      if (node.isOperator("|>") && top) {
        return pipe(node, path.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** A whole {@code from} replaced by one that may be shorter. */
  static Change.Edit narrowed(FunctionSource source, Node from, String text) {
    return new Reflow(source, from, text).joined(source.pathTo(node -> node == from));
  }

  /** A call of one line's argument that fits on the call's own line is put there. */
  private Change.Edit joined(List<Node> path) {
    Change.Edit plain = new Change.Edit(replaced.start(), replaced.end(), text);
    for (int i = 0; i + 3 < path.size(); i++) {
      Node from = path.get(i);
      Node call = path.get(i + 2);
      boolean only = path.get(i + 1).is("arguments") && path.get(i + 1).children().size() == 1;
      if (from.callName().equals("from")) {
        boolean spread = !changed(from).contains("\n") && call.line() < from.line();
        return only && spread && call.is("call") && source.endsLine(call, "")
            ? joined(from, call, path.get(i + 3)).orElse(plain)
            : plain;
      }
    }
    return plain;
  }

  private Optional<Change.Edit> joined(Node from, Node call, Node above) {
    String line = call.child(0).text() + "(" + changed(from) + ")";
    boolean assigned = above.isOperator("=") && above.child(1) == call && source.beginsLine(above);
    String whole = assigned ? above.child(0).text() + " = " + line : line;
    if (assigned && source.indent(above) + whole.length() <= Elixir.WIDTH) {
      return Optional.of(new Change.Edit(above.start(), call.end(), whole));
    }
    return source.beginsLine(call) && source.indent(call) + line.length() <= Elixir.WIDTH
        ? Optional.of(new Change.Edit(call.start(), call.end(), line))
        : Optional.empty();
  }

  /** A statement of several lines has an empty one on either side. */
  private List<Change.Edit> apart(List<Node> path, Change.Edit edit, boolean preceded) {
    List<Change.Edit> edits = new ArrayList<>();
    for (int i = 1; i < path.size(); i++) {
      Node block = path.get(i);
      Node one = path.get(i - 1);
      if (block.is("do_block") || block.is("else_block") || block.is("body")) {
        int at = block.children().indexOf(one);
        boolean spread = one.line() < one.lastLine();
        boolean after = block.child(at + 1) != Node.NONE;
        boolean before = at > 0 && block.child(at - 1).lastLine() == one.line() - 1;
        if (!spread && before && !preceded) {
          String blank = "\n" + " ".repeat(source.indent(one));
          edits.add(new Change.Edit(one.start(), one.start(), blank));
        }
        edits.add(edit);
        if (!spread && after && block.child(at + 1).line() == one.lastLine() + 1) {
          edits.add(new Change.Edit(one.end(), one.end(), "\n"));
        }
        return edits;
      }
    }
    return List.of(edit);
  }

  /** Text of a node around the replaced one, with the replacement made. */
  private String changed(Node node) {
    boolean around = node.start() <= replaced.start() && replaced.end() <= node.end();
    if (!around) {
      return node.text();
    }
    byte[] bytes = node.text().getBytes(StandardCharsets.UTF_8);
    int from = replaced.start() - node.start();
    int to = replaced.end() - node.start();
    return new String(bytes, 0, from, StandardCharsets.UTF_8)
        + text
        + new String(bytes, to, bytes.length - to, StandardCharsets.UTF_8);
  }

  private Optional<Change.Edit> from(Node from, List<Node> above) {
    if (from.line() < from.lastLine() || from.arguments().size() != 2) {
      return Optional.empty();
    }
    String first = changed(from.arguments().get(0));
    List<String> parts = from.arguments().get(1).children().stream().map(this::changed).toList();
    if (source.beginsLine(from)) {
      return source
          .rendered(from, first, parts)
          .map(all -> new Change.Edit(from.start(), from.end(), all));
    }
    return asked(from, first, parts, above);
  }

  /** {@code x = Repo.all(from(…), timeout: 9)}, an argument a line. */
  private Optional<Change.Edit> asked(
      Node from, String first, List<String> parts, List<Node> above) {
    Node arguments = above.isEmpty() ? Node.NONE : above.get(0);
    Node call = above.size() > 1 ? above.get(1) : Node.NONE;
    Node outer = above.size() > 2 ? above.get(2) : Node.NONE;
    boolean brackets = from.text().startsWith("from(");
    boolean alone =
        arguments.child(0) == from
            && (brackets || arguments.children().size() == 1)
            && call.line() == call.lastLine();
    boolean assigned = outer.isOperator("=") && outer.child(1) == call;
    Node statement = assigned ? outer : call;
    if (!alone || call.remoteName().isEmpty() || !source.beginsLine(statement)) {
      return Optional.empty();
    }
    int indent = source.indent(statement) + (assigned ? 2 : 0);
    String blank = "\n" + " ".repeat(indent);
    StringBuilder all = new StringBuilder();
    all.append(call.remoteTarget().text()).append('.').append(call.remoteName()).append('(');
    String head = (brackets ? "from(" : "from ") + first;
    String line = head + ", " + String.join(", ", parts) + (brackets ? ")" : "");
    if (indent + 2 + line.length() + 1 <= Elixir.WIDTH) {
      all.append(blank).append("  ").append(line);
    } else {
      all.append(blank).append("  ").append(head);
      parts.forEach(part -> all.append(",").append(blank).append("    ").append(part));
      all.append(brackets ? blank + "  )" : "");
    }
    arguments.children().stream()
        .skip(1)
        .forEach(more -> all.append(",").append(blank).append("  ").append(more.text()));
    all.append(blank).append(')');
    String start = assigned ? " =" + blank : "";
    int begin = assigned ? outer.child(0).end() : call.start();
    return Optional.of(new Change.Edit(begin, call.end(), start + all));
  }

  /** A pipe of one line, a step a line. */
  private Optional<Change.Edit> pipe(Node pipe, Node above) {
    boolean assigned = above.isOperator("=") && above.child(1) == pipe;
    Node statement = assigned ? above : pipe;
    if (pipe.line() < pipe.lastLine() || !source.beginsLine(statement)) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    Node node = pipe;
    for (; node.isOperator("|>"); node = node.child(0)) {
      steps.add(0, changed(node.child(1)));
    }
    String blank = "\n" + " ".repeat(source.indent(statement) + (assigned ? 2 : 0));
    String all = changed(node) + blank + "|> " + String.join(blank + "|> ", steps);
    return Optional.of(
        assigned
            ? new Change.Edit(above.child(0).end(), pipe.end(), " =" + blank + all)
            : new Change.Edit(pipe.start(), pipe.end(), all));
  }
}
