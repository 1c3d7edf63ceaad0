package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Bound;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.SortKey;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

@DetectorInfo(
    id = "deep-offset",
    title = "Deep pages are reached by OFFSET",
    whyItMatters =
        """
        PostgreSQL reads and throws away every row before the offset, so a page costs more the deeper it lies. \
        A page that starts after the last row seen costs the same everywhere.""",
    whenItIsFine = "When nobody turns that many pages, or when pages must be reachable by number.",
    evidence = {"log", "catalog"},
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

  private static final String DOWN = " DESC";
  private static final String USUAL_KEY = "id";

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
        Stream.concat(
                Stream.<Fix>of(
                    new Fix.KeysetPage(
                        suspicion.function(),
                        suspicion.file(),
                        table,
                        RowShape.order(shape),
                        suspicion.count("limit"),
                        primaryKey(shape, evidence))),
                index(shape, evidence).stream())
            .toList());
  }

  /** Without one in the very order of the cursor each page would sort all rows again. */
  private Optional<Fix> index(Shape shape, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    String schema = shape.relations().isEmpty() ? "" : shape.relations().get(0).schema();
    Catalog.Table table = catalog == null ? null : catalog.table(schema, shape.rootTable());
    if (catalog == null
        || table == null
        || table.isPartitioned()
        || shape.relations().size() != 1
        || table.rows() < thresholds.fewRows()
        || shape.order().stream().anyMatch(key -> !key.column().isKnown())) {
      return Optional.empty();
    }
    List<String> primary = primaryKey(shape, evidence);
    List<String> order = shape.order().stream().map(key -> key.column().name()).toList();
    // The order of the key alone has an index already.
    if (order.isEmpty()
        || primary.size() >= order.size() && primary.subList(0, order.size()).equals(order)) {
      return Optional.empty();
    }
    List<String> keys = keys(shape, primary);
    int pinned = pinned(shape).size();
    boolean served =
        catalog.indexesOn(schema, table.name()).stream()
            .filter(i -> i.valid() && i.predicate().isEmpty() && i.isOfUsualOrder())
            .anyMatch(i -> serves(i, keys, pinned));
    return served
        ? Optional.empty()
        : Optional.of(new Fix.CreateIndex(schema, table.name(), keys, "btree", "", List.of(), ""));
  }

  /** The columns of the table's primary key; empty when nobody knows. */
  private static List<String> primaryKey(Shape shape, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    String schema = shape.relations().isEmpty() ? "" : shape.relations().get(0).schema();
    Catalog.Table table = catalog == null ? null : catalog.table(schema, shape.rootTable());
    if (catalog == null || table == null) {
      return List.of();
    }
    return catalog.indexesOn(schema, table.name()).stream()
        .filter(Index::primary)
        .findFirst()
        .map(index -> index.keys().stream().map(key -> key.replace("\"", "")).toList())
        .orElseGet(() -> table.column(USUAL_KEY) == null ? List.of() : List.of(USUAL_KEY));
  }

  /**
   * Whether it begins with the keys, those after the pinned ones all in this direction or all in
   * the other.
   */
  private static boolean serves(Index index, List<String> keys, int pinned) {
    if (index.keys().size() < keys.size()) {
      return false;
    }
    Set<Boolean> turned = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      String option = index.options().get(i);
      boolean down = keys.get(i).endsWith(DOWN);
      String name =
          down ? keys.get(i).substring(0, keys.get(i).length() - DOWN.length()) : keys.get(i);
      if (!index.keys().get(i).replace("\"", "").equals(name)) {
        return false;
      }
      if (i >= pinned) {
        if (!option.isEmpty() && !option.equals("DESC")) {
          return false; // NULL stands where the order does not want it
        }
        turned.add(option.isEmpty() == down);
      }
    }
    return turned.size() < 2;
  }

  private static Set<String> pinned(Shape shape) {
    Set<String> keys = new LinkedHashSet<>();
    shape.predicates().stream()
        .filter(p -> p.isPlain() && !p.disjunct() && p.operator() == Operator.EQUALS)
        .forEach(p -> keys.add(p.column().name()));
    return keys;
  }

  /** What the page pins, then its order, and the key that makes it certain. */
  private static List<String> keys(Shape shape, List<String> primary) {
    Set<String> keys = pinned(shape);
    boolean mixed = shape.order().stream().map(SortKey::descending).distinct().count() > 1;
    boolean down = false;
    for (SortKey key : shape.order()) {
      down = key.descending();
      keys.add(key.column().name() + (mixed && down ? DOWN : ""));
    }
    for (String column : primary) {
      if (!keys.contains(column) && !keys.contains(column + DOWN)) {
        keys.add(column + (mixed && down ? DOWN : ""));
      }
    }
    return List.copyOf(keys);
  }
}
