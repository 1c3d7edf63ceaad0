package dev.ectoscope.evidence;

import java.time.Duration;

/**
 * How much may be asked of a server.
 *
 * @param maxPlanCost what costs more in the planner's units is planned and not run
 * @param maxTime for all questions together
 * @param maxLag by how much replay may fall behind what it was at the start
 * @param maxActive by how many the other sessions at work may grow over those of the start
 */
public record Limits(double maxPlanCost, Duration maxTime, Duration maxLag, int maxActive) {

  /** A million cost units (some seconds of work), 5 minutes, 10 seconds, 20 sessions. */
  public static Limits standard() {
    return new Limits(1_000_000, Duration.ofMinutes(5), Duration.ofSeconds(10), 20);
  }

  public Limits withMaxPlanCost(double cost) {
    return new Limits(cost, maxTime, maxLag, maxActive);
  }

  public Limits withMaxTime(Duration time) {
    return new Limits(maxPlanCost, time, maxLag, maxActive);
  }

  public Limits withMaxActive(int sessions) {
    return new Limits(maxPlanCost, maxTime, maxLag, sessions);
  }
}
