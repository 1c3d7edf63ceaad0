package dev.ectoscope.pipeline;

import java.util.List;
import java.util.Locale;

/** Texts of a review, which is read by people: of what is longer than they read, the beginning. */
final class Shortened {

  /** Longer texts are lists of parameters, or of more columns than people look at. */
  private static final int MOST_CHARACTERS = 20_000;

  private static final int MOST_NAMES = 200;

  private Shortened() {}

  static String text(String text) {
    return text.length() <= MOST_CHARACTERS
        ? text
        : String.format(
            Locale.US,
            "%s … (%,d more characters)",
            text.substring(0, MOST_CHARACTERS),
            text.length() - MOST_CHARACTERS);
  }

  /** {@code [int, uuid]}; of very many the first. */
  static String list(List<String> names) {
    if (names.size() <= MOST_NAMES) {
      return names.toString();
    }
    String first = String.join(", ", names.subList(0, MOST_NAMES));
    return String.format(Locale.US, "[%s, … %,d more]", first, names.size() - MOST_NAMES);
  }
}
