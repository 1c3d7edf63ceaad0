package dev.ectoscope.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Spells lengths of drawings, as short as they are: a report holds tens of thousands. */
final class Svg {

  private Svg() {}

  /** A length of 100 as {@code 12.5%}. */
  static String percent(double value) {
    double drawn = Double.isFinite(value) ? Math.min(100, Math.max(0, value)) : 0;
    return rounded(drawn, 2) + "%";
  }

  static String share(double part, double whole) {
    return percent(whole > 0 ? 100 * part / whole : 0);
  }

  static String pixels(double value) {
    return rounded(value, 1);
  }

  private static String rounded(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
