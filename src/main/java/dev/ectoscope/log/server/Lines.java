package dev.ectoscope.log.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Physical lines of bounded length, numbered from 1; what is longer is cut there. */
final class Lines {

  private static final int BLOCK = 256 * 1024;

  private final InputStream input;
  private final LongConsumer progress;
  private final int longest;
  private byte[] buffer = new byte[2 * BLOCK];
  private int from;
  private int searched;
  private int limit;
  private boolean ended;
  private long bytes;
  private long number;
  private boolean cut;

  Lines(InputStream input, LongConsumer progress, int longest) {
    this.input = input;
    this.progress = progress;
    this.longest = longest;
  }

  /** The next line without its end, or null. Bytes that are not UTF-8 become U+FFFD. */
  @Nullable String next() throws IOException {
    cut = false;
    boolean skipping = false;
    String begun = null;
    while (true) {
      int feed = feed();
      if (feed >= 0 || ended) {
        int end = feed >= 0 ? feed : limit;
        if (feed < 0 && from == limit && begun == null) {
          return null;
        }
        number++;
        String line = skipping ? begun : text(from, end);
        from = Math.min(limit, end + 1);
        searched = from;
        return line;
      }
      if (limit - from > longest) {
        begun = skipping ? begun : text(from, from + longest);
        skipping = true;
        cut = true;
        from = limit;
      }
      searched = limit;
      fill();
    }
  }

  private int feed() {
    for (int i = searched; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private String text(int start, int end) {
    int stop = end > start && buffer[end - 1] == '\r' ? end - 1 : end;
    return new String(buffer, start, stop - start, StandardCharsets.UTF_8);
  }

  private void fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, limit - from);
      searched -= from;
      limit -= from;
      from = 0;
    }
    if (buffer.length - limit < BLOCK) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = input.read(buffer, limit, BLOCK);
    ended = read < 0;
    limit += Math.max(0, read);
    bytes += Math.max(0, read);
    progress.accept(bytes);
  }

  /** Number of the line that {@link #next} gave last. */
  long number() {
    return number;
  }

  /** Whether that line was longer than the bound. */
  boolean wasCut() {
    return cut;
  }

  long bytes() {
    return bytes;
  }
}
