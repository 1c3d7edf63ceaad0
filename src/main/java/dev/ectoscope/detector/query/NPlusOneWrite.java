package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@DetectorInfo(
    id = "n-plus-one-write",
    title = "Rows are updated or deleted one by one",
    whyItMatters =
        """
        Each row costs a round trip, and outside a transaction a commit of its own. \
        One statement for all rows does the same work in the time of a few of them.""",
    whenItIsFine =
        "When each row needs its own changeset, callbacks or error handling, and the rows are few.",
    evidence = {"log"},
    bad =
        """
        Enum.each(loans, fn loan ->
          Repo.update!(Ecto.Changeset.change(loan, status: "overdue"))
        end)""",
    good =
        """
        ids = Enum.map(loans, & &1.id)
        Repo.update_all(from(l in Loan, where: l.id in ^ids), set: [status: "overdue"])""",
    references = "https://hexdocs.pm/ecto/Ecto.Repo.html#c:update_all/3")
public final class NPlusOneWrite implements Detector {

  /** What {@code inc:} prints: {@code "points" = m0."points" + $1}. */
  private static final Pattern COUNTED =
      Pattern.compile("\"(\\w+)\" = (?:\\w+\\.)?\"\\1\" \\+ \\$\\d");

  private static final Pattern LOCK = Pattern.compile("(lock_)?version = \\$");

  private final Thresholds thresholds;

  public NPlusOneWrite() {
    this(Thresholds.DEFAULT);
  }

  public NPlusOneWrite(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.repetitions().stream()
        .filter(r -> r.statement().kind() == Kind.UPDATE || r.statement().kind() == Kind.DELETE)
        .flatMap(r -> Loop.in(r, thresholds).stream())
        .flatMap(loop -> suspicion(loop, workload).stream());
  }

  private static List<Suspicion> suspicion(Loop loop, Workload workload) {
    Samples samples = Samples.of(loop);
    String lookAlike = LookAlike.ofAny(loop, workload);
    lookAlike = lookAlike.isEmpty() ? LookAlike.ofWrites(loop, workload) : lookAlike;
    if (!lookAlike.isEmpty()) {
      return List.of(
          loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, lookAlike)));
    }
    if (RowKey.asksForMany(loop.statement().shape(), samples)) {
      String reason = "each execution writes a list of rows at once";
      return List.of(loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, reason)));
    }
    if (!loop.parametersDiffer() && loop.printsParameters()) {
      return List.of(
          loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, LookAlike.SAME_ROW)));
    }
    String variant = loop.statement().kind() == Kind.UPDATE ? "update" : "delete";
    return RowKey.of(loop.statement(), samples, Samples.NONE, Long.MAX_VALUE)
        .map(
            key ->
                loop.suspicion(
                    variant,
                    List.of(loop.counted()),
                    Map.of("key", key.column(), "filters", key.filters(loop.statement().shape()))))
        .map(List::of)
        .orElse(List.of());
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    return LookAlike.verdict(suspicion).orElseGet(() -> confirmed(suspicion));
  }

  private static Verdict confirmed(Suspicion suspicion) {
    boolean update = suspicion.variant().equals("update");
    String table = suspicion.statement().shape().rootTable();
    Optional<String> locked = lock(suspicion);
    String way = update ? "Update " : "Delete ";
    return new Verdict.Confirmed(
        table + " is " + (update ? "updated" : "deleted") + " row by row",
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        way
            + "all rows of "
            + table
            + " in one statement"
            + (locked.isEmpty() ? "" : ", if none needs its optimistic lock (" + locked.get() + ")")
            + Wording.in(suspicion.function()),
        locked.isEmpty() ? List.of(fix(suspicion, table)) : List.of());
  }

  /** The column that {@code optimistic_lock} compares with each row's own value. */
  private static Optional<String> lock(Suspicion suspicion) {
    return suspicion.list("filters", String.class).stream()
        .filter(filter -> LOCK.matcher(filter).matches())
        .map(filter -> filter.replaceFirst(" .*", ""))
        .findFirst();
  }

  private static Fix fix(Suspicion suspicion, String table) {
    String key = suspicion.text("key");
    List<String> filters = suspicion.list("filters", String.class);
    if (suspicion.variant().equals("delete")) {
      return new Fix.DeleteAll(suspicion.function(), suspicion.file(), table, key, filters);
    }
    List<String> columns =
        suspicion.statement().shape().projection().stream().map(Column::name).toList();
    return new Fix.UpdateAll(
        suspicion.function(),
        suspicion.file(),
        table,
        key,
        columns,
        filters,
        COUNTED
            .matcher(suspicion.statement().text())
            .results()
            .map(sum -> sum.group(1))
            .filter(columns::contains)
            .toList());
  }
}
