package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;

/** Collects the calls of one function that mean functions of the project; others are left out. */
final class OwnCalls {

  private final Targets targets;
  private final List<Call> calls = new ArrayList<>();

  OwnCalls(Targets targets) {
    this.targets = targets;
  }

  List<Call> all() {
    return calls;
  }

  /**
   * A call as it is written.
   *
   * @param home full name of the module
   * @param arity how many arguments it is given, the piped one included
   * @param node the call
   * @param expression the pipe that the call ends, or the call
   */
  void add(
      String home,
      String name,
      int arity,
      Node node,
      Node expression,
      List<Around> around,
      boolean tail) {
    targets
        .of(home, name, arity)
        .ifPresent(
            target ->
                calls.add(
                    new Call(
                        target,
                        node.nameLine(),
                        expression.line(),
                        expression.lastLine(),
                        around,
                        tail)));
  }

  /** A function that {@code node} names without calling it: a capture, a delegation. */
  void add(String home, String name, int arity, Node node, List<Around> around) {
    targets
        .of(home, name, arity)
        .ifPresent(
            target ->
                calls.add(
                    new Call(target, node.line(), node.line(), node.lastLine(), around, true)));
  }
}
