package dev.ectoscope.postgres;

/** Ends the reading of a text that is no plan; never leaves {@link PlanReader}. */
final class PlanNotUnderstood extends RuntimeException {
  PlanNotUnderstood(String reason) {
    super(reason, null, false, false);
  }
}
