package dev.ectoscope.postgres.plan;

/** Ends the reading of a text that is no plan; never leaves {@link PlanReader}. */
final class PlanNotUnderstood extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  PlanNotUnderstood(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
