package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Arguments that are left out of a call: {@code status do … end} of {@code status(name, block)}.
 */
final class Defaults {

  private Defaults() {}

  /** The arguments for all parameters, as Elixir hands them out: the leftmost defaults go first. */
  static List<Bound> filled(List<Bound> given, List<Node> parameters, Scope names) {
    long required = parameters.stream().filter(one -> !isOptional(one)).count();
    if (given.size() >= parameters.size() || given.size() < required) {
      return given;
    }
    long spare = given.size() - required;
    Iterator<Bound> next = given.iterator();
    List<Bound> all = new ArrayList<>();
    for (Node parameter : parameters) {
      boolean left = isOptional(parameter) && spare-- <= 0;
      all.add(left ? Bound.of(parameter.child(1), names) : next.next());
    }
    return all;
  }

  private static boolean isOptional(Node parameter) {
    return parameter.isOperator("\\\\");
  }
}
