package dev.ectoscope.log.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written, which need not be there yet. What it holds is read first; when
 * another takes its place (renamed and made anew, deleted, or a link that leads elsewhere) the old
 * one is read to its end, and the new one once something is written to it; when it is cut to
 * nothing ({@code copytruncate}) reading goes on at its beginning, also when it has grown past
 * where it was: its last bytes are then no longer those that were read.
 */
final class Tail extends LiveStream {

  private static final int REMEMBERED = 256;

  private final Path file;
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private final byte[] last = new byte[REMEMBERED];
  private int remembered;
  private boolean atEnd;
  private boolean gone;

  /**
   * @throws LogInputException when it can never be followed
   */
  Tail(Path file, BooleanSupplier pause) {
    super(pause);
    this.file = file;
    try {
      channel = open();
    } catch (NoSuchFileException e) {
      refuseUnlessItMayCome();
    } catch (IOException e) {
      throw new LogInputException(
          file + " cannot be read (" + e.getMessage() + "). Check its permissions.");
    }
    FileChannel now = channel;
    if (now != null) {
      refuseWhatCannotGrow(now);
    }
  }

  private void refuseUnlessItMayCome() {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new LogInputException(
          file + " does not exist, nor does its folder. Check the spelling of " + folder + ".");
    }
  }

  private void refuseWhatCannotGrow(FileChannel now) {
    try {
      ByteBuffer first = ByteBuffer.allocate(8);
      now.read(first, 0);
      byte[] bytes = Arrays.copyOf(first.array(), first.position());
      if (!Files.isRegularFile(file) || Compression.of(bytes) != null) {
        now.close();
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

  private FileChannel open() throws IOException {
    FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
    key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return opened;
  }

  @Override
  public boolean isWaiting() {
    return channel == null;
  }

  @Override
  int readNow(byte[] bytes, int from, int count) throws IOException {
    FileChannel now = channel;
    if (now == null) {
      return openAtLast();
    }
    if (wasCut(now)) {
      now.position(0);
      return lineEnd(bytes, from);
    }
    int read = now.read(ByteBuffer.wrap(bytes, from, count));
    atEnd = read <= 0;
    if (read > 0) {
      remember(bytes, from, read);
      return read;
    }
    return isReplaced(now) ? nextFile(now, bytes, from, count) : 0;
  }

  private int openAtLast() throws IOException {
    try {
      channel = open();
    } catch (NoSuchFileException e) {
      // not yet
    }
    return 0;
  }

  /** After the end was reached once, what stands before it shows whether the file is still it. */
  private boolean wasCut(FileChannel now) throws IOException {
    if (now.size() < now.position()) {
      return true;
    }
    if (!atEnd || now.size() == now.position() || remembered == 0) {
      return false;
    }
    ByteBuffer before = ByteBuffer.allocate(remembered);
    while (before.hasRemaining()
        && now.read(before, now.position() - remembered + before.position()) > 0) {
      // a read may give less than was asked for
    }
    return !Arrays.equals(before.array(), 0, remembered, last, REMEMBERED - remembered, REMEMBERED);
  }

  private void remember(byte[] bytes, int from, int count) {
    int kept = Math.min(count, REMEMBERED);
    System.arraycopy(last, kept, last, 0, REMEMBERED - kept);
    System.arraycopy(bytes, from + count - kept, last, REMEMBERED - kept, kept);
    remembered = Math.min(REMEMBERED, remembered + kept);
  }

  /**
   * Another file has its name, and its writer has begun to write to that. A file that was gone is
   * another even if it has the number of the first.
   */
  private boolean isReplaced(FileChannel now) throws IOException {
    try {
      BasicFileAttributes there = Files.readAttributes(file, BasicFileAttributes.class);
      boolean other =
          gone || there.size() < now.position() || !Objects.equals(there.fileKey(), key);
      return other && there.size() > 0;
    } catch (IOException e) {
      gone = true; // between the renaming and the making anew
      return false;
    }
  }

  private int nextFile(FileChannel old, byte[] bytes, int from, int count) throws IOException {
    // What was written to the old one until its writer noticed.
    int read = old.read(ByteBuffer.wrap(bytes, from, count));
    if (read > 0) {
      remember(bytes, from, read);
      return read;
    }
    FileChannel next;
    try {
      next = open();
    } catch (IOException e) {
      return 0; // gone again
    }
    old.close();
    gone = false;
    channel = next;
    return lineEnd(bytes, from);
  }

  /** A line that was cut off by rotation does not run into the first of the next file. */
  private int lineEnd(byte[] bytes, int from) {
    boolean whole = remembered == 0 || last[REMEMBERED - 1] == '\n';
    remembered = 0;
    atEnd = false;
    if (whole) {
      return 0;
    }
    bytes[from] = '\n';
    return 1;
  }

  @Override
  public int available() throws IOException {
    FileChannel now = channel;
    return now == null ? 0 : (int) Math.max(0, Math.min(1 << 20, now.size() - now.position()));
  }

  @Override
  public void close() throws IOException {
    FileChannel now = channel;
    if (now != null) {
      now.close();
    }
  }
}
