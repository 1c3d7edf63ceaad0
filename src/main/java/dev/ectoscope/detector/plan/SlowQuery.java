package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanTimes;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@DetectorInfo(
    id = "slow-query",
    title = "One query takes much of the database time",
    whyItMatters =
        """
        Its callers wait for it each time, and while it runs it holds a connection that other \
        requests wait for.""",
    whenItIsFine =
        """
        For reports that run rarely and are expected to take their time, away from the pool that \
        serves requests.""",
    evidence = {"log", "plan"},
    bad =
        """
        # 340 ms a call, and nobody knows where they go
        Repo.all(from v in Visit, join: t in assoc(v, :treatments), group_by: v.room_id, select: {v.room_id, sum(t.cost)})""",
    good =
        """
        # ask PostgreSQL where the time goes, then change that part
        Repo.explain(:all, query, analyze: true, buffers: true)""",
    references = "https://hexdocs.pm/ecto_sql/Ecto.Adapters.SQL.html#explain/4")
public final class SlowQuery implements Detector {

  private static final double LARGE_SHARE = 0.05;
  private static final double SLOW_MEAN_MS = 100;

  /** Where a query is slow and seldom, its share of all work is small and yet to be seen. */
  private static final double SOME_SHARE = 0.01;

  private static final double RATHER_SLOW_MEAN_MS = 50;
  private static final double NOTICEABLE_MEAN_MS = 5;
  private static final double LARGE_TOTAL_MS = 500;

  /** Of the time in the log: no other load or cache makes so much of a difference. */
  private static final double MENDED = 0.02;

  private static final Pattern WAITS = Pattern.compile("\\bpg_(?:sleep|advisory_(?:xact_)?lock)");

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    double all = workload.totals().db() / 10.0;
    double work = all - waited(workload);
    return workload.statements().stream()
        .filter(s -> s.statement().kind() == Kind.READ)
        .filter(s -> CostlyReads.readsTables(s) && isSlow(s, work))
        .map(s -> suspicion(s, all));
  }

  /** ms of statements that ask for nothing but to wait: no work that a query has a share of. */
  private static double waited(Workload workload) {
    return workload.statements().stream()
            .filter(s -> !CostlyReads.readsTables(s) && WAITS.matcher(s.statement().text()).find())
            .mapToLong(StatementStatistics::db)
            .sum()
        / 10.0;
  }

  private static boolean isSlow(StatementStatistics statement, double allMs) {
    double total = statement.db() / 10.0;
    double mean = total / statement.calls();
    boolean large =
        total >= allMs * LARGE_SHARE && (mean >= NOTICEABLE_MEAN_MS || total >= LARGE_TOTAL_MS);
    large |= total >= allMs * SOME_SHARE && mean >= RATHER_SLOW_MEAN_MS;
    boolean worthIt = statement.calls() >= 2 || total >= LARGE_TOTAL_MS;
    return worthIt && (large || mean >= SLOW_MEAN_MS);
  }

  private static Suspicion suspicion(StatementStatistics one, double allMs) {
    String fingerprint = one.statement().fingerprint();
    double total = one.db() / 10.0;
    return new Suspicion(
        "",
        fingerprint,
        List.of(one.statement()),
        CostlyReads.callSites(one),
        CostlyReads.tables(one),
        one.calls(),
        one.units(),
        total,
        0,
        notes(one, total, allMs),
        one.example(),
        List.of(new MeasuredPlan(fingerprint)),
        Map.of("meanMs", total / one.calls()));
  }

  private static List<Note> notes(StatementStatistics one, double total, double allMs) {
    List<Note> notes = new ArrayList<>();
    notes.add(
        log(
            "≥ %s in %s, %s of all database time",
            Say.ms(total),
            Figures.count(one.calls(), "execution"),
            Say.percent(allMs > 0 ? total / allMs : 0)));
    notes.add(
        log(
            "half below %s, 95 %% below %s, slowest %s",
            Say.ms(one.latency().quantileMs(0.5)),
            Say.ms(one.latency().quantileMs(0.95)),
            Say.ms(one.latency().maxMs())));
    if (one.decode() + one.queue() > 0) {
      notes.add(
          log(
              "besides: %s decoding rows, %s waiting for a connection",
              Say.ms(one.decode() / 10.0), Say.ms(one.queue() / 10.0)));
    }
    return notes;
  }

  private static Note log(String format, Object... numbers) {
    return new Note("log", String.format(Locale.US, format, numbers));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Answer answer = evidence.answer(new MeasuredPlan(suspicion.statement().fingerprint()));
    String table =
        suspicion.tables().isEmpty() ? "A query" : "A query on " + suspicion.tables().get(0);
    double mean = suspicion.number("meanMs");
    String title = String.format(Locale.US, "%s takes %.0f ms a call", table, mean);
    if (!(answer instanceof Answer.Planned planned)) {
      String reason = ((answer instanceof Answer.Unavailable none) ? none.reason() : "no plan");
      return new Verdict.Confirmed(
          title,
          Confidence.OBSERVED,
          Verdict.UNKNOWN_SAVING,
          0,
          List.of(new Note("not-verified", reason)),
          "Look at its plan: Repo.explain(:all, query, analyze: true, buffers: true).",
          List.of());
    }
    Plan plan = slowest(planned);
    double now = plan.analyzed() ? PlanTimes.of(plan).totalMs() : mean;
    return now <= mean * MENDED
        ? new Verdict.Dismissed(
            String.format(
                Locale.US,
                "it takes %.1f ms now, not %.0f ms: mended since the log, or it waited for locks or"
                    + " disks then",
                now,
                mean))
        : explained(title, plan, planned);
  }

  /** The execution that took longest. */
  private static Plan slowest(Answer.Planned planned) {
    return planned.executions().stream()
        .map(Answer.Execution::plan)
        .max(Comparator.comparingDouble(p -> PlanTimes.of(p).totalMs()))
        .filter(Plan::analyzed)
        .orElse(planned.plan());
  }

  private static Verdict explained(String title, Plan plan, Answer.Planned planned) {
    List<Note> notes = new ArrayList<>(WhereTimeGoes.in(plan));
    if (!plan.analyzed() && !planned.note().isEmpty()) {
      notes.add(new Note("not-verified", planned.note()));
    }
    return new Verdict.Confirmed(
        title,
        plan.analyzed() ? Confidence.MEASURED : Confidence.PLANNED,
        Verdict.UNKNOWN_SAVING,
        0,
        notes,
        WhereTimeGoes.advice(plan),
        List.of(),
        new Answer.Planned(plan, ""));
  }
}
