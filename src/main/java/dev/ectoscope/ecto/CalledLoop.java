package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.log.CallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one loop of the project that calls a function for each of its elements.
 *
 * @param arguments what the function is given there
 */
record CalledLoop(
    Function caller, Clause clause, FunctionSource source, LoopSource loop, List<Node> arguments) {

  /** Empty where several loops call the function, or one that cannot be read. */
  static Optional<CalledLoop> of(ElixirProject project, Function called) {
    List<CallSite> sites = project.loopsAround(called.fullName()).stream().distinct().toList();
    if (sites.size() != 1) {
      return Optional.empty();
    }
    CallSite site = sites.get(0);
    Optional<Function> caller = project.function(site.function());
    return caller.stream()
        .flatMap(function -> function.clauses().stream())
        .filter(clause -> clause.covers(site.line()))
        .findFirst()
        .flatMap(clause -> of(project, called, caller.get(), clause, site.line()));
  }

  private static Optional<CalledLoop> of(
      ElixirProject project, Function called, Function caller, Clause clause, int line) {
    FunctionSource source = new FunctionSource(project, caller, clause);
    return LoopSource.around(source, node -> isCall(node, called, line))
        .map(loop -> new CalledLoop(caller, clause, source, loop, arguments(loop.call())));
  }

  private static boolean isCall(Node node, Function called, int line) {
    String capture = called.name() + "/" + called.arity();
    boolean captured =
        node.isOperator("&") && node.child(0).text().matches("([\\w.]+\\.)?\\Q" + capture + "\\E");
    String name = node.remoteName().isEmpty() ? node.callName() : node.remoteName();
    boolean takes = node.is("call") && name.equals(called.name()) && node.nameLine() == line;
    return takes || captured && node.line() == line;
  }

  /** With what is piped in first; of a capture {@code &f/1} its one argument, the element. */
  private static List<Node> arguments(Node call) {
    if (call.isOperator("|>")) {
      List<Node> all = new ArrayList<>(List.of(call.child(0)));
      all.addAll(call.child(1).arguments());
      return all;
    }
    return call.is("call") ? call.arguments() : List.of();
  }

  /** Whether the function is given the loop's element as its n-th argument. */
  boolean givesElement(int argument) {
    boolean captured = loop.call().isOperator("&");
    return captured
        ? argument == 0
        : argument < arguments.size() && arguments.get(argument).text().equals(loop.element());
  }
}
