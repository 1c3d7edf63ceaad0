package dev.ectoscope.detector.schema;

import dev.ectoscope.workload.StatementStatistics;

/** Counts as people say them. */
final class Wording {

  private Wording() {}

  /** {@code 1 execution}, {@code 7 executions}. */
  static String executions(StatementStatistics statistics) {
    return statistics.calls() + (statistics.calls() == 1 ? " execution" : " executions");
  }
}
