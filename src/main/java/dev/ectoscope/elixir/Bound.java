package dev.ectoscope.elixir;

import java.util.Map;

/**
 * A node and where its names are to be looked up: the same text means different things in a macro
 * and where the macro is used.
 *
 * @param node the node
 * @param names aliases in force there
 * @param variables values of variables and of {@code unquote}d parameters
 */
record Bound(Node node, Scope names, Map<String, Bound> variables) {

  static Bound of(Node node, Scope names) {
    return new Bound(node, names, Map.of());
  }

  Bound at(Node other) {
    return new Bound(other, names, variables);
  }
}
