package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Learns from the first records of a log which key their messages stand under. */
final class MessageKey {

  private final byte[] sign;
  private byte @Nullable [] seen;

  private MessageKey(byte[] sign) {
    this.sign = sign;
  }

  /**
   * @param sign that messages of the log hold
   * @return null when a known key holds them, or none does
   */
  static byte @Nullable [] in(List<Line> sample, byte[] sign) {
    MessageKey key = new MessageKey(sign);
    JsonLayer probe = new JsonLayer(null, key);
    Map<String, Integer> counts = new HashMap<>();
    for (Line line : sample) {
      Line copy = new Line();
      copy.set(line.bytes, line.from, line.to);
      key.seen = null;
      if (probe.peel(copy) && key.seen != null) {
        if (ByteScan.indexOf(copy.bytes, sign, copy.from, copy.to) >= 0) {
          return null;
        }
        counts.merge(new String(key.seen, UTF_8), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> most.getKey().getBytes(UTF_8))
        .orElse(null);
  }

  /** A record holds the string [from, end) under the key [keyFrom, keyTo). */
  void see(byte[] b, int keyFrom, int keyTo, int from, int end) {
    if (ByteScan.indexOf(b, sign, from, end) >= 0) {
      seen = Arrays.copyOfRange(b, keyFrom, keyTo);
    }
  }
}
