package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Position;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what {@link PackWriter} wrote. */
final class PackReader {

  private static final int LONGEST_TEXT = 1 << 26;
  private static final int MOST_NUMBERS = 1 << 20;

  /** Little gzip can promise much: what is kept must not outgrow the memory. */
  private static final long MOST_TEXT = 1L << 27;

  private final InputStream bytes;
  private long textRead;
  private final List<String> texts = new ArrayList<>();
  private final List<GroupKey> keys = new ArrayList<>();
  private final List<UnitOfWork> units = new ArrayList<>();

  PackReader(InputStream bytes) {
    this.bytes = bytes;
  }

  long number() throws IOException {
    long rest = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = bytes.read();
      if (b < 0) {
        throw new EOFException();
      }
      rest |= (b & 0x7fL) << shift;
      if ((b & 0x80) == 0) {
        return rest >>> 1 ^ -(rest & 1);
      }
    }
    throw new IOException("a number is too long");
  }

  /** A number that counts what follows. */
  int count() throws IOException {
    long count = number();
    if (count < 0 || count > LONGEST_TEXT) {
      throw new IOException("a count is impossible");
    }
    return (int) count;
  }

  long[] numbers() throws IOException {
    int count = count();
    if (count > MOST_NUMBERS) {
      throw new IOException("more numbers than anything has");
    }
    long[] values = new long[Math.min(count, 64)];
    for (int i = 0; i < count; i++) {
      values = i < values.length ? values : Arrays.copyOf(values, Math.min(count, 2 * i));
      values[i] = number();
    }
    return values;
  }

  boolean flag() throws IOException {
    return number() == 1;
  }

  String text() throws IOException {
    int at = count();
    if (at == texts.size()) {
      byte[] utf8 = bytes.readNBytes(count());
      textRead += utf8.length;
      if (textRead > MOST_TEXT) {
        throw new IOException("more text than a workload holds");
      }
      texts.add(new String(utf8, StandardCharsets.UTF_8));
    }
    return known(texts, at);
  }

  private static <T> T known(List<T> all, int at) throws IOException {
    if (at >= all.size()) {
      throw new IOException("a reference leads nowhere");
    }
    return all.get(at);
  }

  Position position() throws IOException {
    return new Position(text(), number());
  }

  GroupKey key() throws IOException {
    int at = count();
    if (at == keys.size()) {
      String fingerprint = text();
      keys.add(new GroupKey(fingerprint, new CallSite(text(), text(), (int) number())));
    }
    return known(keys, at);
  }

  QueryCall call() throws IOException {
    return new QueryCall(
        key(),
        text(),
        number(),
        number(),
        number(),
        flag(),
        flag(),
        (int) number(),
        (int) number(),
        (int) number(),
        (int) number());
  }

  UnitKind kind() throws IOException {
    int ordinal = count();
    if (ordinal >= UnitKind.values().length) {
      throw new IOException("a kind is unknown");
    }
    return UnitKind.values()[ordinal];
  }

  void example(Example into) throws IOException {
    if (!flag()) {
      return;
    }
    into.weight = number();
    into.begins = position();
    int at = count();
    if (at == units.size()) {
      units.add(unit());
    }
    into.unit = known(units, at);
  }

  private UnitOfWork unit() throws IOException {
    String key = text();
    UnitKind kind = kind();
    String name = text();
    String view = text();
    int overlapping = (int) number();
    long duration = number();
    int omitted = (int) number();
    int count = count();
    ArrayList<QueryCall> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(call());
    }
    return new UnitOfWork(key, kind, name, view, overlapping, duration, calls, omitted);
  }

  boolean isAtEnd() throws IOException {
    return bytes.read() < 0;
  }
}
