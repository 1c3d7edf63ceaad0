package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one clause of a function: its Repo calls and its calls of the project's functions. */
final class BodyReader {

  private static final Set<String> BRANCHING =
      Set.of("if", "unless", "case", "cond", "with", "try", "receive");

  private final ElixirProject project;
  private final ElixirModule module;
  private final Function function;
  private final Scope scope;
  private final Senders senders;
  private final Map<String, Bound> variables = new HashMap<>();
  private final RepoCalls repoCalls;
  private final List<Call> calls = new ArrayList<>();

  BodyReader(ElixirProject project, ElixirModule module, Function function) {
    this.project = project;
    this.module = module;
    this.function = function;
    this.scope = new Scope(module.name(), project.scope(module));
    this.senders = new Senders(project);
    this.repoCalls = new RepoCalls(project, function);
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
    project.context(module).attributes().forEach((name, value) -> variables.put("@" + name, value));
    variables.putAll(quoted.variables());
  }

  List<RepoCall> repoCalls() {
    return repoCalls.all();
  }

  List<Call> calls() {
    return calls;
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
      parameter(parameter);
    }
    definition
        .doBlock()
        .ifPresentOrElse(
            block -> statements(block.children(), List.of(), true),
            () -> statements(Macros.body(definition), List.of(), true));
  }

  /** {@code defdelegate list(opts), to: Blog.Posts, as: :all}. */
  private void delegated(Node definition) {
    Node head = ModuleSource.head(definition);
    Node options = definition.arguments().get(definition.arguments().size() - 1);
    String home = Literals.keyword(options, "to").map(Node::text).map(scope::expand).orElse("");
    String name = Literals.keyword(options, "as").flatMap(Literals::atom).orElse(head.localName());
    ours(home, name, head.arguments().size()).ifPresent(target -> called(target, definition));
  }

  private void called(String target, Node at) {
    calls.add(new Call(target, at.line(), at.line(), at.lastLine(), List.of(), true));
  }

  /** {@code %User{} = user}, {@code query \\ __MODULE__} tell what a parameter holds. */
  private void parameter(Node parameter) {
    Node name = parameter.child(0);
    if (parameter.isOperator("\\\\") && name.is("identifier")) {
      variables.put(name.text(), Bound.of(parameter.child(1), scope));
    } else if (parameter.isOperator("=") && parameter.child(1).is("identifier")) {
      variables.put(parameter.child(1).text(), Bound.of(name, scope));
    } else if (parameter.isOperator("=") && name.is("identifier")) {
      variables.put(name.text(), Bound.of(parameter.child(1), scope));
    }
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
      if (statement.isOperator("=") && statement.child(0).is("identifier")) {
        variables.put(
            statement.child(0).text(), new Bound(statement.child(1), scope, Map.copyOf(variables)));
      }
    }
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
      case "anonymous_function" -> clauses(node, around);
      case "do_block" -> branches(node, around, tail);
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
      ours(home, name, Integer.parseInt(arity))
          .ifPresent(
              target ->
                  calls.add(
                      new Call(
                          target, slash.line(), slash.line(), slash.lastLine(), around, true)));
    }
  }

  private void call(
      Node node, List<Around> around, boolean tail, @Nullable Node whole, List<Bound> piped) {
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
    boolean own = remote.isEmpty() && senders.isOwn(module, name, arguments.size());
    if (own || !remote.isEmpty() && senders.isSent(home, name)) {
      repoCalls.add(home, name, node, expression, around, tail, arguments);
    } else if (name.equals("apply") && arguments.size() == 3) {
      applied(node, expression, around, tail, arguments);
    } else if (home.equals("Ecto.Multi") && Senders.MULTI_FUNCTIONS.contains(name)) {
      repoCalls.addMulti(name, node, expression, around, arguments);
    } else if (!name.isEmpty()) {
      ours(home, name, arguments.size())
          .ifPresent(
              target ->
                  calls.add(
                      new Call(
                          target,
                          node.nameLine(),
                          expression.line(),
                          expression.lastLine(),
                          around,
                          tail)));
    }
    inside(node, name, home, remote.isEmpty(), around, tail);
  }

  private void inside(
      Node node, String name, String home, boolean local, List<Around> around, boolean tail) {
    List<Around> within = new ArrayList<>(around);
    Surroundings.kind(name, home, local)
        .ifPresent(
            kind ->
                within.add(
                    new Around(kind, local ? name : Scope.last(home) + "." + name, node.line())));
    boolean branching = local && BRANCHING.contains(name);
    for (Node child : node.children()) {
      if (child.is("arguments")) {
        for (Node argument : child.children()) {
          argument(argument, within, branching && tail, local && name.equals("for"));
        }
      } else if (child.is("do_block")) {
        branches(child, within, branching && tail || local && name.equals("for"));
      } else if (child.is("dot") && !senders.isSent(home, name)) {
        visit(child.child(0), around, false, null);
      }
    }
  }

  private void argument(Node argument, List<Around> within, boolean tail, boolean comprehension) {
    if (argument.is("keywords")) {
      for (Node pair : argument.children()) {
        String key = pair.child(0).text().strip();
        boolean body = key.equals("do:") || key.equals("else:");
        visit(pair.child(1), within, body && (tail || comprehension), null);
      }
    } else if (comprehension && argument.isOperator("<-")) {
      visit(argument.child(1), within.subList(0, within.size() - 1), false, null);
    } else {
      visit(argument, within, false, null);
    }
  }

  private void clauses(Node anonymous, List<Around> around) {
    for (Node clause : anonymous.children()) {
      clause.find("body").ifPresent(body -> statements(body.children(), around, true));
    }
  }

  private void branches(Node block, List<Around> around, boolean tail) {
    List<Node> plain = new ArrayList<>();
    for (Node child : block.children()) {
      if (child.is("stab_clause")) {
        child.find("body").ifPresent(body -> statements(body.children(), around, tail));
      } else if (child.type().endsWith("_block")) {
        branches(child, around, tail);
      } else {
        plain.add(child);
      }
    }
    statements(plain, around, tail);
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
      ours(home, name, given.size())
          .ifPresent(
              target ->
                  calls.add(
                      new Call(
                          target,
                          node.nameLine(),
                          expression.line(),
                          expression.lastLine(),
                          around,
                          tail)));
    }
  }

  private Optional<String> ours(String home, String name, int arguments) {
    Optional<Function> own = project.module(home).flatMap(found -> found.function(name, arguments));
    boolean local = home.equals(module.name());
    return own.or(() -> local ? imported(name, arguments) : Optional.empty())
        .or(() -> project.quoted(home + "." + name + "/" + arguments).map(Quoted::function))
        .map(Function::fullName);
  }

  private Optional<Function> imported(String name, int arguments) {
    return scope.allImports().stream()
        .flatMap(one -> project.module(one).stream())
        .flatMap(one -> one.function(name, arguments).stream())
        .filter(found -> !found.isPrivate() && !found.isMacro())
        .findFirst();
  }
}
