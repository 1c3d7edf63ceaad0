package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Assignment;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What small functions of the project give: {@code values: Kinds.all()}. */
final class Results {

  private static final int DEEPEST = 8;

  private final Map<String, ModuleSource> modules;
  private final java.util.function.Function<ModuleSource, Scope> scopes;
  private final AppSettings settings;
  private final Evaluation evaluation = new Evaluation(name -> null, this::of);
  private int depth;

  Results(
      Map<String, ModuleSource> modules,
      java.util.function.Function<ModuleSource, Scope> scopes,
      AppSettings settings) {
    this.modules = modules;
    this.scopes = scopes;
    this.settings = settings;
  }

  /** What the clause for a call's arguments gives, with its parameters bound. */
  Optional<Bound> of(Bound call) {
    Invocation invocation = Invocation.of(call);
    if (invocation.name().isEmpty() || call.node().is("dot") || depth >= DEEPEST) {
      return Optional.empty();
    }
    if (invocation.home().equals("Application")) {
      return settings.read(call);
    }
    Optional<ModuleSource> module = home(invocation, call.names());
    if (module.isEmpty()) {
      return Optional.empty();
    }
    depth++;
    try {
      return function(module.get(), invocation.name(), invocation.arguments().size())
          .filter(found -> !found.isMacro())
          .flatMap(found -> result(module.get(), found, invocation.arguments()));
    } finally {
      depth--;
    }
  }

  /** The module whose function is called: the one named, the caller's own or an imported one. */
  private Optional<ModuleSource> home(Invocation call, Scope names) {
    if (!call.home().isEmpty()) {
      return Optional.ofNullable(modules.get(names.expand(call.home())));
    }
    return Stream.concat(Stream.of(names.module()), names.allImports().stream())
        .flatMap(name -> Optional.ofNullable(modules.get(name)).stream())
        .filter(module -> function(module, call.name(), call.arguments().size()).isPresent())
        .findFirst();
  }

  /** What a macro gives: a quote, or a call of a function that quotes. */
  Optional<Bound> ofMacro(ModuleSource module, String macro, List<Bound> arguments) {
    return function(module, macro, arguments.size())
        .filter(Function::isMacro)
        .flatMap(found -> result(module, found, arguments));
  }

  private static Optional<Function> function(ModuleSource module, String name, int arguments) {
    return module.functions().stream()
        .filter(f -> f.name().equals(name) && f.takes(arguments))
        .findFirst();
  }

  private Optional<Bound> result(ModuleSource module, Function function, List<Bound> given) {
    List<Node> clauses =
        function.clauses().stream()
            .map(c -> Syntax.ofThread().full(module.source(), c.start(), c.end()).child(0))
            .toList();
    Scope scope = scopes.apply(module);
    List<Bound> arguments = filled(given, clauses, scope);
    List<Node> written = clauses.stream().filter(one -> !Macros.body(one).isEmpty()).toList();
    Optional<Node> chosen =
        written.size() == 1
            ? Optional.of(written.get(0))
            : evaluation.patterns().clause(written, arguments, scope);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Node definition = chosen.get();
    Map<String, Bound> variables = attributes(module, scope);
    Macros.bind(ModuleSource.head(definition).arguments(), arguments, scope, variables);
    List<Node> body = Macros.body(definition);
    for (Node statement : body.subList(0, Math.max(0, body.size() - 1))) {
      // What names nothing, such as a check that may raise, does not change what is given.
      if (!Assignment.take(statement, scope, variables) && statement.isOperator("=")) {
        return Optional.empty();
      }
    }
    return body.isEmpty()
        ? Optional.empty()
        : Optional.of(new Bound(body.get(body.size() - 1), scope, variables));
  }

  /** With the defaults that any of the clauses gives to what is left out at the end. */
  private static List<Bound> filled(List<Bound> given, List<Node> clauses, Scope scope) {
    List<Bound> arguments = given;
    for (Node clause : clauses) {
      arguments = Defaults.filled(arguments, ModuleSource.head(clause).arguments(), scope);
    }
    return arguments;
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
