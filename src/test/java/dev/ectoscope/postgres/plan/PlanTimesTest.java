package dev.ectoscope.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanTimesTest {

  @Test
  void addsUpToTheWhole() {
    for (String name : RealPlans.names()) {
      Plan plan = RealPlans.plan(name);
      PlanTimes times = PlanTimes.of(plan);
      double sum = plan.allNodes().stream().mapToDouble(times::ownMs).sum();
      // Each printed time is off by up to half a microsecond, per loop.
      double rounding =
          plan.allNodes().stream().mapToDouble(n -> 0.001 * Math.max(1, n.actualLoops())).sum();
      if (plan.analyzed()) {
        assertThat(sum).as(name).isCloseTo(plan.root().actualTotalMs(), within(rounding));
      }
      double cost = plan.allNodes().stream().mapToDouble(times::ownCost).sum();
      assertThat(cost).as(name).isCloseTo(plan.totalCost(), within(0.01 + plan.totalCost() * 1e-9));
    }
  }

  /** The CTE is printed under the Limit, and its two readers wait for it. */
  @Test
  void takesACteFromItsReaders() {
    for (String version : List.of("13", "18")) {
      Plan plan = RealPlans.plan(version + "/cte.txt");
      PlanTimes times = PlanTimes.of(plan);
      PlanNode cte = plan.root().children().get(0);
      assertThat(cte.details().subplan()).isEqualTo("CTE recent");
      List<PlanNode> readers =
          plan.allNodes().stream().filter(n -> n.nodeType().equals("CTE Scan")).toList();
      assertThat(readers).hasSize(2);
      assertThat(times.ownMs(plan.root())).isLessThan(1);
      assertThat(readers.stream().mapToDouble(times::ownMs).sum())
          .isCloseTo(
              readers.stream().mapToDouble(times::inclusiveMs).sum() - times.inclusiveMs(cte),
              within(0.1));
    }
  }

  @Test
  void takesAnInitPlanFromItsReader() {
    for (String version : List.of("13", "18")) {
      for (String name : List.of("/initplan.txt", "/initplan.json")) {
        Plan plan = RealPlans.plan(version + name);
        PlanTimes times = PlanTimes.of(plan);
        PlanNode init = plan.root().children().get(0);
        PlanNode reader = plan.root().children().get(1);
        assertThat(init.details().isLazy()).isTrue();
        assertThat(times.ownMs(reader))
            .isCloseTo(times.inclusiveMs(reader) - times.inclusiveMs(init), within(0.01));
        assertThat(times.ownMs(plan.root()))
            .isCloseTo(times.inclusiveMs(plan.root()) - times.inclusiveMs(reader), within(0.01));
      }
    }
  }

  @Test
  void countsWorkersSideBySide() {
    for (String name : List.of("13/parallel.json", "18/parallel.txt", "18/parallel-join.json")) {
      Plan plan = RealPlans.plan(name);
      PlanTimes times = PlanTimes.of(plan);
      PlanNode scan =
          plan.allNodes().stream()
              .filter(n -> n.title().equals("Parallel Seq Scan"))
              .findFirst()
              .get();
      assertThat(scan.actualLoops()).isEqualTo(3);
      assertThat(times.inclusiveMs(scan)).isCloseTo(scan.actualTotalMs(), within(1e-9));
      assertThat(plan.allNodes()).allMatch(n -> times.inclusiveMs(n) <= times.totalMs());
    }
  }

  @Test
  void givesNothingToWhatNeverRan() {
    Plan plan = RealPlans.plan("18/never-executed.txt");
    PlanTimes times = PlanTimes.of(plan);
    assertThat(plan.allNodes()).anyMatch(PlanNode::isNeverExecuted);
    assertThat(plan.allNodes().stream().filter(PlanNode::isNeverExecuted))
        .allMatch(n -> times.ownMs(n) == 0);
  }

  @Test
  void multipliesByLoops() {
    Plan plan = RealPlans.plan("13/subplan.txt");
    PlanTimes times = PlanTimes.of(plan);
    PlanNode scan =
        plan.allNodes().stream().filter(n -> n.relation().equals("orders")).findFirst().get();
    assertThat(scan.actualLoops()).isEqualTo(2999);
    assertThat(times.inclusiveMs(scan)).isCloseTo(scan.actualTotalMs() * 2999, within(1e-6));
  }
}
