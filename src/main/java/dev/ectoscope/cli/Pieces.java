package dev.ectoscope.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes in memory, in pieces: a report of tens of megabytes is not copied while it grows, as {@link
 * java.io.ByteArrayOutputStream} does, whose last copy takes as much again.
 */
final class Pieces extends OutputStream {

  private static final int SIZE = 64 * 1024;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[SIZE];
  private int length;

  @Override
  public void write(int one) {
    makeRoom();
    last[length++] = (byte) one;
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    for (int done = 0; done < count; ) {
      makeRoom();
      int some = Math.min(count - done, SIZE - length);
      System.arraycopy(bytes, from + done, last, length, some);
      length += some;
      done += some;
    }
  }

  private void makeRoom() {
    if (length == SIZE) {
      full.add(last);
      last = new byte[SIZE];
      length = 0;
    }
  }

  void writeTo(OutputStream out) throws IOException {
    for (byte[] piece : full) {
      out.write(piece);
    }
    out.write(last, 0, length);
  }
}
