package dev.ectoscope.detector;

import java.util.Locale;

/** Numbers of evidence as people read them, the same from every detector. */
public final class Figures {

  private static final double PLAIN_BELOW = 10;
  private static final double SECONDS_FROM = 1000;

  private Figures() {}

  /** {@code 6,000}. */
  public static String number(double value) {
    return String.format(Locale.US, "%,.0f", value);
  }

  /** {@code 1 row}, {@code 6,000 rows}. */
  public static String count(double value, String one) {
    return number(value) + " " + one + (Math.round(value) == 1 ? "" : "s");
  }

  /** {@code 4.2 ms}, {@code 340 ms}, {@code 1.85 s}. */
  public static String time(double ms) {
    if (ms >= SECONDS_FROM) {
      return String.format(Locale.US, "%,.2f s", ms / SECONDS_FROM);
    }
    return String.format(Locale.US, ms < PLAIN_BELOW ? "%.1f ms" : "%.0f ms", ms);
  }
}
