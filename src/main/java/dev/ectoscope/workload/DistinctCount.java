package dev.ectoscope.workload;

import java.util.Arrays;

/**
 * How many different values there were, mergeable: exact up to {@value #EXACT}, beyond that
 * estimated from the {@value #EXACT} smallest of their hashes (standard error 6 %).
 */
public final class DistinctCount {

  public static final int EXACT = 256;

  private static final long[] NONE = {};

  private long[] smallest = NONE;
  private int size;
  private boolean beyond;

  DistinctCount() {}

  private DistinctCount(long[] smallest, int size, boolean beyond) {
    this.smallest = Arrays.copyOf(smallest, size);
    this.size = size;
    this.beyond = beyond;
  }

  void add(long hash) {
    addMixed(mix(hash));
  }

  private void addMixed(long mixed) {
    if (size == EXACT && mixed > smallest[size - 1]) {
      beyond = true;
      return;
    }
    int at = Arrays.binarySearch(smallest, 0, size, mixed);
    if (at >= 0) {
      return;
    }
    beyond |= size == EXACT;
    int to = -at - 1;
    if (size == smallest.length && size < EXACT) {
      smallest = Arrays.copyOf(smallest, Math.max(2, size * 2));
    }
    int moved = Math.min(size, EXACT - 1) - to;
    System.arraycopy(smallest, to, smallest, to + 1, moved);
    smallest[to] = mixed;
    size = Math.min(size + 1, EXACT);
  }

  void add(DistinctCount other) {
    for (int i = 0; i < other.size; i++) {
      addMixed(other.smallest[i]);
    }
    beyond |= other.beyond;
  }

  public DistinctCount merge(DistinctCount other) {
    DistinctCount sum = copy();
    sum.add(other);
    return sum;
  }

  DistinctCount copy() {
    return new DistinctCount(smallest, size, beyond);
  }

  /** How many values both hold, at most {@value #EXACT}: a lower bound. */
  public long shared(DistinctCount other) {
    long shared = 0;
    for (int i = 0; i < size; i++) {
      shared += Arrays.binarySearch(other.smallest, 0, other.size, smallest[i]) >= 0 ? 1 : 0;
    }
    return shared;
  }

  /** Exact when {@link #isExact()}, else about. */
  public long count() {
    if (!beyond) {
      return size;
    }
    double share = (smallest[EXACT - 1] - (double) Long.MIN_VALUE) / 0x1p64;
    return Math.round((EXACT - 1) / share);
  }

  public boolean isExact() {
    return !beyond;
  }

  long[] packed() {
    long[] packed = Arrays.copyOf(smallest, size + 1);
    packed[size] = beyond ? 1 : 0;
    return packed;
  }

  static DistinctCount unpacked(long[] packed) {
    return new DistinctCount(packed, packed.length - 1, packed[packed.length - 1] == 1);
  }

  // The last steps of murmur3: neighbouring values get hashes far apart.
  static long mix(long value) {
    long x = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
    x = (x ^ x >>> 33) * 0xc4ceb9fe1a85ec53L;
    return x ^ x >>> 33;
  }
}
