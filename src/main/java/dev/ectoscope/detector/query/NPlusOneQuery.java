package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

@DetectorInfo(
    id = "n-plus-one-query",
    title = "The same query runs once per row",
    whyItMatters =
        """
        Each row of a list costs one more round trip to the database, so the page grows slower with every row. \
        The queries are fast one by one, which is why no slow query log shows them.""",
    whenItIsFine =
        "When the list is bounded to a handful of rows, or when the rows come one at a time from elsewhere.",
    evidence = {"log"},
    bad =
        """
        Enum.map(books, fn book ->
          %{book | reviews: Repo.all(from r in Review, where: r.book_id == ^book.id)}
        end)""",
    good =
        """
        Repo.preload(books, reviews: from(r in Review, order_by: [r.inserted_at, r.id]))""",
    references = "https://hexdocs.pm/ecto/Ecto.Repo.html#c:preload/3")
public final class NPlusOneQuery implements Detector {

  /** Name of the fact that holds the fingerprint of the loop around. */
  public static final String OUTER = "outer";

  private static final String EACH_ITS_OWN = "eachItsOwn";

  private final Thresholds thresholds;

  public NPlusOneQuery() {
    this(Thresholds.DEFAULT);
  }

  public NPlusOneQuery(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    List<ReadLoop> reads = ReadLoop.in(workload, thresholds);
    return reads.stream()
        .filter(ReadLoop::isOverRows)
        .flatMap(read -> suspicion(read, reads, workload).stream());
  }

  private List<Suspicion> suspicion(ReadLoop read, List<ReadLoop> reads, Workload workload) {
    Loop loop = read.loop();
    Samples samples = Samples.of(loop);
    String differing = LookAlike.ofDifferent(loop, samples, thresholds, workload);
    boolean locks = differing.isEmpty() && loop.statement().shape().locking();
    String lookAlike = locks ? LookAlike.ofLocks(loop, workload) : differing;
    if (lookAlike.equals(LookAlike.BATCHES) && read.isBatchPerRow(reads)) {
      return RowKey.ofList(loop.statement())
          .map(key -> perRow(read, key, samples, workload))
          .map(List::of)
          .orElse(List.of());
    }
    if (!lookAlike.isEmpty()) {
      return List.of(
          loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, lookAlike)));
    }
    return RowKey.of(loop.statement(), samples, Samples.ofOneUnit(loop), loop.units())
        .or(() -> RowKey.compared(loop.statement(), samples))
        .map(key -> perRow(read, key, samples, workload))
        .map(List::of)
        .orElse(List.of());
  }

  private static Suspicion perRow(ReadLoop read, RowKey key, Samples samples, Workload workload) {
    Loop loop = read.loop();
    Before before = Before.of(loop, key.points(), workload);
    RowShape shape = RowShape.of(loop.statement(), key, !before.table().isEmpty());
    String parent = parent(read, key, before);
    Map<String, Object> facts = new HashMap<>();
    facts.put("shape", shape.name());
    facts.put("row", parent);
    if (read.outer() != null) {
      facts.put(OUTER, read.outer().fingerprint());
    }
    if (key.hasOthers(loop, samples)) {
      facts.put(EACH_ITS_OWN, true);
    } else if (!isByHand(shape, key, loop.statement())) {
      facts.put("fix", shape.fix(loop, key, before, samples));
    }
    return loop.suspicion(variant(read, shape), notes(loop, before), facts);
  }

  /**
   * Of a recursive query there is none for several keys that keeps its steps; what is locked by
   * another key than its own may be several rows a key; and a value that is compared in another way
   * than by equality is asked for all at once in as many ways.
   */
  private static boolean isByHand(RowShape shape, RowKey key, Statement statement) {
    return key.isOther()
        || shape == RowShape.LOOKUP && RowShape.isFarAway(statement.shape(), key)
        || RowShape.isDerived(statement) && shape != RowShape.WITHIN
        || shape == RowShape.WITHIN && isRecursive(statement)
        || shape == RowShape.LOCKED
            && !(key.isPrimary() && key.filters(statement.shape()).isEmpty());
  }

  private static boolean isRecursive(Statement statement) {
    return statement.text().startsWith("WITH ");
  }

  private static String parent(ReadLoop read, RowKey key, Before before) {
    if (!key.points().isEmpty()) {
      return key.points();
    }
    if (read.outer() != null && !read.outer().shape().rootTable().isEmpty()) {
      return Wording.rowOf(read.outer().shape().rootTable());
    }
    return before.table().isEmpty() ? "row" : Wording.rowOf(before.table());
  }

  private static String variant(ReadLoop read, RowShape shape) {
    if (read.outer() != null) {
      return "nested";
    }
    return read.loop().runsInParallel() ? "parallel-tasks" : shape.variant();
  }

  private static List<Note> notes(Loop loop, Before before) {
    List<Note> notes = new ArrayList<>();
    notes.add(loop.counted());
    if (!before.table().isEmpty()) {
      notes.add(
          new Note(
              "order",
              "It follows a read of " + before.table() + Wording.in(before.function()) + "."));
    }
    return notes;
  }

  @Override
  public Suspicion sharpen(Suspicion suspicion, ElixirProject source) {
    return AssociationOfLoop.sharpened(suspicion, source);
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    return LookAlike.verdict(suspicion).orElseGet(() -> confirmed(suspicion, evidence));
  }

  /** A tenant's schema, which the query is given and no module names. */
  private static String prefixed(Suspicion suspicion, Evidence evidence, Optional<Fix> fix) {
    String prefix =
        suspicion.statement().shape().relations().stream()
            .findFirst()
            .map(Relation::schema)
            .orElse("");
    String table = suspicion.statement().shape().rootTable();
    boolean own =
        evidence
            .source()
            .flatMap(source -> source.schemaOf(table))
            .filter(schema -> prefix.equals(schema.prefix()))
            .isPresent();
    boolean said = fix.filter(Fix.LookupByKeys.class::isInstance).isPresent();
    return prefix.isEmpty() || own || said ? "" : ", with the prefix: it has now";
  }

  /** More than one value differs from row to row. */
  private static String withOthers(Suspicion suspicion) {
    return suspicion.facts().containsKey(EACH_ITS_OWN)
        ? ", with all values that differ from row to row: join on values/2"
        : "";
  }

  private static Verdict confirmed(Suspicion suspicion, Evidence evidence) {
    RowShape shape = RowShape.valueOf(suspicion.text("shape"));
    Optional<Fix> chain =
        shape == RowShape.LOCKED
            ? Optional.empty()
            : evidence.source().flatMap(source -> ParentChain.fix(suspicion, source));
    Optional<Fix> fix = chain.or(() -> Optional.ofNullable((Fix) suspicion.facts().get("fix")));
    boolean steps = shape == RowShape.WITHIN && isRecursive(suspicion.statement());
    String table = suspicion.statement().shape().rootTable();
    String row = suspicion.text("row");
    String what = table.isEmpty() ? "The same query" : table;
    return new Verdict.Confirmed(
        what + " is " + shape.verb() + " once per " + row,
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        chain
                .map(
                    one ->
                        "Read the row and all "
                            + (one instanceof Fix.Ancestors ? "above" : "below")
                            + " it in one recursive query")
                .orElseGet(
                    () ->
                        steps
                            ? "Ask " + table + " for all keys in one recursive query"
                            : shape.action(table, row) + withOthers(suspicion))
            + Wording.in(suspicion.function())
            + prefixed(suspicion, evidence, fix),
        fix.stream().toList());
  }
}
