package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conditions that several functions write, written once in the schema's module and called there.
 */
final class ScopeRewrite {

  private static final int LONGEST_MODULE = 80;
  private static final int FEWEST_CALLS = 2;

  private final ElixirProject project;
  private final Names names;
  private final Fix.Scope fix;

  ScopeRewrite(ElixirProject project, Names names, Fix.Scope fix) {
    this.project = project;
    this.names = names;
    this.fix = fix;
  }

  /** The schema's module first; empty where it or the calls are not understood. */
  Optional<List<Finding.Code>> codes() {
    Optional<Schema> schema = names.schemaOf(fix.table());
    Optional<ElixirModule> module = schema.flatMap(s -> project.module(s.module()));
    if (module.isEmpty()
        || module.get().lastLine() - module.get().line() > LONGEST_MODULE
        || fix.predicates().stream().anyMatch(p -> Filter.of(p, "x", fix.table(), names).isEmpty())
        || module.get().functions().stream().anyMatch(f -> f.name().equals(scope()))) {
      return Optional.empty();
    }
    List<Finding.Code> calls = new ArrayList<>();
    for (RepoCall call : project.repoCalls()) {
      if (call.query().schema().equals(module.get().name())) {
        call(call, module.get()).ifPresent(calls::add);
      }
    }
    Optional<Finding.Code> written = written(module.get());
    if (calls.size() < FEWEST_CALLS || written.isEmpty()) {
      return Optional.empty();
    }
    calls.add(0, written.get());
    return Optional.of(calls);
  }

  private String scope() {
    return ScopeCode.name(filters("x"));
  }

  private List<Filter> filters(String binding) {
    return Filter.all(fix.predicates(), binding, fix.table(), names);
  }

  private Optional<Finding.Code> written(ElixirModule module) {
    List<String> lines =
        project.lines(module.file(), module.line(), module.lastLine()).lines().toList();
    String before = String.join("\n", lines) + "\n";
    int indent = lines.get(0).length() - lines.get(0).stripLeading().length() + 2;
    String blank = " ".repeat(indent);
    List<String> after = new ArrayList<>(lines.subList(0, lines.size() - 1));
    String imported = names.importOfWhere(fix.table());
    if (!imported.isEmpty() && String.join("\n", lines).contains("import Ecto.Query")) {
      return Optional.empty();
    }
    if (!imported.isEmpty()) {
      int at = 1;
      while (at < after.size() && !after.get(at).startsWith(blank + "use ")) {
        at++;
      }
      if (at == after.size()) {
        return Optional.empty();
      }
      after.add(at + 1, blank + imported);
    }
    after.add("");
    new ScopeCode(names)
        .function(filters(Elixir.binding(fix.table())), Elixir.binding(fix.table()))
        .forEach(line -> after.add(line.isEmpty() ? "" : blank + line));
    after.add(lines.get(lines.size() - 1));
    return code(
        "schema",
        module.file(),
        module.line(),
        before,
        String.join("\n", after) + "\n",
        "The functions below call it.");
  }

  private Optional<Finding.Code> call(RepoCall call, ElixirModule module) {
    Optional<Function> function = project.function(call.function());
    Optional<Clause> clause =
        function.flatMap(f -> f.clauses().stream().filter(c -> c.covers(call.line())).findFirst());
    if (clause.isEmpty()) {
      return Optional.empty();
    }
    FunctionSource source = new FunctionSource(project, function.get(), clause.get());
    Optional<Node> from =
        source
            .node(call)
            .map(node -> node.isOperator("|>") ? node.child(0) : node.arguments().get(0))
            .filter(node -> node.callName().equals("from"));
    return from.flatMap(node -> scoped(source, node, module, function.get()))
        .flatMap(
            edit -> {
              Clause one = clause.get();
              String before = project.lines(function.get().file(), one.line(), one.lastLine());
              int indent = before.length() - before.stripLeading().length();
              String after = Change.apply(List.of(edit), before, one.start() - indent);
              return code(
                  "query",
                  function.get().file(),
                  one.line(),
                  before,
                  after,
                  "The SQL asks the same, each condition in brackets of its own.");
            });
  }

  private Optional<Change.Edit> scoped(
      FunctionSource source, Node from, ElixirModule module, Function function) {
    List<Node> arguments = from.arguments();
    Node root = arguments.isEmpty() ? Node.NONE : arguments.get(0);
    String schema = project.nameIn(function.module(), module.name());
    if (arguments.size() != 2
        || !root.isOperator("in")
        || !root.child(1).text().equals(schema)
        || !arguments.get(1).is("keywords")) {
      return Optional.empty();
    }
    String b = root.child(0).text();
    Map<String, String> given = new LinkedHashMap<>();
    List<Filter> left = new ArrayList<>(filters(b));
    List<String> parts = new ArrayList<>();
    for (Node pair : arguments.get(1).children()) {
      if (pair.child(0).text().strip().startsWith("or_")) {
        return Optional.empty();
      }
      if (!pair.child(0).text().strip().equals("where:")) {
        parts.add(pair.text());
        continue;
      }
      Optional<List<String>> rest = without(pair.child(1), left, given);
      if (rest.isEmpty()) {
        return Optional.empty();
      }
      if (!rest.get().isEmpty()) {
        parts.add(AskedQuery.where(rest.get()));
      }
    }
    List<String> values =
        Filter.arguments(filters(b)).stream().map(name -> given.getOrDefault(name, "")).toList();
    String call = schema + "." + scope() + "(" + String.join(", ", values) + ")";
    if (left.isEmpty() && parts.isEmpty()) {
      return Optional.of(new Change.Edit(from.start(), from.end(), call));
    }
    return left.isEmpty()
        ? source
            .rendered(from, b + " in " + call, parts)
            .map(text -> Reflow.narrowed(source, from, text))
        : Optional.empty();
  }

  /** The conditions of a {@code where} that are none of the shared ones; those are taken out. */
  private static Optional<List<String>> without(
      Node where, List<Filter> shared, Map<String, String> given) {
    List<String> rest = new ArrayList<>();
    for (Node condition : conjuncts(where)) {
      Optional<String> text = AskedQuery.oneLine(condition);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Optional<Filter> same =
          shared.stream().filter(filter -> is(filter, text.get(), given)).findFirst();
      same.ifPresentOrElse(shared::remove, () -> rest.add(text.get()));
    }
    return Optional.of(rest);
  }

  private static List<Node> conjuncts(Node where) {
    if (!where.isOperator("and")) {
      return List.of(where);
    }
    List<Node> all = new ArrayList<>(conjuncts(where.child(0)));
    all.addAll(conjuncts(where.child(1)));
    return all;
  }

  private static boolean is(Filter filter, String text, Map<String, String> given) {
    if (filter.argument().isEmpty()) {
      return text.equals(filter.elixir());
    }
    String head = filter.elixir().substring(0, filter.elixir().lastIndexOf('^') + 1);
    Matcher matcher = Pattern.compile(Pattern.quote(head) + "([\\w.]+|\\((.+)\\))").matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    given.put(filter.argument(), matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
    return true;
  }

  private Optional<Finding.Code> code(
      String kind, String file, int line, String before, String after, String note) {
    int last = line + (int) before.lines().count() - 1;
    String whole =
        project.lines(file, 1, line - 1) + after + project.lines(file, last + 1, Integer.MAX_VALUE);
    boolean wide = Change.isTooWide(before, after);
    return after.equals(before) || wide || !ElixirProject.parses(whole)
        ? Optional.empty()
        : Optional.of(
            new Finding.Code(
                kind, "elixir", file, after, before, line, "Parsed again, not run. " + note));
  }
}
