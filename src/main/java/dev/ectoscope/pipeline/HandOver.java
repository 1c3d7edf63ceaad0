package dev.ectoscope.pipeline;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of one input to another thread, in their order: one thread reads bytes while the
 * other sums up what they say. The result is that of one thread. To be closed by the thread that
 * reads, which waits until all is taken.
 */
final class HandOver implements LogSink, AutoCloseable {

  private static final int BATCH = 512;
  private static final int BATCHES = 8;
  private static final LogEvent[] END = {};

  private final BlockingQueue<LogEvent[]> batches = new ArrayBlockingQueue<>(BATCHES);
  private final LogSink taker;
  private final Thread thread;
  private LogEvent[] batch = new LogEvent[BATCH];
  private int size;
  private volatile @Nullable Throwable failure;

  HandOver(LogSink taker) {
    this.taker = taker;
    this.thread = new Thread(this::take, "summing up");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void accept(LogEvent event) {
    batch[size++] = event;
    if (size == BATCH) {
      hand(batch);
      batch = new LogEvent[BATCH];
      size = 0;
    }
  }

  /** As a batch of their own. */
  @Override
  public void acceptAll(List<LogEvent> events, long queries) {
    if (size > 0) {
      hand(Arrays.copyOf(batch, size));
      size = 0;
    }
    hand(events.toArray(LogEvent[]::new));
  }

  private void hand(LogEvent[] full) {
    try {
      batches.put(full);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }

  private void take() {
    try {
      for (LogEvent[] next = batches.take(); next != END; next = batches.take()) {
        for (int i = 0; failure == null && i < next.length; i++) {
          pass(next[i]);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until all events are taken.
   *
   * @throws RuntimeException what the taker threw
   */
  @Override
  public void close() {
    hand(Arrays.copyOf(batch, size));
    hand(END);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** Takes one; after a failure the rest is let pass, so that the reader never waits in vain. */
  private void pass(LogEvent event) {
    try {
      taker.accept(event);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }
}
