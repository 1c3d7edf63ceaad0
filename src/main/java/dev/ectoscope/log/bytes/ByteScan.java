package dev.ectoscope.log.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searching and hashing in byte arrays, eight bytes at a time where it counts. */
public final class ByteScan {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private ByteScan() {}

  /**
   * First {@code wanted} in [from, to), or -1. Which of eight bytes it is, a product tells: the
   * quick compiler does not know the instruction that counts zeros, and a loop ends unforeseen.
   */
  public static int indexOf(byte[] bytes, int wanted, int from, int to) {
    long pattern = ONES * (wanted & 0xff);
    int at = from;
    for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at) ^ pattern;
      long hit = (word - ONES) & ~word & HIGHS;
      if (hit != 0) {
        // One bit for each byte up to the first that matches, summed up in the highest byte.
        return at + (int) ((((hit & -hit) - 1) & ONES) * ONES >>> 56) - 1;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] == (byte) wanted) {
        return at;
      }
    }
    return -1;
  }

  /** First occurrence of {@code wanted} in [from, to), or -1. */
  public static int indexOf(byte[] bytes, byte[] wanted, int from, int to) {
    int at = from;
    while ((at = indexOf(bytes, wanted[0], at, to)) >= 0) {
      if (startsWith(bytes, at, to, wanted)) {
        return at;
      }
      at++;
    }
    return -1;
  }

  /** Last occurrence of {@code wanted} in [from, to), or -1. */
  public static int lastIndexOf(byte[] bytes, byte[] wanted, int from, int to) {
    for (int at = to - wanted.length; at >= from; at--) {
      if (bytes[at] == wanted[0] && startsWith(bytes, at, to, wanted)) {
        return at;
      }
    }
    return -1;
  }

  /** Start of the physical line that holds {@code at}; no earlier than {@code from}. */
  public static int lineStart(byte[] bytes, int from, int at) {
    long pattern = ONES * '\n';
    int start = at;
    for (; start - Long.BYTES >= from; start -= Long.BYTES) {
      long word = (long) LONGS.get(bytes, start - Long.BYTES) ^ pattern;
      if (((word - ONES) & ~word & HIGHS) != 0) {
        break; // the line feed is among the last eight
      }
    }
    while (start > from && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  public static boolean startsWith(byte[] bytes, int from, int to, byte[] wanted) {
    if (to - from < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[from + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the eight bytes at {@code at} are these; see {@link #eight}. */
  public static boolean isAt(byte[] bytes, int at, int to, long eight) {
    return to - at >= Long.BYTES && (long) LONGS.get(bytes, at) == eight;
  }

  /** Eight bytes as one number. */
  public static long eight(byte[] bytes) {
    return (long) LONGS.get(bytes, 0);
  }

  public static boolean endsWith(byte[] bytes, int from, int to, byte[] wanted) {
    return to - from >= wanted.length && startsWith(bytes, to - wanted.length, to, wanted);
  }

  /** A 64-bit hash of [from, to): the same bytes have the same hash in every run. */
  public static long hash(byte[] bytes, int from, int to) {
    long hash = 0x9E3779B97F4A7C15L ^ (to - from);
    int at = from;
    for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = rest << 8 | bytes[at] & 0xff;
    }
    hash = mix(hash ^ rest);
    return hash ^ hash >>> 29;
  }

  private static long mix(long value) {
    long mixed = value * 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 32;
  }

  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  public static boolean isBlank(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0;
  }

  /** The end of [from, to) with white space and NULs taken off. */
  public static int trimEnd(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && isBlank(bytes[end - 1])) {
      end--;
    }
    return end;
  }

  /**
   * The index after any {@code ESC[…m} sequences at {@code from}, {@code ESC[K}, with which
   * programs that colour end their lines, and NULs, which a crash or a log cut to nothing while it
   * was written leaves behind.
   */
  public static int skipColours(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] <= ESCAPE && (bytes[at] == ESCAPE || bytes[at] == 0)) {
      int after = bytes[at] == 0 ? at + 1 : afterColour(bytes, at, to);
      if (after < 0) {
        return at;
      }
      at = after;
    }
    return at;
  }

  public static final int ESCAPE = 0x1b;

  private static int afterColour(byte[] bytes, int escape, int to) {
    int at = escape + 1;
    if (at >= to || bytes[at] != '[') {
      return -1;
    }
    at++;
    while (at < to && (isDigit(bytes[at]) || bytes[at] == ';')) {
      at++;
    }
    return at < to && (bytes[at] == 'm' || bytes[at] == 'K') ? at + 1 : -1;
  }

  /**
   * Takes colours and the CR of each CRLF out of [from, to), in place.
   *
   * @return the new end
   */
  public static int clean(byte[] bytes, int from, int to, boolean carriageReturns) {
    int escape = indexOf(bytes, ESCAPE, from, to);
    if (!carriageReturns) {
      return escape < 0 ? to : withoutColours(bytes, escape, to);
    }
    int end = escape < 0 ? to : escape;
    int carriageReturn = indexOf(bytes, '\r', from, end);
    int first = carriageReturn < 0 ? escape : carriageReturn;
    return first < 0 ? to : withoutColoursAndReturns(bytes, first, to);
  }

  private static int withoutColours(byte[] bytes, int firstEscape, int to) {
    int out = firstEscape;
    int at = firstEscape;
    while (at < to) {
      int after = afterColour(bytes, at, to);
      int kept = after > 0 ? after : at;
      int next = indexOf(bytes, ESCAPE, Math.max(kept, at + 1), to);
      int end = next < 0 ? to : next;
      System.arraycopy(bytes, kept, bytes, out, end - kept);
      out += end - kept;
      at = end;
    }
    return out;
  }

  private static int withoutColoursAndReturns(byte[] bytes, int first, int to) {
    int out = first;
    for (int at = first; at < to; at++) {
      byte b = bytes[at];
      if (b == ESCAPE) {
        int after = afterColour(bytes, at, to);
        if (after > 0) {
          at = after - 1;
          continue;
        }
      } else if (b == '\r' && (at + 1 == to || bytes[at + 1] == '\n')) {
        continue;
      }
      bytes[out++] = b;
    }
    return out;
  }
}
