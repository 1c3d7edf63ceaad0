package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Figures;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Note;
import java.util.Locale;

/** Numbers and nodes of plans in words. */
final class Say {

  private static final double KB_PER_MB = 1024;

  private Say() {}

  static Note plan(String format, Object... arguments) {
    return new Note("plan", String.format(Locale.US, format, arguments));
  }

  /** {@code 6,000}. */
  static String rows(double rows) {
    return Figures.number(rows);
  }

  /** {@code 4.2 ms}, {@code 340 ms}, {@code 1.85 s}. */
  static String ms(double ms) {
    return Figures.time(ms);
  }

  static String kb(double kb) {
    return kb < KB_PER_MB
        ? String.format(Locale.US, "%.0f kB", kb)
        : String.format(Locale.US, "%,.1f MB", kb / KB_PER_MB);
  }

  static String percent(double share) {
    return String.format(Locale.US, "%.0f %%", share * 100);
  }

  /** {@code Seq Scan on posts}. */
  static String node(PlanNode node) {
    String on = node.relation().isEmpty() ? "" : " on " + node.relation();
    String using = node.index().isEmpty() ? "" : " using " + node.index();
    return node.title() + on + using;
  }
}
