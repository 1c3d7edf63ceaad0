package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lines put right before the statement that a part of a function stands in. */
final class Preface {

  /** What decides whether, or how often, a part of it runs. */
  private static final Pattern CHOOSES =
      Pattern.compile("for|with|try|receive|quote|fn|cond|defmodule");

  private final FunctionSource source;
  private final Node statement;

  private Preface(FunctionSource source, Node statement) {
    this.source = source;
    this.statement = statement;
  }

  /**
   * The statement of the nearest block around a part; empty where the part has variables of its own
   * there, or need not run when its block does.
   */
  static Optional<Preface> to(FunctionSource source, Node part) {
    List<Node> path = source.pathTo(node -> node == part);
    for (int i = 1; i < path.size(); i++) {
      Node node = path.get(i);
      Node below = path.get(i - 1);
      boolean block = node.is("do_block") || node.is("else_block") || node.is("body");
      if (block || source.headBefore(below).isPresent()) {
        return Optional.of(new Preface(source, below));
      }
      if (node.is("anonymous_function")
          || node.operator().matches("&&?|\\|\\||<-|->")
          || CHOOSES.matcher(node.callName()).matches()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  Node statement() {
    return statement;
  }

  /**
   * The lines, an empty one after them; a definition of one expression becomes a block.
   *
   * @param lines as far in as the statement
   */
  Optional<List<Change.Edit>> of(List<String> lines) {
    Optional<Integer> head = source.headBefore(statement);
    if (head.isPresent()) {
      return statement.line() < statement.lastLine()
          ? Optional.empty()
          : Optional.of(block(head.get(), lines));
    }
    if (!source.beginsLine(statement)) {
      return Optional.empty();
    }
    String text = text(lines, source.indent(statement));
    return Optional.of(
        List.of(new Change.Edit(statement.start(), statement.start(), text.stripLeading())));
  }

  private List<Change.Edit> block(int head, List<String> lines) {
    int indent = source.indent() + 2;
    List<Change.Edit> edits = new ArrayList<>();
    edits.add(new Change.Edit(head, statement.start(), " do\n" + text(lines, indent)));
    String end = "\n" + " ".repeat(indent - 2) + "end";
    edits.add(new Change.Edit(statement.end(), statement.end(), end));
    return edits;
  }

  private static String text(List<String> lines, int indent) {
    String blank = " ".repeat(indent);
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.isEmpty() ? "" : blank + line).append('\n'));
    return text.append('\n').append(blank).toString();
  }
}
