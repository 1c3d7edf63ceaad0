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
    int end = to;
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
}
