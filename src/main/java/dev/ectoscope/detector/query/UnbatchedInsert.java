package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@DetectorInfo(
    id = "unbatched-insert",
    title = "Rows are inserted one by one",
    whyItMatters =
        """
        Each row costs a round trip, and outside a transaction a commit of its own. \
        insert_all writes thousands of rows in one statement.""",
    whenItIsFine =
        "When each row must report its own errors, or when its associations are inserted with it.",
    evidence = {"log"},
    bad =
        """
        Enum.each(copies, fn copy -> Repo.insert!(struct(Copy, copy)) end)""",
    good =
        """
        # 4 fields a row: at most 65_535 parameters a statement
        copies
        |> Enum.chunk_every(div(65_535, 4))
        |> Enum.each(&Repo.insert_all(Copy, &1))""",
    references = "https://hexdocs.pm/ecto/Ecto.Repo.html#c:insert_all/3")
public final class UnbatchedInsert implements Detector {

  /** In a text that was cut, and so was not read. */
  private static final Pattern MANY_ROWS = Pattern.compile(" VALUES \\([^()]*\\), ?\\(");

  private static final String CONFLICT = " ON CONFLICT ";

  private final Thresholds thresholds;

  public UnbatchedInsert() {
    this(Thresholds.DEFAULT);
  }

  public UnbatchedInsert(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Stream<Suspicion> alike =
        workload.repetitions().stream()
            .filter(r -> r.statement().kind() == Kind.INSERT)
            .flatMap(r -> Loop.longIn(r, thresholds).stream())
            .map(loop -> suspicion(loop, workload));
    return Stream.concat(
        alike, VariedInserts.in(workload, thresholds).flatMap(loops -> together(loops, workload)));
  }

  private static Stream<Suspicion> together(List<Loop> loops, Workload workload) {
    List<Suspicion> each = loops.stream().map(loop -> suspicion(loop, workload)).toList();
    return each.stream().anyMatch(one -> one.facts().containsKey(LookAlike.FACT))
        ? Stream.empty()
        : Stream.of(VariedInserts.together(loops, each));
  }

  private static Suspicion suspicion(Loop loop, Workload workload) {
    int rows = loop.statement().shape().insertedRows();
    if (rows > 1) {
      String reason = "each execution inserts " + rows + " rows or more at once";
      return loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, reason));
    }
    if (rows == 0 && MANY_ROWS.matcher(loop.statement().text()).find()) {
      String reason = "each execution inserts several rows at once";
      return loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, reason));
    }
    String lookAlike = LookAlike.ofAny(loop, workload);
    if (!lookAlike.isEmpty()) {
      return loop.suspicion("", List.of(loop.counted()), Map.of(LookAlike.FACT, lookAlike));
    }
    boolean transaction = isInTransaction(loop);
    List<Note> notes = new ArrayList<>();
    notes.add(loop.counted());
    if (transaction) {
      notes.add(new Note("order", "The inserts stand inside one transaction."));
    }
    return loop.suspicion("", notes, Map.of("transaction", transaction));
  }

  /** Inside a transaction no execution checks a connection out for itself. */
  private static boolean isInTransaction(Loop loop) {
    return loop.bursts().stream().allMatch(b -> b.kind().held());
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    return LookAlike.verdict(suspicion).orElseGet(() -> confirmed(suspicion));
  }

  private static Verdict confirmed(Suspicion suspicion) {
    String table = suspicion.statement().shape().rootTable();
    List<String> columns =
        suspicion.statement().shape().projection().stream().map(Column::name).toList();
    boolean transaction = suspicion.is("transaction");
    return new Verdict.Confirmed(
        table + " is inserted row by row",
        Confidence.OBSERVED,
        suspicion.savedMs(),
        0,
        List.of(),
        (table.equals("oban_jobs")
                ? "Insert all jobs with Oban.insert_all"
                : "Insert all rows of " + table + " with insert_all")
            + Wording.in(suspicion.function()),
        List.of(
            new Fix.InsertAll(
                suspicion.function(),
                suspicion.file(),
                table,
                columns,
                transaction,
                conflict(suspicion.statement().text()))));
  }

  private static String conflict(String sql) {
    int from = sql.indexOf(CONFLICT);
    int to = sql.indexOf(" RETURNING ", Math.max(0, from));
    return from < 0 ? "" : sql.substring(from + CONFLICT.length(), to < 0 ? sql.length() : to);
  }
}
