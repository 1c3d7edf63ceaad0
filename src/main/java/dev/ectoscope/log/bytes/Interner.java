package dev.ectoscope.log.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One shared value for each distinct run of bytes. Bounded: when full, it forgets all and begins
 * again, since what a log printed long ago (request ids) is seldom printed again.
 *
 * @param <T> what is made of the text
 */
public final class Interner<T> {

  private static final int MOST_BYTES = 3 << 20;

  private record Entry<T>(long hash, byte[] key, T value) {}

  private final int limit;
  private final Make<T> make;
  private Entry<T>[] table = newTable(256);
  private int size;
  private long keptBytes;
  private int forgotten;

  /**
   * Makes a value of the text and of the bytes it was read from, which must not be changed.
   *
   * @param <T> the value; null is one too
   */
  @FunctionalInterface
  public interface Make<T> {
    T of(String text, byte[] bytes);
  }

  public Interner(int limit, Function<String, T> make) {
    this(limit, (text, bytes) -> make.apply(text));
  }

  public Interner(int limit, Make<T> make) {
    this.limit = limit;
    this.make = make;
  }

  /** The value of the bytes [from, to), read as UTF-8; bytes that are not UTF-8 become U+FFFD. */
  public T get(byte[] bytes, int from, int to) {
    long hash = ByteScan.hash(bytes, from, to);
    int slot = slot(table, hash, bytes, from, to);
    if (table[slot] != null) {
      return table[slot].value();
    }
    byte[] key = Arrays.copyOfRange(bytes, from, to);
    T value = make.of(new String(key, StandardCharsets.UTF_8), key);
    if (to - from > MOST_BYTES) {
      return value;
    }
    if (size == limit || keptBytes + to - from > MOST_BYTES) {
      table = newTable(256);
      size = 0;
      keptBytes = 0;
      forgotten++;
      slot = slot(table, hash, bytes, from, to);
    }
    table[slot] = new Entry<>(hash, key, value);
    size++;
    keptBytes += to - from;
    growIfFull();
    return value;
  }

  /** The value of the bytes if it is known, else null. */
  public @Nullable T find(byte[] bytes, int from, int to) {
    Entry<T> entry = table[slot(table, ByteScan.hash(bytes, from, to), bytes, from, to)];
    return entry == null ? null : entry.value();
  }

  /** How often all was forgotten: values of another time are not the ones given now. */
  public int forgotten() {
    return forgotten;
  }

  private static <T> int slot(Entry<T>[] table, long hash, byte[] bytes, int from, int to) {
    int mask = table.length - 1;
    int slot = (int) (hash ^ hash >>> 32) & mask;
    while (table[slot] != null && !same(table[slot], hash, bytes, from, to)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static <T> boolean same(Entry<T> entry, long hash, byte[] bytes, int from, int to) {
    byte[] key = entry.key();
    return entry.hash() == hash && Arrays.equals(key, 0, key.length, bytes, from, to);
  }

  private void growIfFull() {
    if (size * 2 <= table.length) {
      return;
    }
    Entry<T>[] larger = newTable(table.length * 2);
    int mask = larger.length - 1;
    for (Entry<T> entry : table) {
      if (entry != null) {
        int slot = (int) (entry.hash() ^ entry.hash() >>> 32) & mask;
        while (larger[slot] != null) {
          slot = slot + 1 & mask;
        }
        larger[slot] = entry;
      }
    }
    table = larger;
  }

  @SuppressWarnings("unchecked")
  private static <T> Entry<T>[] newTable(int length) {
    return (Entry<T>[]) new Entry<?>[length];
  }
}
