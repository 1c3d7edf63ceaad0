package dev.ectoscope.workload;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * At most so many entries, which weigh at most so much: those whose keys come first in an order
 * that is the same everywhere. An entry that stays to the end was there from its first sight, so
 * what is kept of it is exact, and keeping commutes with merging.
 */
final class Kept<K, V> {

  /** Of the limit, a part by which it may be exceeded for a time: to sort takes long. */
  private static final int SLACK = 8;

  private final int limit;
  private final long most;
  private final ToLongFunction<K> order;
  private final @Nullable ToLongFunction<V> weight;
  private final BiConsumer<K, V> dropped;
  // No interface here: each call through one takes the quick compiler's code a search.
  private final HashMap<K, V> entries = new HashMap<>();
  private long bar = Long.MAX_VALUE;
  private long weighs;

  /**
   * @param order the same for the same key in every run, and spread evenly
   * @param dropped told what is left out
   */
  Kept(int limit, ToLongFunction<K> order, BiConsumer<K, V> dropped) {
    this(limit, Long.MAX_VALUE, order, null, dropped);
  }

  /**
   * @param most what all may weigh together
   * @param order the same for the same key in every run, and spread evenly
   * @param weight of an entry; never less for having seen more
   * @param dropped told what is left out
   */
  Kept(
      int limit,
      long most,
      ToLongFunction<K> order,
      @Nullable ToLongFunction<V> weight,
      BiConsumer<K, V> dropped) {
    this.limit = limit;
    this.most = most;
    this.order = order;
    this.weight = weight;
    this.dropped = dropped;
  }

  /** The entry of a key, or null when it is one of those left out. */
  @Nullable V get(K key, Function<K, V> make) {
    V entry = entries.get(key);
    if (entry != null || order.applyAsLong(key) > bar) {
      return entry;
    }
    if (entries.size() > limit + limit / SLACK || isTooHeavy()) {
      cut();
      return get(key, make);
    }
    entry = make.apply(key);
    entries.put(key, entry);
    weighs += weightOf(entry);
    return entry;
  }

  private boolean isTooHeavy() {
    return weighs - most > most / SLACK;
  }

  /** An entry weighs more than when it was made, or last time. */
  void heavier(long more) {
    weighs += more;
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
    weighs = weighed();
    if (entries.size() > limit || weighs > most) {
      long first = firstTooMuch();
      // Keys that cannot be put in order are left out together: some of them would be chance.
      bar = Math.min(bar, first == Long.MIN_VALUE ? first : first - 1);
      dropOverBar();
      weighs = weighed();
    }
  }

  private long weighed() {
    return weight == null ? 0 : entries.values().stream().mapToLong(weight).sum();
  }

  /** The order of the first entry with which there are too many, or they weigh too much. */
  private long firstTooMuch() {
    long[][] inOrder =
        entries.entrySet().stream()
            .map(e -> new long[] {order.applyAsLong(e.getKey()), weightOf(e.getValue())})
            .sorted(Comparator.comparingLong(one -> one[0]))
            .toArray(long[][]::new);
    long sum = 0;
    for (int i = 0; i < Math.min(limit, inOrder.length); i++) {
      sum += inOrder[i][1];
      if (sum > most) {
        return inOrder[i][0];
      }
    }
    return inOrder[limit][0];
  }

  private long weightOf(V entry) {
    return weight == null ? 0 : weight.applyAsLong(entry);
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
