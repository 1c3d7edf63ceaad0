package dev.ectoscope.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements by their text or fingerprint, each made once: the first thousands for good, of the
 * others those that are asked for most. Few logs hold more than the first, and to set up a cache
 * that forgets takes as long as to parse a hundred statements.
 */
final class Remembered {

  private static final int FOR_GOOD = 5_000;
  private static final int OTHERS = 20_000;

  private final Map<String, Statement> first = new ConcurrentHashMap<>();
  private @Nullable Cache<String, Statement> others;

  Statement get(String key, Function<String, Statement> make) {
    Statement known = first.get(key);
    if (known != null) {
      return known;
    }
    return first.size() < FOR_GOOD ? first.computeIfAbsent(key, make) : others().get(key, make);
  }

  private synchronized Cache<String, Statement> others() {
    Cache<String, Statement> cache = others;
    if (cache == null) {
      cache = Caffeine.newBuilder().maximumSize(OTHERS).build();
      others = cache;
    }
    return cache;
  }
}
