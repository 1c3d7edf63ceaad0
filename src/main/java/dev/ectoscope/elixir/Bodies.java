package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The bodies of a project's functions, each parsed once, when asked for. */
final class Bodies {

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
    List<RepoCall> repoCalls = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    Optional<Quoted> quoted =
        project.quoted(function.fullName()).filter(one -> one.function().equals(function));
    if (quoted.isPresent()) {
      project
          .module(function.module())
          .ifPresent(
              module -> {
                for (Clause clause : function.clauses()) {
                  BodyReader reader = new BodyReader(project, module, quoted.get());
                  reader.clause(definition(project, function, clause));
                  repoCalls.addAll(reader.repoCalls());
                  calls.addAll(reader.calls());
                }
              });
      return new Body(repoCalls, calls);
    }
    project
        .moduleOf(function)
        .ifPresent(
            module -> {
              for (Clause clause : function.clauses()) {
                BodyReader reader = new BodyReader(project, module, function);
                reader.clause(definition(project, function, clause));
                repoCalls.addAll(reader.repoCalls());
                calls.addAll(reader.calls());
              }
            });
    return new Body(repoCalls, calls);
  }

  /** Calls of a template that a function of a module renders. */
  Body ofTemplate(ElixirModule module, Function renders) {
    BodyReader reader = new BodyReader(project, module, renders);
    reader.template(project.source(renders.file()));
    return new Body(reader.repoCalls(), reader.calls());
  }

  static Node definition(ElixirProject project, Function function, Clause clause) {
    Source source = project.source(function.file());
    return Syntax.ofThread().full(source, clause.start(), clause.end()).child(0);
  }

  /** The last expression of a function's first clause, with its parameters bound. */
  static Bound result(
      ElixirProject project, ElixirModule module, Function function, List<Bound> arguments) {
    Node definition = definition(project, function, function.clauses().get(0));
    Scope scope = project.scope(module);
    Map<String, Bound> variables = new HashMap<>();
    project.context(module).attributes().forEach((name, value) -> variables.put("@" + name, value));
    List<Node> parameters = ModuleSource.head(definition).arguments();
    // Arguments that are given fill the parameters without default first, as in Elixir.
    int spare = arguments.size() - (function.arity() - function.defaults());
    int next = 0;
    for (Node parameter : parameters) {
      boolean optional = parameter.isOperator("\\\\");
      Node name = optional ? parameter.child(0) : parameter;
      Bound given = Bound.of(Node.NONE, scope);
      if (!optional || spare > 0) {
        given = next < arguments.size() ? arguments.get(next) : given;
        next++;
        spare -= optional ? 1 : 0;
      } else {
        given = Bound.of(parameter.child(1), scope);
      }
      if (name.is("identifier")) {
        variables.put(name.text(), given);
      }
    }
    List<Node> statements = Macros.body(definition);
    for (Node statement : statements) {
      if (statement.isOperator("=") && statement.child(0).is("identifier")) {
        variables.put(
            statement.child(0).text(), new Bound(statement.child(1), scope, Map.copyOf(variables)));
      }
    }
    Node last = statements.isEmpty() ? Node.NONE : statements.get(statements.size() - 1);
    return new Bound(last.isOperator("=") ? last.child(1) : last, scope, variables);
  }
}
