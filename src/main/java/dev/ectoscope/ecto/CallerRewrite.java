package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A function that reads for one row and is called for each of many: the rows are preloaded where
 * they are gone over. What asks for a loaded association asks nothing, so that other callers of the
 * function need no change.
 */
final class CallerRewrite {

  private final ElixirProject project;
  private final Names names;
  private final Function called;
  private final Clause clause;
  private final FunctionSource source;
  private final Node call;
  private final CalledLoop loop;

  private CallerRewrite(
      ElixirProject project,
      Names names,
      Function called,
      Clause clause,
      FunctionSource source,
      Node call,
      CalledLoop loop) {
    this.project = project;
    this.names = names;
    this.called = called;
    this.clause = clause;
    this.source = source;
    this.call = call;
    this.loop = loop;
  }

  /** The change of the caller, then that of the function where it needs one. */
  static Optional<List<Finding.Code>> of(
      Fix.Preload fix, ElixirProject project, Place place, Names names) {
    Optional<Function> called = project.function(place.function());
    Optional<RepoCall> repoCall = place.call();
    if (called.isEmpty() || repoCall.isEmpty()) {
      return Optional.empty();
    }
    Optional<Clause> clause =
        called.get().clauses().stream().filter(one -> one.covers(place.line())).findFirst();
    Optional<CalledLoop> loop = CalledLoop.of(project, called.get());
    if (clause.isEmpty() || loop.isEmpty()) {
      return Optional.empty();
    }
    FunctionSource source = new FunctionSource(project, called.get(), clause.get());
    return source
        .node(repoCall.get())
        .filter(node -> LoopSource.around(source, repoCall.get()).isEmpty())
        .flatMap(
            node ->
                new CallerRewrite(
                        project, names, called.get(), clause.get(), source, node, loop.get())
                    .of(fix, repoCall.get().name()));
  }

  private Optional<List<Finding.Code>> of(Fix.Preload fix, String function) {
    return switch (function) {
      case "preload" -> preloaded();
      case "get", "get!" -> belongsTo(fix, function);
      default -> Optional.empty();
    };
  }

  /** {@code Repo.preload(row, :assoc)} of a row that the function is given. */
  private Optional<List<Finding.Code>> preloaded() {
    boolean piped = call.isOperator("|>");
    Node named = piped ? call.child(1) : call;
    List<Node> arguments = named.arguments();
    int skipped = piped ? 0 : 1;
    if (arguments.size() != skipped + 1) {
      return Optional.empty();
    }
    Node row = piped ? call.child(0) : arguments.get(0);
    Node what = arguments.get(skipped);
    boolean constant = what.walk().noneMatch(node -> node.is("identifier"));
    return constant && isGiven(row.text())
        ? caller(
                what.text(),
                called.name() + "/" + called.arity() + " finds them loaded and asks nothing then.")
            .map(List::of)
        : Optional.empty();
  }

  /** {@code Repo.get(Owner, row.owner_id)} becomes what the preload holds. */
  private Optional<List<Finding.Code>> belongsTo(Fix.Preload fix, String function) {
    List<Node> arguments = call.arguments();
    if (call.isOperator("|>") || arguments.size() != 2) {
      return Optional.empty();
    }
    String key = arguments.get(1).text();
    int dot = key.indexOf('.');
    String row = dot < 0 ? "" : key.substring(0, dot);
    Optional<Association> association =
        holder(fix)
            .flatMap(
                schema ->
                    schema.associations().stream()
                        .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
                        .filter(a -> key.equals(row + "." + a.foreignKey()))
                        .filter(a -> a.references().equals(names.primaryKey(fix.childTable())))
                        .filter(a -> leadsTo(a, fix.childTable()))
                        .findFirst());
    if (association.isEmpty() || !isGiven(row)) {
      return Optional.empty();
    }
    String name = association.get().name();
    String value = names.repo() + ".preload(" + row + ", " + Elixir.atom(name) + ")." + name;
    List<String> notes = new ArrayList<>();
    notes.add("A row that has it loaded is not asked for again; other callers work as before.");
    if (function.endsWith("!")) {
      notes.add("get! raised for a missing row, which is nil now.");
    }
    Change change = new Change(List.of(source.replacement(call, value)), notes);
    Optional<Finding.Code> inCaller =
        caller(Elixir.atom(name), called.name() + "/" + called.arity() + " is changed below.");
    Optional<Finding.Code> inCalled = Rewrite.code(project, called, clause, change);
    return inCaller.flatMap(first -> inCalled.map(second -> List.of(first, second)));
  }

  private boolean leadsTo(Association association, String table) {
    return names
        .schemaOf(table)
        .filter(schema -> schema.module().equals(association.target()))
        .isPresent();
  }

  private Optional<Schema> holder(Fix.Preload fix) {
    return loop.source().structsIn(loop.loop().list()).or(() -> names.schemaOf(fix.parentTable()));
  }

  /** Whether a variable is the parameter for which the loop gives its element. */
  private boolean isGiven(String variable) {
    int at = source.heads().indexOf(variable);
    return at >= 0 && loop.givesElement(at) && called.clauses().size() == 1;
  }

  private Optional<Finding.Code> caller(String what, String note) {
    String module = loop.caller().module();
    String repo =
        names
            .call()
            .map(RepoCall::repo)
            .filter(name -> !name.isEmpty())
            .map(name -> project.nameIn(module, name))
            .orElse(names.repo());
    Change.Edit edit = new PreloadRewrite(loop.source(), loop.loop(), names).wrapped(repo, what);
    return changed(List.of(edit), note).or(() -> rebound(repo, what, note));
  }

  /** The list preloaded on a line of its own. */
  private Optional<Finding.Code> rebound(String repo, String what, String note) {
    Node list = loop.loop().list();
    String line = list.text() + " = " + repo + ".preload(" + list.text() + ", " + what + ")";
    return list.is("identifier")
        ? Preface.to(loop.source(), loop.loop().loop())
            .flatMap(preface -> preface.of(List.of(line)))
            .flatMap(edits -> changed(edits, note))
        : Optional.empty();
  }

  private Optional<Finding.Code> changed(List<Change.Edit> edits, String note) {
    return Rewrite.code(project, loop.caller(), loop.clause(), new Change(edits, List.of(note)));
  }
}
