package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.record.RecordStream;
import dev.ectoscope.log.wrapper.Layer;
import dev.ectoscope.log.wrapper.Order;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The log of another program, such as PostgreSQL's own, out of what shippers and log stores have
 * put around its lines.
 */
public final class Unwrapping {

  private static final int FIRST_BYTES = 32 * 1024;
  private static final int LONGEST = 16 * 1024 * 1024;
  private static final byte[] QUERY = "QUERY OK".getBytes(US_ASCII);

  private Unwrapping() {}

  /**
   * Finds out what is around a log, and takes it off.
   *
   * @param bytes read only when there is something around it
   * @param fitting how many lines of some first bytes are such a log's
   * @return empty when nothing is around it, or something else is in it
   */
  public static Optional<LogStream> of(LogStream bytes, ToIntFunction<byte[]> fitting)
      throws IOException {
    byte[] first = bytes.peek(FIRST_BYTES);
    if (ByteScan.indexOf(first, QUERY, 0, first.length) >= 0) {
      return Optional.empty();
    }
    RecordStream probe = RecordStream.of(first, new ByteArrayInputStream(first));
    byte[] sample = probe == null ? first : probe.readAllBytes();
    int plain = fitting.applyAsInt(sample);
    List<Layer> layers = LogFormat.layersAround(sample, fitting, plain);
    if (layers.isEmpty() && (probe == null || plain == 0)) {
      return Optional.empty();
    }
    RecordStream records = probe == null ? null : RecordStream.of(first, bytes);
    StringBuilder name = new StringBuilder(records == null ? "" : records.name() + "+");
    layers.forEach(layer -> name.append(layer.name()).append('+'));
    InputStream physical = records == null ? bytes : records;
    if (isNewestFirst(sample, layers)) {
      name.insert(0, Order.NAME + "+");
      physical = new ReversedLines(physical, null);
    }
    return Optional.of(bytes.within(new Peeled(physical, records, layers, name.toString())));
  }

  /** Whether what the layers say of time goes down from line to line. */
  private static boolean isNewestFirst(byte[] sample, List<Layer> layers) {
    return Order.isFalling(FirstLines.of(sample, sample.length), layers);
  }

  static void write(byte[] b, int from, int to, ByteArrayOutputStream out) {
    int start = ByteScan.skipColours(b, from, to);
    out.write(b, start, to - start);
    out.write('\n');
  }

  /** The texts of the lines, without what is around them. */
  static final class Peeled extends RecordStream {
    private final InputStream physical;
    private final @Nullable RecordStream records;
    private final List<Layer> layers;
    private final String name;
    private final Line line = new Line();
    private final Map<String, ByteArrayOutputStream> pieces = new HashMap<>();

    Peeled(InputStream physical, @Nullable RecordStream records, List<Layer> layers, String name) {
      this.physical = new java.io.BufferedInputStream(physical, FIRST_BYTES);
      this.records = records;
      this.layers = layers;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean isDamaged() {
      return super.isDamaged() || records != null && records.isDamaged();
    }

    @Override
    public void close() throws IOException {
      physical.close();
    }

    @Override
    protected boolean next(ByteArrayOutputStream out) throws IOException {
      byte[] bytes = line(physical, LONGEST);
      if (bytes == null) {
        return false;
      }
      line.set(bytes, isMarked(bytes) ? 3 : 0, bytes.length);
      boolean peeled = true;
      boolean partial = false;
      for (Layer layer : layers) {
        peeled &= layer.peel(line);
        partial |= line.partial;
      }
      if (!peeled) {
        write(bytes, 0, bytes.length, out);
      } else if (partial || pieces.containsKey(line.instance)) {
        piece(partial, out);
      } else {
        write(line.bytes, line.from, line.to, out);
      }
      return true;
    }

    private static boolean isMarked(byte[] bytes) {
      return bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB;
    }

    private void piece(boolean partial, ByteArrayOutputStream out) {
      ByteArrayOutputStream whole =
          pieces.computeIfAbsent(line.instance, key -> new ByteArrayOutputStream());
      if (whole.size() < LONGEST) {
        whole.write(line.bytes, line.from, line.to - line.from);
      }
      if (!partial) {
        pieces.remove(line.instance);
        write(whole.toByteArray(), 0, whole.size(), out);
      }
    }
  }
}
