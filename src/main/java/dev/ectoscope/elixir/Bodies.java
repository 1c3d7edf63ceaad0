package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Evaluation;
import dev.ectoscope.elixir.module.Macros;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Source;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The bodies of a project's functions, each parsed once, when asked for. */
final class Bodies {

  private static final int MOST_CLAUSES = 12;

  private final ElixirProject project;
  private final Map<Function, Body> read = new ConcurrentHashMap<>();

  Bodies(ElixirProject project) {
    this.project = project;
  }

  Body of(Function function) {
    Body known = read.get(function);
    if (known == null) {
      known = read(function);
      read.put(function, known);
    }
    return known;
  }

  private Body read(Function function) {
    Optional<Quoted> quoted =
        project.quoted(function.fullName()).filter(one -> one.function().equals(function));
    Optional<ElixirModule> home =
        quoted.isPresent() ? project.module(function.module()) : project.moduleOf(function);
    Body body = Body.NONE;
    for (ElixirModule module : home.stream().toList()) {
      for (Clause clause : function.clauses()) {
        BodyReader reader =
            quoted.isPresent()
                ? new BodyReader(project, module, quoted.get())
                : new BodyReader(project, module, function);
        reader.clause(definition(project, function, clause));
        body = body.and(reader.body());
      }
    }
    return body;
  }

  /** Calls of a template that a function of a module renders. */
  Body ofTemplate(ElixirModule module, Function renders) {
    BodyReader reader = new BodyReader(project, module, renders);
    reader.template(project.source(renders.file()));
    return reader.body();
  }

  static Node definition(ElixirProject project, Function function, Clause clause) {
    Source source = project.source(function.file());
    return Syntax.ofThread().full(source, clause.start(), clause.end()).child(0);
  }

  /** The function itself; of one that a protocol declares, those of its implementations. */
  static List<Function> implementations(ElixirProject project, Function function) {
    return isDeclared(project, function)
        ? project.modules().stream()
            .filter(module -> module.name().startsWith(function.module() + "."))
            .flatMap(module -> module.function(function.name(), function.arity()).stream())
            .toList()
        : List.of(function);
  }

  /** Whether a function has no body; most have, and their text tells it without being parsed. */
  private static boolean isDeclared(ElixirProject project, Function function) {
    if (function.clauses().size() != 1 || !function.keyword().equals("def")) {
      return false;
    }
    Clause clause = function.clauses().get(0);
    Source source = project.source(function.file());
    return Stream.of(" do\n", " do\r", ", do:", " do:")
            .noneMatch(body -> source.contains(clause.start(), clause.end(), body))
        && Macros.body(definition(project, function, clause)).isEmpty();
  }

  /**
   * What the clauses of a function that may be called give: their last expressions, with their
   * parameters bound.
   */
  static List<Bound> results(
      ElixirProject project, ElixirModule module, Function function, List<Bound> arguments) {
    Scope scope = project.scope(module);
    List<Node> clauses =
        function.clauses().stream()
            .limit(MOST_CLAUSES)
            .map(clause -> definition(project, function, clause))
            .filter(clause -> !Macros.body(clause).isEmpty())
            .toList();
    List<Bound> filled = filled(project, function, arguments, scope);
    Optional<Node> meant = new Evaluation(name -> null).patterns().clause(clauses, filled, scope);
    return meant.map(List::of).orElse(clauses).stream()
        .map(clause -> result(project, module, clause, filled))
        .toList();
  }

  /**
   * Arguments for all parameters: those that are given fill the ones without default first, as in
   * Elixir.
   */
  private static List<Bound> filled(
      ElixirProject project, Function function, List<Bound> arguments, Scope scope) {
    List<Node> heads =
        function.clauses().stream()
            .map(clause -> ModuleSource.head(definition(project, function, clause)))
            .toList();
    int spare = arguments.size() - (function.arity() - function.defaults());
    int next = 0;
    List<Bound> filled = new ArrayList<>();
    for (int i = 0; i < function.arity(); i++) {
      int at = i;
      Optional<Node> fallback =
          heads.stream()
              .map(head -> head.arguments().get(at))
              .filter(parameter -> parameter.isOperator("\\\\"))
              .map(parameter -> parameter.child(1))
              .findFirst();
      if (fallback.isEmpty() || spare > 0) {
        spare -= fallback.isPresent() ? 1 : 0;
        filled.add(next < arguments.size() ? arguments.get(next) : Bound.of(Node.NONE, scope));
        next++;
      } else {
        filled.add(Bound.of(fallback.get(), scope));
      }
    }
    return filled;
  }

  private static Bound result(
      ElixirProject project, ElixirModule module, Node clause, List<Bound> arguments) {
    Scope scope = project.scope(module);
    Map<String, Bound> variables = new HashMap<>();
    project.context(module).attributes().forEach((name, value) -> variables.put("@" + name, value));
    List<Node> parameters = ModuleSource.head(clause).arguments();
    for (int i = 0; i < parameters.size() && i < arguments.size(); i++) {
      Node parameter = parameters.get(i);
      Node pattern = parameter.isOperator("\\\\") ? parameter.child(0) : parameter;
      Bound given = arguments.get(i);
      Held.bind(pattern, given, scope, variables);
      if (given.node() != Node.NONE && pattern.isOperator("=")) {
        // What is given tells more than `%Ecto.Query{}`.
        pattern.children().stream()
            .filter(side -> side.is("identifier"))
            .forEach(side -> variables.put(side.text(), given));
      }
    }
    List<Node> statements = Macros.body(clause);
    for (Node statement : statements) {
      if (statement.isOperator("=") && statement.child(0).is("identifier")) {
        variables.put(
            statement.child(0).text(), new Bound(statement.child(1), scope, Map.copyOf(variables)));
      }
    }
    Node last = statements.get(statements.size() - 1);
    return new Bound(last.isOperator("=") ? last.child(1) : last, scope, variables);
  }
}
