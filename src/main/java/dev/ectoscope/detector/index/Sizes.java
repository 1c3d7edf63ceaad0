package dev.ectoscope.detector.index;

import java.util.Locale;

/** Bytes and rows for people. */
final class Sizes {

  private Sizes() {}

  static String bytes(long bytes) {
    if (bytes < 1 << 20) {
      return Math.max(0, bytes >> 10) + " kB";
    }
    double megabytes = bytes / (double) (1 << 20);
    return megabytes < 1024
        ? String.format(Locale.US, "%.1f MB", megabytes)
        : String.format(Locale.US, "%.1f GB", megabytes / 1024);
  }
}
