package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.Conditions;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Evaluation;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a query expression: {@code from}, pipes, variables assigned in the same function, and query
 * functions of the project.
 */
final class QueryReader {

  private static final int DEEPEST = 24;
  private static final int DEEPEST_FUNCTION = 5;

  /** Functions that are followed for one query: they may call each other in many clauses. */
  private static final int FOLLOWED = 30;

  private final ElixirProject project;
  private final AssociatedTables associated;
  private final Set<String> tables = new LinkedHashSet<>();
  private final List<String> preloads = new ArrayList<>();
  private final Narrowing narrowing = new Narrowing();
  private String schema = "";
  private boolean complete = true;
  private int functions;
  private int followed;

  QueryReader(ElixirProject project) {
    this.project = project;
    this.associated = new AssociatedTables(project);
  }

  /** The query a Repo function is given. */
  static Query read(ElixirProject project, String repoFunction, List<Bound> arguments) {
    QueryReader reader = new QueryReader(project);
    if (arguments.isEmpty()) {
      return Query.UNKNOWN;
    }
    Bound first = arguments.get(0);
    Bound second = arguments.size() > 1 ? arguments.get(1) : first.at(Node.NONE);
    switch (repoFunction.replaceAll("[!?]$", "")) {
      case "preload", "load" -> reader.preloaded(first, second);
      case "get", "reload" -> {
        reader.source(first, 0);
        reader.primaryKey();
      }
      case "get_by", "all_by" -> {
        reader.source(first, 0);
        reader.fields(second);
      }
      case "query", "query_many" -> {
        reader.complete = false;
        reader.sql(first);
      }
      default -> reader.source(first, 0);
    }
    return reader.query();
  }

  private Query query() {
    return new Query(
        schema,
        List.copyOf(tables),
        preloads,
        List.copyOf(narrowing.filters),
        narrowing.order,
        narrowing.select,
        narrowing.limited,
        complete && !tables.isEmpty());
  }

  private void sql(Bound text) {
    Bound value = text;
    for (int i = 0; i < DEEPEST && value.variables().containsKey(value.node().text()); i++) {
      value = value.variables().get(value.node().text());
    }
    narrowing.select = Literals.text(value.node()).replaceAll("\\s+", " ").strip();
  }

  private void primaryKey() {
    narrowing.filters.addAll(
        project
            .module(schema)
            .flatMap(ElixirModule::schema)
            .map(Schema::primaryKey)
            .orElse(List.of("id")));
  }

  private void preloaded(Bound subject, Bound associations) {
    QueryTerms.associationNames(associations.node()).forEach(preloads::add);
    // `preload(lines: items)`, where `items` is a query that preloads in its turn
    associations
        .node()
        .walk()
        .filter(node -> node.is("identifier"))
        .flatMap(node -> Optional.ofNullable(associations.variables().get(node.text())).stream())
        .forEach(query -> preloads.addAll(read(project, "all", List.of(query)).preloads()));
    complete = false;
    preloads.stream().flatMap(associated::named).forEach(tables::add);
  }

  /** What stands where a query, schema, struct or changeset is expected. */
  private void source(Bound bound, int depth) {
    Node node = bound.node();
    if (depth > DEEPEST || node == Node.NONE) {
      complete = false;
    } else if (node.isOperator("|>")) {
      List<Bound> piped = new ArrayList<>(List.of(bound.at(node.child(0))));
      call(bound.at(node.child(1)), piped, depth);
    } else if (node.callName().equals("unquote") || node.is("access_call")) {
      given(bound);
    } else if (node.isOperator("@") || node.text().equals(Bound.MODULE)) {
      named(bound, depth);
    } else if (Literals.isModule(node)) {
      root(bound.names().expand(node.text()));
    } else if (node.is("map") || node.is("struct")) {
      node.walk()
          .filter(n -> n.is("struct") || n.is("alias") || n.is("identifier"))
          .findFirst()
          .ifPresent(n -> root(bound.names().expand(n.text().replaceAll("^%|\\{.*", ""))));
    } else if (node.is("identifier")) {
      named(bound, depth);
    } else if (node.is("string")) {
      Literals.string(node).ifPresent(tables::add);
    } else if (node.is("tuple") && node.children().size() == 2) {
      // `{"old_posts", Post}`: rows of one table as structs of another's schema
      Literals.string(node.child(0)).ifPresent(tables::add);
      if (Literals.isModule(node.child(1))) {
        schema = bound.names().expand(node.child(1).text());
      }
    } else if (node.is("block") && !node.children().isEmpty()) {
      source(bound.at(node.child(node.children().size() - 1)), depth + 1);
    } else if (node.is("call")) {
      call(bound, List.of(), depth);
    } else if (node.isOperator("in")) {
      source(bound.at(node.child(1)), depth + 1);
    } else {
      complete = false;
    }
  }

  /** What a macro was given: {@code unquote(opts[:schema])}. */
  private void given(Bound bound) {
    new Evaluation(name -> null).module(bound).ifPresentOrElse(this::root, () -> complete = false);
  }

  /** A variable or attribute; {@code __MODULE__} in a quote is the module of its user. */
  private void named(Bound bound, int depth) {
    Node node = bound.node();
    Bound value = bound.variables().get(node.text());
    if (value != null && value.node() != node) {
      source(value, depth + 1);
    } else if (Literals.isModule(node)) {
      root(bound.names().expand(node.text()));
    } else {
      complete = false;
    }
  }

  private void root(String module) {
    Optional<Schema> found = project.module(module).flatMap(ElixirModule::schema);
    if (schema.isEmpty() && found.isPresent()) {
      schema = module;
    }
    found
        .map(Schema::table)
        .filter(table -> !table.isEmpty())
        .ifPresentOrElse(tables::add, () -> complete = false);
  }

  private void call(Bound bound, List<Bound> piped, int depth) {
    Node node = bound.node();
    String name = node.localName().isEmpty() ? node.remoteName() : node.localName();
    List<Bound> arguments = new ArrayList<>(piped);
    node.arguments().forEach(argument -> arguments.add(bound.at(argument)));
    if (Conditions.isCondition(node)) {
      // Either branch may run: the tables of both count, nothing else is sure.
      complete = false;
      either(Conditions.results(bound), depth);
    } else if (name.equals("reduce") && arguments.size() == 3) {
      // `Enum.reduce(filters, Post, fn {key, value}, query -> … end)`
      complete = false;
      source(arguments.get(1), depth + 1);
    } else if (arguments.isEmpty() && !name.isEmpty() && !QueryFunctions.isClause(name)) {
      function(bound, name, arguments, depth);
    } else if (name.equals("from") && !arguments.isEmpty()) {
      source(arguments.get(0), depth + 1);
      arguments.stream().skip(1).forEach(this::clauses);
    } else if (name.equals("assoc") || name.equals("build_assoc")) {
      associated(arguments);
    } else if (QueryFunctions.isClause(name) && !arguments.isEmpty()) {
      source(arguments.get(0), depth + 1);
      List<Bound> rest = arguments.subList(1, arguments.size());
      rest.stream()
          .filter(argument -> !QueryTerms.isBindings(argument.node()))
          .forEach(value -> clause(name, value));
      narrowing.limited |= QueryFunctions.isOfOneRow(name);
    } else if (QueryFunctions.isCombination(name)) {
      source(arguments.get(0), depth + 1);
      arguments.stream().skip(1).forEach(this::inner);
    } else if (name.equals("with_cte") && !arguments.isEmpty()) {
      source(arguments.get(0), depth + 1);
      arguments.stream()
          .flatMap(a -> Literals.keyword(a.node(), "as").map(a::at).stream())
          .forEach(this::inner);
    } else if (Senders.REPO_FUNCTIONS.contains(name)
        && node.remoteTarget().text().endsWith("Repo")
        && !arguments.isEmpty()) {
      complete = false;
      source(arguments.get(0), depth + 1);
    } else if (QueryFunctions.isBuilder(name)
        && node.remoteName().isEmpty()
        && !arguments.isEmpty()) {
      source(arguments.get(0), depth + 1);
    } else {
      function(bound, name, arguments, depth);
    }
  }

  private void clauses(Bound keywords) {
    for (Node pair : keywords.node().children()) {
      if (pair.is("pair")) {
        clause(pair.child(0).text().strip().replaceAll(":$", ""), keywords.at(pair.child(1)));
      }
    }
  }

  private void clause(String name, Bound value) {
    switch (name) {
      case "where", "or_where", "having", "dynamic" -> fields(value);
      case "order_by" -> narrowing.order.addAll(QueryTerms.fieldsIn(value.node(), true).toList());
      case "limit" -> narrowing.limited = true;
      case "select", "select_merge" -> narrowing.select = Literals.oneLine(value.node());
      case "preload" -> preloads.addAll(QueryTerms.associationNames(value.node()));
      case "on" -> {}
      default -> {
        if (name.endsWith("join")) {
          joined(value);
        }
      }
    }
  }

  private void joined(Bound value) {
    Node node = value.node();
    Node source = node.isOperator("in") ? node.child(1) : node;
    if (source.localName().equals("assoc") && source.arguments().size() == 2) {
      associated(source.arguments().stream().map(value::at).toList());
    } else if (Literals.isModule(source)) {
      project
          .module(value.names().expand(source.text()))
          .flatMap(ElixirModule::schema)
          .ifPresent(found -> tables.add(found.table()));
    } else if (source.is("string")) {
      Literals.string(source).ifPresent(tables::add);
    } else if (!source.localName().equals("fragment")) {
      inner(value.at(source));
    }
  }

  /** Tables of a query that stands in this one: {@code subquery(latest)}, {@code ^query}. */
  private void inner(Bound query) {
    Node node = query.node();
    if (node.isOperator("^")) {
      inner(query.at(node.child(0)));
      return;
    }
    QueryReader reader = new QueryReader(project);
    reader.followed = followed + 1;
    reader.functions = functions + 1;
    reader.source(query, 0);
    tables.addAll(reader.tables);
    // What it filters by is not read.
    complete = false;
  }

  /** {@code assoc(user, :posts)}, {@code assoc(user, [:posts, :comments])}. */
  private void associated(List<Bound> arguments) {
    complete = false;
    if (arguments.size() < 2) {
      return;
    }
    Node named = arguments.get(1).node();
    tables.addAll(
        associated.onPath(schemaOf(arguments.get(0)), QueryTerms.associationNames(named)));
  }

  private Optional<Schema> schemaOf(Bound subject) {
    if (!subject.node().is("identifier")
        || !subject.variables().containsKey(subject.node().text())) {
      return Optional.empty();
    }
    QueryReader reader = new QueryReader(project);
    reader.followed = FOLLOWED;
    reader.source(subject, 0);
    return project.module(reader.schema).flatMap(ElixirModule::schema);
  }

  private void fields(Bound value) {
    Map<String, Node> pairs = Literals.keywords(value.node());
    narrowing.filters.addAll(pairs.keySet());
    if (pairs.isEmpty()) {
      QueryTerms.fieldsIn(value.node(), false).forEach(narrowing.filters::add);
    }
  }

  /** A function of the project that gives a query: its last expression. */
  private void function(Bound bound, String name, List<Bound> arguments, int depth) {
    complete = false;
    Node node = bound.node();
    String home =
        node.remoteName().isEmpty()
            ? bound.names().module()
            : bound.names().expand(node.remoteTarget().text());
    Optional<ElixirModule> module = project.module(home);
    Optional<Function> found = module.flatMap(m -> m.function(name, arguments.size()));
    if (found.isEmpty() || functions >= DEEPEST_FUNCTION || followed >= FOLLOWED) {
      // `User.changeset(user, attrs)`, `Post.published()` of a `use`d module: about its own schema
      module.filter(m -> m.schema().isPresent()).ifPresent(m -> root(m.name()));
      arguments.stream()
          .findFirst()
          .ifPresent(
              first -> {
                if (tables.isEmpty()) {
                  source(first, depth + 1);
                }
              });
      return;
    }
    int before = tables.size();
    functions++;
    followed++;
    either(Bodies.results(project, module.get(), found.get(), arguments), depth);
    functions--;
    if (tables.size() == before) {
      module.filter(m -> m.schema().isPresent()).ifPresent(m -> root(m.name()));
    }
    complete = false;
  }

  /** Of several queries, any of which may be meant, the tables count and what all of them have. */
  private void either(List<Bound> results, int depth) {
    if (results.size() == 1) {
      source(results.get(0), depth + 1);
      return;
    }
    complete = false;
    Narrowing before = narrowing.copy();
    List<Narrowing> read = new ArrayList<>();
    for (Bound result : results) {
      source(result, depth + 1);
      read.add(narrowing.copy());
      narrowing.become(before);
    }
    if (!read.isEmpty()) {
      narrowing.become(Narrowing.common(read));
    }
  }
}
