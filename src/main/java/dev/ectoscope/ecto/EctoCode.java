package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.review.Review;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes recommendations as Elixir. */
public final class EctoCode {

  private static final DateTimeFormatter VERSION = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private final AppNames names;
  private final LocalDateTime created;
  private final QueryCode queries;

  /** Migrations handed out, in order: two migrations must not have the same version. */
  private final Map<String, Integer> migrations = new LinkedHashMap<>();

  /**
   * @param created version of the first migration; each further one is a second later
   */
  public EctoCode(AppNames names, LocalDateTime created) {
    this.names = names;
    this.created = created;
    this.queries = new QueryCode(names.repo());
  }

  /** CREATE INDEX CONCURRENTLY … for the index. */
  public static String sql(CreateIndex index) {
    return new IndexMigration(index).sql();
  }

  /** The code of a recommendation; more than one piece where an earlier migration is needed. */
  public List<Review.Code> write(Fix fix) {
    if (fix instanceof CreateIndex index) {
      return migrations(new IndexMigration(index));
    }
    if (fix instanceof Fix.RepoConfig config) {
      return List.of(config(config));
    }
    if (fix instanceof Fix.Scope scope) {
      return List.of(code("schema", queries.scope(scope)));
    }
    if (fix instanceof Fix.Window window) {
      return List.of(code("query", queries.window(window)));
    }
    if (fix instanceof Fix.ConstraintInChangeset constraint) {
      return List.of(code("schema", queries.constraint(constraint)));
    }
    return List.of(code("query", query(fix)));
  }

  private FunctionCode query(Fix fix) {
    if (fix instanceof Fix.Preload preload) {
      return queries.preload(preload);
    }
    if (fix instanceof Fix.GroupedAggregate aggregate) {
      return queries.groupedAggregate(aggregate);
    }
    if (fix instanceof Fix.GroupedExists exists) {
      return queries.groupedExists(exists);
    }
    if (fix instanceof Fix.LookupByKeys lookup) {
      return queries.lookupByKeys(lookup);
    }
    if (fix instanceof Fix.FirstPerParent first) {
      return queries.firstPerParent(first);
    }
    if (fix instanceof Fix.LoadOnce once) {
      return queries.loadOnce(once);
    }
    if (fix instanceof Fix.KeysetPage page) {
      return queries.keysetPage(page);
    }
    if (fix instanceof Fix.SelectFields fields) {
      return queries.selectFields(fields);
    }
    return write(fix, new WriteCode(names.repo()));
  }

  private static FunctionCode write(Fix fix, WriteCode writes) {
    if (fix instanceof Fix.UpdateAll update) {
      return writes.updateAll(update);
    }
    if (fix instanceof Fix.DeleteAll delete) {
      return writes.deleteAll(delete);
    }
    if (fix instanceof Fix.InsertAll insert) {
      return writes.insertAll(insert);
    }
    throw new AssertionError(fix);
  }

  private static Review.Code code(String kind, FunctionCode function) {
    return new Review.Code(kind, "elixir", function.file(), function.text());
  }

  private List<Review.Code> migrations(IndexMigration migration) {
    List<Review.Code> codes = new ArrayList<>();
    String extension = migration.index().extension();
    if (!extension.isEmpty()) {
      codes.add(migration("create_" + extension, migration.extensionCode(names.repo())));
    }
    codes.add(migration("create_" + migration.name(), migration.code(names.repo())));
    return codes;
  }

  private Review.Code migration(String name, String code) {
    Integer ordinal = migrations.putIfAbsent(name, migrations.size());
    String version =
        created.plusSeconds(ordinal == null ? migrations.size() - 1 : ordinal).format(VERSION);
    String folder = Elixir.underscore(names.repo().substring(names.repo().lastIndexOf('.') + 1));
    String path = "priv/" + folder + "/migrations/" + version + "_" + name + ".exs";
    return new Review.Code("migration", "elixir", path, code);
  }

  private Review.Code config(Fix.RepoConfig config) {
    String repo = config.repo().isEmpty() ? names.repo() : config.repo();
    List<String> settings = new ArrayList<>();
    config.settings().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> settings.add(Elixir.key(e.getKey()) + " " + e.getValue()));
    String code =
        "config "
            + AppNames.otpApp(repo)
            + ", "
            + repo
            + ",\n  "
            + String.join(",\n  ", settings)
            + "\n";
    return new Review.Code("config", "elixir", "config/runtime.exs", code);
  }
}
