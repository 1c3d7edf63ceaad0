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
   * By the share of all database time that can be given back, or, for what has no time, by what it
   * breaks. Where nobody knows how much can be given back, the time at stake counts, but never as
   * high.
   *
   * @param savedShare 0…1 of the log's database and queue time
   * @param share 0…1 of the same time at stake, 0 when the change saves none
   * @param failures requests that failed because of it
   */
  public static Severity of(double savedShare, double share, long failures) {
    double counted = savedShare > 0 ? savedShare : share;
    if (savedShare >= 0.05 || failures >= 4) {
      return HIGH;
    }
    if (counted >= 0.01 || failures > 0) {
      return MEDIUM;
    }
    return counted > 0 ? LOW : INFO;
  }

  public boolean atLeast(Severity other) {
    return ordinal() <= other.ordinal();
  }

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
