package dev.ectoscope.log.reading;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.EntryScanner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads chunks of one file, for one thread. */
final class ChunkReader {

  /** About what an event takes in a log, with its message. */
  private static final int BYTES_OF_EVENT = 256;

  private final FileChannel file;
  private final int size;
  private final int bound;
  private final Function<LogSink, OneInput> inputs;
  private byte[] buffer;
  private int filled;

  /**
   * @param size bytes of a chunk
   * @param bound of a message
   * @param inputs all made by one reader of messages, which no other thread uses
   */
  ChunkReader(FileChannel file, int size, int bound, Function<LogSink, OneInput> inputs) {
    this.file = file;
    this.size = size;
    this.bound = bound;
    this.inputs = inputs;
    this.buffer = new byte[size + size / 2];
  }

  /** Loads a chunk; says whether a line ends in it. */
  boolean load(long chunk) throws IOException {
    filled = 0;
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, size);
    while (bytes.hasRemaining()) {
      int count = file.read(bytes, chunk * size + filled);
      if (count < 0) {
        break;
      }
      filled += count;
    }
    return ByteScan.indexOf(buffer, '\n', 0, filled) >= 0;
  }

  /**
   * Reads what was loaded.
   *
   * @param until where the first line of an entry begins at the latest
   * @param midnights that are likely to have passed before the chunk
   */
  Chunk read(long chunk, long until, long midnights) throws IOException {
    List<LogEvent> events = new ArrayList<>(size / BYTES_OF_EVENT);
    OneInput counts = inputs.apply(events::add).ofChunk();
    ConsoleFraming framing = new ConsoleFraming();
    framing.times().startAfter(midnights);
    long place = chunk * size;
    EntryScanner scanner =
        EntryScanner.ofChunk(
            buffer,
            filled,
            from(place + filled),
            framing,
            counts,
            bound,
            place,
            until,
            chunk > 0,
            0);
    scanner.run(bytes -> {});
    buffer = scanner.buffer();
    counts.endOfChunk();
    return new Chunk.Entries(
        counts,
        events,
        framing.times(),
        scanner.begins(),
        scanner.end(),
        scanner.lines(),
        scanner.isAtEnd());
  }

  /**
   * Reads on from where the last entry ended, knowing all that is still open.
   *
   * @param whole what is open, and takes what is read
   * @param until where the first line of an entry begins at the latest
   */
  EntryScanner goOn(
      OneInput whole, ConsoleFraming framing, long place, long linesBefore, long until)
      throws IOException {
    EntryScanner scanner =
        EntryScanner.ofChunk(
            buffer, 0, from(place), framing, whole, bound, place, until, false, linesBefore);
    scanner.run(bytes -> {});
    buffer = scanner.buffer();
    return scanner;
  }

  private InputStream from(long start) {
    return new InputStream() {
      private long at = start;

      @Override
      public int read() {
        throw new UnsupportedOperationException("read by blocks");
      }

      @Override
      public int read(byte[] bytes, int from, int count) throws IOException {
        int read = file.read(ByteBuffer.wrap(bytes, from, count), at);
        at += Math.max(0, read);
        return read;
      }
    };
  }
}
