package dev.ectoscope.postgres.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.cli.CommandLineRun;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Servers;
import dev.ectoscope.postgres.cluster.Cluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log full of hostile statements, each of them slow enough to be looked at, through the whole
 * command line; then the server's log tells what it was sent.
 */
final class HostileLogTest {

  private static final Pattern SENT =
      Pattern.compile("LOG: {2}(?:statement|execute [^:]*): (.*)", Pattern.DOTALL);
  private static final String MARK = "/* ectoscope */";
  private static final String HARMLESS =
      "SELECT u0.\"name\" FROM \"app\".\"users\" AS u0 WHERE (u0.\"name\" = 'user7')";

  @TempDir Path folder;

  @Test
  void nothingOfItIsRunAndNothingSentBare() throws Exception {
    List<Path> jars = Servers.binaries();
    Assumptions.assumeFalse(jars.isEmpty(), "no PostgreSQL in target/postgres-binaries");
    Cluster cluster = Servers.of(jars.get(jars.size() - 1));
    if (!has(cluster, "app.users")) {
      cluster.run(resource("setup.sql"));
      cluster.awaitReplay();
    }
    StringBuilder log = new StringBuilder();
    List<String> hostile = HostileStatementsTest.statements("hostile.txt");
    Stream.concat(Stream.of(HARMLESS), hostile.stream())
        .forEach(
            sql -> {
              for (int second = 10; second < 14; second++) {
                log.append("10:00:" + second + ".100 [debug] QUERY OK source=\"x\" db=900.0ms\n");
                log.append(sql).append(" []\n");
              }
            });
    Path file = Files.writeString(folder.resolve("hostile.log"), log);
    int before = cluster.standbyLog().length();
    CommandLineRun run =
        CommandLineRun.of(
            "analyze", file.toString(), "--replica", cluster.standbyUrl(), "--format", "json");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("put on").doesNotContain("Exception");
    String seen = cluster.standbyLog().substring(before);
    assertThat(seen).doesNotContain("LOG:  hostile ran");
    List<String> sent = sent(seen);
    assertThat(sent).hasSizeGreaterThan(200).allMatch(s -> s.startsWith(MARK));
    List<String> analysed = sent.stream().filter(s -> s.contains("EXPLAIN (ANALYZE")).toList();
    assertThat(analysed).isNotEmpty().allMatch(s -> s.contains("'user7'"));
    assertThat(sent)
        .filteredOn(s -> s.contains("evil") || s.contains("pg_sleep") || s.contains("dblink"))
        .allMatch(
            s ->
                s.startsWith(MARK + " EXPLAIN (FORMAT JSON) ")
                    || s.startsWith(MARK + " EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) ")
                    || s.startsWith(MARK + " EXPLAIN (GENERIC_PLAN, FORMAT JSON) ")
                    || s.startsWith(MARK + " PREPARE ectoscope_"));
    assertThat(sent)
        .as("what would take a gigabyte to plan")
        .filteredOn(
            s -> s.contains("900000000") || s.contains("twice(evil.twice(") || s.contains("q26"))
        .isEmpty();
  }

  private static boolean has(Cluster cluster, String table) {
    try (Replica replica = Replica.connect(cluster.standbyUrl(), Replica.Options.standard())) {
      return replica
          .read(
              s -> s.query("SELECT to_regclass('" + table + "') IS NOT NULL", r -> r.getBoolean(1)))
          .get(0);
    }
  }

  private static List<String> sent(String log) {
    return Stream.of(log.split("\n(?=\\d{4}-\\d{2}-\\d{2} )"))
        .map(SENT::matcher)
        .filter(found -> found.find())
        .map(found -> found.group(1))
        .toList();
  }

  private static String resource(String name) throws IOException {
    try (var in = HostileLogTest.class.getResourceAsStream("/guard/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
