package dev.ectoscope.postgres.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Servers;
import dev.ectoscope.postgres.Session;
import dev.ectoscope.postgres.catalog.CatalogReader;
import dev.ectoscope.postgres.catalog.UsageReader;
import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.postgres.explain.Explain;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatementsReader;
import dev.ectoscope.postgres.statements.StatementOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statements of a hostile log against servers of several versions that log all they are sent. What
 * {@code setup.sql} plants writes "hostile ran" to the server's log whenever it is run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileStatementsTest {

  private static final Pattern SENT =
      Pattern.compile("LOG: {2}(?:statement|execute [^:]*): (.*)", Pattern.DOTALL);

  /** What may be run by default. */
  private static final double COST_LIMIT = 1e6;

  private final Map<Path, Cluster> clusters = new LinkedHashMap<>();

  @BeforeAll
  void prepare() {
    for (Path jar : Servers.binaries()) {
      clusters.put(jar, Servers.with(jar, resource("setup.sql")));
    }
  }

  Stream<Path> versions() {
    Assumptions.assumeFalse(
        clusters.isEmpty(), "no PostgreSQL in target/postgres-binaries; run mvn verify");
    return clusters.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void runsEverythingHarmless(Path version) {
    Map<String, String> stopped = new LinkedHashMap<>();
    try (Replica replica = replica(version)) {
      Guard guard = Guard.on(replica);
      for (String sql : statements("harmless.txt")) {
        try {
          Guard.Verdict verdict = guard.check(sql);
          if (verdict instanceof Guard.Allowed allowed) {
            Plan plan = Explain.measure(replica, allowed, List.of(), 1e9);
            assertThat(plan.analyzed()).isTrue();
          } else {
            stopped.put(sql, verdict.reason());
          }
        } catch (NotVerified e) {
          stopped.put(sql, e.reason());
        }
      }
    }
    assertThat(statements("harmless.txt")).hasSizeGreaterThan(100);
    assertThat(stopped).isEmpty();
  }

  /** PostgreSQL 18 drops the comment that a statement begins with. */
  @ParameterizedTest
  @MethodSource("versions")
  void countsNoneOfItsOwnStatementsAsAnybodyElses(Path version) {
    Servers.with(version, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    try (Replica replica = replica(version)) {
      CatalogReader.read(replica);
      UsageReader.read(replica);
      Guard.on(replica).check("SELECT id FROM app.users");
      List<ServerStatements.Row> own =
          ServerStatementsReader.read(replica).rows().stream()
              .filter(row -> row.role().equals(Cluster.READER) && !row.isHidden())
              .toList();
      assertThat(own)
          .filteredOn(row -> StatementOrigin.of(row) == StatementOrigin.ECTOSCOPE)
          .hasSizeGreaterThan(10);
      assertThat(own)
          .filteredOn(row -> StatementOrigin.of(row) != StatementOrigin.ECTOSCOPE)
          .extracting(ServerStatements.Row::query)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void runsNothingHostile(Path version) throws IOException {
    Cluster cluster = clusters.get(version);
    int before = cluster.standbyLog().length();
    List<String> allowed = new ArrayList<>();
    Map<String, String> verdicts = new LinkedHashMap<>();
    List<String> ran = new ArrayList<>();
    try (Replica replica = replica(version)) {
      Guard guard = Guard.on(replica);
      for (String sql : statements("hostile.txt")) {
        int start = cluster.standbyLog().length();
        Guard.Verdict verdict = guard.check(sql);
        verdicts.put(sql, verdict.toString());
        if (verdict instanceof Guard.Allowed harmless && isRun(replica, harmless)) {
          allowed.add(sql);
        } else if (verdict instanceof Guard.PlainOnly) {
          plan(replica, sql);
        }
        assertThat(verdict.reason()).as(sql).isNotNull();
        if (cluster.standbyLog().substring(start).contains("LOG:  hostile ran")) {
          ran.add(sql);
        }
      }
    }
    assertThat(verdicts).hasSizeGreaterThan(600);
    assertThat(allowed).as("allowed").isEmpty();
    assertThat(ran).as("run while planned").isEmpty();
    List<String> sent = sent(cluster.standbyLog().substring(before));
    assertThat(sent).hasSizeGreaterThan(100);
    assertThat(sent).filteredOn(s -> s.startsWith("EXPLAIN (ANALYZE")).isEmpty();
    assertThat(sent).filteredOn(s -> !isOurs(s)).isEmpty();
  }

  /** What a version does not know is stopped by its plain plan. */
  static boolean isRun(Replica replica, Guard.Allowed allowed) {
    try {
      return Explain.measure(replica, allowed, List.of(), COST_LIMIT).analyzed();
    } catch (NotVerified e) {
      return false;
    }
  }

  static void plan(Replica replica, String sql) {
    try {
      Explain.plan(replica, sql, List.of());
    } catch (NotVerified e) {
      assertThat(e.reason()).isNotBlank();
    }
  }

  /** Either a question to the catalog, or a hostile text behind EXPLAIN or PREPARE. */
  private static boolean isOurs(String statement) {
    return statement.startsWith("EXPLAIN (FORMAT JSON) ")
        || statement.startsWith("EXPLAIN (GENERIC_PLAN, FORMAT JSON) ")
        || statement.startsWith("PREPARE ectoscope_")
        || !statement.contains("evil")
            && !statement.contains("app.")
            && !statement.contains("pg_sleep")
            && !statement.contains("dblink");
  }

  /** Statements in a server's log, without our mark; a log entry ends where the next one starts. */
  private static List<String> sent(String log) {
    return Stream.of(log.split("\n(?=\\d{4}-\\d{2}-\\d{2} )"))
        .map(SENT::matcher)
        .filter(found -> found.find())
        .map(found -> found.group(1))
        .peek(s -> assertThat(s).startsWith(Session.MARK))
        .map(s -> s.substring(Session.MARK.length()))
        .toList();
  }

  private Replica replica(Path version) {
    return Replica.connect(clusters.get(version).standbyUrl(), Replica.Options.standard());
  }

  /** One a line; the signs stand for characters that a line cannot hold. */
  static List<String> statements(String name) {
    return resource(name).lines().map(HostileStatementsTest::unescaped).toList();
  }

  private static String unescaped(String line) {
    return line.replace('⏎', '\n').replace('␍', '\r').replace('␌', '\f').replace('␀', '\0');
  }

  static String resource(String name) {
    try (var in = HostileStatementsTest.class.getResourceAsStream("/guard/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
