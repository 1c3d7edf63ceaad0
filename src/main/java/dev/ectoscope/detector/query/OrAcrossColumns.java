package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@DetectorInfo(
    id = "or-across-columns",
    title = "OR joins conditions on different columns",
    whyItMatters =
        """
        One index serves one side of an OR. Unless every column has its own, or when the columns belong to \
        two tables of a join, PostgreSQL reads all rows and tries both conditions on each.""",
    whenItIsFine = "When every column has an index, or another condition leaves few rows.",
    evidence = {"log", "catalog", "plan"},
    bad =
        """
        from(b in Book, join: a in assoc(b, :author), where: b.title == ^term or a.name == ^term)""",
    good =
        """
        by_author = from(b in Book, join: a in assoc(b, :author), where: a.name == ^term, select: %{id: b.id})
        from(b in Book, where: b.title == ^term, select: %{id: b.id}) |> union(^by_author)""",
    references = "https://www.postgresql.org/docs/current/indexes-bitmap-scans.html")
public final class OrAcrossColumns implements Detector {

  /** Longer values do not fit a btree entry (a third of a page). */
  private static final int BTREE_WIDTH = 2_000;

  private final Thresholds thresholds;

  public OrAcrossColumns() {
    this(Thresholds.DEFAULT);
  }

  public OrAcrossColumns(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> s.statement().kind() == Kind.READ)
        .flatMap(s -> suspicion(s).stream());
  }

  private static Optional<Suspicion> suspicion(StatementStatistics statistics) {
    Shape shape = statistics.statement().shape();
    Map<Integer, List<Predicate>> byClause =
        shape.predicates().stream()
            .filter(p -> p.disjunct() && p.isPlain() && isSelective(p))
            .collect(Collectors.groupingBy(Predicate::clause, TreeMap::new, Collectors.toList()));
    for (List<Predicate> either : byClause.values()) {
      List<Column> columns = either.stream().map(Predicate::column).distinct().toList();
      if (columns.size() > 1 && isAllOf(either, shape)) {
        return Optional.of(suspicion(statistics, columns));
      }
    }
    return Optional.empty();
  }

  /** An OR whose other sides are not plain comparisons is another question. */
  private static boolean isAllOf(List<Predicate> either, Shape shape) {
    int clause = either.get(0).clause();
    return shape.predicates().stream()
        .filter(p -> p.disjunct() && p.clause() == clause)
        .allMatch(either::contains);
  }

  private static boolean isSelective(Predicate predicate) {
    return predicate.operator() == Operator.EQUALS
        || predicate.operator() == Operator.IN
        || predicate.operator() == Operator.ANY;
  }

  private static Suspicion suspicion(StatementStatistics statistics, List<Column> columns) {
    String names = columns.stream().map(Column::toString).collect(Collectors.joining(" or "));
    Note note =
        new Note(
            "log",
            Wording.count(statistics.calls(), "query", "queries") + " ask for " + names + ".");
    return Whole.suspicion(
        statistics,
        columns.stream().map(Column::table).distinct().count() > 1 ? "join" : "",
        0,
        List.of(note),
        List.of(new MeasuredPlan(statistics.statement().fingerprint())),
        Map.of("columns", columns, "names", names, Waste.MEAN, Waste.meanMs(statistics)));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    List<Column> columns = suspicion.list("columns", Column.class);
    String fingerprint = suspicion.statement().fingerprint();
    Catalog catalog = evidence.catalog();
    if (catalog == null) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    boolean small =
        columns.stream()
            .map(c -> catalog.table("", c.table()))
            .allMatch(t -> t != null && t.rows() >= 0 && t.rows() < thresholds.fewRows());
    if (small) {
      return new Verdict.Dismissed("the tables are small");
    }
    if (columns.stream().anyMatch(c -> Waste.isPlannedAway(fingerprint, c.table(), evidence))) {
      return new Verdict.Dismissed("the plan reads few rows");
    }
    return suspicion.variant().equals("join")
        ? acrossTables(suspicion, columns)
        : ofOneTable(suspicion, columns, catalog);
  }

  private static Verdict ofOneTable(Suspicion suspicion, List<Column> columns, Catalog catalog) {
    List<Column> bare = columns.stream().filter(c -> !isIndexed(c, catalog)).toList();
    if (bare.isEmpty()) {
      return new Verdict.Dismissed("each column has an index: PostgreSQL joins them (BitmapOr)");
    }
    String table = columns.get(0).table();
    List<Fix> fixes =
        bare.stream()
            .filter(c -> isShort(c, catalog))
            .<Fix>map(
                c -> new Fix.CreateIndex("", table, List.of(c.name()), "btree", "", List.of(), ""))
            .toList();
    String names = bare.stream().map(Column::name).collect(Collectors.joining(", "));
    Note note = new Note("catalog", "no index begins with " + names);
    return confirmed(
        suspicion,
        table
            + " is searched by "
            + columns.stream().map(Column::name).distinct().collect(Collectors.joining(" or "))
            + ", and not all have an index",
        List.of(note),
        "Create an index for each column of the OR: PostgreSQL joins them",
        fixes);
  }

  private static boolean isIndexed(Column column, Catalog catalog) {
    return catalog.indexesOn("", column.table()).stream()
        .filter(i -> i.valid() && i.predicate().isEmpty() && !i.keys().isEmpty())
        .anyMatch(i -> i.keys().get(0).replace("\"", "").equals(column.name()));
  }

  private static boolean isShort(Column column, Catalog catalog) {
    Catalog.Table table = catalog.table("", column.table());
    Catalog.Column known = table == null ? null : table.column(column.name());
    return known == null || known.avgWidth() < BTREE_WIDTH;
  }

  private static Verdict acrossTables(Suspicion suspicion, List<Column> columns) {
    List<String> tables = columns.stream().map(Column::table).distinct().toList();
    return confirmed(
        suspicion,
        "An OR over " + String.join(" and ", tables) + " can use the index of neither",
        List.of(),
        "Ask each table in a query of its own and join the answers by union"
            + Wording.in(suspicion.function()),
        List.of(new Fix.UnionInsteadOfOr(suspicion.function(), suspicion.file(), tables)));
  }

  private static Verdict confirmed(
      Suspicion suspicion, String title, List<Note> notes, String action, List<Fix> fixes) {
    return new Verdict.Confirmed(
        title,
        Confidence.OBSERVED,
        Waste.isNoticeable(suspicion) ? Verdict.UNKNOWN_SAVING : 0,
        0,
        notes,
        action,
        fixes);
  }
}
