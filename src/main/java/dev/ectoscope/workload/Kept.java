package dev.ectoscope.workload;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * At most so many entries: those whose keys come first in an order that is the same everywhere. An
 * entry that stays to the end was there from its first sight, so what is kept of it is exact, and
 * keeping commutes with merging.
 */
final class Kept<K, V> {

  /** Of the limit, a part by which it may be exceeded for a time: to sort takes long. */
  private static final int SLACK = 8;

  private final int limit;
  private final ToLongFunction<K> order;
  private final BiConsumer<K, V> dropped;
  // No interface here: each call through one takes the quick compiler's code a search.
  private final HashMap<K, V> entries = new HashMap<>();
  private long bar = Long.MAX_VALUE;

  /**
   * @param order the same for the same key in every run, and spread evenly
   * @param dropped told what is left out
   */
  Kept(int limit, ToLongFunction<K> order, BiConsumer<K, V> dropped) {
    this.limit = limit;
    this.order = order;
    this.dropped = dropped;
  }

  /** The entry of a key, or null when it is one of those left out. */
  @Nullable V get(K key, Function<K, V> make) {
    V entry = entries.get(key);
    if (entry != null || order.applyAsLong(key) > bar) {
      return entry;
    }
    if (entries.size() > limit + limit / SLACK) {
      cut();
      return get(key, make);
    }
    entry = make.apply(key);
    entries.put(key, entry);
    return entry;
  }

  @Nullable V find(K key) {
    return entries.get(key);
  }

  long bar() {
    return bar;
  }

  /** Leaves out what another one left out. */
  void lower(long otherBar) {
    if (otherBar < bar) {
      bar = otherBar;
      dropOverBar();
    }
  }

  /** Leaves out what is too much. */
  void cut() {
    if (entries.size() > limit) {
      long[] orders = entries.keySet().stream().mapToLong(order).sorted().toArray();
      // Keys that cannot be put in order are left out together: some of them would be chance.
      boolean apart = orders[limit - 1] < orders[limit];
      bar = apart ? orders[limit - 1] : orders[limit] - 1;
      dropOverBar();
    }
  }

  private void dropOverBar() {
    entries
        .entrySet()
        .removeIf(
            e -> {
              boolean over = order.applyAsLong(e.getKey()) > bar;
              if (over) {
                dropped.accept(e.getKey(), e.getValue());
              }
              return over;
            });
  }

  boolean isCut() {
    return bar < Long.MAX_VALUE;
  }

  Map<K, V> entries() {
    return entries;
  }

  Collection<V> values() {
    return entries.values();
  }
}
