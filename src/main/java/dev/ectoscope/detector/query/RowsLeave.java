package dev.ectoscope.detector.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether rows that a function reads leave it whole, as its text tells. */
final class RowsLeave {

  /** What takes a list and gives back none of its rows but what a function makes of each. */
  private static final String TAKERS =
      "(?:Enum\\.(?:map|each|reduce|map_join|flat_map|sum|count|any\\?|all\\?|map_reduce|frequencies_by)"
          + "|Map\\.new|MapSet\\.new|length)";

  private static final Pattern WHOLE_ROW = Pattern.compile("&1(?![\\d.\\[])|&[\\w.]+[?!]?/1\\b");
  private static final Pattern NAMED_ROW = Pattern.compile("fn (\\w+)(?:, \\w+)? ->|(\\w+) <-");

  private RowsLeave() {}

  /**
   * True unless every use is seen to be of a row's fields.
   *
   * @param code of the function on one line
   * @param call the Repo call as written, on one line
   */
  static boolean of(String code, String call) {
    int at = code.indexOf(call);
    if (at < 0) {
      return true;
    }
    String after = code.substring(at + call.length()).strip();
    Matcher named = Pattern.compile("(\\w+) = $").matcher(code.substring(0, at));
    if (!named.find()) {
      Matcher before = Pattern.compile(TAKERS + "\\($|\\w+ <- $").matcher(code.substring(0, at));
      boolean taken = before.find() || after.matches("\\|> " + TAKERS + "\\(.*");
      return !taken || rowsLeave(after);
    }
    String rows = named.group(1);
    Matcher mention = Pattern.compile("(?<![\\w.:@])" + rows + "(?![\\w:])").matcher(after);
    while (mention.find()) {
      String before = after.substring(0, mention.start());
      String behind = after.substring(mention.end());
      boolean taken =
          Pattern.compile(TAKERS + "\\($|\\w+ <- $").matcher(before).find()
              || behind.matches(" ?\\|> " + TAKERS + "\\(.*");
      if (!taken) {
        return true;
      }
    }
    return rowsLeave(after);
  }

  /** Whether a row itself, not a field of it, is used. */
  private static boolean rowsLeave(String code) {
    if (WHOLE_ROW.matcher(code).find()) {
      return true;
    }
    Matcher named = NAMED_ROW.matcher(code);
    while (named.find()) {
      String row = named.group(1) == null ? named.group(2) : named.group(1);
      String rest = code.substring(named.end());
      if (Pattern.compile("(?<![\\w.:@])" + row + "(?![\\w:.\\[]| ->)").matcher(rest).find()) {
        return true;
      }
    }
    return false;
  }
}
