package dev.ectoscope.log.server;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Statements of a server's log that are told apart, by fingerprint: a log without end may name new
 * ones without end. Of too many, or of some that take too much memory, those with the smallest
 * fingerprints, so that it does not depend on the order of reading or merging.
 *
 * @param <V> what is known of a statement
 */
final class ToldApart<V> {

  static final int MOST = 20_000;

  /** Characters of texts, plans and parameters, about. */
  static final long MOST_CHARACTERS = 24 << 20;

  /** Greater than all fingerprints. */
  static final String ALL = "\uffff";

  private final int most;
  private final long mostCharacters;
  private final ToLongFunction<V> weight;
  private final Consumer<V> leftOut;
  private final TreeMap<String, V> told = new TreeMap<>();
  private String bar = ALL;
  private long weighs;

  /**
   * @param weight of a statement; never less for having seen more
   * @param leftOut takes what is not told apart any more
   */
  ToldApart(int most, long mostCharacters, ToLongFunction<V> weight, Consumer<V> leftOut) {
    this.most = most;
    this.mostCharacters = mostCharacters;
    this.weight = weight;
    this.leftOut = leftOut;
  }

  @Nullable V get(String fingerprint) {
    return told.get(fingerprint);
  }

  /** Whether one that is not there is left out. */
  boolean leavesOut(String fingerprint) {
    return fingerprint.compareTo(bar) >= 0;
  }

  void put(String fingerprint, V one) {
    told.put(fingerprint, one);
    heavier(weight.applyAsLong(one));
  }

  void replace(String fingerprint, V one) {
    V before = told.put(fingerprint, one);
    heavier(weight.applyAsLong(one) - (before == null ? 0 : weight.applyAsLong(before)));
  }

  /** A statement weighs more than before. */
  void heavier(long more) {
    weighs += more;
    while (told.size() > most || weighs > mostCharacters) {
      leaveOut(told.lastKey());
    }
  }

  /** Leaves out what another one left out. */
  void lower(String otherBar) {
    if (otherBar.compareTo(bar) < 0) {
      bar = otherBar;
    }
    while (!told.isEmpty() && leavesOut(told.lastKey())) {
      leaveOut(told.lastKey());
    }
  }

  private void leaveOut(String fingerprint) {
    V one = told.remove(fingerprint);
    if (one != null) {
      weighs -= weight.applyAsLong(one);
      leftOut.accept(one);
    }
    bar = fingerprint;
  }

  /** The smallest fingerprint that is left out, or {@link #ALL}. */
  String bar() {
    return bar;
  }

  SortedMap<String, V> told() {
    return told;
  }
}
