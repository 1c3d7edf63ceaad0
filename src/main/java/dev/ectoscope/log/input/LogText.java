package dev.ectoscope.log.input;

import java.io.IOException;

/** Tells text from what is no log, by the first bytes. */
public final class LogText {

  /** An archive without files is 10 KiB of zeros, as tar writes it. */
  private static final int EMPTY_TAR = 12 * 1024;

  private LogText() {}

  /**
   * @throws LogInputException when the bytes are empty, a zip, or binary
   */
  public static void check(String path, Unpacked unpacked) throws IOException {
    byte[] first = unpacked.bytes().peek(PeekStream.MOST);
    if (first.length == 0) {
      throw new LogInputException(
          path + " is empty. Let the application run with its Repo's log on, then try again.");
    }
    if (isZeros(first) && isShortAndZeros(unpacked.bytes().peek(EMPTY_TAR))) {
      throw new LogInputException(
          path + " is empty: it holds nothing but zero bytes, as an archive without files does.");
    }
    if (unpacked.isZip()) {
      throw new LogInputException(path + " is a zip file. Unpack it and name the logs in it.");
    }
    if (isBinary(first)) {
      throw new LogInputException(
          path
              + " is a binary file, not a log. Name a text log, or one packed by gzip, zstd, bzip2, xz or tar.");
    }
  }

  private static boolean isShortAndZeros(byte[] bytes) {
    return bytes.length < EMPTY_TAR && isZeros(bytes);
  }

  private static boolean isZeros(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * NUL bytes alone do not make a log binary: a log cut by {@code copytruncate} while its writer
   * kept its place begins with as many as were cut.
   */
  private static boolean isBinary(byte[] first) {
    int nul = 0;
    int control = 0;
    boolean lines = false;
    for (byte b : first) {
      nul += b == 0 ? 1 : 0;
      lines |= b == '\n';
      control += b > 0 && b < ' ' && "\t\n\r\f\u001b".indexOf(b) < 0 ? 1 : 0;
    }
    if (nul == 0 || nul == PeekStream.MOST || WideText.of(first, first.length) != null) {
      return false;
    }
    return !lines || control * 50 > first.length;
  }
}
