package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Macros;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Source;
import dev.ectoscope.elixir.syntax.Templates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one clause of a function: its Repo calls and its calls of the project's functions. */
final class BodyReader {

  private static final Set<String> BRANCHING =
      Set.of("if", "unless", "case", "cond", "with", "try", "receive");

  private static final Set<String> TRYING = Set.of("rescue_block", "catch_block", "after_block");

  /** Their {@code <-} name variables that end with them. */
  private static final Set<String> GENERATING = Set.of("for", "with");

  private final ElixirProject project;
  private final ElixirModule module;
  private final Function function;
  private final Scope scope;
  private final Senders senders;
  private final Map<String, Bound> variables = new HashMap<>();
  private final RepoCalls repoCalls;
  private final OwnCalls ownCalls;
  private final Set<Integer> given = new HashSet<>();

  BodyReader(ElixirProject project, ElixirModule module, Function function) {
    this.project = project;
    this.module = module;
    this.function = function;
    this.scope = new Scope(module.name(), project.scope(module));
    this.senders = new Senders(project);
    this.repoCalls = new RepoCalls(project, function);
    this.ownCalls = new OwnCalls(new Targets(project, module, scope));
    project.context(module).attributes().forEach((name, value) -> variables.put("@" + name, value));
  }

  /** A function that a macro writes: its names are those of the macro's module. */
  BodyReader(ElixirProject project, ElixirModule module, Quoted quoted) {
    this.project = project;
    this.module = module;
    this.function = quoted.function();
    this.scope = new Scope(module.name(), quoted.names());
    this.senders = new Senders(project);
    this.repoCalls = new RepoCalls(project, function);
    this.ownCalls = new OwnCalls(new Targets(project, module, scope));
    project.context(module).attributes().forEach((name, value) -> variables.put("@" + name, value));
    variables.putAll(quoted.variables());
  }

  /** What was read so far. */
  Body body() {
    return new Body(repoCalls.all(), ownCalls.all(), given);
  }

  /** Calls in a file that is a template, as seen from the module that renders it. */
  void template(Source source) {
    Templates.expressions(source, 0, source.length())
        .forEach(expression -> visit(expression, List.of(), false, null));
  }

  void clause(Node definition) {
    if (definition.callName().equals("defdelegate")) {
      delegated(definition);
      return;
    }
    for (Node parameter : ModuleSource.head(definition).arguments()) {
      if (parameter.isOperator("\\\\")) {
        visit(parameter.child(1), List.of(), false, null);
      }
      Held.bind(parameter, null, scope, variables);
    }
    definition
        .doBlock()
        .ifPresentOrElse(
            block -> branches(block, List.of(), true, null),
            () -> statements(Macros.body(definition), List.of(), true));
  }

  /** {@code defdelegate list(opts), to: Blog.Posts, as: :all}. */
  private void delegated(Node definition) {
    Node head = ModuleSource.head(definition);
    Node options = definition.arguments().get(definition.arguments().size() - 1);
    String home = Literals.keyword(options, "to").map(Node::text).map(scope::expand).orElse("");
    String name = Literals.keyword(options, "as").flatMap(Literals::atom).orElse(head.localName());
    ownCalls.add(home, name, head.arguments().size(), definition, List.of());
  }

  private void statements(List<Node> statements, List<Around> around, boolean tail) {
    for (int i = 0; i < statements.size(); i++) {
      Node statement = statements.get(i);
      boolean last = i == statements.size() - 1;
      boolean returned =
          !last
              && isReturned(
                  statement, statements.get(statements.size() - 1), i == statements.size() - 2);
      visit(statement, around, tail && (last || returned), null);
      if (statement.isOperator("=")) {
        Bound value = new Bound(statement.child(1), scope, Map.copyOf(variables));
        boolean named = statement.child(0).is("identifier");
        Held.bind(statement.child(0), named ? value : rows(value), scope, variables);
      }
    }
  }

  /** A value that a Repo call gives; what other calls give may be about anything. */
  private @Nullable Bound rows(Bound value) {
    Node node = value.node();
    Bound named = node.is("identifier") ? variables.get(node.text()) : null;
    Node call = (named == null ? node : named.node());
    Node last = call.isOperator("|>") ? call.child(1) : call;
    return senders.isRow(scope.expand(last.remoteTarget().text()), last.remoteName())
        ? value
        : null;
  }

  /** {@code r = f(x); r}: the compiler makes it a tail call. */
  private static boolean isReturned(Node statement, Node last, boolean justBefore) {
    return justBefore
        && statement.isOperator("=")
        && statement.child(0).is("identifier")
        && last.is("identifier")
        && last.text().equals(statement.child(0).text());
  }

  /**
   * @param whole the pipe a call ends, or null
   */
  private void visit(Node node, List<Around> around, boolean tail, @Nullable Node whole) {
    if (scope.take(node, scope)) {
      return;
    }
    switch (node.type()) {
      case "binary_operator" -> operator(node, around, tail);
      // A name without brackets is a variable.
      case "identifier" -> {}
      case "call" -> call(node, around, tail, whole, List.of());
      case "sigil" -> {
        if (Templates.isTemplate(node)) {
          node.find("quoted_content")
              .ifPresent(
                  text ->
                      Templates.expressions(node.source(), text.start(), text.end())
                          .forEach(expression -> visit(expression, around, false, null)));
        }
      }
      case "anonymous_function" -> clauses(node, around, null);
      case "do_block" -> branches(node, around, tail, null);
      case "block", "body" -> statements(node.children(), around, tail);
      case "unary_operator" -> {
        boolean capture = node.isOperator("&");
        if (capture && node.child(0).isOperator("/")) {
          captured(node.child(0), around);
        } else {
          visit(node.child(0), around, capture, null);
        }
      }
      default -> node.children().forEach(child -> visit(child, around, false, null));
    }
  }

  private void operator(Node node, List<Around> around, boolean tail) {
    switch (node.operator()) {
      case "|>" -> piped(node, around, tail);
      // `{:ok, x} = f()` matches after the call: no tail call.
      case "=" -> visit(node.child(1), around, tail && node.child(0).is("identifier"), null);
      case "||", "&&", "and", "or" -> {
        visit(node.child(0), around, false, null);
        visit(node.child(1), around, tail, null);
      }
      default -> node.children().forEach(child -> visit(child, around, false, null));
    }
  }

  private void piped(Node node, List<Around> around, boolean tail) {
    visit(node.child(0), around, false, null);
    call(node.child(1), around, tail, node, List.of(Bound.of(node.child(0), scope)));
  }

  /** {@code &load/1}, {@code &Repo.preload/2}: a call of that function. */
  private void captured(Node slash, List<Around> around) {
    Node named = slash.child(0);
    String name = named.is("identifier") ? named.text() : named.remoteName();
    String arity = slash.child(1).text();
    if (!arity.matches("\\d{1,2}") || name.isEmpty()) {
      return;
    }
    String home =
        named.is("identifier") ? module.name() : scope.expand(named.remoteTarget().text());
    if (senders.isSent(home, name)) {
      repoCalls.add(home, name, slash, slash, around, true, List.of());
    } else {
      ownCalls.add(home, name, Integer.parseInt(arity), slash, around);
    }
  }

  private void call(
      Node node, List<Around> around, boolean tail, @Nullable Node whole, List<Bound> piped) {
    if (node.child(0).is("dot") && node.child(0).children().size() == 1) {
      given.add(node.line());
    }
    String local = node.localName();
    String remote = node.remoteName();
    String home = remote.isEmpty() ? module.name() : scope.expand(node.remoteTarget().text());
    List<Bound> arguments = new ArrayList<>(piped);
    node.arguments().forEach(a -> arguments.add(new Bound(a, scope, Map.copyOf(variables))));
    Node expression = whole == null ? node : whole;
    if (piped.size() == 1) {
      arguments.set(0, new Bound(piped.get(0).node(), scope, Map.copyOf(variables)));
    }
    String name = remote.isEmpty() ? local : remote;
    String own = remote.isEmpty() ? senders.own(module, scope, name, arguments.size()) : "";
    if (!own.isEmpty() || !remote.isEmpty() && senders.isSent(home, name)) {
      String repo = own.isEmpty() ? home : own;
      repoCalls.add(repo, name, node, expression, around, tail, arguments);
    } else if (Senders.isAdapter(home, name) && arguments.size() > 1) {
      String repo = scope.expand(arguments.get(0).node().text());
      repoCalls.add(
          repo, name, node, expression, around, tail, arguments.subList(1, arguments.size()));
    } else if (name.equals("apply") && arguments.size() == 3) {
      applied(node, expression, around, tail, arguments);
    } else if (home.equals("Ecto.Multi") && Senders.MULTI_FUNCTIONS.contains(name)) {
      repoCalls.addMulti(name, node, expression, around, arguments);
    } else if (!name.isEmpty()) {
      ownCalls.add(home, name, arguments.size(), node, expression, around, tail);
    }
    Bound subject = arguments.isEmpty() ? null : rows(arguments.get(0));
    Map<String, Bound> before = Map.copyOf(variables);
    inside(node, name, home, remote.isEmpty(), around, tail, subject);
    if (GENERATING.contains(name)) {
      restore(before);
    }
  }

  private void inside(
      Node node,
      String name,
      String home,
      boolean local,
      List<Around> around,
      boolean tail,
      @Nullable Bound subject) {
    List<Around> within = new ArrayList<>(around);
    Optional<Around.Kind> surrounding = Surroundings.kind(name, home, local);
    boolean repeats =
        surrounding.filter(k -> k != Around.Kind.TRANSACTION && k != Around.Kind.MULTI).isPresent();
    surrounding.ifPresent(
        kind ->
            within.add(
                new Around(kind, local ? name : Scope.last(home) + "." + name, node.line())));
    boolean branching = local && BRANCHING.contains(name);
    boolean comprehension = local && name.equals("for");
    for (Node child : node.children()) {
      if (child.is("arguments")) {
        for (Node argument : child.children()) {
          if (argument.is("anonymous_function") && home.equals("Enum")) {
            clauses(argument, within, subject);
          } else if (comprehension || !repeats || runsLater(argument)) {
            argument(argument, within, branching && tail, comprehension);
          } else {
            // Evaluated once, before the function is called: the list of `Enum.map(list, …)`.
            argument(argument, around, branching && tail, false);
          }
        }
      } else if (child.is("do_block")) {
        boolean matched = local && name.equals("case");
        if (local && name.equals("cond")) {
          child.children().stream()
              .flatMap(clause -> clause.child(0).children().stream())
              .forEach(condition -> visit(condition, within, false, null));
        }
        branches(child, within, branching && tail || comprehension, matched ? subject : null);
      } else if (child.is("dot") && !senders.isSent(home, name)) {
        visit(child.child(0), around, false, null);
      }
    }
  }

  /** A function, or the body of a macro. */
  private static boolean runsLater(Node argument) {
    boolean capture = argument.is("unary_operator") && argument.text().startsWith("&");
    return argument.is("anonymous_function") || argument.is("keywords") || capture;
  }

  private void argument(Node argument, List<Around> within, boolean tail, boolean comprehension) {
    if (argument.is("keywords")) {
      for (Node pair : argument.children()) {
        String key = pair.child(0).text().strip();
        boolean body = key.equals("do:") || key.equals("else:");
        visit(pair.child(1), within, body && (tail || comprehension), null);
      }
    } else if (argument.isOperator("<-")) {
      visit(
          argument.child(1),
          comprehension ? within.subList(0, within.size() - 1) : within,
          false,
          null);
      Bound value = new Bound(argument.child(1), scope, Map.copyOf(variables));
      Held.bind(argument.child(0), rows(value), scope, variables);
    } else {
      visit(argument, within, false, null);
    }
  }

  /**
   * @param subject what each clause is given, or null
   */
  private void clauses(Node anonymous, List<Around> around, @Nullable Bound subject) {
    for (Node clause : anonymous.children()) {
      branch(clause, around, true, subject);
    }
  }

  /** A clause of {@code case} or {@code fn}: its variables end with it. */
  private void branch(Node clause, List<Around> around, boolean tail, @Nullable Bound subject) {
    Map<String, Bound> before = Map.copyOf(variables);
    Node pattern = clause.child(0);
    if (pattern.is("arguments") || pattern.isOperator("when")) {
      Held.bind(pattern, subject, scope, variables);
    }
    clause.find("body").ifPresent(body -> statements(body.children(), around, tail));
    restore(before);
  }

  private void restore(Map<String, Bound> before) {
    variables.clear();
    variables.putAll(before);
  }

  private void branches(Node block, List<Around> around, boolean tail, @Nullable Bound subject) {
    List<Node> plain = new ArrayList<>();
    // What may be rescued leaves its frame.
    boolean tried = TRYING.stream().anyMatch(part -> block.find(part).isPresent());
    for (Node child : block.children()) {
      if (child.is("stab_clause")) {
        branch(child, around, tail, subject);
      } else if (child.type().endsWith("_block")) {
        branches(child, around, tail && !child.is("after_block"), null);
      } else {
        plain.add(child);
      }
    }
    statements(plain, around, tail && !tried);
  }

  /** {@code apply(Repo, :all, [query])}, {@code Repo |> apply(:all, [query])}. */
  private void applied(
      Node node, Node expression, List<Around> around, boolean tail, List<Bound> arguments) {
    String home = scope.expand(arguments.get(0).node().text());
    String name = Literals.atom(arguments.get(1).node()).orElse("");
    Bound list = arguments.get(2);
    List<Bound> given = list.node().children().stream().map(list::at).toList();
    if (senders.isSent(home, name)) {
      repoCalls.add(home, name, node, expression, around, tail, given);
    } else {
      ownCalls.add(home, name, given.size(), node, expression, around, tail);
    }
  }
}
