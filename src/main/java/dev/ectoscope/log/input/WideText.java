package dev.ectoscope.log.input;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Text of two bytes a character, as PowerShell's {@code >} writes it, read as UTF-8. */
public final class WideText extends InputStream {

  private static final int BLOCK = 64 * 1024;
  private static final int FEWEST = 8;

  private final Reader reader;
  private final char[] characters = new char[BLOCK];
  private int kept;
  private byte[] ready = {};
  private int at;

  public WideText(InputStream bytes, Charset charset) {
    reader = new InputStreamReader(bytes, charset);
  }

  /** The charset that these bytes begin in, or null when it is one of single bytes. */
  public static @Nullable Charset of(byte[] b, int length) {
    if (length >= 2 && (b[0] & 0xff) == 0xff && (b[1] & 0xff) == 0xfe) {
      return UTF_16LE;
    }
    if (length >= 2 && (b[0] & 0xff) == 0xfe && (b[1] & 0xff) == 0xff) {
      return UTF_16BE;
    }
    int[] nul = new int[2];
    int looked = Math.min(length, 512) & ~1;
    for (int i = 0; i < looked; i++) {
      nul[i & 1] += b[i] == 0 ? 1 : 0;
    }
    if (looked < FEWEST || Math.max(nul[0], nul[1]) * 10 < looked * 4) {
      return null;
    }
    if (nul[0] == 0 || nul[1] == 0) {
      return nul[0] == 0 ? UTF_16LE : UTF_16BE;
    }
    return null;
  }

  @Override
  public int read() throws IOException {
    return at < ready.length || fill() ? ready[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    if (at >= ready.length && !fill()) {
      return -1;
    }
    int given = Math.min(count, ready.length - at);
    System.arraycopy(ready, at, into, from, given);
    at += given;
    return given;
  }

  @Override
  public int available() throws IOException {
    return at < ready.length ? ready.length - at : reader.ready() ? 1 : 0;
  }

  /** A character of two halves is not torn apart between two blocks. */
  private boolean fill() throws IOException {
    at = 0;
    ready = new byte[0];
    while (ready.length == 0) {
      int count = reader.read(characters, kept, characters.length - kept);
      int length = kept + Math.max(0, count);
      if (length == 0) {
        return false;
      }
      boolean half = count > 0 && Character.isHighSurrogate(characters[length - 1]);
      kept = half ? 1 : 0;
      ready = new String(characters, 0, length - kept).getBytes(UTF_8);
      characters[0] = characters[length - 1];
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
