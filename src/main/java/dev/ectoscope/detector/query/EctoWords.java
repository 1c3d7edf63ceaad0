package dev.ectoscope.detector.query;

import dev.ectoscope.elixir.FragmentCall;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Ecto.Query.API says of fragments as they are written in the source. */
enum EctoWords {
  NULL("\\? IS NULL", "is_nil(%s)"),
  NOT_NULL("\\? IS NOT NULL", "not is_nil(%s)"),
  LIST("\\? IN \\(\\?(?:, ?\\?)*\\)", ""),
  EQUAL("\\? = \\?", "%s == %s"),
  UNEQUAL("\\? (?:<>|!=) \\?", "%s != %s"),
  LESS("\\? < \\?", "%s < %s"),
  MORE("\\? > \\?", "%s > %s"),
  AT_MOST("\\? <= \\?", "%s <= %s"),
  AT_LEAST("\\? >= \\?", "%s >= %s"),
  BETWEEN("\\? BETWEEN \\? AND \\?", "%1$s >= %2$s and %1$s <= %3$s"),
  LIKE("\\? LIKE \\?", "like(%s, %s)"),
  ILIKE("\\? ILIKE \\?", "ilike(%s, %s)"),
  COALESCE("COALESCE\\(\\?, ?\\?\\)", "coalesce(%s, %s)"),
  COUNT("COUNT\\(\\*\\)", "count()"),
  COUNT_OF("COUNT\\(\\?\\)", "count(%s)"),
  COUNT_DISTINCT("COUNT\\(DISTINCT \\?\\)", "count(%s, :distinct)"),
  SUM("SUM\\(\\?\\)", "sum(%s)"),
  AVERAGE("AVG\\(\\?\\)", "avg(%s)"),
  LEAST("MIN\\(\\?\\)", "min(%s)"),
  MOST("MAX\\(\\?\\)", "max(%s)"),
  PAST(
      "(\\?) (<=?|>=?) NOW\\(\\) - INTERVAL '(\\d+) (year|month|week|day|hour|minute|second)s?'",
      "ago"),
  FUTURE(
      "(\\?) (<=?|>=?) NOW\\(\\) \\+ INTERVAL '(\\d+) (year|month|week|day|hour|minute|second)s?'",
      "from_now");

  private final Pattern sql;
  private final String ecto;

  EctoWords(String sql, String ecto) {
    this.sql = Pattern.compile(sql, Pattern.CASE_INSENSITIVE);
    this.ecto = ecto;
  }

  /** The same in Ecto's words; empty when Ecto has none, or none that surely mean the same. */
  static Optional<String> of(FragmentCall call) {
    String sql = call.sql().strip().replaceAll("\\s+", " ");
    if (call.arguments().stream()
        .anyMatch(a -> a.contains(" ") && !a.matches("\\^?\\w+\\(.*\\)"))) {
      return Optional.empty();
    }
    for (EctoWords words : values()) {
      Matcher matcher = words.sql.matcher(sql);
      if (matcher.matches()) {
        return Optional.of(words.said(matcher, call.arguments()));
      }
    }
    return Optional.empty();
  }

  private String said(Matcher matcher, List<String> arguments) {
    if (this == LIST) {
      List<String> values = arguments.subList(1, arguments.size());
      boolean pinned = values.stream().allMatch(v -> v.startsWith("^"));
      String list =
          String.join(", ", pinned ? values.stream().map(v -> v.substring(1)).toList() : values);
      return arguments.get(0) + " in " + (pinned ? "^" : "") + "[" + list + "]";
    }
    if (this == PAST || this == FUTURE) {
      return arguments.get(0)
          + " "
          + matcher.group(2)
          + " "
          + ecto
          + "("
          + matcher.group(3)
          + ", \""
          + matcher.group(4).toLowerCase(java.util.Locale.ROOT)
          + "\")";
    }
    return String.format(ecto, arguments.toArray());
  }

  /** What PostgreSQL is sent for the fragment. */
  static Pattern printed(FragmentCall call) {
    StringBuilder printed = new StringBuilder();
    int argument = 0;
    for (String part : call.sql().strip().split("(?<=\\?)|(?=\\?)")) {
      if (part.equals("?")) {
        String given = argument < call.arguments().size() ? call.arguments().get(argument++) : "";
        printed.append(printed(given));
      } else {
        printed.append(Pattern.quote(part));
      }
    }
    return Pattern.compile(printed.toString());
  }

  private static String printed(String argument) {
    if (argument.startsWith("^")) {
      return "\\$\\d+(?:::[\\w\\[\\]]+)?";
    }
    return argument.matches("\\w+\\.\\w+")
        ? "[a-z]+\\d+\\.\"" + argument.substring(argument.indexOf('.') + 1) + "\""
        : ".{1,200}?";
  }
}
