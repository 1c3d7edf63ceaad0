package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Assignment;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The project's own macros: what their quotes put where they are used. */
public final class Macros {

  private final Map<String, ModuleSource> modules = new HashMap<>();
  private final Map<String, List<ModuleSource>> byMacro = new HashMap<>();
  private final Map<String, Scope> scopes = new HashMap<>();
  private final Results results;
  private final Evaluation evaluation;

  public Macros(List<ModuleSource> sources, AppSettings settings) {
    results = new Results(modules, this::scope, settings);
    evaluation = new Evaluation(name -> null, results::of);
    for (ModuleSource source : sources) {
      modules.putIfAbsent(source.name(), source);
      for (Function function : source.functions()) {
        if (function.isMacro()) {
          byMacro.computeIfAbsent(function.name(), key -> new ArrayList<>()).add(source);
        }
      }
    }
  }

  Results results() {
    return results;
  }

  /** Whether a module is of the project. */
  boolean isOurs(String module) {
    return modules.containsKey(module);
  }

  /** The statements that {@code use module, arguments} puts in. */
  List<Bound> using(String module, List<Bound> arguments) {
    ModuleSource source = modules.get(module);
    if (source == null) {
      return List.of();
    }
    List<Bound> statements = new ArrayList<>();
    List<String> whiches = whiches(arguments);
    String one = whiches.size() == 1 ? whiches.get(0) : "";
    for (Node clause : chosen(source, "__using__", one)) {
      statements.addAll(quoted(source, clause, arguments));
    }
    for (String which : whiches) {
      // `apply(__MODULE__, which, [])`, as Phoenix generates it.
      for (Node clause : source.quoting(which)) {
        statements.addAll(quoted(source, clause, List.of()));
      }
    }
    return statements;
  }

  /** {@code :schema} of {@code use App, :schema}; both of {@code use App, [:model, :context]}. */
  private static List<String> whiches(List<Bound> arguments) {
    Node first = arguments.isEmpty() ? Node.NONE : arguments.get(0).node();
    List<Node> named = first.is("list") ? first.children() : List.of(first);
    return named.stream().flatMap(node -> Literals.atom(node).stream()).toList();
  }

  private static List<Node> chosen(ModuleSource source, String macro, String which) {
    List<Node> exact = new ArrayList<>();
    List<Node> open = new ArrayList<>();
    for (Node clause : source.quoting(macro)) {
      List<Node> parameters = ModuleSource.head(clause).arguments();
      Optional<String> literal =
          parameters.isEmpty() ? Optional.empty() : Literals.atom(parameters.get(0));
      if (literal.isEmpty()) {
        open.add(clause);
      } else if (literal.get().equals(which)) {
        exact.add(clause);
      }
    }
    return exact.isEmpty() ? open : exact;
  }

  /**
   * The statements of a macro called at a place.
   *
   * @param home module named before the dot, or "" for a local call
   * @return empty when the project has no such macro
   */
  Optional<List<Bound>> call(String home, String macro, List<Bound> arguments, Scope scope) {
    return owner(home, macro, scope).map(source -> expanded(source, macro, arguments));
  }

  /**
   * The statements of an imported macro that stands for one of Ecto's own, such as {@code
   * timestamps}; empty when there is none.
   *
   * @param names what is imported where the call is written
   */
  List<Bound> instead(Bound call, Scope names) {
    String macro = call.node().localName();
    return byMacro.getOrDefault(macro, List.of()).stream()
        .filter(owner -> names.imports(owner.name()))
        .map(owner -> expanded(owner, macro, SchemaReader.argumentsOf(call)))
        .filter(statements -> !statements.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private List<Bound> expanded(ModuleSource source, String macro, List<Bound> arguments) {
    Optional<Node> meant =
        evaluation.patterns().clause(source.quoting(macro), arguments, scope(source));
    if (meant.isPresent()) {
      List<Bound> statements = quoted(source, meant.get(), arguments);
      if (!statements.isEmpty()) {
        return statements;
      }
    }
    for (Node clause : source.quoting(macro)) {
      List<Bound> statements =
          takes(clause, arguments.size()) ? quoted(source, clause, arguments) : List.of();
      if (!statements.isEmpty()) {
        return statements;
      }
    }
    // `defmacro tagged(name), do: quoted_tag(name, [])`
    return results
        .ofMacro(source, macro, arguments)
        .map(evaluation::resolve)
        .map(this::quotes)
        .orElse(List.of());
  }

  private Optional<ModuleSource> owner(String home, String macro, Scope scope) {
    List<ModuleSource> owners = byMacro.getOrDefault(macro, List.of());
    if (!home.isEmpty()) {
      return owners.stream().filter(owner -> owner.name().equals(home)).findFirst();
    }
    Set<String> imports = scope.allImports();
    return owners.stream()
        .filter(owner -> imports.contains(owner.name()) || owner.name().equals(scope.module()))
        .findFirst()
        .or(() -> owners.size() == 1 ? Optional.of(owners.get(0)) : Optional.empty());
  }

  private static boolean takes(Node clause, int arguments) {
    List<Node> parameters = ModuleSource.head(clause).arguments();
    long defaults = parameters.stream().filter(p -> p.isOperator("\\\\")).count();
    return parameters.size() - defaults <= arguments && arguments <= parameters.size();
  }

  private List<Bound> quoted(ModuleSource source, Node clause, List<Bound> arguments) {
    Scope names = scope(source);
    Map<String, Bound> variables = new HashMap<>(Results.attributes(source, names));
    bind(ModuleSource.head(clause).arguments(), arguments, names, variables);
    List<Bound> statements = new ArrayList<>();
    body(clause).forEach(node -> gather(source, node, names, variables, statements));
    return statements;
  }

  /** The statements of a module, with its names; none when the project has no such module. */
  List<Bound> statements(String module) {
    ModuleSource source = modules.get(module);
    if (source == null) {
      return List.of();
    }
    Scope names = scope(source);
    return source.statements().stream().map(node -> Bound.of(node, names)).toList();
  }

  public static List<Node> body(Node call) {
    Optional<Node> block = call.doBlock();
    if (block.isPresent()) {
      return block.get().children();
    }
    List<Node> arguments = call.arguments();
    Node last = arguments.isEmpty() ? Node.NONE : arguments.get(arguments.size() - 1);
    return Literals.keyword(last, "do").map(List::of).orElse(List.of());
  }

  private void gather(
      ModuleSource source, Node node, Scope names, Map<String, Bound> variables, List<Bound> into) {
    Assignment.take(node, names, variables);
    if (Loops.isLoop(node)) {
      Optional<List<Bound>> bodies = evaluation.loop(new Bound(node, names, Map.copyOf(variables)));
      if (bodies.isPresent()) {
        bodies
            .get()
            .forEach(
                body -> gather(source, body.node(), names, new HashMap<>(body.variables()), into));
        return;
      }
    }
    if (Conditions.isCondition(node)) {
      evaluation
          .branches(new Bound(node, names, Map.copyOf(variables)))
          .forEach(branch -> gather(source, branch.node(), names, variables, into));
      return;
    }
    if (!node.callName().equals("quote")) {
      node.children().forEach(child -> gather(source, child, names, variables, into));
      return;
    }
    Map<String, Bound> inside = Bound.quoted(variables);
    for (Node argument : node.arguments()) {
      Literals.keyword(argument, "bind_quoted")
          .ifPresent(
              list ->
                  Literals.keywords(list)
                      .forEach(
                          (name, value) -> inside.put(name, new Bound(value, names, variables))));
    }
    for (Node statement : body(node)) {
      // `quote do: [field(:a, :string), field(:b, :string)]`
      for (Node one : statement.is("list") ? statement.children() : List.of(statement)) {
        spliced(source, new Bound(one, names, inside), into);
      }
    }
  }

  /** The statements of all quotes in a value, e.g. in {@code elem(quote do … end, 2)}. */
  List<Bound> quotes(Bound value) {
    List<Bound> statements = new ArrayList<>();
    ModuleSource source = modules.get(value.names().module());
    if (source != null) {
      gather(source, value.node(), value.names(), new HashMap<>(value.variables()), statements);
    }
    return statements;
  }

  /** {@code unquote(helpers())} puts in what that function of the macro's module quotes. */
  private void spliced(ModuleSource source, Bound statement, List<Bound> into) {
    Node node = statement.node();
    if (node.callName().startsWith("unquote") && node.arguments().size() == 1) {
      Node inner = node.arguments().get(0);
      List<Node> clauses = source.quoting(inner.localName());
      if (!clauses.isEmpty() && !statement.variables().containsKey(inner.text())) {
        List<Bound> arguments = inner.arguments().stream().map(statement::at).toList();
        clauses.forEach(clause -> into.addAll(quoted(source, clause, arguments)));
        return;
      }
    }
    into.add(statement);
  }

  static void bind(
      List<Node> parameters, List<Bound> given, Scope names, Map<String, Bound> variables) {
    List<Bound> arguments = Defaults.filled(given, parameters, names);
    for (int i = 0; i < parameters.size(); i++) {
      Node parameter = parameters.get(i);
      boolean optional = parameter.isOperator("\\\\");
      Node name = optional ? parameter.child(0) : parameter;
      Bound value =
          i < arguments.size()
              ? arguments.get(i)
              : optional ? Bound.of(parameter.child(1), names) : Bound.of(Node.NONE, names);
      if (name.is("identifier")) {
        variables.put(name.text(), value);
      } else if (i < arguments.size()) {
        // `do: block` and `[do: block]`
        Bound passed = named(value);
        Literals.keywords(name)
            .forEach(
                (key, variable) -> {
                  Node part =
                      passed.node().is("do_block")
                          ? passed.node()
                          : Literals.keyword(passed.node(), key).orElse(Node.NONE);
                  variables.put(variable.text(), passed.at(part));
                });
      }
    }
  }

  /** What a variable that is passed on stands for. */
  private static Bound named(Bound value) {
    Bound found = value;
    for (int i = 0; i < 8 && found.variables().containsKey(found.node().text()); i++) {
      found = found.variables().get(found.node().text());
    }
    return found;
  }

  /** Aliases of the macro's own module. */
  private Scope scope(ModuleSource source) {
    return scopes.computeIfAbsent(
        source.name(),
        key -> {
          Scope scope = new Scope(source.name(), null);
          source.fileStatements().forEach(statement -> scope.take(statement, scope));
          source.statements().forEach(statement -> aliases(statement, scope));
          return scope;
        });
  }

  private static void aliases(Node statement, Scope scope) {
    scope.take(statement, scope);
    if (Conditions.isCondition(statement)) {
      Conditions.branches(Bound.of(statement, scope)).forEach(one -> aliases(one.node(), scope));
    }
  }
}
