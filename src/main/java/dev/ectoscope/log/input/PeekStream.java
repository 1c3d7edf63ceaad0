package dev.ectoscope.log.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Bytes whose beginning can be looked at, and which know for certain whether more follow. */
public final class PeekStream extends BufferedInputStream {

  /** Covers the magic of a tar, at offset 257, and enough text to tell a log from a picture. */
  static final int MOST = 4096;

  private static final int SIZE = 64 * 1024;

  public PeekStream(InputStream bytes) {
    super(bytes, SIZE);
  }

  /**
   * The first bytes, fewer when there are no more, or when no more can be unpacked: who reads on
   * will meet the damage.
   */
  public synchronized byte[] peek(int count) throws IOException {
    mark(count);
    byte[] first = new byte[count];
    int length = 0;
    try {
      int read;
      while (length < count && (read = read(first, length, count - length)) >= 0) {
        length += read;
      }
    } catch (IOException | RuntimeException e) {
      if (length == 0) {
        throw e;
      }
    }
    reset();
    markpos = -1;
    return Arrays.copyOf(first, length);
  }

  /**
   * One read of what lies beneath at most: BufferedInputStream reads on until the array is full,
   * and loses what it has when it meets damage on the way.
   */
  @Override
  public synchronized int read(byte[] bytes, int from, int length) throws IOException {
    int known = this.count - pos;
    if (known > 0) {
      return super.read(bytes, from, Math.min(length, known));
    }
    if (length >= SIZE && markpos < 0) {
      return in.read(bytes, from, length);
    }
    int one = length == 0 ? -1 : read();
    if (one < 0) {
      return length == 0 ? 0 : -1;
    }
    bytes[from] = (byte) one;
    int more = Math.min(length - 1, this.count - pos);
    return more <= 0 ? 1 : 1 + super.read(bytes, from + 1, more);
  }

  /**
   * GZIPInputStream takes 0 for the end of the file and then drops the parts appended to it; a pipe
   * says 0 whenever its writer is slow.
   */
  @Override
  public synchronized int available() throws IOException {
    int known = super.available();
    return known > 0 ? known : peek(1).length;
  }
}
