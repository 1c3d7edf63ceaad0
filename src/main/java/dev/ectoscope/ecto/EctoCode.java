package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes recommendations as Elixir. */
public final class EctoCode {

  private static final DateTimeFormatter VERSION = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /** Those whose code belongs into a schema's module. */
  private static final Set<Class<? extends Fix>> SCHEMA_FIXES =
      Set.of(Fix.Scope.class, Fix.ConstraintInChangeset.class);

  private final AppNames names;
  private final LocalDateTime created;
  private final @Nullable ElixirProject project;

  /**
   * Code of the migrations handed out, by name, in order: two must not have the same version, and
   * of those with one name Ecto runs none.
   */
  private final Map<String, String> migrations = new LinkedHashMap<>();

  /**
   * @param created version of the first migration; each further one is a second later
   */
  public EctoCode(AppNames names, LocalDateTime created) {
    this(names, created, null);
  }

  /**
   * @param project the application's source, or null: then names are guessed as people give them
   */
  public EctoCode(AppNames names, LocalDateTime created, @Nullable ElixirProject project) {
    this.names =
        project == null
            ? names
            : project
                .mainRepo()
                .map(repo -> new AppNames(names.app(), repo.module()))
                .orElse(names);
    this.project = project;
    this.created = created;
  }

  /** The Repo as the configuration names it, {@code :my_app, MyApp.Repo}. */
  public String repo() {
    return otpApp(names.repo()) + ", " + names.repo();
  }

  private String otpApp(String repo) {
    return project == null
        ? AppNames.otpApp(repo)
        : project.repos().stream()
            .filter(one -> one.module().equals(repo) && !one.otpApp().isEmpty())
            .map(one -> Elixir.atom(one.otpApp()))
            .findFirst()
            .orElseGet(() -> AppNames.otpApp(repo));
  }

  /** CREATE INDEX CONCURRENTLY … for the index. */
  public static String sql(CreateIndex index) {
    return new IndexMigration(index).sql();
  }

  /** CREATE INDEX … ON ONLY, then one of each partition and its ATTACH PARTITION. */
  public static String sql(Fix.CreatePartitionedIndex index) {
    return String.join(";\n", IndexUpkeep.statements(index));
  }

  /** DROP INDEX CONCURRENTLY … for the index. */
  public static String sql(Fix.DropIndex index) {
    return IndexUpkeep.sql(index);
  }

  /** The code of a recommendation; more than one piece where an earlier migration is needed. */
  public List<Finding.Code> write(Fix fix) {
    return write(fix, null);
  }

  /**
   * The code of a recommendation about the Repo call at a place: a change of its function where the
   * function's shape is understood, else a new function beside it.
   *
   * @param place as the source tells it, or null
   */
  public List<Finding.Code> write(Fix fix, @Nullable Place place) {
    return write(fix, place, List.of());
  }

  /**
   * The same of statements of which the log prints frames.
   *
   * @param printed those frames: that of a library may have sent the statement
   */
  public List<Finding.Code> write(Fix fix, @Nullable Place place, List<CallSite> printed) {
    if (fix instanceof CreateIndex index) {
      return migrations(new IndexMigration(index, sortsByOption()));
    }
    if (fix instanceof Fix.CreateTenantIndex tenants) {
      return migrations(new IndexMigration(tenants.index(), sortsByOption(), true));
    }
    if (fix instanceof Fix.DropIndex drop) {
      return List.of(migration(IndexUpkeep.name(drop), IndexUpkeep.code(drop, names.repo())));
    }
    if (fix instanceof Fix.RebuildIndex rebuild) {
      return List.of(migration(IndexUpkeep.name(rebuild), IndexUpkeep.code(rebuild, names.repo())));
    }
    if (fix instanceof Fix.CreatePartitionedIndex index) {
      return List.of(migration(IndexUpkeep.name(index), IndexUpkeep.code(index, names.repo())));
    }
    if (fix instanceof Fix.RepoConfig config) {
      return List.of(config(config));
    }
    var statistics = StatisticsMigration.of(fix);
    if (statistics.isPresent()) {
      StatisticsMigration one = statistics.get();
      return List.of(migration(one.name(), one.code(names.repo())));
    }
    String kind = SCHEMA_FIXES.contains(fix.getClass()) ? "schema" : "query";
    Names here = new Names(names, project, place);
    if (fix instanceof Fix.Scope scope && project != null) {
      Optional<List<Finding.Code>> codes = new ScopeRewrite(project, here, scope).codes();
      if (codes.isPresent()) {
        return codes.get();
      }
    }
    SentByLibrary library = SentByLibrary.of(fix, here, printed);
    if (library != SentByLibrary.NONE) {
      return library.codes(fix, here).orElseGet(() -> otherwise(kind, fix, here, library));
    }
    Optional<List<Finding.Code>> changes = changes(fix, place, here);
    if (changes.isPresent()) {
      return changes.get();
    }
    // The index serves the query as it is.
    return fix instanceof Fix.SameCase && here.call().isPresent()
        ? List.of()
        : List.of(code(kind, new FunctionWriters(here).write(fix), here));
  }

  /** Ecto's words, where those of the library that sends the statement are not known. */
  private static List<Finding.Code> otherwise(
      String kind, Fix fix, Names here, SentByLibrary library) {
    return List.of(
        code(kind, new FunctionWriters(here).write(fix).first(library.otherwise()), here));
  }

  /** Changes of the functions that a recommendation is about. */
  private Optional<List<Finding.Code>> changes(Fix fix, @Nullable Place place, Names here) {
    if (project == null || place == null) {
      return Optional.empty();
    }
    Optional<List<Finding.Code>> components = ComponentCode.of(fix, project, place, here);
    if (components.isPresent()) {
      return components;
    }
    Optional<Finding.Code> change = Rewrite.of(fix, project, place, here);
    if (change.filter(code -> Imports.isMissing(here, code.code())).isPresent()) {
      return Imports.change(project, here.caller()).map(missing -> List.of(missing, change.get()));
    }
    return change.map(List::of).or(() -> withCaller(fix, project, place, here));
  }

  private static Optional<List<Finding.Code>> withCaller(
      Fix fix, ElixirProject project, Place place, Names here) {
    if (fix instanceof Fix.Preload preload) {
      return CallerRewrite.of(preload, project, place, here);
    }
    return fix instanceof Fix.LoadOnce once
        ? OnceRewrite.of(once, project, place, here)
        : Optional.empty();
  }

  /** {@code desc: :column} in an index came with ecto_sql 3.13; before, a key is written as SQL. */
  private boolean sortsByOption() {
    Libraries known = new Libraries(project);
    return known.knows("ecto_sql") && known.has("ecto_sql", 3, 13);
  }

  static Finding.Code code(String kind, FunctionCode function, Names here) {
    if (kind.equals("query") && Imports.isMissing(here, function.text())) {
      function.first(here.caller() + " must import Ecto.Query for it.");
    }
    return new Finding.Code(
        kind, "elixir", function.file(), function.text(), "", 0, function.note());
  }

  private List<Finding.Code> migrations(IndexMigration migration) {
    List<Finding.Code> codes = new ArrayList<>();
    String extension = migration.index().extension();
    if (!extension.isEmpty()) {
      codes.add(migration("create_" + extension, migration.extensionCode(names.repo())));
    }
    codes.add(migration("create_" + migration.name(), migration.code(names.repo())));
    return codes;
  }

  private Finding.Code migration(String wanted, String text) {
    String name = wanted;
    String code = text;
    // An index of one name may be made in several schemas.
    for (int i = 2; !migrations.getOrDefault(name, code).equals(code); i++) {
      name = wanted + "_" + i;
      code = text.replaceFirst("(?<=\\.Migrations\\.)\\w+", Elixir.camel(name));
    }
    migrations.putIfAbsent(name, code);
    int ordinal = List.copyOf(migrations.keySet()).indexOf(name);
    String version = created.plusSeconds(ordinal).format(VERSION);
    String folder = Elixir.underscore(names.repo().substring(names.repo().lastIndexOf('.') + 1));
    String path = app() + "priv/" + folder + "/migrations/" + version + "_" + name + ".exs";
    return new Finding.Code("migration", "elixir", path, code);
  }

  /** Folder of the umbrella's app that holds the Repo, {@code apps/shop/}, or "". */
  private String app() {
    return project == null
        ? ""
        : project
            .mainRepo()
            .map(repo -> repo.file().replaceFirst("^((?:.*/)?apps/[^/]+/)?lib/.*$", "$1"))
            .filter(path -> path.endsWith("/"))
            .orElse("");
  }

  private Finding.Code config(Fix.RepoConfig config) {
    String repo = config.repo().isEmpty() ? names.repo() : config.repo();
    List<String> settings = new ArrayList<>();
    config.settings().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> settings.add(Elixir.key(e.getKey()) + " " + e.getValue()));
    String code =
        "config "
            + otpApp(repo)
            + ", "
            + repo
            + (settings.size() == 1 ? ", " : ",\n  ")
            + String.join(",\n  ", settings)
            + "\n";
    return new Finding.Code("config", "elixir", "config/runtime.exs", code);
  }
}
