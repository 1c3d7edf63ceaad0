package dev.ectoscope.elixir;

import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which calls send statements: those of a Repo, of Multi, of libraries that are given a query. */
final class Senders {

  static final Set<String> REPO_FUNCTIONS =
      Set.of(
          "all",
          "one",
          "one!",
          "get",
          "get!",
          "get_by",
          "get_by!",
          "all_by",
          "preload",
          "aggregate",
          "exists?",
          "stream",
          "reload",
          "reload!",
          "insert",
          "insert!",
          "insert_all",
          "insert_or_update",
          "insert_or_update!",
          "update",
          "update!",
          "update_all",
          "delete",
          "delete!",
          "delete_all",
          "transaction",
          "transact",
          "checkout",
          "query",
          "query!",
          "query_many",
          "query_many!",
          "rollback");
  private static final Set<String> ROWS =
      Set.of(
          "all",
          "one",
          "get",
          "get_by",
          "stream",
          "reload",
          "insert",
          "update",
          "delete",
          "insert_or_update");
  static final Set<String> MULTI_FUNCTIONS =
      Set.of(
          "insert",
          "insert_all",
          "insert_or_update",
          "update",
          "update_all",
          "delete",
          "delete_all",
          "all",
          "one",
          "exists?");

  /** Functions of libraries that run the query they are given. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "Flop", Set.of("run", "validate_and_run", "validate_and_run!", "list", "all", "count"),
          "Scrivener", Set.of("paginate"),
          "Paginator", Set.of("paginate"),
          "Ash",
              Set.of(
                  "read",
                  "read!",
                  "read_one",
                  "read_one!",
                  "read_first",
                  "get",
                  "get!",
                  "load",
                  "load!",
                  "count",
                  "count!",
                  "exists?",
                  "stream!",
                  "create",
                  "create!",
                  "update",
                  "update!",
                  "destroy",
                  "destroy!",
                  "bulk_create",
                  "bulk_create!",
                  "bulk_update",
                  "bulk_update!",
                  "bulk_destroy",
                  "bulk_destroy!"));

  // `repo.insert(…)` in Multi.run, `@repo`, `repo()`, `Config.repo()`, `opts[:repo]`, `read_repo`
  private static final Pattern NAMED = Pattern.compile("(?i)[@\\w.\\[:]*repo(\\(\\)|\\])?");

  private final ElixirProject project;
  private @Nullable List<String> fronts;

  Senders(ElixirProject project) {
    this.project = project;
  }

  /**
   * The Repo that {@code one(query)} is a function of: inside a Repo module its own, elsewhere one
   * that is imported; "" when it is another function.
   */
  String own(ElixirModule module, Scope scope, String name, int arguments) {
    return REPO_FUNCTIONS.contains(name) && module.function(name, arguments).isEmpty()
        ? project.repos().stream()
            .map(Repo::module)
            .filter(repo -> repo.equals(module.name()) || scope.imports(repo, name))
            .findFirst()
            .orElse("")
        : "";
  }

  /** Whether {@code home.name(…)} sends a statement. */
  boolean isSent(String home, String name) {
    // `Repo.replica().all(…)`: whichever Repo the Repo chooses
    int call = home.endsWith("()") ? home.lastIndexOf('.') : -1;
    Optional<ElixirModule> other = project.module(home).filter(m -> isOther(m, name));
    if (!isKnownRepo(home) && other.isPresent()) {
      return REPO_FUNCTIONS.contains(name) && isDelegated(other.get(), name);
    }
    return isKnownRepo(home)
        || call > 0 && isKnownRepo(home.substring(0, call)) && REPO_FUNCTIONS.contains(name)
        || REPO_FUNCTIONS.contains(name) && NAMED.matcher(home).matches()
        || LIBRARIES.getOrDefault(home, Set.of()).contains(name);
  }

  /** {@code Ecto.Adapters.SQL.query(Repo, "SELECT …", [])}. */
  static boolean isAdapter(String home, String name) {
    return home.equals("Ecto.Adapters.SQL") && name.startsWith("query");
  }

  /** Whether {@code home.name(…)} gives rows of what it is given. */
  boolean isRow(String home, String name) {
    return ROWS.contains(name.replaceAll("[!?]$", "")) && isSent(home, name);
  }

  /** A schema of repositories of code is called Repo too, and a module may wrap a Repo. */
  private static boolean isOther(ElixirModule module, String name) {
    return module.schema().isPresent()
        || module.functions().stream().anyMatch(function -> function.name().equals(name));
  }

  /** {@code defdelegate all(query), to: Base}, where that is a Repo: no frame is left of it. */
  private boolean isDelegated(ElixirModule module, String name) {
    return module.functions().stream()
        .filter(f -> f.name().equals(name) && f.keyword().equals("defdelegate"))
        .flatMap(f -> f.clauses().stream().map(clause -> project.syntax(f, clause)))
        .map(definition -> definition.arguments().get(definition.arguments().size() - 1))
        .flatMap(options -> Literals.keyword(options, "to").stream())
        .anyMatch(to -> isKnownRepo(project.scope(module).expand(to.text())));
  }

  /** Whether the text of a function may hold such a call; cheaper than reading it. */
  boolean mayStandIn(Function function) {
    boolean imported =
        project
            .moduleOf(function)
            .map(project::scope)
            .filter(s -> s.allImports().stream().anyMatch(this::isKnownRepo))
            .isPresent();
    if (imported || isKnownRepo(function.module())) {
      return true;
    }
    Source source = project.source(function.file());
    Set<String> words = words(function);
    return function.clauses().stream()
        .anyMatch(
            clause ->
                words.stream()
                    .anyMatch(word -> source.contains(clause.start(), clause.end(), word)));
  }

  /** Names under which a function may reach a Repo: its own, an alias, a variable or attribute. */
  private Set<String> words(Function function) {
    Set<String> words = new HashSet<>(Set.of("Repo", "Multi", "repo"));
    LIBRARIES.keySet().forEach(library -> words.add(library + "."));
    Optional<Scope> scope = project.moduleOf(function).map(project::scope);
    for (Repo repo : project.repos()) {
      words.add(Scope.last(repo.module()));
      scope.ifPresent(s -> words.add(s.shortest(repo.module())));
    }
    for (String front : fronts()) {
      words.add(Scope.last(front));
      scope.ifPresent(s -> words.add(s.shortest(front)));
    }
    return words;
  }

  /** Modules that only hand on to a Repo. */
  private List<String> fronts() {
    if (fronts == null) {
      fronts =
          project.modules().stream()
              .filter(
                  module ->
                      module.functions().stream()
                          .filter(f -> f.keyword().equals("defdelegate"))
                          .map(Function::name)
                          .filter(REPO_FUNCTIONS::contains)
                          .anyMatch(name -> isDelegated(module, name)))
              .map(ElixirModule::name)
              .toList();
    }
    return fronts;
  }

  private boolean isKnownRepo(String module) {
    return project.repos().stream().anyMatch(repo -> repo.module().equals(module));
  }
}
