package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Bound;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@DetectorInfo(
    id = "deep-offset",
    title = "Deep pages are reached by OFFSET",
    whyItMatters =
        """
        PostgreSQL reads and throws away every row before the offset, so a page costs more the deeper it lies. \
        A page that starts after the last row seen costs the same everywhere.""",
    whenItIsFine = "When nobody turns that many pages, or when pages must be reachable by number.",
    evidence = {"log"},
    bad =
        """
        from(b in Book, order_by: b.added_at, limit: 20, offset: ^(page * 20))""",
    good =
        """
        from(b in Book,
          where: {b.added_at, b.id} > {^last.added_at, ^last.id},
          order_by: [b.added_at, b.id],
          limit: 20)""",
    references = "https://use-the-index-luke.com/no-offset")
public final class DeepOffset implements Detector {

  private final Thresholds thresholds;

  public DeepOffset() {
    this(Thresholds.DEFAULT);
  }

  public DeepOffset(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> s.statement().kind() == Kind.READ)
        .filter(s -> deepest(s) >= thresholds.deepOffset())
        .map(DeepOffset::suspicion);
  }

  /** The largest offset that the log shows. */
  private static long deepest(StatementStatistics statistics) {
    Bound offset = statistics.statement().shape().offset().orElse(new Bound(0, 0));
    if (offset.parameter() == 0) {
      return offset.value();
    }
    return Samples.of(statistics).values(offset.parameter()).stream()
        .filter(v -> v.matches("\\d{1,15}"))
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  private static Suspicion suspicion(StatementStatistics statistics) {
    long deepest = deepest(statistics);
    Note note =
        new Note(
            "log",
            Wording.number(deepest)
                + " rows are skipped for one page; "
                + Wording.count(statistics.calls(), "query", "queries")
                + " of this statement.");
    Map<String, Object> facts = Map.of("limit", limit(statistics));
    return Whole.suspicion(statistics, "", savedMs(statistics), List.of(note), List.of(), facts);
  }

  /**
   * What skipping the rows cost in the executions whose parameters are kept: a page costs by the
   * rows it walks over, those before the offset as much as those it returns.
   */
  private static double savedMs(StatementStatistics statistics) {
    Bound offset = statistics.statement().shape().offset().orElse(new Bound(0, 0));
    long limit = Math.max(1, limit(statistics));
    double saved = 0;
    for (Execution execution : statistics.executions()) {
      double skipped =
          offset.parameter() == 0
              ? offset.value()
              : Samples.of(List.of(execution)).values(offset.parameter()).stream()
                  .filter(v -> v.matches("\\d{1,15}"))
                  .mapToLong(Long::parseLong)
                  .max()
                  .orElse(0);
      saved += execution.db() / 10.0 * skipped / (skipped + limit);
    }
    return Math.min(saved, statistics.db() / 10.0);
  }

  private static long limit(StatementStatistics statistics) {
    Bound limit = statistics.statement().shape().limit().orElse(new Bound(0, -1));
    if (limit.parameter() == 0) {
      return limit.value();
    }
    return Samples.of(statistics).values(limit.parameter()).stream()
        .filter(v -> v.matches("\\d{1,9}"))
        .mapToLong(Long::parseLong)
        .max()
        .orElse(-1);
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Shape shape = suspicion.statement().shape();
    String table = shape.rootTable();
    return new Verdict.Confirmed(
        "Deep pages of " + table + " are reached by OFFSET",
        Confidence.OBSERVED,
        suspicion.savedMs() > 0 ? suspicion.savedMs() : Verdict.UNKNOWN_SAVING,
        0,
        List.of(),
        "Page through " + table + " by its last row" + Wording.in(suspicion.function()),
        List.of(
            new Fix.KeysetPage(
                suspicion.function(),
                suspicion.file(),
                table,
                RowShape.order(shape),
                suspicion.count("limit"))));
  }
}
