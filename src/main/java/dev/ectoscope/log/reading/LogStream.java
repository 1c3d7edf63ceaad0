package dev.ectoscope.log.reading;

import dev.ectoscope.log.input.PeekStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one log, unpacked. Where a packed file is cut off or damaged the stream ends, with
 * what could be unpacked given and {@link #damage} saying what happened: half a log is worth
 * reading, as long as it is called half.
 */
public final class LogStream extends InputStream {

  private final PeekStream text;
  private final LongSupplier stored;
  private final String whenBroken;
  private final @Nullable Path file;
  private final Unwrapping.@Nullable Peeled inside;
  private final @Nullable LogStream outside;
  private volatile long passed;
  private @Nullable String damage;

  /**
   * @param stored how many bytes of the file were read so far, packed as they are
   * @param whenBroken begins the sentence about damage: {@code the gzip file}
   * @param after damage known beforehand to lie behind the last byte, or null
   * @param file that holds these bytes and no others, or null
   */
  LogStream(
      PeekStream text,
      LongSupplier stored,
      String whenBroken,
      @Nullable String after,
      @Nullable Path file) {
    this(text, stored, whenBroken, after, file, null, null);
  }

  private LogStream(
      PeekStream text,
      LongSupplier stored,
      String whenBroken,
      @Nullable String after,
      @Nullable Path file,
      Unwrapping.@Nullable Peeled inside,
      @Nullable LogStream outside) {
    this.inside = inside;
    this.outside = outside;
    this.text = text;
    this.stored = stored;
    this.whenBroken = whenBroken;
    this.damage = after;
    this.file = file;
  }

  /** The log that is inside this one. */
  LogStream within(Unwrapping.Peeled peeled) {
    return new LogStream(
        new PeekStream(peeled), this::storedBytesRead, whenBroken, null, null, peeled, this);
  }

  /** What was taken off around the log, {@code journald+}, or "". */
  public String carriers() {
    return inside == null ? "" : inside.name();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    try {
      return text.read(bytes, from, count);
    } catch (IOException | RuntimeException e) {
      // Decoders throw what they please on bytes that are not theirs.
      brokenBy(e);
      return -1;
    }
  }

  /** What follows cannot be read. */
  void brokenBy(Exception e) {
    damage =
        whenBroken
            + " is cut off or damaged here ("
            + said(e)
            + "); what follows was not read. Copy it again if the original is whole";
  }

  private static String said(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  /**
   * The first bytes, without reading them; fewer when there are no more.
   *
   * @param count at most 32 KiB
   */
  public byte[] peek(int count) throws IOException {
    return text.peek(count);
  }

  /** What could not be read after the last byte given, in a sentence; ask after the end. */
  public Optional<String> damage() {
    if (damage == null && inside != null && inside.isDamaged()) {
      return Optional.of("what carries the log is cut off or damaged");
    }
    return damage == null && outside != null ? outside.damage() : Optional.ofNullable(damage);
  }

  /** The file that holds these bytes and no others, which may be read at several places at once. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** So many bytes of the file were read otherwise than through this stream. */
  void passed(long bytes) {
    passed = bytes;
  }

  /** How many bytes of the file were read so far, packed as they are: for progress. */
  public long storedBytesRead() {
    return Math.max(passed, stored.getAsLong());
  }

  @Override
  public int available() throws IOException {
    return text.available();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
