package dev.ectoscope.log.bytes;

import java.util.Arrays;

/** Decodes JSON strings into bytes that are reused. */
public final class JsonText {

  public byte[] bytes = new byte[16 * 1024];
  public int length;

  /** Decodes the inside of a JSON string, [from, to); escapes that are none stay as they are. */
  public void decode(byte[] b, int from, int to) {
    length = 0;
    room(to - from);
    int at = from;
    while (at < to) {
      int escape = ByteScan.indexOf(b, '\\', at, to);
      int plain = escape < 0 ? to : escape;
      System.arraycopy(b, at, bytes, length, plain - at);
      length += plain - at;
      at = plain;
      if (at < to) {
        at = escape(b, at, to);
      }
    }
  }

  private int escape(byte[] b, int at, int to) {
    if (at + 1 >= to) {
      return to;
    }
    byte c = b[at + 1];
    switch (c) {
      case 'n' -> bytes[length++] = '\n';
      case 't' -> bytes[length++] = '\t';
      case 'r' -> bytes[length++] = '\r';
      case 'b' -> bytes[length++] = '\b';
      case 'f' -> bytes[length++] = '\f';
      case 'x' -> {
        return hexByte(b, at, to);
      }
      case 'u' -> {
        return unicode(b, at, to);
      }
      default -> bytes[length++] = c;
    }
    return at + 2;
  }

  /** {@code \x1b}, as Go quotes what is not printable; JSON has no such escape. */
  private int hexByte(byte[] b, int at, int to) {
    int high = at + 4 <= to ? Character.digit(b[at + 2], 16) : -1;
    int low = at + 4 <= to ? Character.digit(b[at + 3], 16) : -1;
    bytes[length++] = high < 0 || low < 0 ? (byte) 'x' : (byte) (high << 4 | low);
    return high < 0 || low < 0 ? at + 2 : at + 4;
  }

  private int unicode(byte[] b, int at, int to) {
    int unit = hex(b, at + 2, to);
    if (unit < 0) {
      bytes[length++] = '\\';
      return at + 1;
    }
    int next = at + 6;
    if (unit >= 0xD800 && unit < 0xDC00 && next + 1 < to && b[next] == '\\' && b[next + 1] == 'u') {
      int low = hex(b, next + 2, to);
      if (low >= 0xDC00 && low < 0xE000) {
        codePoint(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        return next + 6;
      }
    }
    codePoint(unit);
    return next;
  }

  private void codePoint(int c) {
    if (c < 0x80) {
      bytes[length++] = (byte) c;
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | c >> 6);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      bytes[length++] = (byte) (0xE0 | c >> 12);
      bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    } else {
      bytes[length++] = (byte) (0xF0 | c >> 18);
      bytes[length++] = (byte) (0x80 | c >> 12 & 0x3F);
      bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | c & 0x3F);
    }
  }

  private static int hex(byte[] b, int from, int to) {
    if (from + 4 > to) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(b[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Journald prints a text that is not printable as an array of bytes: {@code [27,91,57]}. */
  public void decodeNumbers(byte[] b, int from, int to) {
    length = 0;
    room(to - from);
    int value = -1;
    for (int at = from; at < to; at++) {
      if (ByteScan.isDigit(b[at])) {
        value = Math.max(0, value) * 10 + b[at] - '0';
      } else if (value >= 0) {
        bytes[length++] = (byte) value;
        value = -1;
      }
    }
    if (value >= 0) {
      bytes[length++] = (byte) value;
    }
  }

  private void room(int needed) {
    if (bytes.length < needed) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
  }
}
