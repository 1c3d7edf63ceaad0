package dev.ectoscope.report;

import dev.ectoscope.review.Review;
import java.util.ArrayList;
import java.util.List;

/** What a unit of work is called: request, LiveView callback, job. */
public final class UnitWords {

  private static final List<String> ORDER =
      List.of("request", "live-view", "channel", "job", "other");

  private UnitWords() {}

  /** One of this kind; a mixed or unknown kind is a unit of work. */
  public static String one(String kind) {
    return switch (kind == null ? "" : kind) {
      case "request" -> "request";
      case "live-view" -> "LiveView callback";
      case "channel" -> "channel message";
      case "job" -> "job";
      default -> "unit of work";
    };
  }

  static String many(String kind) {
    return one(kind).equals("unit of work") ? "units of work" : one(kind) + "s";
  }

  /** {@code 1 job}, {@code 12 requests}. */
  public static String count(long n, String kind) {
    return Words.count(n) + Words.NBSP + plural(n, kind);
  }

  static String plural(long n, String kind) {
    return n == 1 ? one(kind) : many(kind);
  }

  /** The kind of all units of a review, or "" when there are several. */
  public static String kind(Review.Totals totals) {
    return totals.unitsByKind().size() == 1 ? totals.unitsByKind().keySet().iterator().next() : "";
  }

  /** {@code 370 requests · 15 jobs · 45 others}. */
  static String each(Review.Totals totals) {
    if (totals.unitsByKind().size() < 2) {
      return count(totals.units(), kind(totals));
    }
    List<String> parts = new ArrayList<>();
    for (String kind : ORDER) {
      long n = totals.unitsByKind().getOrDefault(kind, 0L);
      if (n > 0) {
        parts.add(kind.equals("other") ? Words.count(n, "other") : count(n, kind));
      }
    }
    return String.join(" · ", parts);
  }

  /** "a request", "a unit of work". */
  static String a(String kind) {
    return "a " + one(kind);
  }
}
