package dev.ectoscope.review;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much is at stake. Decided here and nowhere else. */
public enum Severity {
  HIGH,
  MEDIUM,
  LOW,
  INFO;

  /**
   * By share of all database time that can be given back, or, for what has no time, by what it
   * breaks.
   *
   * @param share 0…1 of the log's database and queue time
   * @param failures requests that failed because of it
   */
  public static Severity of(double share, long failures) {
    if (share >= 0.05 || failures >= 4) {
      return HIGH;
    }
    if (share >= 0.01 || failures > 0) {
      return MEDIUM;
    }
    return share > 0 ? LOW : INFO;
  }

  public boolean atLeast(Severity other) {
    return ordinal() <= other.ordinal();
  }

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
