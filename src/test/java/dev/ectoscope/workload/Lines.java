package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Logs made up line by line. */
final class Lines {

  static final SqlReader SQL = new SqlReader();

  /** Bounds so low that a log of a hundred lines reaches them. */
  static final Limits LOW = new Limits(24, 8, 1_000, 3, 1_000_000, 5, 100_000, 4, 2, 2, 2, 3, 6);

  /** Bounds of what texts and names take that a log of a hundred lines reaches. */
  static final Limits LIGHT = new Limits(24, 8, 1_000, 20, 5_000, 20, 130, 20, 20, 20, 20, 20, 6);

  static final List<UnitPattern> PATTERNS = List.of(new WritesInARow());

  private static final String[] STATEMENTS = {
    "SELECT b0.\"id\" FROM \"books\" AS b0 WHERE (b0.\"id\" = $1)",
    "SELECT s0.\"id\" FROM \"shelves\" AS s0",
    "UPDATE \"books\" SET \"title\" = $1 WHERE \"id\" = $2",
    "SELECT b0.\"id\" FROM \"books\" AS b0 WHERE (b0.\"id\" = 7)",
    "UPDATE \"books\" SET \"title\" = 'none' WHERE \"id\" = $1",
    "INSERT INTO \"loans\" (\"book_id\") VALUES ($1)",
    "begin",
    "commit"
  };

  /** One line: a query, or what its request says before or after its queries. */
  record Line(int request, int statement, int site, int db, int parameter, boolean ok) {}

  private Lines() {}

  static Arbitrary<List<Line>> logs() {
    Arbitrary<Line> line =
        Combinators.combine(
                Arbitraries.integers().between(1, 6),
                Arbitraries.integers().between(0, STATEMENTS.length - 1),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(0, 20_000),
                Arbitraries.integers().between(1, 5),
                Arbitraries.of(true, true, true, false))
            .as(Line::new);
    return line.list().ofMinSize(1).ofMaxSize(120);
  }

  static Workload read(List<Line> log, Limits limits) {
    return read(log, 0, log.size(), limits);
  }

  static Workload read(List<Line> log, int from, int to, Limits limits) {
    return read("log", log, from, to, limits);
  }

  static Workload read(String input, List<Line> log, int from, int to, Limits limits) {
    WorkloadBuilder builder = new WorkloadBuilder(SQL, PATTERNS, limits);
    for (int i = from; i < to; i++) {
      accept(builder, input, log.get(i), i + 1);
    }
    return builder.build(InputFile.unreadable(input + from, "made up"));
  }

  private static void accept(WorkloadBuilder builder, String input, Line line, long at) {
    Position position = new Position(input, 2 * at);
    LogEvent.Process process = process(line.request());
    builder.accept(query(line, position, process));
    // A report without a request id explains what stands near above it, in the same input only.
    if (!line.ok() && line.parameter() > 2 && line.request() % 2 == 0) {
      builder.accept(
          new LogEvent.Failure(
              new Position(input, 2 * at + 1),
              at * 10,
              process,
              LogEvent.FailureKind.values()[line.parameter()],
              "Library.Repo",
              "57014",
              "cancelled",
              line.db(),
              CallSite.UNKNOWN));
    }
    if (line.db() % 11 == 0) {
      builder.accept(
          new LogEvent.UnitFinished(
              new Position(input, 2 * at + 1), at * 10, process, UnitKind.REQUEST, line.db()));
    }
  }

  /** Half of the requests are told apart by pid only. */
  private static LogEvent.Process process(int request) {
    return request % 2 == 0
        ? new LogEvent.Process("F" + request, "", "")
        : new LogEvent.Process("", "<0." + request + ".0>", "");
  }

  private static LogEvent.Query query(Line line, Position position, LogEvent.Process process) {
    String comment = line.db() % 5 == 0 ? " /* " + "x".repeat(line.db() % 401) + " */" : "";
    String sql = STATEMENTS[line.statement()] + comment;
    return new LogEvent.Query(
        position,
        position.line() * 10L,
        process,
        line.ok(),
        "source_" + line.statement() % 3,
        line.ok() || line.db() % 3 > 0 ? line.db() : LogEvent.ABSENT,
        LogEvent.ABSENT,
        line.db() % 17,
        line.db() % 2 == 0 ? 0 : LogEvent.ABSENT,
        new StatementText(sql, Fingerprint.of(sql)),
        new Parameters(line.parameter(), "[" + line.parameter() + ", \"a name\"]"),
        new CallSite("Library.Books.find/" + line.site(), "lib/library/books.ex", line.site()),
        false);
  }

  /** A pattern to test that patterns see whole units. */
  static final class WritesInARow implements UnitPattern {

    @Override
    public String id() {
      return "writes-in-a-row";
    }

    @Override
    public boolean minds(GroupKey group, String verb) {
      return true;
    }

    @Override
    public void look(UnitOfWork unit, Statements statements, Sink sink) {
      for (int i = 1; i < unit.calls().size(); i++) {
        QueryCall before = unit.calls().get(i - 1);
        QueryCall call = unit.calls().get(i);
        if (before.fingerprint().equals(call.fingerprint())) {
          sink.sighted("", List.of(call.key()), 2, call.dbOrZero());
        }
      }
    }
  }
}
