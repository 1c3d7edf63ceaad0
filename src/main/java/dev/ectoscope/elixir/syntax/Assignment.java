package dev.ectoscope.elixir.syntax;

import java.util.Map;
import java.util.Set;

/** {@code name = value}, and {@code {value, rest} = Keyword.pop(list, :key)}. */
public final class Assignment {

  private static final Set<String> PARTING = Set.of("pop", "pop!", "pop_first", "split");

  private Assignment() {}

  /**
   * Takes up the variables of an assignment.
   *
   * @param variables takes them; what a variable was before counts in its new value
   * @return false when it is no such statement
   */
  public static boolean take(Node statement, Scope names, Map<String, Bound> variables) {
    if (!statement.isOperator("=")) {
      return false;
    }
    Node pattern = statement.child(0);
    Bound value = new Bound(statement.child(1), names, Map.copyOf(variables));
    if (pattern.is("identifier")) {
      variables.put(pattern.text(), value);
      return true;
    }
    Invocation call = Invocation.of(value);
    boolean parts =
        pattern.is("tuple")
            && pattern.children().size() == 2
            && Set.of("Keyword", "Map").contains(call.home())
            && PARTING.contains(call.name())
            && !call.arguments().isEmpty();
    if (parts) {
      // The rest is not told from the whole: what was taken out is looked for no more.
      Bound whole = call.argument(0);
      variables.put(pattern.child(0).text(), call.name().equals("split") ? whole : value);
      variables.put(pattern.child(1).text(), whole);
    }
    return parts;
  }
}
