package dev.ectoscope.elixir.syntax;

import java.util.HashMap;
import java.util.Map;

/**
 * A node and where its names are to be looked up: the same text means different things in a macro
 * and where the macro is used.
 *
 * @param node the node
 * @param names aliases in force there
 * @param variables values of variables and of {@code unquote}d parameters; of {@code @name} where
 *     it is not the attribute of the module that is being read
 */
public record Bound(Node node, Scope names, Map<String, Bound> variables) {

  /** Holds the module that is being read: in a {@code quote} it is that of its user. */
  public static final String MODULE = "__MODULE__";

  /** The same, as the macro itself sees it. */
  static final String CALLER = "__CALLER__.module";

  /** Marks the value of an attribute that keeps all that it is given. */
  public static final String ACCUMULATED = "accumulated";

  private static final String WHEN_UNQUOTED = "unquote ";

  public static Bound of(Node node, Scope names) {
    return new Bound(node, names, Map.of());
  }

  public Bound at(Node other) {
    return new Bound(other, names, variables);
  }

  /** With further variables, which count for more than those known already. */
  public Bound with(Map<String, Bound> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, Bound> all = new HashMap<>(variables);
    all.putAll(more);
    return new Bound(node, names, all);
  }

  /** Variables for the inside of a {@code quote}: attributes there are those of its user. */
  public static Map<String, Bound> quoted(Map<String, Bound> variables) {
    Map<String, Bound> inside = new HashMap<>();
    variables.forEach(
        (name, value) -> inside.put(name.startsWith("@") ? WHEN_UNQUOTED + name : name, value));
    return inside;
  }

  /** As seen from within {@code unquote}: attributes are those of the macro's module again. */
  public Bound unquoted() {
    if (variables.keySet().stream()
        .noneMatch(name -> name.startsWith(WHEN_UNQUOTED) || name.equals(MODULE))) {
      return this;
    }
    Map<String, Bound> outside = new HashMap<>();
    variables.forEach(
        (name, value) ->
            outside.put(
                name.startsWith(WHEN_UNQUOTED) ? name.substring(WHEN_UNQUOTED.length()) : name,
                value));
    Bound user = outside.remove(MODULE);
    if (user != null) {
      outside.put(CALLER, user);
    }
    return new Bound(node, names, outside);
  }
}
