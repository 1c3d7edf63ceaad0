package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function that first loads what one of its arguments names, and is called in a loop with the
 * same argument: it takes the struct, and the loop's function loads it once.
 */
final class OnceRewrite {

  private static final String SAME_LOAD =
      "It is loaded once, before the loop: what is written to it meanwhile is not seen.";

  private final ElixirProject project;
  private final Names names;
  private final Fix.LoadOnce fix;

  private OnceRewrite(ElixirProject project, Names names, Fix.LoadOnce fix) {
    this.project = project;
    this.names = names;
    this.fix = fix;
  }

  /**
   * A function that begins with {@code variable = load}.
   *
   * @param load the call that loads
   * @param parameter the one parameter that the load reads, and nothing else does
   */
  private record Loading(
      Function function,
      Clause clause,
      FunctionSource source,
      Node statement,
      Node next,
      String variable,
      Node load,
      String parameter) {}

  /** The change of the function, then that of the loop around its call. */
  static Optional<List<Finding.Code>> of(
      Fix.LoadOnce fix, ElixirProject project, Place place, Names names) {
    Optional<Function> function = project.function(place.function());
    Optional<RepoCall> call = place.call().filter(one -> one.query().select().isEmpty());
    if (function.isEmpty() || call.isEmpty()) {
      return Optional.empty();
    }
    OnceRewrite rewrite = new OnceRewrite(project, names, fix);
    return rewrite
        .loading(function.get(), node -> isCall(node, call.get()))
        .or(() -> rewrite.throughLoader(function.get(), call.get()))
        .flatMap(rewrite::changes);
  }

  private static boolean isCall(Node node, RepoCall call) {
    return node.remoteName().equals(call.name()) && node.nameLine() == call.line();
  }

  /** {@code def user!(id), do: Repo.get!(User, id)}: who begins with a call of it. */
  private Optional<Loading> throughLoader(Function loader, RepoCall call) {
    boolean only =
        loader.clauses().size() == 1 && call.tail() && project.repoCalls(loader).size() == 1;
    if (!only) {
      return Optional.empty();
    }
    List<Loading> found =
        project.modules().stream()
            .filter(module -> !ElixirProject.isTest(module.file()))
            .flatMap(module -> module.functions().stream())
            .filter(one -> project.text(one).contains(loader.name()))
            .filter(one -> project.callees(one).contains(loader.fullName()))
            .flatMap(one -> loading(one, node -> calls(node, loader)).stream())
            .filter(one -> CalledLoop.of(project, one.function()).isPresent())
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static boolean calls(Node node, Function loader) {
    String name = node.remoteName().isEmpty() ? node.callName() : node.remoteName();
    return name.equals(loader.name()) && node.arguments().size() == loader.arity();
  }

  private Optional<Loading> loading(Function function, Predicate<Node> loads) {
    if (function.clauses().size() != 1) {
      return Optional.empty();
    }
    Clause clause = function.clauses().get(0);
    FunctionSource source = new FunctionSource(project, function, clause);
    List<Node> statements = source.statements();
    Node first = statements.isEmpty() ? Node.NONE : statements.get(0);
    boolean begins =
        statements.size() > 1
            && first.isOperator("=")
            && first.child(0).is("identifier")
            && first.child(1).is("call")
            && first.line() == first.lastLine()
            && loads.test(first.child(1));
    if (!begins) {
      return Optional.empty();
    }
    Node load = first.child(1);
    List<String> read =
        source.parameters().stream().filter(p -> WriteLoop.mentions(load.text(), p)).toList();
    boolean one = read.size() == 1 && !source.readsBesides(read.get(0), 1);
    return one
        ? Optional.of(
            new Loading(
                function,
                clause,
                source,
                first,
                statements.get(1),
                first.child(0).text(),
                load,
                read.get(0)))
        : Optional.empty();
  }

  private Optional<List<Finding.Code>> changes(Loading loading) {
    Optional<CalledLoop> loop =
        CalledLoop.of(project, loading.function())
            .filter(one -> one.caller().module().equals(loading.function().module()));
    Optional<Finding.Code> around = loop.flatMap(one -> around(loading, one));
    boolean onlyCall = loading.function().isPrivate() && calls(loading.function()) == 1;
    Optional<Finding.Code> taken =
        onlyCall && around.isPresent() ? instead(loading) : beside(loading);
    return taken.map(
        first -> around.map(second -> List.of(first, second)).orElseGet(() -> List.of(first)));
  }

  /** How often a private function is called. */
  private long calls(Function called) {
    Pattern name = Pattern.compile("(?<![\\w.:@])" + Pattern.quote(called.name()) + "(\\(|/\\d)");
    return project
        .module(called.module())
        .map(module -> project.lines(called.file(), module.line(), module.lastLine()))
        .map(text -> name.matcher(text).results().count() - called.clauses().size())
        .orElse(0L);
  }

  /** The load before the loop, its value given instead of the key. */
  private Optional<Finding.Code> around(Loading loading, CalledLoop called) {
    int at = loading.source().heads().indexOf(loading.parameter());
    if (at < 0 || at >= called.arguments().size()) {
      return Optional.empty();
    }
    Node given = called.arguments().get(at);
    String variable = loading.variable();
    while (called.source().mentions(variable)) {
      variable = variable + "_found";
    }
    String load =
        Pattern.compile("(?<![\\w.:@])" + Pattern.quote(loading.parameter()) + "(?![\\w:])")
            .matcher(loading.load().text())
            .replaceAll(Matcher.quoteReplacement(given.text()));
    String line = variable + " = " + load;
    Change.Edit edit = new Change.Edit(given.start(), given.end(), variable);
    return called.loop().isFree(given.text())
        ? Preface.to(called.source(), called.loop().loop())
            .flatMap(preface -> preface.of(List.of(line)))
            .map(edits -> with(edits, edit))
            .flatMap(edits -> code(called.caller(), called.clause(), edits, SAME_LOAD))
        : Optional.empty();
  }

  private static List<Change.Edit> with(List<Change.Edit> edits, Change.Edit one) {
    List<Change.Edit> all = new ArrayList<>(edits);
    all.add(one);
    return all;
  }

  /** A private function of one call takes the struct. */
  private Optional<Finding.Code> instead(Loading loading) {
    return parameter(loading, loading.variable())
        .flatMap(
            edit ->
                code(
                    loading.function(),
                    loading.clause(),
                    List.of(edit, withoutLoad(loading)),
                    "Its one caller is changed below."));
  }

  /** A clause for the struct; the one for the key loads and calls it. */
  private Optional<Finding.Code> beside(Loading loading) {
    List<String> heads = loading.source().heads();
    boolean plain = heads.stream().allMatch(head -> head.matches("[a-z_]\\w*"));
    String schema = names.schema(fix.table());
    boolean struct =
        loading.load().remoteName().matches("get(_by)?!")
            && loading.load().arguments().get(0).text().equals(schema);
    if (!plain || !struct || loading.function().defaults() > 0 || loading.source().isGuarded()) {
      return Optional.empty();
    }
    List<String> given = new ArrayList<>();
    heads.forEach(head -> given.add(head.replaceFirst("^_+", "")));
    List<String> passed = new ArrayList<>(given);
    passed.set(heads.indexOf(loading.parameter()), loading.load().text());
    String name = loading.function().name();
    String head = loading.function().keyword() + " " + name + "(" + String.join(", ", given) + ")";
    String body = name + "(" + String.join(", ", passed) + ")";
    String line = head + ", do: " + body;
    boolean fits = loading.source().indent() + line.length() <= Elixir.WIDTH;
    List<String> clause = fits ? List.of(line) : List.of(head + " do", "  " + body, "end");
    return parameter(loading, "%" + schema + "{} = " + loading.variable())
        .flatMap(
            edit ->
                code(
                    loading.function(),
                    loading.clause(),
                    List.of(edit, withoutLoad(loading), loading.source().afterwards(clause)),
                    "Callers that have the struct pass it, the others work as before."));
  }

  private static Optional<Change.Edit> parameter(Loading loading, String text) {
    return loading
        .source()
        .parameter(loading.parameter())
        .map(node -> new Change.Edit(node.start(), node.end(), text));
  }

  private static Change.Edit withoutLoad(Loading loading) {
    return new Change.Edit(loading.statement().start(), loading.next().start(), "");
  }

  private Optional<Finding.Code> code(
      Function function, Clause clause, List<Change.Edit> edits, String note) {
    return Rewrite.code(project, function, clause, new Change(edits, List.of(note)));
  }
}
