package dev.ectoscope.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log that is still being written: reading waits for more until {@link #stop}. Of a file, what it
 * holds is read first; when it is renamed and made anew, the old one is read to its end and then
 * the new one; when it is cut to nothing ({@code copytruncate}) reading goes on at its beginning. A
 * file that was cut and has grown past where it was within a fifth of a second is taken for grown.
 */
public abstract sealed class LiveStream extends InputStream {

  private static final long POLL_MILLIS = 200;
  private static final long QUIET_NANOS = 500_000_000L;
  private static final long BUSY_NANOS = 10_000_000_000L;

  private final Runnable pause;
  private volatile boolean stopped;
  private long lastPause = System.nanoTime();
  private long lastBytes = System.nanoTime();
  private boolean fresh;

  private LiveStream(Runnable pause) {
    this.pause = pause;
  }

  /**
   * @param pause called on the reading thread when nothing was written for half a second, and every
   *     ten seconds of a log that is never quiet
   * @throws LogInputException when there is no such file, or it is packed or no file
   */
  public static LiveStream of(Path file, Runnable pause) {
    return new Tail(file, pause);
  }

  /** Standard input, or any other stream that may pause. */
  public static LiveStream of(InputStream pipe, Runnable pause) {
    return new Pipe(pipe, pause);
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
      if (fresh && now - lastBytes > QUIET_NANOS) {
        pause();
      } else {
        sleep();
      }
    }
  }

  private void pause() {
    fresh = false;
    pause.run();
    lastPause = System.nanoTime();
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

  private static final class Pipe extends LiveStream {
    private final InputStream pipe;

    Pipe(InputStream pipe, Runnable pause) {
      super(pause);
      this.pipe = pipe;
    }

    @Override
    int readNow(byte[] bytes, int from, int count) throws IOException {
      // A pipe does not say that it has ended except to one who waits for more.
      return pipe.available() == 0 && !hasPaused() ? 0 : pipe.read(bytes, from, count);
    }
  }

  private static final class Tail extends LiveStream {
    private final Path file;
    private FileChannel channel;
    private @Nullable Object key;
    private byte last = '\n';

    Tail(Path file, Runnable pause) {
      super(pause);
      this.file = file;
      try {
        open();
      } catch (NoSuchFileException e) {
        throw new LogInputException(
            file
                + " does not exist. Check the spelling; --follow waits for lines, not for the file.");
      } catch (IOException e) {
        throw new LogInputException(
            file + " cannot be read (" + e.getMessage() + "). Check its permissions.");
      }
      refuseWhatCannotGrow();
    }

    private void refuseWhatCannotGrow() {
      try {
        ByteBuffer first = ByteBuffer.allocate(8);
        channel.read(first, 0);
        byte[] bytes = java.util.Arrays.copyOf(first.array(), first.position());
        if (!Files.isRegularFile(file) || Compression.of(bytes) != null) {
          channel.close();
          throw new LogInputException(
              file
                  + " is packed, or no file: --follow takes the one text log that is being written.");
        }
      } catch (IOException e) {
        throw new LogInputException(
            file
                + " cannot be followed ("
                + e.getMessage()
                + "). Name the log that is being written.");
      }
    }

    private void open() throws IOException {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      key = keyNow();
    }

    private Object keyNow() throws IOException {
      return Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]).fileKey();
    }

    @Override
    int readNow(byte[] bytes, int from, int count) throws IOException {
      int read = channel.read(ByteBuffer.wrap(bytes, from, count));
      if (read > 0) {
        last = bytes[from + read - 1];
        return read;
      }
      if (channel.size() < channel.position()) {
        channel.position(0);
        return lineEnd(bytes, from);
      }
      return isReplaced() ? nextFile(bytes, from, count) : 0;
    }

    private boolean isReplaced() {
      try {
        return !Objects.equals(keyNow(), key);
      } catch (IOException e) {
        return false; // between the renaming and the making anew
      }
    }

    private int nextFile(byte[] bytes, int from, int count) throws IOException {
      // What was written to the old one until its writer noticed.
      int read = channel.read(ByteBuffer.wrap(bytes, from, count));
      if (read > 0) {
        last = bytes[from + read - 1];
        return read;
      }
      channel.close();
      open();
      return lineEnd(bytes, from);
    }

    /** A line that was cut off by rotation does not run into the first of the next file. */
    private int lineEnd(byte[] bytes, int from) {
      if (last == '\n') {
        return 0;
      }
      last = '\n';
      bytes[from] = '\n';
      return 1;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.max(0, Math.min(1 << 20, channel.size() - channel.position()));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
