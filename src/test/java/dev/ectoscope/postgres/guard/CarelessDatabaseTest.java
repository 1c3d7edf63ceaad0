package dev.ectoscope.postgres.guard;

import static dev.ectoscope.postgres.guard.HostileStatementsTest.isRun;
import static dev.ectoscope.postgres.guard.HostileStatementsTest.plan;
import static dev.ectoscope.postgres.guard.HostileStatementsTest.resource;
import static dev.ectoscope.postgres.guard.HostileStatementsTest.statements;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Servers;
import dev.ectoscope.postgres.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database whose owner put volatile functions behind implicit casts (int to text) and beside
 * PostgreSQL's own of the same name: what really meets one is not run, all else is. Then also ones
 * that PostgreSQL finds by a type or a configuration.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CarelessDatabaseTest {

  /** Statements that do cast an int to text, call an aggregate or a function of the owner's. */
  private static final List<String> REALLY_MEET_ONE =
      List.of(
          "::text",
          "app.total(",
          "app.double(",
          "app.successor(",
          "app.tenants",
          "app.page(",
          "app.invoker");

  Stream<Path> versions() {
    Assumptions.assumeFalse(
        Servers.binaries().isEmpty(), "no PostgreSQL in target/postgres-binaries; run mvn verify");
    return Servers.binaries().stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void runsWhatMeetsNoneOfThem(Path version) throws IOException {
    String url =
        Servers.database(version, "careless", resource("setup.sql") + resource("careless.sql"));
    List<String> stopped = new ArrayList<>();
    try (Replica replica = Replica.connect(url, Replica.Options.standard())) {
      assertThat(run(version, replica, "careless-hostile.txt")).isEmpty();
      Guard guard = Guard.on(replica);
      for (String sql : statements("harmless.txt")) {
        if (!(guard.check(sql) instanceof Guard.Allowed allowed) || !isRun(replica, allowed)) {
          stopped.add(sql);
        }
      }
    }
    assertThat(stopped)
        .filteredOn(sql -> REALLY_MEET_ONE.stream().noneMatch(sql.replace("\"", "")::contains))
        .isEmpty();
    assertThat(stopped).hasSizeLessThan(15);
    Servers.add(version, "careless", resource("planted.sql"));
    try (Replica replica = Replica.connect(url, Replica.Options.standard())) {
      assertThat(run(version, replica, "planted-hostile.txt")).isEmpty();
    }
  }

  /** Those of a file that were run, and the log from where one ran something while planned. */
  private static List<String> run(Path version, Replica replica, String file) throws IOException {
    Cluster cluster = Servers.of(version);
    int start = cluster.standbyLog().length();
    Guard guard = Guard.on(replica);
    List<String> run = new ArrayList<>();
    for (String sql : statements(file)) {
      Guard.Verdict verdict = guard.check(sql);
      if (verdict instanceof Guard.Allowed allowed && isRun(replica, allowed)) {
        run.add(sql);
      } else if (verdict instanceof Guard.PlainOnly) {
        plan(replica, sql);
      }
    }
    String log = cluster.standbyLog().substring(start);
    int ran = log.indexOf("LOG:  hostile ran");
    if (ran >= 0) {
      run.add(log.substring(ran, Math.min(log.length(), ran + 1_000)));
    }
    return run;
  }
}
