package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import java.util.Arrays;

/** The beginning of a line whose end is still to come. */
final class Pieces {

  byte[] bytes = new byte[4096];
  int length;

  /** Adds [from, to) as far as there is room under the bound. */
  void add(byte[] more, int from, int to, int bound) {
    int count = Math.min(to - from, bound - length);
    if (count > 0) {
      if (bytes.length - length < count) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
      }
      System.arraycopy(more, from, bytes, length, count);
      length += count;
    }
  }

  /** Whether this is its last byte but for blanks. */
  boolean endsWith(char last) {
    int end = ByteScan.trimEnd(bytes, 0, length);
    return end > 0 && bytes[end - 1] == last;
  }
}
