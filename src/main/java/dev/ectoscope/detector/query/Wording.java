package dev.ectoscope.detector.query;

import java.util.Locale;
import java.util.Map;

/** How findings of this package name things (UI words: numbers first, names of the user's code). */
final class Wording {

  private static final Map<String, String> IRREGULAR =
      Map.of("people", "person", "children", "child", "news", "news", "series", "series");

  private Wording() {}

  static String number(long value) {
    return String.format(Locale.US, "%,d", value);
  }

  static String count(long value, String one, String many) {
    return number(value) + " " + (value == 1 ? one : many);
  }

  /** The row of a table: {@code loan_rows} is "loan row". */
  static String rowOf(String table) {
    int last = table.lastIndexOf('_') + 1;
    return (table.substring(0, last) + singular(table.substring(last))).replace('_', ' ');
  }

  private static String singular(String word) {
    if (IRREGULAR.containsKey(word)) {
      return IRREGULAR.get(word);
    }
    if (word.endsWith("ies") && word.length() > 4) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.matches(".*(ss|x|ch|sh|us)es")) {
      return word.substring(0, word.length() - 2);
    }
    boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us");
    return plural ? word.substring(0, word.length() - 1) : word;
  }

  /** " in MyApp.Blog.feed/1", or nothing when the log does not tell. */
  static String in(String function) {
    return function.isEmpty() ? "" : " in " + function;
  }
}
