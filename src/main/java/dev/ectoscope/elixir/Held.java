package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the variables of a pattern hold, as far as that tells which schema a query is about. */
final class Held {

  private Held() {}

  /**
   * Takes up the variables of a pattern: {@code %User{} = user} holds a user, and {@code user} or
   * {@code {:ok, user}} what is matched.
   *
   * @param value what is matched, or null when that is not known
   * @param variables takes them
   */
  static void bind(Node pattern, @Nullable Bound value, Scope scope, Map<String, Bound> variables) {
    if (pattern.isOperator("^") || pattern.is("struct")) {
      return;
    }
    if (pattern.is("arguments") && pattern.children().size() == 1) {
      bind(pattern.child(0), value, scope, variables);
    } else if (pattern.is("identifier")) {
      if (value != null) {
        variables.put(pattern.text(), value);
      } else {
        variables.remove(pattern.text());
      }
    } else if (pattern.isOperator("=")) {
      Node left = pattern.child(0);
      Node right = pattern.child(1);
      bind(left, right.is("identifier") ? value : null, scope, variables);
      bind(right, left.is("identifier") ? value : null, scope, variables);
      named(left, right, scope, variables);
      named(right, left, scope, variables);
    } else if (pattern.isOperator("\\\\")) {
      bind(pattern.child(0), Bound.of(pattern.child(1), scope), scope, variables);
    } else if (pattern.isOperator("when")) {
      bind(pattern.child(0), value, scope, variables);
    } else {
      boolean ok =
          pattern.is("tuple")
              && pattern.children().size() == 2
              && pattern.child(0).text().equals(":ok");
      for (Node part : pattern.children()) {
        bind(part, ok ? value : null, scope, variables);
      }
    }
  }

  private static void named(Node name, Node shape, Scope scope, Map<String, Bound> variables) {
    if (name.is("identifier") && shape.is("map")) {
      variables.put(name.text(), Bound.of(shape, scope));
    }
  }
}
