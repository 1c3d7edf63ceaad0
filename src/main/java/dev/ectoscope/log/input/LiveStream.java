package dev.ectoscope.log.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A log that is still being written: reading waits for more until {@link #stop}. */
public abstract sealed class LiveStream extends InputStream permits LiveStream.Pipe, Tail {

  private static final long POLL_MILLIS = 200;
  private static final long QUIET_NANOS = 500_000_000L;
  private static final long BUSY_NANOS = 10_000_000_000L;

  private final BooleanSupplier pause;
  private volatile boolean stopped;
  private long lastPause = System.nanoTime();
  private long lastBytes = System.nanoTime();
  private boolean fresh;

  LiveStream(BooleanSupplier pause) {
    this.pause = pause;
  }

  /**
   * @param pause called on the reading thread when nothing was written for half a second, and every
   *     ten seconds of a log that is never quiet; again and again until it says that it is done
   * @param file need not be there yet
   * @throws LogInputException when there is no such folder, or it is packed or no file
   */
  public static LiveStream of(Path file, BooleanSupplier pause) {
    return new Tail(file, pause);
  }

  /** Standard input, or any other stream that may pause. */
  public static LiveStream of(InputStream pipe, BooleanSupplier pause) {
    return new Pipe(pipe, pause);
  }

  /** Whether there is nothing to read yet: the file is still to be made. */
  public boolean isWaiting() {
    return false;
  }

  /** Ends the stream at the next chance; may be called by any thread. */
  public void stop() {
    stopped = true;
  }

  /** Bytes that are there; 0 when there are none now, -1 at the end of all. */
  abstract int readNow(byte[] bytes, int from, int count) throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (System.nanoTime() - lastPause > BUSY_NANOS) {
      pause();
    }
    while (true) {
      int read = readNow(bytes, from, count);
      long now = System.nanoTime();
      if (read != 0) {
        lastBytes = now;
        fresh = true;
        return read;
      }
      if (stopped) {
        return -1;
      }
      if (!fresh || now - lastBytes <= QUIET_NANOS || !pause()) {
        sleep();
      }
    }
  }

  private boolean pause() {
    fresh = !pause.getAsBoolean();
    lastPause = System.nanoTime();
    return !fresh;
  }

  private void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  boolean hasPaused() {
    return !fresh;
  }

  static final class Pipe extends LiveStream {
    private final InputStream pipe;

    Pipe(InputStream pipe, BooleanSupplier pause) {
      super(pause);
      this.pipe = pipe;
    }

    @Override
    int readNow(byte[] bytes, int from, int count) throws IOException {
      // A pipe does not say that it has ended except to one who waits for more.
      return pipe.available() == 0 && !hasPaused() ? 0 : pipe.read(bytes, from, count);
    }
  }
}
