package dev.ectoscope.detector.pool;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.Sighting;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "long-transaction",
    title = "A transaction waits for something outside the database",
    whyItMatters =
        """
        The connection, and every row that the transaction has locked, are held while the application does \
        something else: a call to another service, a mail, a long computation. Others wait for both.""",
    whenItIsFine = "When the work between must see exactly the rows that are locked, and is short.",
    evidence = {"log"},
    bad =
        """
        Repo.transact(fn ->
          loan = Repo.one!(from l in Loan, where: l.id == ^id, lock: "FOR UPDATE")
          label = Printer.label(loan)
          loan |> change(label: label) |> Repo.update()
        end)""",
    good =
        """
        label = Printer.label(Repo.get!(Loan, id))

        Repo.transact(fn ->
          loan = Repo.one!(from l in Loan, where: l.id == ^id, lock: "FOR UPDATE")
          loan |> change(label: label) |> Repo.update()
        end)""",
    references = "https://hexdocs.pm/ecto/Ecto.Repo.html#c:transact/2")
public final class LongTransaction implements Detector {

  /** A pause inside a transaction from which something else was done meanwhile: tenths of ms. */
  private static final long LONG_PAUSE = 1_000;

  private static final UnitPattern PAUSES = new Pauses();

  /** Finds the longest pause inside each transaction of a unit whose clock the log prints. */
  private static final class Pauses implements UnitPattern {

    @Override
    public String id() {
      return "long-transaction/1";
    }

    @Override
    public boolean minds(GroupKey group, String verb) {
      return verb.equals("begin");
    }

    @Override
    public void look(UnitOfWork unit, Statements statements, Sink sink) {
      if (unit.overlapping() > 1) {
        return;
      }
      @Nullable Open open = null;
      List<QueryCall> calls = unit.calls();
      for (int i = 0; i < calls.size(); i++) { // for each unit of a log: nothing is made for it
        QueryCall call = calls.get(i);
        String verb = statements.verb(call);
        if (verb.equals("begin")) {
          // A process has one transaction: a second one is that of another process.
          open = open == null ? new Open() : open.mixed();
        } else if (open == null || call.idle() >= 0) {
          continue; // what checks a connection out is of no transaction that is open
        }
        open.add(call, SqlReader.isTransaction(verb));
        if (verb.equals("commit") || verb.equals("rollback")) {
          open.report(sink);
          open = null;
        }
      }
    }
  }

  /** Fact: milliseconds for which a connection was held and the database had nothing to do. */
  public static final String HELD = "heldMs";

  /** A transaction being looked at. */
  private static final class Open {
    private @Nullable QueryCall before;
    private @Nullable QueryCall previous;
    private @Nullable QueryCall after;
    private @Nullable QueryCall first;
    private long longest;
    private int inside;
    private boolean mixed;

    Open mixed() {
      mixed = true;
      return this;
    }

    void add(QueryCall call, boolean marks) {
      inside += marks ? 0 : 1;
      first = first == null && !marks ? call : first;
      if (previous != null && previous.clock() >= 0 && call.clock() >= 0) {
        long pause = call.startedAt() - previous.clock();
        if (pause > longest) {
          longest = pause;
          before = previous;
          after = call;
        }
      }
      previous = call;
    }

    void report(UnitPattern.Sink sink) {
      if (mixed || longest < LONG_PAUSE || first == null || before == null || after == null) {
        return;
      }
      List<GroupKey> groups = new ArrayList<>();
      groups.add(first.key());
      for (QueryCall beside : List.of(before, after)) {
        if (!groups.contains(beside.key())) {
          groups.add(beside.key());
        }
      }
      sink.sighted("", groups, inside, longest);
    }
  }

  @Override
  public List<UnitPattern> patterns() {
    return List.of(PAUSES);
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.sightings(PAUSES).stream().map(s -> suspicion(s, workload));
  }

  private static Suspicion suspicion(Sighting sighting, Workload workload) {
    List<Statement> statements =
        sighting.groups().stream()
            .map(g -> workload.statement(g.fingerprint()))
            .filter(Objects::nonNull)
            .map(StatementStatistics::statement)
            .filter(s -> s.kind() != Kind.TRANSACTION)
            .toList();
    double ms = sighting.tenths() / 10.0;
    double each = ms / sighting.count();
    List<Note> notes =
        List.of(
            new Note(
                "log",
                String.format(
                    Locale.US,
                    "%s stood still for %.0f ms%s between %s.",
                    sighting.count() == 1 ? "A transaction" : sighting.count() + " transactions",
                    each,
                    sighting.count() == 1 ? "" : " on average",
                    String.join(" and ", statements.stream().map(LongTransaction::said).toList()))),
            new Note(
                "log", "Between these lines the log shows no query: something else was done."));
    return new Suspicion(
        "outside-work",
        String.join(" ", sighting.groups().stream().map(GroupKey::fingerprint).toList()),
        statements,
        sighting.groups().stream()
            .map(GroupKey::callSite)
            .filter(CallSite::isKnown)
            .distinct()
            .toList(),
        statements.stream()
            .flatMap(s -> s.shape().relations().stream())
            .map(r -> r.table())
            .distinct()
            .toList(),
        sighting.occurrences(),
        sighting.units(),
        spentMs(statements, workload),
        0,
        notes,
        sighting.example(),
        List.of(),
        Map.of("eachMs", each, HELD, ms));
  }

  /** The database's own time: what it was kept waiting is a connection's, not its work. */
  private static double spentMs(List<Statement> statements, Workload workload) {
    return statements.stream()
            .map(statement -> workload.statement(statement.fingerprint()))
            .filter(Objects::nonNull)
            .distinct()
            .mapToLong(StatementStatistics::db)
            .sum()
        / 10.0;
  }

  private static String said(Statement statement) {
    String table = statement.shape().rootTable();
    return statement.verb() + (table.isEmpty() ? "" : " " + table);
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    if (suspicion.statements().isEmpty()) {
      return new Verdict.Dismissed("the transaction holds no statement that is told apart");
    }
    double each = suspicion.number("eachMs");
    String table = suspicion.tables().isEmpty() ? "a table" : suspicion.tables().get(0);
    return new Verdict.Confirmed(
        String.format(
            Locale.US,
            "A transaction on %s is held open for %.0f ms by something outside",
            table,
            each),
        Confidence.OBSERVED,
        Verdict.UNKNOWN_SAVING,
        0,
        List.of(),
        "Do the slow outside work first, then lock, decide anew and write",
        List.of(new Fix.WorkBeforeTransaction(suspicion.function(), suspicion.file(), table)));
  }
}
