package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Source;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@code fragment("…", …)} in a function.
 *
 * @param function full name of the function it stands in
 * @param file path of the file
 * @param line its line
 * @param text as written
 * @param sql the SQL with {@code ?} for each argument
 * @param arguments as written
 */
public record FragmentCall(
    String function, String file, int line, String text, String sql, List<String> arguments) {

  public FragmentCall {
    arguments = List.copyOf(arguments);
  }

  /** Those of one function whose SQL is constant. */
  static Stream<FragmentCall> in(ElixirProject project, Function function) {
    Source source = project.source(function.file());
    return function.clauses().stream()
        .filter(clause -> source.contains(clause.start(), clause.end(), "fragment("))
        .flatMap(clause -> project.syntax(function, clause).walk())
        .filter(node -> node.callName().equals("fragment") && !node.arguments().isEmpty())
        .flatMap(
            node ->
                Literals.string(node.arguments().get(0)).stream()
                    .map(sql -> of(function, node, sql)));
  }

  private static FragmentCall of(Function function, Node node, String sql) {
    return new FragmentCall(
        function.fullName(),
        function.file(),
        node.line(),
        node.text(),
        sql,
        node.arguments().stream().skip(1).map(Node::text).toList());
  }
}
