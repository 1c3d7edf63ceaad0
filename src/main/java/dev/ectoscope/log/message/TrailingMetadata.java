package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;

/** Metadata that a format such as {@code $time [$level] $message $metadata} prints last. */
public final class TrailingMetadata {

  private static final byte[][] KEYS = {
    key("request_id="),
    key("pid="),
    key("application="),
    key("mfa="),
    key("module="),
    key("function="),
    key("file="),
    key("line="),
    key("domain="),
    key("node="),
    key("trace_id="),
    key("span_id="),
    key("user_id="),
    key("remote_ip=")
  };

  private static final byte[] OBJECT = key(" {\"");
  private static final byte[] JSON_ID = key("\"request_id\":\"");

  public int requestIdFrom;
  public int requestIdTo;
  public int pidFrom;
  public int pidTo;

  private static byte[] key(String text) {
    return text.getBytes(US_ASCII);
  }

  /** The end of the message [from, to) without metadata; says where the ids among it stand. */
  public int read(byte[] b, int from, int to) {
    requestIdFrom = requestIdTo = pidFrom = pidTo = 0;
    int end = ByteScan.trimEnd(b, from, to);
    if (end > from && b[end - 1] == '}') {
      int object = object(b, from, end);
      if (object >= 0) {
        return object;
      }
    }
    end = to;
    while (true) {
      int last = ByteScan.trimEnd(b, from, end);
      int start = last;
      boolean named = false;
      while (start > from && b[start - 1] > ' ') {
        start--;
        named |= b[start] == '=';
      }
      int value = named && start > from && b[start - 1] == ' ' ? value(b, start, last) : -1;
      if (value < 0) {
        return end;
      }
      end = start - 1;
    }
  }

  private int value(byte[] b, int start, int end) {
    for (int i = 0; i < KEYS.length; i++) {
      if (ByteScan.startsWith(b, start, end, KEYS[i])) {
        int value = start + KEYS[i].length;
        if (i == 0) {
          requestIdFrom = value;
          requestIdTo = end;
        } else if (i == 1) {
          pidFrom = b[value < end ? value : start] == '#' ? Math.min(end, value + 4) : value;
          pidTo = end;
        }
        return value;
      }
    }
    return -1;
  }

  /**
   * Where an object of JSON that ends the last line of a message begins, with the word before it
   * that begins with an @ ({@code Sent 200 in 45ms @metadata {"dt":…}}); or -1.
   */
  private int object(byte[] b, int from, int end) {
    int line = ByteScan.lineStart(b, from, end);
    int at = line;
    while ((at = ByteScan.indexOf(b, OBJECT, at, end)) >= 0 && !fills(b, at + 1, end)) {
      at++;
    }
    if (at <= from) {
      return -1;
    }
    int id = ByteScan.indexOf(b, JSON_ID, at, end);
    if (id >= 0) {
      requestIdFrom = id + JSON_ID.length;
      requestIdTo = ByteScan.indexOf(b, '"', requestIdFrom, end);
    }
    int word = at;
    while (word > line && b[word - 1] > ' ') {
      word--;
    }
    return word < at && b[word] == '@' ? word : at;
  }

  /** Whether the object that begins at {@code from} ends with the last byte, and has keys. */
  private static boolean fills(byte[] b, int from, int end) {
    int depth = 0;
    boolean string = false;
    boolean keys = false;
    for (int at = from; at < end; at++) {
      byte c = b[at];
      if (string) {
        at += c == '\\' ? 1 : 0;
        string = c != '"';
      } else if (c == '"') {
        string = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if ((c == '}' || c == ']') && --depth == 0) {
        return keys && at == end - 1;
      }
      keys |= !string && c == ':' && b[at - 1] == '"';
    }
    return false;
  }
}
