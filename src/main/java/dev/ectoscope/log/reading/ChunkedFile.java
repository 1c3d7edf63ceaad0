package dev.ectoscope.log.reading;

import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.EntryScanner;
import dev.ectoscope.log.framing.Scanner;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file by several threads. Each takes the next chunk and reads the entries that begin in
 * it as if nothing before it were open; the thread that called puts the chunks together in their
 * order. Where something is open between two chunks (a statement torn from its header, a midnight)
 * the second is read again, by that thread, which knows what; where that happens all the time it
 * reads the rest alone. What is told is what one reader tells, in the same order.
 */
final class ChunkedFile implements Scanner {

  private static final int MOST_MISFITS = 8;
  private static final int AHEAD = 2;

  private final FileChannel file;
  private final long length;
  private final int size;
  private final int threads;
  private final OneInput whole;
  private final ConsoleFraming framing;
  private final Supplier<ChunkReader> readers;

  private final long chunks;
  private final @Nullable Chunk[] done;
  private long claimed;
  private long taken;
  private long midnights;
  private boolean closed;
  private @Nullable Throwable failure;

  private long end;
  private long lines;
  private boolean ended;

  /**
   * @param size bytes of a chunk
   * @param whole takes everything
   * @param framing of what the file goes on from
   * @param readers makes one for each thread
   */
  ChunkedFile(
      FileChannel file,
      int size,
      int threads,
      OneInput whole,
      ConsoleFraming framing,
      Supplier<ChunkReader> readers)
      throws IOException {
    this.file = file;
    this.length = file.size();
    this.size = size;
    this.threads = threads;
    this.whole = whole;
    this.framing = framing;
    this.midnights = framing.times().midnights();
    this.readers = readers;
    this.chunks = Math.max(1, (length + size - 1) / size);
    this.done = new Chunk[AHEAD * threads];
  }

  @Override
  public long bytesRead() {
    return end;
  }

  @Override
  public long lines() {
    return lines;
  }

  @Override
  public void run(LongConsumer progress) throws IOException {
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::work, "reading " + (i + 1));
      thread.setDaemon(true);
      thread.start();
      all.add(thread);
    }
    try {
      takeAll(progress);
    } finally {
      close();
      for (Thread thread : all) {
        joined(thread);
      }
    }
  }

  private void takeAll(LongConsumer progress) throws IOException {
    ChunkReader own = readers.get();
    int misfits = 0;
    for (long next = 0; next < chunks && !ended; next++) {
      Chunk chunk = taken(next);
      if (end > until(next)) {
        continue; // an entry reaches over all of it
      }
      if (chunk instanceof Chunk.Entries entries
          && entries.begins() == end
          && !whole.waits()
          && entries.times().goesOnFrom(framing.times())) {
        take(entries);
        misfits = 0;
      } else {
        boolean alone = ++misfits > MOST_MISFITS;
        EntryScanner scanner =
            own.goOn(whole, framing, end, lines, alone ? Long.MAX_VALUE : until(next));
        goOn(scanner.end(), scanner.lines(), scanner.isAtEnd());
      }
      passed(framing.times().midnights());
      progress.accept(Math.min(length, end));
    }
  }

  /** Entries that begin there still belong to the chunk; all that is left to the last. */
  private long until(long chunk) {
    return chunk == chunks - 1 ? Long.MAX_VALUE : (chunk + 1) * size;
  }

  private void take(Chunk.Entries chunk) {
    whole.goOnAfter(chunk.counts(), chunk.events(), lines);
    framing.times().goOnAfter(chunk.times());
    goOn(chunk.end(), lines + chunk.lines(), chunk.isLast());
  }

  private void goOn(long endOfLast, long linesSoFar, boolean isLast) {
    end = endOfLast;
    lines = linesSoFar;
    ended = isLast;
  }

  private void work() {
    try {
      ChunkReader reader = readers.get();
      for (long next = claim(); next >= 0; next = claim()) {
        // Nothing begins inside one long line: to look for its end from each chunk takes ever
        // longer.
        boolean within = !reader.load(next) && next > 0 && next < chunks - 1;
        put(next, within ? new Chunk.WithinALine() : reader.read(next, until(next), midnights()));
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    }
  }

  /** The next chunk to read, or -1. */
  private synchronized long claim() {
    while (!closed && claimed < chunks && claimed - taken >= done.length) {
      await();
    }
    return closed || claimed == chunks ? -1 : claimed++;
  }

  private synchronized long midnights() {
    return midnights;
  }

  private synchronized void passed(long midnightsSoFar) {
    midnights = midnightsSoFar;
  }

  private synchronized void put(long place, Chunk chunk) {
    done[(int) (place % done.length)] = chunk;
    notifyAll();
  }

  private synchronized void fail(Throwable thrown) {
    failure = thrown;
    notifyAll();
  }

  private synchronized Chunk taken(long place) throws IOException {
    int slot = (int) (place % done.length);
    while (done[slot] == null && failure == null) {
      await();
    }
    Chunk chunk = done[slot];
    if (chunk == null) {
      throwFailure();
      throw new AssertionError();
    }
    done[slot] = null;
    taken = place + 1;
    notifyAll();
    return chunk;
  }

  private void throwFailure() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    throw (RuntimeException) failure;
  }

  private synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
