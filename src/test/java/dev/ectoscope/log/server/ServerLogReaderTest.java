package dev.ectoscope.log.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.log.InputFile.Unread;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.LogStream;
import dev.ectoscope.sql.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * PostgreSQL's own log. The samples in {@code serverlog/} are real: {@link MakeServerLogs} ran one
 * scenario against PostgreSQL 17 with three prefixes, on stderr, as csvlog and as jsonlog.
 */
class ServerLogReaderTest {

  private static final Path SAMPLES = Path.of("src/test/resources/serverlog");

  private static final String BY_OWNER =
      "SELECT a0.\"id\", a0.\"balance\" FROM \"accounts\" AS a0 WHERE (a0.\"owner\" = $1)";
  private static final String SET_BALANCE =
      "UPDATE \"accounts\" SET \"balance\" = $1 WHERE \"id\" = $2";
  private static final String SET_NOTE = "UPDATE \"accounts\" SET \"note\" = $1 WHERE \"id\" = $2";
  private static final String RICHEST =
      "SELECT a0.\"id\" FROM \"accounts\" AS a0 WHERE (a0.\"balance\" > $1) ORDER BY a0.\"owner\" LIMIT 3";

  @TempDir Path folder;

  private static ServerActivity read(Path file, Period period, String prefix) throws IOException {
    try (LogStream bytes = LogInputs.resolve(List.of(file.toString())).get(0).open()) {
      ServerLogFormat format = ServerLogReader.formatOf(bytes).orElse(ServerLogFormat.STDERR);
      return new ServerLogReader(period, prefix).read(file.toString(), bytes, format, n -> {});
    }
  }

  private static ServerActivity sample(String name) throws IOException {
    return read(SAMPLES.resolve(name), Period.ALL, null);
  }

  private ServerActivity text(String log, String prefix) throws IOException {
    return read(Files.writeString(folder.resolve("server.log"), log), Period.ALL, prefix);
  }

  private static StatementActivity of(ServerActivity activity, String sql) {
    return activity.statement(Fingerprint.of(sql));
  }

  private static final String[] ALL = {
    "text-plans.log", "json-plans.log", "session-ids.log", "text-plans.csv", "text-plans.json"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[debug] QUERY OK source=\"a\" db=1.0ms\nSELECT 1 []\n",
        "10:00:00.000 [error] ** (Postgrex.Error) ERROR 40P01 (deadlock_detected)\n",
        "{\"message\":\"QUERY OK db=1.0ms\",\"severity\":\"debug\",\"time\":\"2026-01-01T10:00:00Z\"}\n",
        "some words\nLOG: one blank\n",
        "Import: 3 files\nFEHLER:  one of another program\ndone\n",
        "a,b,c\n1,2,3\n",
        ""
      })
  void otherLogsAreNotTakenForPostgresqls(String log) {
    assertThat(ServerLogFormat.of(log.getBytes(UTF_8))).isEmpty();
  }

  /** What a server says is passed on by others, too: once among many lines. */
  private static String executions(int from, int to) {
    StringBuilder log = new StringBuilder();
    for (int i = from; i < to; i++) {
      log.append(
          "2026-06-01 10:00:00.000 UTC [%d] LOG:  duration: 1.500 ms  statement: ".formatted(i));
      log.append("SELECT \"id\" FROM \"table_%d\"\n".formatted(i));
    }
    return log.toString();
  }

  private static long executed(ServerActivity activity) {
    return activity.statements().stream().mapToLong(s -> s.executions().count()).sum();
  }

  @Test
  void statementsWithoutEndAreToldApartUpToALimitAndCounted() throws IOException {
    ServerActivity few = text(executions(0, 100), "%m [%p] ");
    assertThat(few.statements()).hasSize(100);
    assertThat(few.aside().others()).isZero();
    ServerActivity many = text(executions(0, ToldApart.MOST + 70), "%m [%p] ");
    assertThat(many.statements()).hasSize(ToldApart.MOST);
    assertThat(many.aside().others()).isEqualTo(70);
    assertThat(executed(many)).isEqualTo(ToldApart.MOST);
  }

  @Test
  void whichStatementsAreToldApartDoesNotDependOnTheOrderOfMerging() throws IOException {
    List<ServerActivity> parts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Path file = folder.resolve("part" + i + ".log");
      Files.writeString(file, executions(10 * i, 10 * i + 20 + i));
      parts.add(read(file, Period.ALL, "%m [%p] "));
    }
    for (long[] most : new long[][] {{7, 1_000_000}, {100, 5_000}}) {
      ServerActivity fromLeft = ServerActivity.NONE;
      ServerActivity fromRight = ServerActivity.NONE;
      for (int i = 0; i < 5; i++) {
        fromLeft = fromLeft.merge(parts.get(i), (int) most[0], most[1]);
        fromRight = parts.get(4 - i).merge(fromRight, (int) most[0], most[1]);
      }
      assertThat(executed(fromLeft) + fromLeft.aside().others()).isEqualTo(110);
      assertThat(fromLeft).isEqualTo(fromRight);
      assertThat(fromLeft.statements()).hasSize(7);
    }
  }

  @Test
  void aSingleReportDoesNotMakeAServersLog() {
    String request = "10:00:00.000 [info] GET /books\n10:00:00.020 [info] Sent 200 in 20ms\n";
    String report = "FEHLER:  Division durch Null\n";
    assertThat(ServerLogFormat.of((report + request.repeat(30)).getBytes(UTF_8))).isEmpty();
    assertThat(ServerLogFormat.of(report.getBytes(UTF_8))).contains(ServerLogFormat.STDERR);
    assertThat(
            ServerLogFormat.of(
                "FEHLER:  so geht das nicht\nANWEISUNG:  SELECT pay()\n".getBytes(UTF_8)))
        .contains(ServerLogFormat.STDERR);
  }

  @ParameterizedTest
  @CsvSource({
    "text-plans.log, postgresql-stderr",
    "json-plans.log, postgresql-stderr",
    "session-ids.log, postgresql-stderr",
    "text-plans.csv, postgresql-csvlog",
    "text-plans.json, postgresql-jsonlog"
  })
  void theFormIsKnownByWhatIsInIt(String name, String format) throws IOException {
    var file = sample(name).inputs().get(0);
    assertThat(file.format()).isEqualTo(format);
    assertThat(file.unread()).isEmpty();
    assertThat(file.headers()).isEqualTo(50).isEqualTo(file.understood());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text-plans.log",
        "json-plans.log",
        "session-ids.log",
        "text-plans.csv",
        "text-plans.json"
      })
  void everyFormSaysTheSame(String name) throws IOException {
    ServerActivity activity = sample(name);

    assertThat(of(activity, BY_OWNER).executions().count()).isEqualTo(2);
    assertThat(of(activity, BY_OWNER).executions().slowestParameters())
        .isEqualTo("$1 = 'owner 77'");
    assertThat(
            of(activity, "SELECT count(*) FROM accounts WHERE note IS NULL").executions().count())
        .isEqualTo(1);
    assertThat(of(activity, RICHEST).plans()).isEqualTo(1);
    assertThat(of(activity, RICHEST).slowestPlan().text()).contains("Seq Scan", "accounts");
    assertThat(of(activity, "SELECT pg_sleep($1)").cancelled())
        .isEqualTo(Map.of("statement timeout", 1L));
    assertThat(
            of(
                    activity,
                    "SELECT pg_sleep($1), a0.\"id\" FROM \"accounts\" AS a0 WHERE (a0.\"id\" = 1)")
                .cancelled())
        .isEqualTo(Map.of("user request", 1L));
    assertThat(of(activity, "INSERT INTO \"accounts\" (\"id\",\"owner\") VALUES ($1,$2)").failed())
        .isEqualTo(Map.of("duplicate key value violates unique constraint \"accounts_pkey\"", 1L));
    assertThat(of(activity, "SELECT a0.\"nothing\" FROM \"accounts\" AS a0").failed())
        .isEqualTo(Map.of("column a0.nothing does not exist", 1L));
    assertThat(activity.aside().temporaryFiles().count()).isEqualTo(1);
    assertThat(activity.aside().temporaryFiles().bytes()).isGreaterThan(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-plans.log", "session-ids.log", "text-plans.csv", "text-plans.json"})
  void waitsForLocksAreCountedOnceAndToTheirEnd(String name) throws IOException {
    StatementActivity waiting = of(sample(name), SET_BALANCE);

    assertThat(waiting.lockWaits().count()).isEqualTo(1);
    assertThat(waiting.lockWaits().total()).isBetween(490_000L, 520_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text-plans.log", "json-plans.log", "text-plans.csv", "text-plans.json"})
  void aDeadlockNamesEverybodyInTheCircle(String name) throws IOException {
    ServerActivity activity = sample(name);

    assertThat(activity.deadlocks()).hasSize(1);
    List<Deadlock.Participant> both = activity.deadlocks().get(0).participants();
    assertThat(both)
        .extracting(Deadlock.Participant::statement)
        .containsExactly(SET_NOTE, SET_BALANCE);
    assertThat(both)
        .extracting(Deadlock.Participant::lock)
        .allMatch(lock -> lock.matches("ShareLock on transaction \\d+"));
    assertThat(both.get(0).blockedBy()).isEqualTo(both.get(1).pid());
    assertThat(activity.deadlocks(Fingerprint.of(SET_BALANCE))).isEqualTo(activity.deadlocks());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text-plans.log",
        "json-plans.log",
        "session-ids.log",
        "text-plans.csv",
        "text-plans.json"
      })
  void aDurationAloneBelongsToTheStatementLoggedBeforeIt(String name) throws IOException {
    var runs =
        of(sample(name), "SELECT a0.\"owner\" FROM \"accounts\" AS a0 WHERE (a0.\"id\" = $1)");

    assertThat(runs.executions().count()).isEqualTo(1);
    assertThat(runs.executions().slowestParameters()).isEqualTo("$1 = '9'");
  }

  @Test
  void whatEctoscopeSentIsLeftOut() throws IOException {
    ServerActivity activity = sample("text-plans.log");

    assertThat(activity.aside().own()).isEqualTo(1);
    assertThat(of(activity, "SELECT 1")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "text-plans.log;%m [%p] %q%u@%d ",
        "json-plans.log;%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "session-ids.log;%n|%c|%e|%r|"
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void aPrefixThatWasToldSaysNothingElseThanTheInferredOne(String name, String prefix)
      throws IOException {
    ServerActivity told = read(SAMPLES.resolve(name), Period.ALL, prefix);

    assertThat(told).isEqualTo(sample(name));
    assertThat(told.inputs().get(0).unread()).isEmpty();
  }

  @Test
  void theZoneOfTheTimesCounts() throws IOException {
    // 17:11:08 CET
    Period after = Period.of("2026-11-21T16:11:00Z", "2026-11-21T16:12:00Z", Instant.EPOCH);
    ServerActivity activity = read(SAMPLES.resolve("json-plans.log"), after, null);
    assertThat(activity.aside().outside()).isZero();
    assertThat(activity.deadlocks()).hasSize(1);
  }

  @Test
  void reportsOutsideThePeriodAreLeftOutAndCounted() throws IOException {
    Period before = Period.of(null, "2020-01-01", Instant.EPOCH);
    ServerActivity activity = read(SAMPLES.resolve("text-plans.log"), before, null);

    assertThat(activity.statements()).isEmpty();
    assertThat(activity.aside().outside()).isEqualTo(50);
  }

  @Test
  void mergingIsAssociativeAndCommutative() throws IOException {
    List<ServerActivity> parts = new ArrayList<>();
    for (String name : ALL) {
      parts.add(sample(name));
    }
    ServerActivity fromLeft = parts.stream().reduce(ServerActivity.NONE, ServerActivity::merge);
    ServerActivity fromRight = ServerActivity.NONE;
    for (int i = parts.size() - 1; i >= 0; i--) {
      fromRight = parts.get(i).merge(fromRight);
    }
    ServerActivity pairs =
        parts
            .get(4)
            .merge(parts.get(2))
            .merge(parts.get(0).merge(parts.get(3).merge(parts.get(1))));

    assertThat(fromRight).isEqualTo(fromLeft);
    assertThat(pairs).isEqualTo(fromLeft);
    assertThat(of(fromLeft, BY_OWNER).executions().count()).isEqualTo(10);
  }

  @Test
  void aPrefixThatFitsNoLine() {
    assertThatThrownBy(() -> read(SAMPLES.resolve("text-plans.log"), Period.ALL, "%c|%m "))
        .isInstanceOf(LogInputException.class)
        .hasMessageContainingAll("'%c|%m '", "fits no line", "SHOW log_line_prefix");
  }

  @Test
  void aPrefixThatPostgresqlDoesNotKnow() {
    assertThatThrownBy(() -> new ServerLogReader(Period.ALL, "%m [%z] "))
        .isInstanceOf(LogInputException.class)
        .hasMessageContaining("%z");
  }

  @Test
  void linesThatDoNotFitThePrefixAreUnread() throws IOException {
    String log =
        """
        2026-01-01 10:00:00.000 UTC [7] LOG:  duration: 1.500 ms  statement: SELECT 1
        cp: cannot stat 'archive': No such file or directory
        7 LOG:  duration: 2.500 ms  statement: SELECT 1
        \tgoing on with nothing
        """;
    ServerActivity activity = text(log, "%m [%p] ");

    assertThat(of(activity, "SELECT 1").executions().total()).isEqualTo(1500);
    assertThat(activity.inputs().get(0).unread()).extracting(Unread::line).contains(2L, 3L);
  }

  @Test
  void aReportWhoseBeginningIsMissingIsUnread() throws IOException {
    String log =
        """
        \tFROM accounts
        2026-01-01 10:00:00.000 UTC [7] DETAIL:  Parameters: $1 = '2'
        2026-01-01 10:00:00.000 UTC [7] LOG:  duration: 1.500 ms  statement: SELECT 1
        """;
    assertThat(text(log, null).inputs().get(0).unread())
        .extracting(Unread::line)
        .containsExactly(1L, 2L);
  }

  @Test
  void aRecordOfCsvlogThatIsCutOffIsUnreadAndTheNextIsRead() throws IOException {
    String csv = Files.readString(SAMPLES.resolve("text-plans.csv"));
    int inside = csv.indexOf("FROM accounts\n");
    int next = csv.indexOf("\n2026", inside);
    ServerActivity activity = text(csv.substring(0, inside) + csv.substring(next), null);

    assertThat(activity.inputs().get(0).unread()).hasSize(1);
    assertThat(activity.inputs().get(0).unread().get(0).reason()).contains("cut off");
    assertThat(activity.deadlocks()).hasSize(1);
  }

  @Test
  void aLineOfJsonlogThatIsCutOffIsUnread() throws IOException {
    String json = Files.readString(SAMPLES.resolve("text-plans.json"));
    assertThat(text(json.substring(0, json.length() - 20), null).inputs().get(0).unread())
        .hasSize(1);
  }

  @Test
  void plansInYamlAreReadAndThoseCutOffAreNamed() throws IOException {
    String log =
        """
        2026-01-01 10:00:00.000 UTC [7] LOG:  duration: 1.500 ms  plan:
        \tQuery Text: "SELECT 1"
        \tPlan:
        \t  Node Type: "Result"
        2026-01-01 10:00:00.000 UTC [7] LOG:  duration: 2.500 ms  plan:
        \t<explain xmlns="http://www.postgresql.org/2009/explain">
        \t  <Query-Text>SELECT 2</Query-Text>
        """;
    ServerActivity activity = text(log, null);
    assertThat(of(activity, "SELECT 1").plans()).isEqualTo(1);
    assertThat(activity.inputs().get(0).unread())
        .singleElement()
        .extracting(Unread::reason)
        .asString()
        .contains("cut off", "auto_explain.log_format");
  }

  @Test
  void filesOfAPreparedStatementAreThoseOfTheOneThatJustEnded() throws IOException {
    String log =
        """
        2026-01-01 10:00:00.100 UTC [7] LOG:  duration: 90.500 ms  execute <unnamed>: SELECT 1
        2026-01-01 10:00:00.101 UTC [7] LOG:  temporary file: path "base/pgsql_tmp/1", size 100
        2026-01-01 10:00:00.130 UTC [7] LOG:  temporary file: path "base/pgsql_tmp/2", size 100
        2026-01-01 10:00:00.131 UTC [8] LOG:  temporary file: path "base/pgsql_tmp/3", size 100
        """;
    ServerActivity activity = text(log, null);
    assertThat(of(activity, "SELECT 1").temporaryFiles().count()).isEqualTo(1);
    assertThat(activity.aside().temporaryFiles().count()).isEqualTo(2);
  }

  @Test
  void durationsApartWithoutAPidAreAGuessAndSaidToBe() throws IOException {
    String log =
        """
        2026-01-01 10:00:00.000 UTC LOG:  execute <unnamed>: SELECT 1
        2026-01-01 10:00:00.000 UTC LOG:  duration: 1.500 ms
        """;
    ServerActivity activity = text(log, null);
    assertThat(of(activity, "SELECT 1").executions().count()).isEqualTo(1);
    assertThat(activity.inputs().get(0).unread())
        .singleElement()
        .extracting(Unread::reason)
        .asString()
        .contains("joined to them by order", "%p");
  }

  @Test
  void aRealLogOfADay() throws IOException {
    Path real = Path.of("../shared/corpus/db/postgres-server.log.gz");
    Assumptions.assumeTrue(Files.exists(real), "no corpus");
    ServerActivity activity = read(real, Period.ALL, null);
    long executions = activity.statements().stream().mapToLong(s -> s.executions().count()).sum();

    assertThat(activity.inputs().get(0).unread()).isEmpty();
    // zcat … | grep -cE 'LOG:  duration: [0-9.]+ ms  (execute|statement)'
    assertThat(executions).isEqualTo(1967);
    assertThat(activity.deadlocks()).hasSize(2);
  }

  /** As managed services and log shippers print it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-20 10:15:30 UTC:10.0.1.7(51234):app@shop:[4242]:",
        "2026-11-20 10:15:30 UTC-65a1b2c3.1092-",
        "1795169730.236 [4242] app@shop ",
        "2026-11-20T10:15:30.236034+00:00 app[postgres.1234]: [DATABASE] [9-1]  sql_error_code = 00000 ",
        "2026-11-20T10:15:30.236034123Z 2026-11-20 10:15:30.236 UTC [4242] ",
        "db-1  | 2026-11-20 10:15:30.236 UTC [4242] ",
        "Nov 20 10:15:30 db-1 postgres[4242]: [7-1] 2026-11-20 10:15:30.236 UTC [4242] "
      })
  void anyPrefixIsInferred(String prefix) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      log.append(prefix).append("LOG:  duration: 0.021 ms  parse <unnamed>: " + BY_OWNER + "\n");
      log.append(prefix).append("LOG:  duration: 0.042 ms  bind <unnamed>: " + BY_OWNER + "\n");
      log.append(prefix).append("LOG:  duration: 12.345 ms  execute <unnamed>: " + BY_OWNER + "\n");
      log.append(prefix).append("DETAIL:  parameters: $1 = '" + i + "'\n");
    }
    ServerActivity activity = text(log.toString(), null);

    assertThat(of(activity, BY_OWNER).executions().count()).isEqualTo(4);
    assertThat(of(activity, BY_OWNER).executions().total()).isEqualTo(4 * 12_345);
    assertThat(activity.inputs().get(0).unread()).isEmpty();
  }

  /** Reports that syslog was given in pieces: at their line feeds, and where they are too long. */
  @ParameterizedTest
  @ValueSource(strings = {"#011", "\t"})
  void piecesOfSyslogArePutTogether(String tab) throws IOException {
    String to = "Nov 20 10:15:30 db-1 postgres[4242]: ";
    StringBuilder log = new StringBuilder();
    for (int i = 1; i < 9; i += 2) {
      log.append(
          to
              + "["
              + i
              + "-1] 2026-11-20 10:15:30.236 UTC LOG:  duration: 2.500 ms  execute p: SELECT 1\n");
      log.append(
          to + "[" + i + "-2] " + tab + "FROM lots\n" + to + "[" + i + "-3]  WHERE LOG:  x = 1\n");
      log.append(
          to + "[" + (i + 1) + "-1] 2026-11-20 10:15:30.236 UTC DETAIL:  parameters: $1 = '1'\n");
    }
    ServerActivity activity = text(log.toString(), null);

    assertThat(activity.inputs().get(0).unread()).isEmpty();
    assertThat(activity.statements())
        .singleElement()
        .extracting(statement -> statement.text())
        .isEqualTo("SELECT 1\nFROM lots WHERE LOG:  x = 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kesto: 12.345 ms  suorita p: ", "trajanje : 12,345 ms, izvrši p : "})
  void reportsInALanguageThatIsNotKnownAreNamed(String words) throws IOException {
    String line = "2026-11-20 10:15:30.236 CET [4242] app@shop LOG:  " + words + BY_OWNER + "\n";
    ServerActivity activity = text(line.repeat(5), null);

    assertThat(activity.inputs().get(0).unread())
        .singleElement()
        .extracting(Unread::reason)
        .asString()
        .contains("lc_messages = 'C'");
  }
}
