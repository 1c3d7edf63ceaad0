package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanTimes;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

@DetectorInfo(
    id = "generic-plan-cliff",
    title = "From the sixth execution on, some values get the wrong plan",
    whyItMatters =
        """
        Ecto prepares each query once per connection. After five executions PostgreSQL may keep one \
        plan for all values. Values that are rare, or common, then run by a plan that was made for \
        neither: fast in psql, slow in the app.""",
    whenItIsFine =
        """
        When all values are about equally frequent, or planning takes longer than the query.""",
    evidence = {"log", "plan"},
    bad =
        """
        # nearly all orders are "done"; the plan kept for $1 reads the whole table for "pending" too
        Repo.all(from o in Order, where: o.state == ^state)""",
    good =
        """
        # plan each execution with its own values
        config :shop, Shop.Repo, parameters: [plan_cache_mode: "force_custom_plan"]""",
    references = "https://www.postgresql.org/docs/current/sql-prepare.html")
public final class GenericPlanCliff implements Detector {

  /** The server changes to the generic plan when it seems no dearer than custom plans did. */
  private static final double NO_DEARER = 1.1;

  /** The log's time is that of a busy server: twice as slow says little. */
  private static final double TIMES_SLOWER = 5;

  private static final double SLOWER_MS = 5;

  /**
   * @param customMs with a plan for its own values, measured
   * @param slowerMs what the log says beyond that
   */
  private record Victim(Answer.Execution execution, double customMs, double slowerMs) {}

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return CostlyReads.of(workload).filter(s -> s.statement().text().contains("$1"));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Answer answer = evidence.answer(new MeasuredPlan(suspicion.statement().fingerprint()));
    if (!(answer instanceof Answer.Planned planned)) {
      return new Verdict.NotChecked(PlanVerdict.reason(answer));
    }
    Plan generic = planned.genericPlan();
    List<Answer.Execution> custom =
        planned.executions().stream()
            .filter(e -> e.plan().analyzed() && !e.plan().generic())
            .toList();
    if (generic == null || custom.isEmpty()) {
      return new Verdict.NotChecked(
          custom.isEmpty() ? "the statement was not run: " + planned.note() : "no generic plan");
    }
    if (!isTaken(generic, custom)) {
      return new Verdict.Clear();
    }
    List<Victim> victims =
        custom.stream().map(e -> victim(e, generic)).flatMap(Optional::stream).toList();
    return victims.stream()
        .max(Comparator.comparingDouble(Victim::slowerMs))
        .map(worst -> confirmed(worst, victims, custom.size(), generic, suspicion))
        .orElse(new Verdict.Clear());
  }

  /** Five executions with the dearest of these values are enough to bring the change. */
  private static boolean isTaken(Plan generic, List<Answer.Execution> custom) {
    double dearest = custom.stream().mapToDouble(e -> e.plan().totalCost()).max().orElse(0);
    return generic.totalCost() <= dearest * NO_DEARER;
  }

  /** It ran far slower in the app than by its own plan, and the plan for all is another one. */
  private static Optional<Victim> victim(Answer.Execution execution, Plan generic) {
    double custom = PlanTimes.of(execution.plan()).totalMs();
    double slower = execution.loggedMs() - custom;
    boolean slow = slower >= SLOWER_MS && execution.loggedMs() >= custom * TIMES_SLOWER;
    return slow && !shape(execution.plan()).equals(shape(generic))
        ? Optional.of(new Victim(execution, custom, slower))
        : Optional.empty();
  }

  /** Which steps over which tables by which indexes. */
  private static String shape(Plan plan) {
    return plan.allNodes().stream()
        .map(n -> n.nodeType() + n.relation() + n.index())
        .collect(Collectors.joining(","));
  }

  private static Verdict confirmed(
      Victim worst, List<Victim> victims, int executions, Plan generic, Suspicion suspicion) {
    String values =
        switch (worst.execution().values()) {
          case RARE -> "rare values";
          case COMMON -> "common values";
          default -> "some values";
        };
    String table =
        suspicion.tables().isEmpty() ? "The query" : "The query on " + suspicion.tables().get(0);
    List<Note> notes = new ArrayList<>();
    notes.add(
        Say.plan(
            "planned for its values the execution takes %s; the log says %s",
            Say.ms(worst.customMs()), Say.ms(worst.customMs() + worst.slowerMs())));
    notes.add(
        Say.plan(
            "the plan kept for all values: cost %s, %s; planned for these: cost %s, %s",
            Say.rows(generic.totalCost()),
            steps(generic),
            Say.rows(worst.execution().plan().totalCost()),
            steps(worst.execution().plan())));
    notes.add(
        Say.plan(
            "%d of %d executions with different values are slow that way",
            victims.size(), executions));
    double share = (double) victims.size() / executions;
    double per = worst.slowerMs() / (worst.slowerMs() + worst.customMs());
    return new Verdict.Confirmed(
        table + " gets one plan for all values, the wrong one for " + values,
        Confidence.MEASURED,
        suspicion.spentMs() * share * per,
        0,
        notes,
        "Let this query be planned for its values: plan_cache_mode = force_custom_plan in its"
            + " transaction, or prepare: :unnamed for the repo.",
        List.of(
            new Fix.LocalSetting(
                suspicion.function(), suspicion.file(), "plan_cache_mode", "force_custom_plan"),
            new Fix.RepoConfig("", Map.of("prepare", ":unnamed"))),
        new Answer.WhatIf(generic, worst.execution().plan(), true, 0, "its own plan"));
  }

  private static String steps(Plan plan) {
    return plan.allNodes().stream()
        .filter(n -> !n.relation().isEmpty())
        .map(Say::node)
        .distinct()
        .limit(3)
        .collect(Collectors.joining(" and "));
  }
}
