package dev.ectoscope.elixir.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * A call with what is piped into it as its first argument.
 *
 * @param home what stands before the dot, as written; "" for a local call
 * @param name the function; "" when the node is no call
 */
public record Invocation(String home, String name, List<Bound> arguments) {

  private static final Invocation NONE = new Invocation("", "", List.of());

  public static Invocation of(Bound bound) {
    Node node = bound.node();
    List<Bound> arguments = new ArrayList<>();
    Node callee = node;
    if (node.isOperator("|>")) {
      arguments.add(bound.at(node.child(0)));
      callee = node.child(1);
    } else if (!node.is("call") && !node.is("dot")) {
      return NONE;
    }
    callee.arguments().forEach(argument -> arguments.add(bound.at(argument)));
    String remote = callee.remoteName();
    return remote.isEmpty()
        ? new Invocation("", callee.localName(), arguments)
        : new Invocation(callee.remoteTarget().text(), remote, arguments);
  }

  /** {@code Keyword.get/3}: {@code isOf("Keyword", "get", 3)}. */
  public boolean isOf(String module, String function, int arity) {
    return home.equals(module) && name.equals(function) && arguments.size() == arity;
  }

  public Bound argument(int index) {
    return arguments.get(index);
  }
}
