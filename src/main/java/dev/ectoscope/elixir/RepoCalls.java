package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;

/** Collects the Repo calls of one function, each with the query it is given. */
final class RepoCalls {

  private final ElixirProject project;
  private final Function function;
  private final List<RepoCall> calls = new ArrayList<>();

  RepoCalls(ElixirProject project, Function function) {
    this.project = project;
    this.function = function;
  }

  List<RepoCall> all() {
    return calls;
  }

  void add(
      String repo,
      String name,
      Node node,
      Node expression,
      List<Around> around,
      boolean tail,
      List<Bound> arguments) {
    calls.add(
        new RepoCall(
            repo,
            name,
            function.fullName(),
            function.file(),
            node.nameLine(),
            expression.line(),
            expression.lastLine(),
            Literals.oneLine(expression),
            around,
            tail,
            QueryReader.read(project, name, arguments)));
  }

  void addMulti(
      String name, Node node, Node expression, List<Around> around, List<Bound> arguments) {
    List<Around> within = new ArrayList<>(around);
    within.add(new Around(Around.Kind.MULTI, "Multi." + name, node.line()));
    List<Bound> given = arguments.size() > 2 ? arguments.subList(2, arguments.size()) : List.of();
    if (!given.isEmpty() && given.get(0).node().is("anonymous_function")) {
      given = given.stream().map(RepoCalls::result).toList();
    }
    Query query = QueryReader.read(project, name, given);
    calls.add(
        new RepoCall(
            "",
            name,
            function.fullName(),
            function.file(),
            node.nameLine(),
            node.line(),
            node.lastLine(),
            Literals.oneLine(node),
            within,
            false,
            query));
  }

  /** {@code fn changes -> %Invoice{} end}: what it gives. */
  private static Bound result(Bound bound) {
    return bound
        .node()
        .find("stab_clause")
        .flatMap(clause -> clause.find("body"))
        .map(body -> bound.at(body.child(body.children().size() - 1)))
        .orElse(bound);
  }
}
