package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What small functions of the project give: {@code values: Kinds.all()}. */
final class Results {

  private static final int DEEPEST = 8;

  private final Map<String, ModuleSource> modules;
  private final java.util.function.Function<ModuleSource, Scope> scopes;
  private int depth;

  Results(
      Map<String, ModuleSource> modules, java.util.function.Function<ModuleSource, Scope> scopes) {
    this.modules = modules;
    this.scopes = scopes;
  }

  /** The only expression of a function of one clause, with its parameters bound. */
  Optional<Bound> of(Bound call) {
    Invocation invocation = Invocation.of(call);
    if (invocation.name().isEmpty() || call.node().is("dot") || depth >= DEEPEST) {
      return Optional.empty();
    }
    String home =
        invocation.home().isEmpty()
            ? call.names().module()
            : call.names().expand(invocation.home());
    ModuleSource module = modules.get(home);
    if (module == null) {
      return Optional.empty();
    }
    Optional<Function> function =
        only(module, invocation.name(), invocation.arguments().size())
            .filter(found -> !found.isMacro());
    depth++;
    try {
      return function.flatMap(found -> result(module, found, invocation.arguments()));
    } finally {
      depth--;
    }
  }

  /** What a macro of one clause gives: a quote, or a call of a function that quotes. */
  Optional<Bound> ofMacro(ModuleSource module, String macro, List<Bound> arguments) {
    return only(module, macro, arguments.size())
        .filter(Function::isMacro)
        .flatMap(found -> result(module, found, arguments));
  }

  private static Optional<Function> only(ModuleSource module, String name, int arguments) {
    return module.functions().stream()
        .filter(f -> f.name().equals(name) && f.takes(arguments) && f.clauses().size() == 1)
        .findFirst();
  }

  private Optional<Bound> result(ModuleSource module, Function function, List<Bound> arguments) {
    Clause clause = function.clauses().get(0);
    Node definition =
        Syntax.ofThread().full(module.source(), clause.start(), clause.end()).child(0);
    Scope scope = scopes.apply(module);
    Map<String, Bound> variables = attributes(module, scope);
    Macros.bind(ModuleSource.head(definition).arguments(), arguments, scope, variables);
    List<Node> body = Macros.body(definition);
    for (Node statement : body.subList(0, Math.max(0, body.size() - 1))) {
      if (!statement.isOperator("=") || !statement.child(0).is("identifier")) {
        return Optional.empty();
      }
      variables.put(
          statement.child(0).text(), new Bound(statement.child(1), scope, Map.copyOf(variables)));
    }
    return body.isEmpty()
        ? Optional.empty()
        : Optional.of(new Bound(body.get(body.size() - 1), scope, variables));
  }

  /** The attributes of a module as variables: in a function they are those of its own module. */
  static Map<String, Bound> attributes(ModuleSource module, Scope scope) {
    Map<String, Bound> attributes = new HashMap<>();
    for (Node statement : module.statements()) {
      attribute(statement, scope, attributes);
      if (Conditions.isCondition(statement)) {
        Map<String, List<Node>> either = new LinkedHashMap<>();
        Conditions.branches(Bound.of(statement, scope)).stream()
            .map(Bound::node)
            .filter(node -> !node.attributeName().isEmpty() && node.child(0).is("call"))
            .forEach(
                node ->
                    either
                        .computeIfAbsent(node.text().split("\\s")[0], key -> new ArrayList<>())
                        .addAll(node.child(0).arguments()));
        either.forEach(
            (name, values) ->
                attributes.put(name, new Bound(all(values), scope, Map.copyOf(attributes))));
      }
    }
    return attributes;
  }

  private static void attribute(Node statement, Scope scope, Map<String, Bound> attributes) {
    if (!statement.attributeName().isEmpty() && !statement.child(0).arguments().isEmpty()) {
      attributes.put(
          "@" + statement.attributeName(),
          new Bound(statement.child(0).arguments().get(0), scope, Map.copyOf(attributes)));
    }
  }

  /** What an attribute may be: each of its values, as statements. */
  private static Node all(List<Node> values) {
    Node first = values.get(0);
    return values.size() == 1
        ? first
        : new Node(first.source(), "block", first.start(), first.end(), values);
  }
}
