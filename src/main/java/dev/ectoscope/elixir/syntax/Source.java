package dev.ectoscope.elixir.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one file. Positions are UTF-8 byte offsets, lines count from 1. */
public final class Source {

  private final String path;
  private final byte[] bytes;
  private final int[] lineStarts;

  public Source(String path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
    this.lineStarts = lineStarts(bytes);
  }

  public static Source of(String path, String text) {
    return new Source(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public String path() {
    return path;
  }

  public int length() {
    return bytes.length;
  }

  public String text(int start, int end) {
    return new String(bytes, start, Math.max(0, end - start), StandardCharsets.UTF_8);
  }

  int line(int offset) {
    int at = Arrays.binarySearch(lineStarts, offset);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** Lines {@code first} to {@code last} with their line ends. */
  public String lines(int first, int last) {
    int from = lineStarts[Math.max(1, Math.min(first, lineStarts.length)) - 1];
    int to = last >= lineStarts.length ? bytes.length : lineStarts[last];
    return text(from, to);
  }

  /** The word of letters, digits, {@code _ ? !} that begins at an offset. */
  String wordAt(int offset) {
    int end = offset;
    while (end < bytes.length && isWord(bytes[end])) {
      end++;
    }
    return text(offset, end);
  }

  public boolean contains(int start, int end, String ascii) {
    int last = end - ascii.length();
    for (int i = start; i <= last; i++) {
      int k = 0;
      while (k < ascii.length() && bytes[i + k] == ascii.charAt(k)) {
        k++;
      }
      if (k == ascii.length()) {
        return true;
      }
    }
    return false;
  }

  /**
   * A range as ASCII of equal length. The parser's binding hands over modified UTF-8, in which
   * characters outside the basic plane take six bytes instead of four: with one letter for each
   * byte its offsets are those of the file.
   */
  String ascii(int start, int end) {
    byte[] plain = Arrays.copyOfRange(bytes, start, end);
    for (int i = 0; i < plain.length; i++) {
      if (plain[i] == 0) {
        plain[i] = ' ';
      } else if (plain[i] < 0) {
        // `?é` is one character: its further bytes must not become the letters of a name.
        boolean further = (plain[i] & 0xC0) == 0x80;
        boolean afterQuestionMark = further && i >= 2 && plain[i - 2] == '?';
        boolean byteOrderMark = start == 0 && i < 3 && (bytes[0] & 0xFF) == 0xEF;
        plain[i] = (byte) (afterQuestionMark || byteOrderMark ? ' ' : 'x');
      }
    }
    return new String(plain, StandardCharsets.US_ASCII);
  }

  private static boolean isWord(byte b) {
    return b == '_' || b == '?' || b == '!' || Character.isLetterOrDigit(b);
  }

  private static int[] lineStarts(byte[] bytes) {
    int[] starts = new int[64];
    int count = 1;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }
}
