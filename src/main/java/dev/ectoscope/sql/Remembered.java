package dev.ectoscope.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements by their text or fingerprint, each made once: the first thousands for good, of the
 * others those that are asked for most. Few logs hold more than the first, and to set up a cache
 * that forgets takes as long as to parse a hundred statements. What both take in memory is bounded:
 * what is forgotten is read again.
 */
final class Remembered {

  private static final int FOR_GOOD = 5_000;

  /** Bytes, about. */
  private static final long BYTES_FOR_GOOD = 12 << 20;

  /** Bytes, about. */
  private static final long BYTES_OF_OTHERS = 12 << 20;

  private static final int BYTES_OF_A_NAME = 100;

  private final Map<String, Statement> first = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable Cache<String, Statement> others;

  Statement get(String key, Function<String, Statement> make) {
    Statement known = first.get(key);
    if (known != null) {
      return known;
    }
    return first.size() < FOR_GOOD && bytes.get() < BYTES_FOR_GOOD
        ? first.computeIfAbsent(key, k -> weighed(make.apply(k)))
        : others().get(key, make);
  }

  private Statement weighed(Statement statement) {
    bytes.addAndGet(bytes(statement));
    return statement;
  }

  private static int bytes(Statement statement) {
    return statement.text().length() + BYTES_OF_A_NAME * (1 + statement.shape().names());
  }

  private synchronized Cache<String, Statement> others() {
    Cache<String, Statement> cache = others;
    if (cache == null) {
      cache =
          Caffeine.newBuilder()
              .maximumWeight(BYTES_OF_OTHERS)
              .weigher((String key, Statement one) -> bytes(one))
              .build();
      others = cache;
    }
    return cache;
  }
}
