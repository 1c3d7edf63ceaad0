package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads whose plan is worth asking for: all plan detectors ask for the same ones. */
final class CostlyReads {

  private static final double SLOW_MEAN_MS = 3;
  private static final double SLOW_ONCE_MS = 20;
  private static final double LARGE_SHARE = 0.01;

  private CostlyReads() {}

  static Stream<Suspicion> of(Workload workload) {
    double all = workload.totals().db() / 10.0;
    return workload.statements().stream()
        .filter(s -> s.statement().kind() == Kind.READ && readsTables(s) && isCostly(s, all))
        .map(CostlyReads::suspicion);
  }

  /** {@code SELECT pg_sleep($1)} has no plan to mend. */
  static boolean readsTables(StatementStatistics statement) {
    Shape shape = statement.statement().shape();
    return !shape.understood() || shape.compound() || !shape.relations().isEmpty();
  }

  private static boolean isCostly(StatementStatistics statement, double allMs) {
    double total = statement.db() / 10.0;
    return total / statement.calls() >= SLOW_MEAN_MS
        || statement.latency().maxMs() >= SLOW_ONCE_MS
        || total >= SLOW_ONCE_MS && total >= allMs * LARGE_SHARE;
  }

  private static Suspicion suspicion(StatementStatistics one) {
    String fingerprint = one.statement().fingerprint();
    return new Suspicion(
        "",
        fingerprint,
        List.of(one.statement()),
        callSites(one),
        tables(one),
        one.calls(),
        one.units(),
        one.db() / 10.0,
        0,
        List.of(),
        null,
        List.of(new MeasuredPlan(fingerprint)),
        Map.of());
  }

  /** Most frequent first. */
  static List<CallSite> callSites(StatementStatistics one) {
    return one.callSites().entrySet().stream()
        .sorted(
            Map.Entry.<CallSite, Long>comparingByValue()
                .reversed()
                .thenComparing(e -> e.getKey().toString()))
        .map(Map.Entry::getKey)
        .filter(CallSite::isKnown)
        .toList();
  }

  static List<String> tables(StatementStatistics one) {
    return one.statement().shape().relations().stream().map(r -> r.table()).distinct().toList();
  }
}
