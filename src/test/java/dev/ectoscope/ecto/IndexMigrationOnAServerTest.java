package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.pipeline.Advisor;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.pipeline.LogReading;
import dev.ectoscope.pipeline.Progress;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.CatalogReader;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Each migration, run as the SQL that Ecto makes of it, gives the promised index and reverts. */
class IndexMigrationOnAServerTest {

  private static final Path CORPUS = Path.of("../shared/corpus");
  private static final EctoCode ECTO =
      new EctoCode(new AppNames("Pier", "Pier.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4));

  private static final String DEFINITIONS =
      "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) || CASE WHEN indisvalid"
          + " THEN '' ELSE ' INVALID' END FROM pg_index JOIN pg_class c ON c.oid = indrelid"
          + " WHERE c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)";

  private static CreateIndex index(String table, String method, String where, String... keys) {
    return new CreateIndex("pier", table, List.of(keys), method, where, List.of(), "");
  }

  /** What is promised, and what {@code pg_get_indexdef} says then behind {@code USING}. */
  private static Map<CreateIndex, String> promises() {
    Map<CreateIndex, String> promises = new LinkedHashMap<>();
    promises.put(index("boats", "btree", "", "owner_id"), "btree (owner_id)");
    promises.put(
        index("boats", "btree", "", "owner_id", "built DESC"), "btree (owner_id, built DESC)");
    promises.put(
        index("boats", "btree", "sold_at IS NULL", "built"),
        "btree (built) WHERE (sold_at IS NULL)");
    promises.put(
        index("boats", "btree", "state = 'it''s'", "built"),
        "btree (built) WHERE (state = 'it''s'::text)");
    promises.put(index("boats", "btree", "", "lower(name)"), "btree (lower(name))");
    promises.put(
        index("boats", "btree", "", "papers->>'flag'"), "btree (((papers ->> 'flag'::text)))");
    promises.put(index("boats", "btree", "", "order"), "btree (\"order\")");
    promises.put(index("boats", "gin", "", "papers jsonb_path_ops"), "gin (papers jsonb_path_ops)");
    promises.put(index("boats", "gin", "", "tags"), "gin (tags)");
    promises.put(index("boats", "brin", "", "built"), "brin (built)");
    promises.put(index("Old Boats", "btree", "", "id DESC"), "btree (id DESC)");
    promises.put(
        new CreateIndex(
            "pier", "boats", List.of("owner_id"), "btree", "", List.of("name", "order"), ""),
        "btree (owner_id) INCLUDE (name, \"order\")");
    return promises;
  }

  @Test
  void everyKindOfIndexIsTheOnePromised() throws SQLException {
    SharedCluster.with(
        """
        CREATE SCHEMA pier;
        CREATE TABLE pier.boats (id bigint PRIMARY KEY, owner_id bigint, name text, built date,
          sold_at timestamp, state text, papers jsonb, tags text[], "order" int);
        CREATE TABLE pier."Old Boats" (id bigint);
        INSERT INTO pier.boats SELECT i, i % 50, 'B' || i, date '2020-01-01' + i % 900
          FROM generate_series(1, 500) i;
        """);
    try (Connection primary = DriverManager.getConnection(SharedCluster.get().primaryUrl())) {
      for (Map.Entry<CreateIndex, String> promise : promises().entrySet()) {
        String code = ECTO.write(promise.getKey()).get(0).code();
        Migrated migrated = Migrated.of(code);
        String made = upAndDown(primary, migrated.up(), migrated.down());
        assertThat(made).as(code).endsWith(" USING " + promise.getValue());
        String written = upAndDown(primary, EctoCode.sql(promise.getKey()), migrated.down());
        assertThat(written).isEqualTo(made);
      }
    }
  }

  @Test
  void everyIndexTheLogsCallForIsTheOnePromised() throws SQLException, IOException {
    Assumptions.assumeTrue(Files.exists(CORPUS), "needs ../shared/corpus");
    String statements = Files.readString(CORPUS.resolve("db/create.sql"));
    SharedCluster.with("CREATE DATABASE promised");
    try (Connection primary = DriverManager.getConnection(there(SharedCluster.get().primaryUrl()));
        Statement statement = primary.createStatement()) {
      statement.execute(statements.replaceAll("(?m)^CREATE EXTENSION IF NOT.*$", ""));
      Set<String> codes = migrations();
      assertThat(codes).hasSizeGreaterThan(5);
      for (String code : codes) {
        if (code.contains("  execute(")) {
          statement.execute(Migrated.executed(code));
        }
      }
      for (String code : codes) {
        if (code.contains("create index(")) {
          Migrated migrated = Migrated.of(code);
          String made = upAndDown(primary, migrated.up(), migrated.down());
          assertThat(normal(made)).as(code).isEqualTo(normal(migrated.definition(primary)));
        }
      }
    }
  }

  private static String there(String url) {
    return url.replace("/ectoscope?", "/promised?").replaceAll("/ectoscope$", "/promised");
  }

  /** The definition of the one index that is there afterwards; gone again at the end. */
  private static String upAndDown(Connection connection, String up, String down)
      throws SQLException {
    Map<String, String> before = definitions(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(up);
      Map<String, String> after = definitions(connection);
      statement.execute(down);
      assertThat(definitions(connection)).as(down).isEqualTo(before);
      after.keySet().removeAll(before.keySet());
      assertThat(after).as(up).hasSize(1);
      return after.values().iterator().next();
    }
  }

  private static Map<String, String> definitions(Connection connection) throws SQLException {
    Map<String, String> definitions = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(DEFINITIONS)) {
      while (rows.next()) {
        definitions.put(rows.getString(1), rows.getString(2));
      }
    }
    return definitions;
  }

  private static String normal(String definition) {
    return definition.replaceAll("::(text|character varying)|[()\\s\"]|ASC", "");
  }

  /** Of every finding, with the source and the schema beside the logs. */
  private static Set<String> migrations() {
    SharedCluster.get().awaitReplay();
    Catalog catalog;
    try (Replica replica =
        Replica.connect(there(SharedCluster.get().standbyUrl()), Replica.Options.standard())) {
      catalog = CatalogReader.read(replica);
    }
    Set<String> codes = new LinkedHashSet<>();
    Advisor advisor =
        new Advisor(
                Detectors.ALL,
                (workload, requests) -> new Evidence(catalog, Map.of(), "the schema alone"))
            .withSource(ElixirProject.read(CORPUS.resolve("app")));
    for (String log : List.of("prod_phoenix.log", "dev_phoenix.log")) {
      Path path = CORPUS.resolve("logs").resolve(log);
      var read = new LogReading(new SqlReader(), Progress.SILENT).read(List.of(path.toString()));
      advisor.advise(read, Instant.EPOCH).findings().stream()
          .flatMap(finding -> finding.recommendation().fixes().stream())
          .filter(code -> code.kind().equals("migration"))
          .map(Finding.Code::code)
          .forEach(codes::add);
    }
    return codes;
  }

  /**
   * A migration as Ecto's PostgreSQL adapter runs it: names quoted, texts as they stand.
   *
   * @param keys as SQL
   */
  private record Migrated(String table, List<String> keys, Map<String, List<String>> options) {

    private static final Pattern TOKEN =
        Pattern.compile(
            ":\"(?:[^\"\\\\]|\\\\.)*\"|:\\w+|\"(?:[^\"\\\\]|\\\\.)*\"|\\w+: |true|\\[|\\]");

    static String executed(String code) {
      Matcher text = Pattern.compile("execute\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(code);
      assertThat(text.find()).as(code).isTrue();
      return unescaped(text.group(1));
    }

    static Migrated of(String code) {
      assertThat(code).contains("@disable_ddl_transaction true", "@disable_migration_lock true");
      String create = code.substring(code.indexOf("create index(") + "create index(".length());
      Matcher token = TOKEN.matcher(create.split("\n    execute\\(")[0]);
      List<String> keys = new ArrayList<>();
      Map<String, List<String>> options = new LinkedHashMap<>();
      assertThat(token.find()).as(code).isTrue();
      String table = value(token.group());
      List<String> into = keys;
      while (token.find()) {
        String text = token.group();
        if (text.endsWith(": ")) {
          into =
              options.computeIfAbsent(text.substring(0, text.length() - 2), k -> new ArrayList<>());
        } else if (!text.equals("[") && !text.equals("]")) {
          boolean name = text.startsWith(":");
          into.add(name && !into.equals(options.get("name")) ? quoted(value(text)) : value(text));
        }
      }
      return new Migrated(table, keys, options);
    }

    private static String value(String term) {
      String text = term.startsWith(":") ? term.substring(1) : term;
      return text.startsWith("\"") ? unescaped(text.substring(1, text.length() - 1)) : text;
    }

    private static String unescaped(String text) {
      return text.replace("\\#", "#").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static String quoted(String name) {
      return '"' + name + '"';
    }

    private String option(String name) {
      return options.getOrDefault(name, List.of("")).get(0);
    }

    private String name() {
      String given = option("name").replace("\"", "");
      return given.isEmpty()
          ? table + "_" + String.join("_", keys).replace("\"", "") + "_index"
          : given;
    }

    private String prefix() {
      return option("prefix").isEmpty() ? "" : quoted(option("prefix")) + ".";
    }

    String up() {
      assertThat(options).containsEntry("concurrently", List.of("true"));
      assertThat(options.keySet())
          .isSubsetOf(Set.of("name", "prefix", "using", "where", "include", "concurrently"));
      return "CREATE INDEX CONCURRENTLY "
          + quoted(name())
          + " ON "
          + prefix()
          + quoted(table)
          + (option("using").isEmpty() ? "" : " USING " + option("using"))
          + " ("
          + String.join(", ", keys)
          + ")"
          + (options.containsKey("include")
              ? " INCLUDE (" + String.join(", ", options.get("include")) + ")"
              : "")
          + (option("where").isEmpty() ? "" : " WHERE " + option("where"));
    }

    String down() {
      return "DROP INDEX CONCURRENTLY " + prefix() + quoted(name());
    }

    /** As {@code pg_get_indexdef} would print it, but for types and parentheses. */
    String definition(Connection connection) throws SQLException {
      String schema = option("prefix").isEmpty() ? connection.getSchema() : option("prefix");
      String method = option("using").isEmpty() ? "btree" : option("using").toLowerCase();
      return up().replace(" CONCURRENTLY", "")
          .replaceFirst(" ON .*?\\(", " ON " + schema + "." + table + " USING " + method + " (");
    }
  }
}
