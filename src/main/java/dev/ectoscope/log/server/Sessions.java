package dev.ectoscope.log.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the sessions that spoke last: no server has as many at once, and a log names new
 * ones without end.
 *
 * @param <V> what is known of one
 */
final class Sessions<V> {

  private static final int MOST = 10_000;

  /** Longer texts are not waited with. */
  static final int LONGEST = 8_192;

  private final Map<String, V> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
          return size() > MOST;
        }
      };

  @Nullable V get(String session) {
    return latest.get(session);
  }

  void put(String session, V known) {
    latest.put(session, known);
  }

  @Nullable V remove(String session) {
    return latest.remove(session);
  }
}
