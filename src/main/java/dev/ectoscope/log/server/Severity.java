package dev.ectoscope.log.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The word before a colon and two blanks: {@code LOG: }, {@code DETAIL: }. */
enum Severity {
  DEBUG,
  LOG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  FATAL,
  PANIC,
  DETAIL,
  HINT,
  CONTEXT,
  STATEMENT,
  QUERY,
  LOCATION,
  BACKTRACE;

  private static final Map<String, Severity> BY_WORD =
      Map.ofEntries(
          Map.entry("DEBUG1", DEBUG),
          Map.entry("DEBUG2", DEBUG),
          Map.entry("DEBUG3", DEBUG),
          Map.entry("DEBUG4", DEBUG),
          Map.entry("DEBUG5", DEBUG),
          Map.entry("LOG", LOG),
          Map.entry("INFO", INFO),
          Map.entry("NOTICE", NOTICE),
          Map.entry("WARNING", WARNING),
          Map.entry("ERROR", ERROR),
          Map.entry("FATAL", FATAL),
          Map.entry("PANIC", PANIC),
          Map.entry("DETAIL", DETAIL),
          Map.entry("HINT", HINT),
          Map.entry("CONTEXT", CONTEXT),
          Map.entry("STATEMENT", STATEMENT),
          Map.entry("QUERY", QUERY),
          Map.entry("LOCATION", LOCATION),
          Map.entry("BACKTRACE", BACKTRACE));

  /**
   * @param word which
   * @param from where the word begins, which is where the prefix ends
   * @param messageFrom where the message begins
   */
  record Found(Severity word, int from, int messageFrom) {}

  /** Whether it adds to the report before it. */
  boolean isSecondary() {
    return ordinal() >= DETAIL.ordinal();
  }

  boolean isFailure() {
    return this == ERROR || this == FATAL || this == PANIC;
  }

  /** Whether the word is the severity of a report. */
  static boolean isReport(String word) {
    return BY_WORD.containsKey(word) && !BY_WORD.get(word).isSecondary();
  }

  /** By the word before the colon, or null. */
  static @Nullable Severity byLabel(String word) {
    return BY_WORD.get(word);
  }

  /** By name; LOG for one that is not known. */
  static Severity of(String word) {
    return BY_WORD.getOrDefault(word, LOG);
  }

  /** The first one in a line, or null. */
  static @Nullable Found in(String line) {
    for (int at = line.indexOf(":  "); at >= 0; at = line.indexOf(":  ", at + 1)) {
      int from = at;
      while (from > 0 && isWordPart(line.charAt(from - 1))) {
        from--;
      }
      Severity word = from == at ? null : BY_WORD.get(line.substring(from, at));
      if (word != null) {
        return new Found(word, from, at + 3);
      }
    }
    return null;
  }

  private static boolean isWordPart(char c) {
    return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
