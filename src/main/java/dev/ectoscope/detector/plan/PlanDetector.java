package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.workload.Workload;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A detector whose whole knowledge is in one measured plan. It asks for the plans of all reads that
 * cost something, and also reads a plan that comes without a log.
 */
public interface PlanDetector extends Detector {

  /** What is wrong in the plan, the dearest case; empty when the plan is healthy. */
  Optional<Symptom> symptom(PlanCase plan);

  @Override
  default Stream<Suspicion> suspect(Workload workload) {
    return CostlyReads.of(workload);
  }

  @Override
  default Verdict judge(Suspicion suspicion, Evidence evidence) {
    return PlanVerdict.of(this, suspicion, evidence);
  }
}
