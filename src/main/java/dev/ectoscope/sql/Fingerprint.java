package dev.ectoscope.sql;

/**
 * The identity of a statement: two texts that differ only in values, parameters, list lengths,
 * white space, comments or the case of keywords have the same fingerprint.
 */
public final class Fingerprint {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Fingerprint() {}

  /**
   * Hash of {@link #normalise}.
   *
   * @param sql any text
   * @return 16 lower-case hexadecimal digits
   */
  public static String of(String sql) {
    String hex = Long.toHexString(hash(normalise(sql)));
    return "0".repeat(16 - hex.length()) + hex;
  }

  /**
   * The text with literals and {@code $n} as {@code ?}, lists of IN, ARRAY and VALUES shortened to
   * one element or row, comments and trailing semicolons removed, words outside quotes in lower
   * case and one spelling of white space. Normalising twice changes nothing. Reads what is not SQL,
   * or is cut short, as far as it goes; never throws.
   *
   * @param sql any text
   */
  public static String normalise(String sql) {
    return new Normaliser(sql).run();
  }

  private static long hash(String text) {
    long h = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(h);
  }

  // FNV alone leaves the high bits of short texts alike; this is murmur3's finaliser.
  private static long mix(long h) {
    long x = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return x ^ (x >>> 33);
  }
}
