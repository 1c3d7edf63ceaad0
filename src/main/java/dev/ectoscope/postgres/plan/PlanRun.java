package dev.ectoscope.postgres.plan;

import java.util.List;
import java.util.Map;

/**
 * What EXPLAIN prints below the tree.
 *
 * @param query the statement, where auto_explain prints it, or ""
 * @param settings planner settings that differ from their defaults (EXPLAIN SETTINGS)
 * @param jit compilation of expressions, or {@link Jit#NONE}
 * @param triggers triggers and constraint checks that ran
 */
public record PlanRun(String query, Map<String, String> settings, Jit jit, List<Trigger> triggers) {

  /** Nothing is printed below the tree. */
  public static final PlanRun NONE = new PlanRun("", Map.of(), Jit.NONE, List.of());

  public PlanRun {
    settings = settings == null ? Map.of() : Map.copyOf(settings);
    jit = jit == null ? Jit.NONE : jit;
    triggers = triggers == null ? List.of() : List.copyOf(triggers);
  }

  PlanRun withoutQuery() {
    return new PlanRun("", settings, jit, triggers);
  }

  /**
   * Just-in-time compilation.
   *
   * @param functions compiled, or -1
   * @param totalMs ms spent on it, NaN when not measured
   * @param optimised whether the dear optimisation was worth it to the planner
   */
  public record Jit(long functions, double totalMs, boolean optimised) {
    public static final Jit NONE = new Jit(-1, Double.NaN, false);
  }

  /** A trigger or constraint: ms over all calls. */
  public record Trigger(String name, double ms, long calls) {}
}
