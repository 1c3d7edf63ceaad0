package dev.ectoscope.log.reading;

import dev.ectoscope.log.reading.Continuation.Rest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A file of a rotated log, and behind it what of its last message stands in the file after. */
final class GoingOn extends InputStream {

  /** Of a line that the file ends in the middle of, enough to tell whether it begins an entry. */
  private static final int KEPT = 4096;

  private final InputStream file;
  private final InputStream source;
  private final Continuation after;
  private final byte[] line = new byte[KEPT];
  private int length;
  private boolean midLine;
  private Rest rest = Rest.NONE;
  private int given = -1;

  /**
   * @param source that the bytes of the file come from: what is damaged ends where it does
   */
  GoingOn(InputStream file, InputStream source, Continuation after) {
    this.file = file;
    this.source = source;
    this.after = after;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (given < 0) {
      int read = file.read(bytes, from, count);
      if (read >= 0) {
        remember(bytes, from, from + read);
        return read;
      }
      end();
    }
    int left = Math.min(count, added() - given);
    for (int i = 0; i < left; i++, given++) {
      int at = rest.onItsOwnLine() ? given - 1 : given;
      bytes[from + i] = at < 0 ? (byte) '\n' : rest.bytes()[at];
    }
    return left == 0 ? -1 : left;
  }

  private void end() {
    given = 0;
    boolean damaged = source instanceof LogStream log && log.damage().isPresent();
    if (!damaged) {
      rest = after.rest(Arrays.copyOf(line, length));
    }
  }

  private void remember(byte[] bytes, int from, int to) {
    int start = to;
    while (start > from && bytes[start - 1] != '\n') {
      start--;
    }
    boolean begins = start > from || !midLine;
    length = begins ? 0 : length;
    int kept = Math.min(to - start, KEPT - length);
    System.arraycopy(bytes, start, line, length, kept);
    length += kept;
    midLine = begins ? start < to : midLine;
  }

  /** How many bytes were read that are not the file's. */
  int added() {
    return rest.bytes().length + (rest.onItsOwnLine() ? 1 : 0);
  }

  /** How many lines of them are not the file's either. */
  int lines() {
    int feeds = 0;
    for (byte b : rest.bytes()) {
      feeds += b == '\n' ? 1 : 0;
    }
    boolean last = rest.bytes().length > 0 && rest.bytes()[rest.bytes().length - 1] != '\n';
    boolean shared = midLine && !rest.onItsOwnLine() && rest.bytes().length > 0;
    return feeds + (last ? 1 : 0) - (shared ? 1 : 0);
  }

  /** What of the file after was read. */
  Rest rest() {
    return rest;
  }
}
