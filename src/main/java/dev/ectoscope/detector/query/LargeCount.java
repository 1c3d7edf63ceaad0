package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.stream.Stream;

@DetectorInfo(
    id = "large-count",
    title = "All rows of a large table are counted",
    whyItMatters =
        """
        PostgreSQL keeps no row count: it visits every row, or every entry of an index, each time. \
        The number is often only a decoration of the page.""",
    whenItIsFine = "When the exact number is needed, seldom.",
    evidence = {"log", "catalog"},
    bad =
        """
        Repo.aggregate(Loan, :count)""",
    good =
        """
        Repo.one(from c in "pg_class",
          where: c.oid == fragment("?::text::regclass", ^"loans"),
          select: fragment("?::bigint", c.reltuples))""",
    references = "https://wiki.postgresql.org/wiki/Count_estimate")
public final class LargeCount implements Detector {

  private static final double SLOW_MEAN_MS = 20;

  private final Thresholds thresholds;

  public LargeCount() {
    this(Thresholds.DEFAULT);
  }

  public LargeCount(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> countsAll(s.statement().shape()))
        .map(LargeCount::suspicion);
  }

  private static boolean countsAll(Shape shape) {
    return shape.kind() == Kind.READ
        && !shape.compound()
        && !shape.grouped()
        && shape.relations().size() == 1
        && shape.predicates().isEmpty()
        && shape.projection().isEmpty()
        && shape.aggregates().equals(List.of("count"));
  }

  private static Suspicion suspicion(StatementStatistics statistics) {
    return Whole.asked(
        statistics, "All of " + statistics.statement().shape().rootTable() + " is counted");
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Shape shape = suspicion.statement().shape();
    Catalog.Table table =
        evidence.catalog() == null
            ? null
            : evidence.catalog().table(shape.relations().get(0).schema(), shape.rootTable());
    if (table == null || table.rows() < 0) {
      double mean = suspicion.number(Waste.MEAN);
      return mean >= SLOW_MEAN_MS
          ? confirmed(suspicion, List.of())
          : Verdict.NotChecked.withoutDatabase(evidence);
    }
    return Waste.ofSmall(table, thresholds.largeTable())
        .orElseGet(() -> confirmed(suspicion, List.of(rows(table))));
  }

  private static Note rows(Catalog.Table table) {
    return new Note(
        "catalog", table.name() + " has about " + Wording.number((long) table.rows()) + " rows");
  }

  private static Verdict confirmed(Suspicion suspicion, List<Note> notes) {
    String table = suspicion.statement().shape().rootTable();
    return new Verdict.Confirmed(
        "All rows of " + table + " are counted",
        Confidence.OBSERVED,
        Verdict.UNKNOWN_SAVING,
        0,
        notes,
        "Show the planner's estimate, or keep the count" + Wording.in(suspicion.function()),
        List.of(new Fix.EstimatedCount(suspicion.function(), suspicion.file(), table)));
  }
}
