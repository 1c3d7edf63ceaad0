package dev.ectoscope.review;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How sure a finding is: seen in the log, planned by the planner, measured by EXPLAIN ANALYZE. */
public enum Confidence {
  OBSERVED,
  PLANNED,
  MEASURED;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
