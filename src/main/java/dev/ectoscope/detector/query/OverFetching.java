package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Bound;
import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

@DetectorInfo(
    id = "over-fetching",
    title = "Many wide rows are read",
    whyItMatters =
        """
        Long texts and documents are read from disk, sent and decoded for every row of a list, \
        where a list mostly shows a few short columns.""",
    whenItIsFine = "When the wide columns are shown or exported for every row.",
    evidence = {"log", "catalog", "plan"},
    bad =
        """
        Repo.all(from b in Book, limit: 300)""",
    good =
        """
        Repo.all(from b in Book, limit: 300, select: struct(b, [:id, :title, :shelf_id]))""",
    references = "https://hexdocs.pm/ecto/Ecto.Query.API.html#struct/2")
public final class OverFetching implements Detector {

  private final Thresholds thresholds = Thresholds.DEFAULT;

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream().filter(this::isWide).map(OverFetching::suspicion);
  }

  private boolean isWide(StatementStatistics statistics) {
    Shape shape = statistics.statement().shape();
    return shape.kind() == Kind.READ
        && !shape.compound()
        && columns(shape).size() >= thresholds.manyColumns()
        && !readsOneRow(shape);
  }

  private static List<String> columns(Shape shape) {
    return shape.projection().stream()
        .filter(c -> c.table().equals(shape.rootTable()))
        .map(Column::name)
        .distinct()
        .toList();
  }

  private static boolean readsOneRow(Shape shape) {
    boolean one = shape.limit().filter(l -> l.value() == 1).isPresent();
    return one
        || shape.predicates().stream()
            .anyMatch(
                p ->
                    p.isPlain()
                        && !p.disjunct()
                        && p.operator() == Operator.EQUALS
                        && p.column().table().equals(shape.rootTable())
                        && p.column().name().matches("id|uuid"));
  }

  private static Suspicion suspicion(StatementStatistics statistics) {
    Shape shape = statistics.statement().shape();
    Bound limit = shape.limit().orElse(new Bound(0, -1));
    Note note =
        new Note(
            "log",
            columns(shape).size()
                + " columns of "
                + shape.rootTable()
                + " are read in "
                + Wording.count(statistics.calls(), "query", "queries")
                + ".");
    return Whole.suspicion(
        statistics,
        "",
        0,
        List.of(note),
        List.of(new EvidenceRequest.MeasuredPlan(statistics.statement().fingerprint())),
        Map.of("limit", limit.value()));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Shape shape = suspicion.statement().shape();
    String schema = shape.relations().get(0).schema();
    if (evidence.catalog() == null) {
      return new Verdict.NotChecked("needs column widths: give --replica");
    }
    Catalog.Table table = evidence.catalog().table(schema, shape.rootTable());
    if (table == null) {
      return new Verdict.NotChecked("the replica has no table " + shape.rootTable());
    }
    if (table.rows() >= 0 && table.rows() < thresholds.fewRows()) {
      return new Verdict.Dismissed(table.name() + " is small");
    }
    return judge(suspicion, table, rows(suspicion, evidence));
  }

  /** Rows a query returns: by its plan, else at most by its LIMIT; -1 when neither tells. */
  private static double rows(Suspicion suspicion, Evidence evidence) {
    Answer answer =
        evidence.answer(new EvidenceRequest.MeasuredPlan(suspicion.statement().fingerprint()));
    if (answer instanceof Answer.Planned planned) {
      return planned.plan().root().planRows();
    }
    return (long) suspicion.facts().get("limit");
  }

  private Verdict judge(Suspicion suspicion, Catalog.Table table, double rows) {
    List<Catalog.Column> read =
        columns(suspicion.statement().shape()).stream()
            .map(table::column)
            .filter(Objects::nonNull)
            .toList();
    int width = read.stream().mapToInt(c -> Math.max(0, c.avgWidth())).sum();
    List<String> wide =
        read.stream()
            .filter(c -> c.avgWidth() >= thresholds.wideColumn())
            .map(Catalog.Column::name)
            .toList();
    if (width < thresholds.wideRow() && wide.isEmpty()) {
      return new Verdict.Dismissed("a row has only " + width + " bytes");
    }
    if (rows < thresholds.manyRows()) {
      return rows < 0
          ? new Verdict.NotChecked("the number of rows a query is not known")
          : new Verdict.Dismissed("a query returns only " + (long) rows + " rows");
    }
    return confirmed(suspicion, read, wide, width, (long) rows);
  }

  private static Verdict confirmed(
      Suspicion suspicion, List<Catalog.Column> read, List<String> wide, int width, long rows) {
    String table = suspicion.statement().shape().rootTable();
    List<String> keep =
        read.stream().map(Catalog.Column::name).filter(c -> !wide.contains(c)).toList();
    Note note =
        new Note(
            "catalog",
            Wording.number(width)
                + " bytes a row on average, "
                + Wording.number(rows)
                + " rows a query.");
    return new Verdict.Confirmed(
        "Whole rows of " + table + " are read for a list",
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(note),
        "Select only the columns of " + table + " that are used" + Wording.in(suspicion.function()),
        List.of(new Fix.SelectFields(suspicion.function(), suspicion.file(), table, keep, wide)),
        null);
  }
}
