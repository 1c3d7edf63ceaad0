package dev.ectoscope.log.record;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An input that is no sequence of lines, as one: JSON records or lines of text, one on each line.
 * Line numbers are then numbers of these.
 */
public abstract class RecordStream extends InputStream {

  /** Of all such streams, as formats name them. */
  public static final Set<String> NAMES =
      Set.of(
          ExportStream.NAME,
          JournalStream.NAME,
          YamlStream.NAME,
          CastStream.NAME,
          OctetStream.NAME);

  private static final int BUFFER = 256 * 1024;

  private byte[] ready = {};
  private int at;
  private boolean ended;
  private boolean damaged;

  /**
   * What the input that begins with {@code sample} is such a stream of, or null.
   *
   * @param whole the input from its beginning
   */
  public static @Nullable RecordStream of(byte[] sample, InputStream whole) throws IOException {
    InputStream input = new BufferedInputStream(whole, BUFFER);
    if (CastStream.is(sample)) {
      return new CastStream(input);
    }
    if (OctetStream.is(sample)) {
      return new OctetStream(input);
    }
    if (JournalStream.isExport(sample) || JournalStream.isVerbose(sample)) {
      return new JournalStream(input, JournalStream.isExport(sample));
    }
    Table table = Table.of(sample, sample.length);
    if (table != null || ExportStream.isDocument(sample, sample.length)) {
      return new ExportStream(input, table);
    }
    return YamlStream.is(sample) ? new YamlStream(input) : null;
  }

  /** As the format of the input names it. */
  public abstract String name();

  /**
   * Writes what the next piece of the input holds, each record ended by a line feed; nothing when
   * it holds none.
   *
   * @return false at the end
   */
  protected abstract boolean next(ByteArrayOutputStream out) throws IOException;

  /** Says that the input is not whole here. */
  void damaged() {
    damaged = true;
  }

  /** Whether the input was cut off or damaged; ask after the last byte. */
  public boolean isDamaged() {
    return damaged;
  }

  @Override
  public int read() throws IOException {
    return available() > 0 || more() ? ready[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    int given = 0;
    while (given < count && (available() > 0 || more())) {
      int part = Math.min(available(), count - given);
      System.arraycopy(ready, at, into, from + given, part);
      at += part;
      given += part;
    }
    return given == 0 ? -1 : given;
  }

  @Override
  public int available() {
    return ready.length - at;
  }

  private boolean more() throws IOException {
    at = 0;
    ready = new byte[0];
    while (!ended && ready.length == 0) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ended = !next(out);
      ready = out.toByteArray();
    }
    return ready.length > 0;
  }

  /** The next line without its line feed, however it ends; null at the end of the input. */
  protected static byte @Nullable [] line(InputStream input, int longest) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = input.read();
    if (b < 0) {
      return null;
    }
    while (b >= 0 && b != '\n') {
      if (line.size() < longest) {
        line.write(b);
      }
      b = input.read();
    }
    byte[] bytes = line.toByteArray();
    int end = bytes.length;
    return end > 0 && bytes[end - 1] == '\r' ? java.util.Arrays.copyOf(bytes, end - 1) : bytes;
  }
}
