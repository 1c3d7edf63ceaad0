package dev.ectoscope.log;

import java.io.IOException;
import java.io.InputStream;
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
  private @Nullable String damage;

  /**
   * @param stored how many bytes of the file were read so far, packed as they are
   * @param whenBroken begins the sentence about damage: {@code the gzip file}
   * @param after damage known beforehand to lie behind the last byte, or null
   */
  LogStream(PeekStream text, LongSupplier stored, String whenBroken, @Nullable String after) {
    this.text = text;
    this.stored = stored;
    this.whenBroken = whenBroken;
    this.damage = after;
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
      damage =
          whenBroken
              + " is cut off or damaged here ("
              + said(e)
              + "); what follows was not read. Copy it again if the original is whole";
      return -1;
    }
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
    return Optional.ofNullable(damage);
  }

  /** How many bytes of the file were read so far, packed as they are: for progress. */
  public long storedBytesRead() {
    return stored.getAsLong();
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
