package dev.ectoscope.report;

import java.util.Locale;

/** Spells lengths of drawings. */
final class Svg {

  private Svg() {}

  /** A length of 100 as {@code 12.5%}. */
  static String percent(double value) {
    double drawn = Double.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
    return String.format(Locale.US, "%.2f%%", drawn);
  }

  static String share(double part, double whole) {
    return percent(whole > 0 ? 100 * part / whole : 0);
  }

  static String pixels(double value) {
    return String.format(Locale.US, "%.1f", value);
  }
}
