package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@DetectorInfo(
    id = "large-distinct",
    title = "Distinct values are gathered from all rows",
    whyItMatters =
        """
        DISTINCT reads and sorts or hashes every row to return a few values. \
        An index on the column lets PostgreSQL walk from value to value.""",
    whenItIsFine = "When the table is small, or nearly every row has a value of its own.",
    evidence = {"log", "catalog"},
    bad =
        """
        Repo.all(from l in Loan, distinct: true, select: l.branch)""",
    good =
        """
        # with create index(:loans, [:branch]), a recursive query: one index probe per branch""",
    references = "https://wiki.postgresql.org/wiki/Loose_indexscan")
public final class LargeDistinct implements Detector {

  /** More values than this are read faster in one go. */
  private static final double FEW_VALUES = 1_000;

  private final Thresholds thresholds;

  public LargeDistinct() {
    this(Thresholds.DEFAULT);
  }

  public LargeDistinct(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> isDistinctOfOne(s.statement().shape()))
        .map(LargeDistinct::suspicion);
  }

  private static boolean isDistinctOfOne(Shape shape) {
    return shape.kind() == Kind.READ
        && shape.distinct()
        && !shape.compound()
        && shape.relations().size() == 1
        && shape.projection().size() == 1
        && shape.expressions() == 0
        && shape.predicates().stream().allMatch(LargeDistinct::isLiteral);
  }

  private static boolean isLiteral(Predicate predicate) {
    return !(predicate.operand() instanceof Operand.Parameter) && !predicate.disjunct();
  }

  private static String column(Shape shape) {
    return shape.projection().get(0).name();
  }

  private static Suspicion suspicion(StatementStatistics statistics) {
    Shape shape = statistics.statement().shape();
    return Whole.asked(
        statistics,
        "The distinct values of " + shape.rootTable() + "." + column(shape) + " are asked for",
        needs(statistics.statement().fingerprint(), shape));
  }

  /** The index of the rows asked about, and that of all rows, which others may need. */
  private static List<EvidenceRequest> needs(String fingerprint, Shape shape) {
    return Stream.of(where(shape), "")
        .distinct()
        .<EvidenceRequest>map(
            where ->
                new EvidenceRequest.WhatIfIndex(
                    fingerprint,
                    shape.relations().get(0).schema(),
                    shape.rootTable(),
                    List.of(column(shape)),
                    "btree",
                    where))
        .toList();
  }

  private static String where(Shape shape) {
    return shape.predicates().stream()
        .map(Predicate::canonical)
        .collect(Collectors.joining(" AND "));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    if (evidence.catalog() == null) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    Shape shape = suspicion.statement().shape();
    String schema = shape.relations().get(0).schema();
    Catalog.Table table = evidence.catalog().table(schema, shape.rootTable());
    if (table == null) {
      return new Verdict.NotChecked("the replica has no table " + shape.rootTable());
    }
    Optional<Verdict> small = Waste.ofSmall(table, thresholds.largeTable());
    if (small.isPresent()) {
      return small.get();
    }
    boolean indexed =
        evidence.catalog().indexesOn(schema, table.name()).stream()
            .anyMatch(i -> i.valid() && i.keys().get(0).replace("\"", "").equals(column(shape)));
    if (indexed && shape.limit().isPresent()) {
      return new Verdict.Dismissed("an index on " + column(shape) + " ends the search early");
    }
    return confirmed(suspicion, table, indexed);
  }

  private static Verdict confirmed(Suspicion suspicion, Catalog.Table table, boolean indexed) {
    Shape shape = suspicion.statement().shape();
    String column = column(shape);
    double values = values(table, column);
    boolean loose =
        values >= 0
            && values <= FEW_VALUES
            && shape.predicates().isEmpty()
            && shape.limit().isEmpty();
    if (indexed && !loose) {
      return new Verdict.Dismissed("an index on " + column + " exists, and the values are many");
    }
    List<Fix> fixes = new ArrayList<>();
    if (!indexed) {
      fixes.add(
          new Fix.CreateIndex(
              shape.relations().get(0).schema(),
              table.name(),
              List.of(column),
              "btree",
              where(shape),
              List.of(),
              ""));
    }
    List<Note> notes = new ArrayList<>();
    if (values >= 0) {
      notes.add(
          new Note(
              "catalog",
              "about "
                  + Wording.number((long) values)
                  + " values in "
                  + Wording.number((long) table.rows())
                  + " rows"));
    }
    if (loose) {
      fixes.add(new Fix.LooseScan(suspicion.function(), suspicion.file(), table.name(), column));
    }
    return new Verdict.Confirmed(
        "The distinct values of " + table.name() + "." + column + " are gathered from all rows",
        Confidence.OBSERVED,
        Verdict.UNKNOWN_SAVING,
        0,
        notes,
        (loose ? "Walk the index from value to value" : "Create an index on " + column)
            + Wording.in(suspicion.function()),
        fixes);
  }

  /** Number of distinct values by the statistics, or -1. */
  private static double values(Catalog.Table table, String column) {
    Catalog.Column known = table.column(column);
    if (known == null || Double.isNaN(known.nDistinct())) {
      return -1;
    }
    return known.nDistinct() >= 0 ? known.nDistinct() : -known.nDistinct() * table.rows();
  }
}
