package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

@DetectorInfo(
    id = "unbounded-result",
    title = "A query without LIMIT returns many rows",
    whyItMatters =
        """
        All rows are held in memory at once, in PostgreSQL's answer, in the driver and as structs, \
        and every new row makes it more. One day the node runs out of memory.""",
    whenItIsFine = "When the table is bounded by its nature.",
    evidence = {"log", "plan"},
    bad =
        """
        Repo.all(Loan)""",
    good =
        """
        Repo.all(from l in Loan, order_by: l.id, limit: 100)
        # or, for all of them
        Repo.transaction(fn -> Loan |> Repo.stream(max_rows: 500) |> Enum.each(&export/1) end)""",
    references = "https://hexdocs.pm/ecto/Ecto.Repo.html#c:stream/2")
public final class UnboundedResult implements Detector {

  /** Times the rows from which a result wants a limit: reading fewer would save time as well. */
  private static final double FAR_TOO_MANY = 10;

  private final Thresholds thresholds;

  public UnboundedResult() {
    this(Thresholds.DEFAULT);
  }

  public UnboundedResult(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Set<String> streamed = LookAlike.streams(workload);
    return workload.statements().stream()
        .filter(s -> s.calls() > s.errors() && isUnbounded(s.statement().shape()))
        .filter(s -> !streamed.contains(s.statement().fingerprint()))
        .map(UnboundedResult::suspicion);
  }

  private static boolean isUnbounded(Shape shape) {
    return shape.kind() == Kind.READ
        && !shape.compound()
        && !shape.grouped()
        && !shape.distinct()
        && shape.limit().isEmpty()
        && shape.aggregates().isEmpty()
        && !shape.relations().isEmpty()
        && shape.predicates().stream().noneMatch(UnboundedResult::isBatch);
  }

  /** A preload or a lookup returns as much as was asked for. */
  private static boolean isBatch(Predicate predicate) {
    return predicate.operator() == Operator.ANY
        || (predicate.operator() == Operator.EQUALS
            && predicate.isPlain()
            && predicate.column().name().matches("id|uuid"));
  }

  private static Suspicion suspicion(StatementStatistics statistics) {
    Note note =
        new Note(
            "log",
            Wording.count(statistics.calls(), "query", "queries")
                + " of "
                + statistics.statement().shape().rootTable()
                + " without LIMIT.");
    return Whole.suspicion(
        statistics,
        "",
        0,
        List.of(note),
        List.of(new MeasuredPlan(statistics.statement().fingerprint())),
        Map.of());
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Answer answer = evidence.answer(new MeasuredPlan(suspicion.statement().fingerprint()));
    if (!(answer instanceof Answer.Planned planned)) {
      return answer instanceof Answer.Unavailable none && evidence.catalog() != null
          ? new Verdict.NotChecked(none.reason())
          : Verdict.NotChecked.withoutDatabase(evidence);
    }
    boolean measured = planned.plan().analyzed();
    double rows = measured ? planned.plan().root().actualRows() : planned.plan().root().planRows();
    if (rows < thresholds.unboundedRows()) {
      return new Verdict.Dismissed(
          "a query returns only " + Figures.count(Math.floor(rows), "row"));
    }
    String table = suspicion.statement().shape().rootTable();
    return new Verdict.Confirmed(
        Wording.number((long) rows) + " rows of " + table + " are read at once",
        measured ? Confidence.MEASURED : Confidence.PLANNED,
        rows >= FAR_TOO_MANY * thresholds.unboundedRows() ? Verdict.UNKNOWN_SAVING : 0,
        0,
        List.of(
            new Note(
                "plan",
                Wording.number((long) rows)
                    + (measured ? " rows came back on the replica." : " rows are expected."))),
        "Give it a limit, or stream the rows" + Wording.in(suspicion.function()),
        List.of(new Fix.LimitOrStream(suspicion.function(), suspicion.file(), table)));
  }
}
