package dev.ectoscope.evidence;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ectoscope.postgres.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer of the replica, or the reason why there is none. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Planned.class, name = "planned"),
  @JsonSubTypes.Type(value = Answer.WhatIf.class, name = "what-if"),
  @JsonSubTypes.Type(value = Answer.Needless.class, name = "needless"),
  @JsonSubTypes.Type(value = Answer.Unavailable.class, name = "unavailable")
})
public sealed interface Answer {

  /**
   * How a statement runs.
   *
   * @param plan that of the first execution; {@code plan.analyzed()} tells measured from planned
   * @param note why it was only planned, or what was changed to run it, or ""
   * @param executions the same statement with different values, the most telling first: skew shows
   *     between them; at least one
   * @param genericPlan the plan that PostgreSQL makes without knowing the values, never run; null
   *     when the statement has no parameters or it was not to be had
   */
  record Planned(Plan plan, String note, List<Execution> executions, @Nullable Plan genericPlan)
      implements Answer {

    public Planned {
      executions = executions == null ? List.of() : List.copyOf(executions);
    }

    /** One plan alone. */
    public Planned(Plan plan, String note) {
      this(
          plan, note, List.of(new Execution(Values.NONE, List.of(), Double.NaN, plan, note)), null);
    }
  }

  /** Where the values of an execution come from. */
  enum Values {
    /** It takes none, or none are known: the plan is the only one, or generic. */
    NONE,
    /** The slowest execution that the log holds with all its values. */
    SLOWEST,
    /** The execution of the log whose time is nearest the median. */
    TYPICAL,
    /** Those of the log, or of the statistics, with a column's most common value. */
    COMMON,
    /** Those of the log, or of the statistics, with a column's rare value. */
    RARE,
    /** The log holds no whole list: all from the statistics of the columns. */
    STATISTICS
  }

  /**
   * One run of a statement, or one plan of it where it may not be run. The values themselves are
   * not kept.
   *
   * @param values where they come from
   * @param types names of the parameters' types, as {@code ElixirTerm} names them
   * @param loggedMs what the log says this execution took, in ms; NaN when it is not in the log
   * @param plan its plan
   * @param note why it was only planned, or which values were filled in, or ""
   */
  record Execution(Values values, List<String> types, double loggedMs, Plan plan, String note) {

    public Execution {
      types = types == null ? List.of() : List.copyOf(types);
    }
  }

  /**
   * @param before plan of now on the same server as {@code after}
   * @param used whether the planner takes the candidate
   * @param sizeBytes estimated or real size of the candidate
   * @param method hypopg, or a scratch copy: for people
   */
  record WhatIf(Plan before, Plan after, boolean used, long sizeBytes, String method)
      implements Answer {

    /** How the index was tried, as the end of a sentence. */
    public String where() {
      return switch (method) {
        case "" -> "on the server";
        case "measured copy" -> "on a scratch copy with the server's statistics";
        default -> "with " + method;
      };
    }

    /** Time after ÷ time before, 0…1: measured when both plans ran, else by the planner's cost. */
    public double ratio() {
      boolean timed = isMeasured() && before.executionMs() > 0;
      double then = timed ? before.executionMs() : before.totalCost();
      double now = timed ? after.executionMs() : after.totalCost();
      return then <= 0 ? 1 : Math.max(0, Math.min(1, now / then));
    }

    @JsonIgnore
    public boolean isMeasured() {
      return before.analyzed() && after.analyzed();
    }
  }

  /** The question answers itself, for the reason given: the plan of now is good already. */
  record Needless(String reason) implements Answer {}

  /** Not verified: reason. */
  record Unavailable(String reason) implements Answer {}
}
