package dev.ectoscope.log.record;

import dev.ectoscope.log.bytes.ByteScan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Syslog messages that stand behind their length, one after the other, as TCP carries them: {@code
 * 83 <134>1 …}. Line feeds inside are written as rsyslog does, {@code #012}. Source: RFC 6587,
 * 3.4.1.
 */
final class OctetStream extends RecordStream {

  static final String NAME = "octets";
  private static final int LONGEST = 16 * 1024 * 1024;
  private static final int MOST_DIGITS = 8;
  private static final byte[] FEED = {'#', '0', '1', '2'};

  private final InputStream input;
  private int pushed = -1;

  OctetStream(InputStream input) {
    this.input = input;
  }

  /** Whether a second message begins, or the sample ends, where the length of the first says. */
  static boolean is(byte[] sample) {
    int first = begins(sample, 0);
    if (first < 0) {
      return false;
    }
    int end = first + length(sample, 0);
    int at = end < sample.length && sample[end] == '\n' ? end + 1 : end;
    return end == sample.length || at < sample.length && begins(sample, at) > 0;
  }

  /** Where the message begins whose length stands at {@code at}, or -1. */
  private static int begins(byte[] b, int at) {
    int to = at;
    while (to < b.length && to - at < MOST_DIGITS && ByteScan.isDigit(b[to])) {
      to++;
    }
    boolean counted = to > at && to + 2 < b.length && b[to] == ' ' && b[to + 1] == '<';
    return counted && ByteScan.isDigit(b[to + 2]) ? to + 1 : -1;
  }

  private static int length(byte[] b, int at) {
    int length = 0;
    for (int i = at; ByteScan.isDigit(b[i]); i++) {
      length = length * 10 + b[i] - '0';
    }
    return length;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  protected boolean next(ByteArrayOutputStream out) throws IOException {
    int b = read1();
    while (b == '\n' || b == '\r') {
      b = read1();
    }
    if (b < 0) {
      return false;
    }
    int length = 0;
    int digits = 0;
    for (; b >= '0' && b <= '9' && digits < MOST_DIGITS; digits++) {
      length = length * 10 + b - '0';
      b = read1();
    }
    if (digits == 0 || b != ' ' || length > LONGEST) {
      damaged();
      pushed = b;
      rest(out);
      return true;
    }
    byte[] message = input.readNBytes(length);
    if (message.length < length) {
      damaged();
    }
    write(message, out);
    return true;
  }

  private int read1() throws IOException {
    int b = pushed >= 0 ? pushed : input.read();
    pushed = -1;
    return b;
  }

  /** A length that is none: what follows up to the next line is read as it is. */
  private void rest(ByteArrayOutputStream out) throws IOException {
    int b = read1();
    while (b >= 0 && b != '\n') {
      out.write(b);
      b = read1();
    }
    out.write('\n');
  }

  private static void write(byte[] message, ByteArrayOutputStream out) {
    int to = ByteScan.trimEnd(message, 0, message.length);
    for (int i = 0; i < to; i++) {
      if (message[i] == '\n') {
        out.writeBytes(FEED);
      } else {
        out.write(message[i]);
      }
    }
    out.write('\n');
  }
}
