package dev.ectoscope.log.server;

import dev.ectoscope.log.Position;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A plan that auto_explain logged.
 *
 * @param duration of the execution, microseconds
 * @param json whether {@code auto_explain.log_format} was json, otherwise text
 * @param text as EXPLAIN prints it; its conditions may hold parameter values
 */
public record LoggedPlan(Position position, long duration, boolean json, String text) {

  private static final Comparator<LoggedPlan> SLOWEST_FIRST =
      Comparator.comparingLong(LoggedPlan::duration).reversed().thenComparing(LoggedPlan::position);

  /** The one that took longer; either may be null. */
  static @Nullable LoggedPlan slower(@Nullable LoggedPlan a, @Nullable LoggedPlan b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return SLOWEST_FIRST.compare(a, b) <= 0 ? a : b;
  }
}
