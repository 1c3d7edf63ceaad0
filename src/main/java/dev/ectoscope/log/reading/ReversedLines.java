package dev.ectoscope.log.reading;

import dev.ectoscope.log.LogEvent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The lines of another stream, last first, by way of a temporary file. Lines of one clock can be
 * kept in their order, and lines without one below that which they follow.
 */
final class ReversedLines extends InputStream {

  private static final int BLOCK = 256 * 1024;
  private static final int MOST_KEPT = 16 * 1024 * 1024;
  private static final int LONGEST_LINE = 17 * 1024 * 1024;

  private final Path copy;
  private final RandomAccessFile file;
  private final @Nullable ToLongFunction<byte[]> clock;
  private final long lines;

  private byte[] block = {};
  private long blockAt;
  private int end;
  private boolean done;

  private final Deque<byte[]> group = new ArrayDeque<>();
  private final Deque<byte[]> following = new ArrayDeque<>();
  private final Deque<byte[]> ready = new ArrayDeque<>();
  private long groupClock = LogEvent.ABSENT;
  private long kept;
  private int at;

  /**
   * @param clock of a line, or ABSENT; null to turn every line round
   * @throws IOException when the bytes cannot be read, or there is no room for a copy of them
   */
  ReversedLines(InputStream bytes, @Nullable ToLongFunction<byte[]> clock) throws IOException {
    this.clock = clock;
    copy = Files.createTempFile("ectoscope-", ".log");
    copy.toFile().deleteOnExit();
    Feeds feeds = new Feeds(bytes);
    Files.copy(feeds, copy, StandardCopyOption.REPLACE_EXISTING);
    file = new RandomAccessFile(copy.toFile(), "r");
    blockAt = file.length();
    done = blockAt == 0;
    lines = feeds.count + (feeds.last == '\n' ? 0 : 1);
    if (!done && feeds.last == '\n') {
      blockAt--; // the line feed at the end ends the last line
    }
  }

  private static final class Feeds extends FilterInputStream {
    private long count;
    private int last = '\n';

    Feeds(InputStream bytes) {
      super(bytes);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      for (int i = from; i < from + read; i++) {
        count += into[i] == '\n' ? 1 : 0;
      }
      last = read > 0 ? into[from + read - 1] : last;
      return read;
    }
  }

  /**
   * The place in the log of the line read as the nth, both from 1; only if every line is turned.
   */
  long placeOf(long nth) {
    return clock == null ? Math.max(1, lines + 1 - nth) : nth;
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready.peek()[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    int given = 0;
    while (given < count && fill()) {
      int part = Math.min(ready.peek().length - at, count - given);
      System.arraycopy(ready.peek(), at, into, from + given, part);
      at += part;
      given += part;
    }
    return given == 0 && count > 0 ? -1 : given;
  }

  @Override
  public int available() {
    return ready.isEmpty() ? 1 : ready.peek().length - at;
  }

  private boolean fill() throws IOException {
    if (!ready.isEmpty() && at >= ready.peek().length) {
      ready.poll();
      at = 0;
    }
    while (ready.isEmpty()) {
      byte[] line = previousLine();
      if (line == null) {
        flush();
        return !ready.isEmpty();
      }
      if (clock == null) {
        ready.add(line);
      } else {
        sort(line, clock.applyAsLong(line));
      }
    }
    return true;
  }

  private void sort(byte[] line, long own) {
    kept += line.length;
    if (own < 0 && kept < MOST_KEPT) {
      following.addFirst(line);
      return;
    }
    if (own != groupClock || kept >= MOST_KEPT) {
      ready.addAll(group);
      group.clear();
      groupClock = own;
      kept = 0;
    }
    while (!following.isEmpty()) {
      group.addFirst(following.pollLast());
    }
    group.addFirst(line);
  }

  private void flush() {
    ready.addAll(following);
    ready.addAll(group);
    following.clear();
    group.clear();
  }

  /**
   * With a line feed, or null when there is none left; of a line too long to be read the beginning.
   */
  private byte @Nullable [] previousLine() throws IOException {
    if (done) {
      return null;
    }
    Deque<byte[]> pieces = new ArrayDeque<>();
    int length = 0;
    while (true) {
      int start = end;
      while (start > 0 && block[start - 1] != '\n') {
        start--;
      }
      pieces.addFirst(Arrays.copyOfRange(block, start, end));
      length += end - start;
      if (start > 0) {
        end = start - 1;
        return joined(pieces, length);
      }
      if (length > LONGEST_LINE) {
        length -= pieces.removeLast().length;
      }
      if (!loadBlock()) {
        done = true;
        return joined(pieces, length);
      }
    }
  }

  private static byte[] joined(Deque<byte[]> pieces, int length) {
    byte[] line = new byte[length + 1];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, line, at, piece.length);
      at += piece.length;
    }
    line[length] = '\n';
    return line;
  }

  private boolean loadBlock() throws IOException {
    if (blockAt == 0) {
      return false;
    }
    int length = (int) Math.min(BLOCK, blockAt);
    blockAt -= length;
    if (block.length != length) {
      block = new byte[length];
    }
    file.seek(blockAt);
    file.readFully(block);
    end = length;
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
    Files.deleteIfExists(copy);
  }
}
