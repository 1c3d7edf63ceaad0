package dev.ectoscope.elixir;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.module.Throughs;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Source;
import dev.ectoscope.elixir.syntax.Syntax;
import dev.ectoscope.elixir.syntax.Templates;
import dev.ectoscope.log.CallSite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An Elixir project as its source tells it. Immutable; safe for use by several threads.
 *
 * <p>Bodies of functions are parsed when asked for: of a thousand files only the functions that a
 * log names matter.
 */
public final class ElixirProject {

  private final List<ElixirModule> modules;
  private final List<Repo> repos;
  private final List<Skipped> skipped;
  private final Map<String, String> versions;
  private final Map<String, Source> sources;
  private final Map<String, Context> contexts;
  private final Map<String, Quoted> quoted;
  private final Map<String, ElixirModule> byName = new HashMap<>();
  private final Bodies bodies = new Bodies(this);
  private final CallingLoops loops = new CallingLoops(this);

  ElixirProject(
      List<ElixirModule> modules,
      List<Repo> repos,
      List<Skipped> skipped,
      Map<String, String> versions,
      Map<String, Source> sources,
      Map<String, Context> contexts,
      Map<String, Quoted> quoted) {
    List<ElixirModule> sorted = new ArrayList<>(modules);
    sorted.sort(Comparator.comparingInt(module -> isTest(module.file()) ? 1 : 0));
    sorted.forEach(module -> byName.putIfAbsent(module.name(), module));
    this.modules = sorted.stream().map(module -> Throughs.resolved(module, byName)).toList();
    byName.clear();
    this.modules.forEach(module -> byName.putIfAbsent(module.name(), module));
    this.repos = List.copyOf(repos);
    this.skipped = List.copyOf(skipped);
    this.versions = Map.copyOf(versions);
    this.sources = sources;
    this.contexts = contexts;
    this.quoted = quoted;
  }

  /**
   * Reads the project in a folder: {@code .ex} and {@code .exs} below it, umbrella apps included,
   * dependencies and build results left out.
   *
   * @throws SourceNotReadable when it is no readable folder
   */
  public static ElixirProject read(Path folder) {
    return ProjectReader.read(folder);
  }

  /**
   * Reads texts that stand in no folder.
   *
   * @param texts contents by path
   */
  public static ElixirProject of(Map<String, String> texts) {
    return ProjectReader.read(texts);
  }

  /** All modules, those of tests and migrations last, embeds written inline included. */
  public List<ElixirModule> modules() {
    return modules;
  }

  public Stream<Schema> schemas() {
    return modules.stream().flatMap(module -> module.schema().stream());
  }

  public List<Repo> repos() {
    return repos;
  }

  public List<Skipped> skipped() {
    return skipped;
  }

  /**
   * Version of a package, e.g. {@code ecto_sql}: of {@code mix.lock}, else the lowest that {@code
   * mix.exs} asks for.
   */
  public Optional<String> version(String library) {
    return Optional.ofNullable(versions.get(library));
  }

  public Optional<ElixirModule> module(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The function of a name such as {@code Blog.posts/1}. */
  public Optional<Function> function(String fullName) {
    int slash = fullName.lastIndexOf('/');
    int dot = fullName.lastIndexOf('.', slash < 0 ? fullName.length() : slash);
    if (slash < 0 || dot < 0) {
      return Optional.empty();
    }
    String name = fullName.substring(dot + 1, slash);
    return module(fullName.substring(0, dot))
        .flatMap(
            module ->
                module.functions().stream()
                    .filter(f -> f.name().equals(name))
                    .filter(f -> String.valueOf(f.arity()).equals(fullName.substring(slash + 1)))
                    .findFirst()
                    .or(() -> arity(fullName, slash).flatMap(n -> module.function(name, n))));
  }

  private static Optional<Integer> arity(String fullName, int slash) {
    String digits = fullName.substring(slash + 1);
    return digits.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(digits)) : Optional.empty();
  }

  /** The schemas of a table; more than one when a table is mapped twice. */
  public List<Schema> schemasOf(String table) {
    return schemas().filter(schema -> schema.table().equals(table)).toList();
  }

  /** The schema of a table that application code most likely means. */
  public Optional<Schema> schemaOf(String table) {
    return schemasOf(table).stream()
        .max(
            Comparator.comparingInt(
                schema -> schema.fields().size() - (isTest(schema.file()) ? 1000 : 0)));
  }

  /**
   * The associations of a parent's schema that lead to rows of a child table by a column there:
   * what to preload instead of reading the child table per parent.
   *
   * @param parent table of the parent
   * @param child table of the child
   * @param column column of the child table that holds the parent's key
   */
  public List<Association> associations(String parent, String child, String column) {
    return schemasOf(parent).stream()
        .flatMap(schema -> schema.associations().stream())
        .filter(a -> leadsTo(a, child))
        .filter(
            a ->
                a.kind() == Association.Kind.BELONGS_TO
                    ? a.references().equals(column)
                    : a.foreignKey().equals(column) || a.joinKeys().containsKey(column))
        .toList();
  }

  /** The {@code belongs_to} of a table's schema whose foreign key is a column. */
  public Optional<Association> belongsTo(String table, String column) {
    return schemasOf(table).stream()
        .flatMap(
            schema ->
                schema.associations().stream()
                    .filter(a -> a.kind() == Association.Kind.BELONGS_TO)
                    .filter(
                        a ->
                            schema
                                .field(a.foreignKey())
                                .map(Field::column)
                                .orElse(a.foreignKey())
                                .equals(column)))
        .findFirst();
  }

  private boolean leadsTo(Association association, String table) {
    return tableOf(association).filter(table::equals).isPresent();
  }

  /** The table an association leads to: its own {@code source} or that of its schema. */
  public Optional<String> tableOf(Association association) {
    return association.source().isEmpty()
        ? module(association.target()).flatMap(ElixirModule::schema).map(Schema::table)
        : Optional.of(association.source());
  }

  /** The shortest name by which code in a module may call another module, by its aliases. */
  public String nameIn(String module, String target) {
    return module(module).map(found -> scope(found).shortest(target)).orElse(target);
  }

  /** Whether a module imports another, e.g. {@code Ecto.Query}. */
  public boolean imports(String module, String imported) {
    return module(module).map(found -> scope(found).imports(imported)).orElse(false);
  }

  /** The text of a function's clauses, from its first line to its last, with line ends. */
  public String text(Function function) {
    return lines(function.file(), function.line(), function.lastLine());
  }

  /** The text of one clause. */
  public String text(Function function, Clause clause) {
    return lines(function.file(), clause.line(), clause.lastLine());
  }

  /** Lines of a file with their line ends; "" when the project has no such file. */
  public String lines(String file, int first, int last) {
    Source source = sources.get(file);
    return source == null ? "" : source.lines(first, last);
  }

  /** Paths of what is code of the running app, templates included. */
  List<String> files() {
    return sources.keySet().stream().filter(path -> !isTest(path)).sorted().toList();
  }

  String whole(String file) {
    return source(file).text(0, source(file).length());
  }

  boolean contains(String file, String ascii) {
    return source(file).contains(0, source(file).length(), ascii);
  }

  /** Paths of the templates, whose text is not Elixir alone. */
  public List<String> templates() {
    return sources.keySet().stream().filter(path -> Templates.isTemplate(path)).toList();
  }

  /** The only Repo, or the one whose name is that of most apps, {@code MyApp.Repo}. */
  public Optional<Repo> mainRepo() {
    List<Repo> ours =
        repos.stream().filter(repo -> !isTest(repo.file()) && !repo.readOnly()).toList();
    return ours.stream()
        .filter(repo -> Scope.last(repo.module()).equals("Repo"))
        .findFirst()
        .or(() -> ours.stream().findFirst());
  }

  /** Path in the project of a path as Ecto prints it: the same, or below an umbrella's app. */
  public Optional<String> file(String printed) {
    if (sources.containsKey(printed)) {
      return Optional.of(printed);
    }
    List<String> ending =
        printed.isEmpty()
            ? List.of()
            : sources.keySet().stream().filter(path -> path.endsWith("/" + printed)).toList();
    return ending.size() == 1 ? Optional.of(ending.get(0)) : Optional.empty();
  }

  /** The module of a function, as the function's own file has it. */
  Optional<ElixirModule> moduleOf(Function function) {
    return module(function.module())
        .filter(module -> module.file().equals(function.file()))
        .or(
            () ->
                modules.stream()
                    .filter(m -> m.name().equals(function.module()))
                    .filter(m -> m.file().equals(function.file()))
                    .findFirst());
  }

  /** Repo calls of a function, in the order of its text. */
  public List<RepoCall> repoCalls(Function function) {
    return bodies.of(function).repoCalls();
  }

  /** Every Repo call of the project's own code, tests left out. Parsed when first asked for. */
  public List<RepoCall> repoCalls() {
    Senders senders = new Senders(this);
    return modules.parallelStream()
        .filter(module -> !isTest(module.file()))
        .flatMap(module -> module.functions().stream())
        .filter(senders::mayStandIn)
        .flatMap(function -> bodies.of(function).repoCalls().stream())
        .toList();
  }

  /** The syntax tree of one clause; its positions are byte offsets in the file. */
  public Node syntax(Function function, Clause clause) {
    return Bodies.definition(this, function, clause);
  }

  /** Whether a text is Elixir without errors of syntax. */
  public static boolean parses(String text) {
    return Syntax.ofThread().skeleton(Source.of("", text)).trouble().isEmpty();
  }

  /** Full names of the project's functions that a function calls. */
  public List<String> callees(Function function) {
    return bodies.of(function).calls().stream().map(Call::target).distinct().toList();
  }

  /** Whether a function is called in a loop of the project's own code, directly or not. */
  boolean isCalledInLoop(String fullName) {
    return loops.isCalledIn(fullName);
  }

  /**
   * Where the project's own code calls a function in a loop: the caller, and the line of the call.
   */
  public List<CallSite> loopsAround(String fullName) {
    return loops.around(fullName);
  }

  /** Every {@code fragment} with a constant SQL in the project's own code, tests left out. */
  public List<FragmentCall> fragments() {
    return modules.stream()
        .filter(module -> !isTest(module.file()))
        .flatMap(module -> module.functions().stream())
        .flatMap(function -> FragmentCall.in(this, function))
        .toList();
  }

  /** The function that Phoenix makes of a template, with what the template calls. */
  Optional<Body> template(String fullName, String file) {
    String module = fullName.replaceAll("\\.[^.]*$", "");
    Function renders = new Function(module, Scope.last(fullName), 1, 0, "def", file, List.of());
    return module(module).map(found -> bodies.ofTemplate(found, renders));
  }

  Body body(Function function) {
    return bodies.of(function);
  }

  /** The text of a file that functions were found in. */
  Source source(String file) {
    return requireNonNull(sources.get(file), () -> file + " was not read");
  }

  Scope scope(ElixirModule module) {
    return context(module).scope();
  }

  Context context(ElixirModule module) {
    return contexts.getOrDefault(
        module.file() + "#" + module.name(), new Context(new Scope(module.name(), null), Map.of()));
  }

  /** The function of a name that a macro writes into its module. */
  Optional<Quoted> quoted(String fullName) {
    return Optional.ofNullable(quoted.get(fullName));
  }

  /** A function that a call means: one of the module's text, else one that a macro writes. */
  Optional<Function> called(String fullName) {
    return function(fullName).or(() -> quoted(fullName).map(Quoted::function));
  }

  /** Whether a file holds tests, migrations or other scripts, no code of the running app. */
  public static boolean isTest(String file) {
    return file.endsWith(".exs") || file.startsWith("test/") || file.contains("/test/");
  }
}
