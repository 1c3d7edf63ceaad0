package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.postgres.plan.PlanRun;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@DetectorInfo(
    id = "jit-overhead",
    title = "Compiling the query takes longer than it gives back",
    whyItMatters =
        """
        PostgreSQL compiles the expressions of a query to machine code when its estimated cost is \
        high. The code is thrown away after each execution; a query of some milliseconds never earns \
        back the compilation.""",
    whenItIsFine = "For reports over millions of rows, where compilation is a small share.",
    evidence = {"plan"},
    bad =
        """
        # jit is on since PostgreSQL 12, and the estimated cost is above jit_above_cost
        config :shop, Shop.Repo, pool_size: 10""",
    good =
        """
        config :shop, Shop.Repo, pool_size: 10, parameters: [jit: "off"]""",
    references = "https://www.postgresql.org/docs/current/jit-decision.html")
public final class JitOverhead implements PlanDetector {

  private static final double SHARE = 0.2;
  private static final double LEAST_MS = 10;

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    PlanRun.Jit jit = plan.plan().run().jit();
    double total = plan.times().totalMs();
    boolean dear = jit.totalMs() >= LEAST_MS && jit.totalMs() >= total * SHARE;
    return dear ? Optional.of(symptom(jit, total, plan)) : Optional.empty();
  }

  private static Symptom symptom(PlanRun.Jit jit, double total, PlanCase plan) {
    String table = plan.tableBelow(plan.plan().root());
    return new Symptom(
        plan.plan().root(),
        "%s of %s goes into compiling the query%s"
            .formatted(
                Say.percent(jit.totalMs() / total),
                Say.ms(total),
                table.isEmpty() ? "" : " on " + table),
        jit.totalMs(),
        List.of(
            Say.plan(
                "JIT: %s functions compiled in %s of %s; estimated cost %s",
                Say.rows(Math.max(0, jit.functions())),
                Say.ms(jit.totalMs()),
                Say.ms(total),
                Say.rows(plan.plan().totalCost()))),
        "Switch jit off for the repo that serves requests; keep it for reports.",
        List.of(new Fix.RepoConfig("", Map.of("parameters", "[jit: \"off\"]"))));
  }
}
