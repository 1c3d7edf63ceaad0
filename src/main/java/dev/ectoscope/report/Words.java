package dev.ectoscope.report;

import java.util.Locale;

/**
 * Spells numbers for people: 768,000 · 28 min 40 s · 0.76 ms · 4.6 MB · 12.5 %. Units follow a
 * non-breaking space.
 */
public final class Words {

  static final char NBSP = '\u00a0';

  private Words() {}

  public static String count(long value) {
    return String.format(Locale.US, "%,d", value).replace('-', '−');
  }

  /** {@code 1 query}, {@code 2 queries}; a plural is the singular with s or ies. */
  public static String count(long value, String one) {
    return count(value) + NBSP + plural(value, one);
  }

  static String plural(long value, String one) {
    if (value == 1) {
      return one;
    }
    return one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
  }

  public static String duration(double ms) {
    if (!Double.isFinite(ms) || ms < 0) {
      return "–";
    }
    if (ms >= 3_599_500) {
      return twoParts(Math.round(ms / 60_000), "h", "min");
    }
    if (ms >= 59_950) {
      return twoParts(Math.round(ms / 1_000), "min", "s");
    }
    if (ms >= 999.5) {
      return trimmed(ms / 1_000, ms >= 9_995 ? 1 : 2) + NBSP + "s";
    }
    return millis(ms) + NBSP + "ms";
  }

  /** A number as printed, with ≥ before it when it is known to be a lower bound. */
  public static String bound(boolean lower, String number) {
    return lower && !number.startsWith("≥") ? "≥" + NBSP + number : number;
  }

  /** A sum of times Ecto has cut to 0.1 ms each. */
  static String atLeast(double ms) {
    return ms > 0 ? "≥" + NBSP + duration(ms) : duration(ms);
  }

  /** Milliseconds without the unit, for table columns. */
  static String millis(double ms) {
    if (!Double.isFinite(ms)) {
      return "–";
    }
    if (ms > 0 && ms < 0.005) {
      return "< 0.01".replace(' ', NBSP);
    }
    return trimmed(ms, ms >= 9.95 ? 0 : ms >= 0.995 ? 1 : 2);
  }

  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + "" + NBSP + "B";
    }
    if (bytes < 100_000) {
      return trimmed(bytes / 1e3, 0) + NBSP + "kB";
    }
    if (bytes < 1_000_000_000) {
      return trimmed(bytes / 1e6, bytes < 100_000_000 ? 1 : 0) + NBSP + "MB";
    }
    return trimmed(bytes / 1e9, 1) + NBSP + "GB";
  }

  /** A share of 1 as per cent. */
  static String percent(double share) {
    double value = share * 100;
    if (!Double.isFinite(value)) {
      return "–";
    }
    if (value > 0 && value < 0.05) {
      return "<" + NBSP + "0.1" + NBSP + "%";
    }
    return trimmed(value, 1) + NBSP + "%";
  }

  /** Rows and costs: whole when large, short when small. */
  static String amount(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    return Math.abs(value) >= 99.5
        ? count(Math.round(value))
        : trimmed(value, Math.abs(value) >= 9.95 ? 1 : 2);
  }

  private static String twoParts(long small, String largeUnit, String smallUnit) {
    String large = count(small / 60) + NBSP + largeUnit;
    return small % 60 == 0 ? large : large + NBSP + small % 60 + NBSP + smallUnit;
  }

  private static String trimmed(double value, int decimals) {
    String text = String.format(Locale.US, "%,." + decimals + "f", value);
    if (decimals > 0) {
      text = text.replaceAll("\\.?0+$", "");
    }
    return text.replace('-', '−');
  }
}
