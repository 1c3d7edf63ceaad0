package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.catalog.Catalog;
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

  /** Bytes that pg_stats counts for a value in the TOAST table (storage-toast). */
  private static final int TOAST_POINTER = 18;

  /** Times the bytes of a wide query from which a page of documents is wide, too. */
  private static final double FEW_ROWS_BUT_WIDE = 4;

  private final Thresholds thresholds;

  public OverFetching() {
    this(Thresholds.DEFAULT);
  }

  public OverFetching(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream().filter(this::isWide).map(OverFetching::suspicion);
  }

  private boolean isWide(StatementStatistics statistics) {
    Shape shape = statistics.statement().shape();
    return shape.kind() == Kind.READ
        && !shape.compound()
        && !shape.relations().isEmpty()
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
        Map.of("limit", limit.value(), "decodeMs", statistics.decode() / 10.0));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Shape shape = suspicion.statement().shape();
    String schema = shape.relations().get(0).schema();
    if (evidence.catalog() == null) {
      return new Decoding(thresholds, suspicion, columns(shape)).judged(evidence);
    }
    Catalog.Table table = evidence.catalog().table(schema, shape.rootTable());
    if (table == null) {
      return new Verdict.NotChecked("the replica has no table " + shape.rootTable());
    }
    if (table.rows() >= 0 && table.rows() < thresholds.fewRows()) {
      return new Verdict.Dismissed(table.name() + " is small");
    }
    Verdict verdict = judge(suspicion, table, rows(suspicion, evidence));
    return verdict instanceof Verdict.Confirmed confirmed && evidence.source().isPresent()
        ? new StructUse(evidence.source().get(), suspicion).weighed(confirmed)
        : verdict;
  }

  /** Rows a query returns: by its plan, else at most by its LIMIT; -1 when neither tells. */
  private static double rows(Suspicion suspicion, Evidence evidence) {
    Answer answer =
        evidence.answer(new EvidenceRequest.MeasuredPlan(suspicion.statement().fingerprint()));
    if (answer instanceof Answer.Planned planned) {
      return planned.plan().analyzed()
          ? planned.plan().root().actualRows()
          : planned.plan().root().planRows();
    }
    return suspicion.count("limit");
  }

  private Verdict judge(Suspicion suspicion, Catalog.Table table, double rows) {
    List<Catalog.Column> read =
        columns(suspicion.statement().shape()).stream()
            .map(table::column)
            .filter(Objects::nonNull)
            .toList();
    int width = read.stream().mapToInt(c -> Math.max(0, c.avgWidth())).sum();
    List<Catalog.Column> wide = read.stream().filter(this::isWide).toList();
    int wideBytes = wide.stream().mapToInt(Catalog.Column::avgWidth).sum();
    if (wide.isEmpty()) {
      return new Verdict.Dismissed("a row has only " + width + " bytes, and no long column");
    }
    if (rows < 0) {
      return new Verdict.NotChecked("the number of rows a query is not known");
    }
    boolean few =
        rows < thresholds.manyRows()
            && rows * wideBytes < FEW_ROWS_BUT_WIDE * thresholds.wideQuery();
    if (few || rows < 2 || rows * wideBytes < thresholds.wideQuery()) {
      return new Verdict.Dismissed(
          "a query returns only " + Figures.count(Math.floor(rows), "row"));
    }
    return confirmed(suspicion, read, wide, (long) rows);
  }

  /** By its average, which counts a value stored out of line as the 18 bytes of its pointer. */
  private boolean isWide(Catalog.Column column) {
    boolean isLong = column.type().matches("text|json|jsonb|bytea|xml|hstore|vector.*|.*\\[\\]");
    boolean outOfLine = column.type().equals("bytea") && column.avgWidth() >= TOAST_POINTER - 1;
    return outOfLine
        || column.avgWidth() >= (isLong ? thresholds.longColumn() : thresholds.wideColumn());
  }

  private static Verdict confirmed(
      Suspicion suspicion, List<Catalog.Column> read, List<Catalog.Column> wide, long rows) {
    String table = suspicion.statement().shape().rootTable();
    List<String> keep =
        read.stream().filter(c -> !wide.contains(c)).map(Catalog.Column::name).toList();
    List<String> leave = wide.stream().map(Catalog.Column::name).toList();
    int width = read.stream().mapToInt(c -> Math.max(0, c.avgWidth())).sum();
    int wideBytes = wide.stream().mapToInt(Catalog.Column::avgWidth).sum();
    Note note =
        new Note(
            "catalog",
            Wording.number(width)
                + " bytes a row on average, "
                + Wording.number(wideBytes)
                + " of them in "
                + String.join(", ", leave)
                + "; "
                + Wording.number(rows)
                + " rows a query.");
    // Decoding is all of the saving that the log shows apart; reading and sending are not counted.
    double decodeMs = suspicion.number("decodeMs");
    return new Verdict.Confirmed(
        "Whole rows of " + table + " are read for a list",
        Confidence.OBSERVED,
        width == 0 ? 0 : decodeMs * wideBytes / width,
        0,
        List.of(note),
        "Select only the columns of " + table + " that are used" + Wording.in(suspicion.function()),
        List.of(new Fix.SelectFields(suspicion.function(), suspicion.file(), table, keep, leave)));
  }
}
