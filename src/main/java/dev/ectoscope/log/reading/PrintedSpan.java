package dev.ectoscope.log.reading;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.input.LogInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The first and the last time that a log prints, as far as its first and last bytes say.
 *
 * @param first tenths of a millisecond of the epoch, of a year without a number or of a day
 * @param last of the same kind, or {@link LogEvent#ABSENT}: of what is packed the end is not read
 */
record PrintedSpan(long first, long last) {

  /** Times of day, and those of a year without a number, are less. */
  static final long FIRST_DATE = 10 * 366 * 24 * 60 * 60 * 10_000L;

  private static final int PIECE = 16 * 1024;
  private static final int MOST_PIECES = 16;

  /** Empty when nothing near the beginning has a time, or the log cannot be opened. */
  static Optional<PrintedSpan> of(LogInput input) {
    try (LogStream bytes = input.open()) {
      Times beginning = new Times();
      read(input, new Beginning(bytes, beginning), beginning);
      if (beginning.first == LogEvent.ABSENT) {
        return Optional.empty();
      }
      Times end = new Times();
      Path file = bytes.file().orElse(null);
      if (file != null) {
        read(input, new ByteArrayInputStream(end(file)), end);
      }
      return Optional.of(new PrintedSpan(beginning.first, end.last));
    } catch (IOException | LogInputException e) {
      return Optional.empty(); // said when it is read
    }
  }

  private static void read(LogInput input, InputStream bytes, Times times) throws IOException {
    new LogReader(times, statement -> "").read(input.path(), bytes, read -> {});
  }

  /** The last lines. */
  private static byte[] end(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long from = Math.max(0, channel.size() - PIECE);
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      int length = Math.max(0, channel.read(piece, from));
      int start = 0;
      while (from > 0 && start < length && piece.get(start++) != '\n') {}
      return Arrays.copyOfRange(piece.array(), start, length);
    }
  }

  private static final class Times implements LogSink {
    private long first = LogEvent.ABSENT;
    private long last = LogEvent.ABSENT;

    @Override
    public void accept(LogEvent event) {
      if (event.clock() != LogEvent.ABSENT) {
        first = first == LogEvent.ABSENT ? event.clock() : first;
        last = event.clock();
      }
    }
  }

  /** Ends when a time was found, or is not to be expected any more. */
  private static final class Beginning extends InputStream {
    private final InputStream bytes;
    private final Times found;
    private int pieces;
    private ByteArrayInputStream piece = new ByteArrayInputStream(new byte[0]);

    Beginning(InputStream bytes, Times found) {
      this.bytes = bytes;
      this.found = found;
    }

    @Override
    public int read() throws IOException {
      return next() ? piece.read() : -1;
    }

    @Override
    public int read(byte[] to, int at, int count) throws IOException {
      return count == 0 ? 0 : next() ? piece.read(to, at, count) : -1;
    }

    private boolean next() throws IOException {
      if (piece.available() == 0 && found.first == LogEvent.ABSENT && pieces++ < MOST_PIECES) {
        piece = new ByteArrayInputStream(bytes.readNBytes(PIECE));
      }
      return piece.available() > 0;
    }
  }
}
