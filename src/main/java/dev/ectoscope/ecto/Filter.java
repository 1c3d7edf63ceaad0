package dev.ectoscope.ecto;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A canonical predicate ({@code status = 'published'}, {@code tenant_id = $}) in the words of
 * Ecto.Query.
 *
 * @param joined table of the column when it is not the one that is asked, else ""
 */
record Filter(String joined, String column, String elixir, String argument) {

  private static final String COLUMN = "(?:\\w+\\.)?(\\w+)";
  private static final Pattern NULL =
      Pattern.compile(COLUMN + " IS (NOT )?NULL", Pattern.CASE_INSENSITIVE);
  private static final Pattern MEMBER =
      Pattern.compile(COLUMN + " (?:= ANY ?\\(|IN \\()\\$[^']*\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern LISTED =
      Pattern.compile(
          COLUMN
              + " IN \\(((?:'[^']*+(?:''[^']*+)*+'|-?\\d+)(?:, ?(?:'[^']*+(?:''[^']*+)*+'|-?\\d+))*+)\\)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VALUE = Pattern.compile("'([^']*+(?:''[^']*+)*+)'|-?\\d+");
  private static final Pattern COMPARED =
      Pattern.compile(
          COLUMN
              + " (=|<>|!=|<=|>=|<|>) (\\$|-?\\d+(?:\\.\\d+)?|'[^']*+(?:''[^']*+)*+'|true|false)");
  private static final Pattern BARE = Pattern.compile("(NOT )?" + COLUMN, Pattern.CASE_INSENSITIVE);

  private static final Pattern OTHER =
      Pattern.compile("(NOT )?(\\w+)\\.(\\w+(?: .*)?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern END = Pattern.compile("(.* ([<>]=?) \\^)\\w+");

  /** What {@code ago/2} and {@code from_now/2} print. */
  private static final Pattern AGO =
      Pattern.compile(
          COLUMN
              + " (<=|>=|<|>) \\$(?:::timestamp\\w*)? \\+ \\((-?)\\(?(\\d+)\\)?(?:::\\w+)* \\*"
              + " interval '1 (\\w+)'\\)",
          Pattern.CASE_INSENSITIVE);

  /** Empty when Ecto's words for it are not known. */
  static Optional<Filter> of(String predicate, String binding, String table, Names names) {
    Matcher other = OTHER.matcher(predicate.strip());
    if (other.matches() && !other.group(2).equals(table)) {
      String not = other.group(1) == null ? "" : other.group(1);
      String joined = other.group(2);
      return ofOwn(not + other.group(3), holder(table, joined), joined, names)
          .map(f -> new Filter(joined, f.column, f.elixir, f.argument));
    }
    return ofOwn(predicate.strip(), binding, table, names);
  }

  /** Name of the row of a table that is asked, or of one joined to it. */
  static String holder(String table, String other) {
    String own = Elixir.binding(table);
    String name = Elixir.binding(other);
    return other.equals(table) || !name.equals(own) ? name : name + "2";
  }

  /** The joins that filters need. */
  static List<String> joins(List<Filter> filters, String table, Names names) {
    return filters.stream()
        .map(Filter::joined)
        .filter(joined -> !joined.isEmpty())
        .distinct()
        .map(joined -> join(table, joined, names))
        .toList();
  }

  static String join(String table, String joined, Names names) {
    String association = Elixir.atom(names.associations().associationTo(table, joined));
    return ("join: " + holder(table, joined) + " in assoc(")
        + (Elixir.binding(table) + ", " + association + ")");
  }

  private static Optional<Filter> ofOwn(String text, String binding, String table, Names names) {
    Matcher matcher = NULL.matcher(text);
    if (matcher.matches()) {
      String test = "is_nil(" + names.field(table, binding, matcher.group(1)) + ")";
      return Optional.of(
          new Filter("", matcher.group(1), (matcher.group(2) == null ? "" : "not ") + test, ""));
    }
    matcher = MEMBER.matcher(text);
    if (matcher.matches()) {
      String argument = Elixir.variable(matcher.group(1)) + "_list";
      return Optional.of(
          new Filter(
              "",
              matcher.group(1),
              names.field(table, binding, matcher.group(1)) + " in ^" + argument,
              argument));
    }
    matcher = LISTED.matcher(text);
    if (matcher.matches()) {
      return Optional.of(listed(matcher, binding, table, names));
    }
    matcher = COMPARED.matcher(text);
    if (matcher.matches()) {
      return Optional.of(compared(matcher, binding, table, names));
    }
    matcher = AGO.matcher(text);
    if (matcher.matches()) {
      String span = matcher.group(3).isEmpty() ? "from_now(" : "ago(";
      return Optional.of(
          new Filter(
              "",
              matcher.group(1),
              names.field(table, binding, matcher.group(1))
                  + (" " + matcher.group(2) + " ")
                  + (span + matcher.group(4) + ", \"" + matcher.group(5) + "\")"),
              ""));
    }
    matcher = BARE.matcher(text);
    if (matcher.matches()) {
      String test = names.field(table, binding, matcher.group(2));
      return Optional.of(
          new Filter("", matcher.group(2), (matcher.group(1) == null ? "" : "not ") + test, ""));
    }
    return Optional.empty();
  }

  private static Filter listed(Matcher matcher, String binding, String table, Names names) {
    String column = matcher.group(1);
    List<String> values =
        VALUE
            .matcher(matcher.group(2))
            .results()
            .map(
                v ->
                    v.group(1) == null
                        ? v.group()
                        : names.literal(table, column, v.group(1).replace("''", "'")))
            .toList();
    String list = " in [" + String.join(", ", values) + "]";
    return new Filter("", column, names.field(table, binding, column) + list, "");
  }

  private static Filter compared(Matcher matcher, String binding, String table, Names names) {
    String column = matcher.group(1);
    String value = matcher.group(3);
    String operator =
        switch (matcher.group(2)) {
          case "=" -> "==";
          case "<>" -> "!=";
          default -> matcher.group(2);
        };
    String left = names.field(table, binding, column) + " " + operator + " ";
    if (value.equals("$")) {
      String argument = Elixir.variable(column);
      return new Filter("", column, left + "^" + argument, argument);
    }
    if (value.startsWith("'")) {
      String text = value.substring(1, value.length() - 1).replace("''", "'");
      return new Filter("", column, left + names.literal(table, column, text), "");
    }
    return new Filter("", column, left + value, "");
  }

  static List<Filter> all(
      Collection<String> predicates, String binding, String table, Names names) {
    List<Filter> filters =
        predicates.stream()
            .flatMap(predicate -> of(predicate, binding, table, names).stream())
            .toList();
    return filters.stream()
        .map(filter -> filter.among(filters))
        .sorted(Comparator.comparing(filter -> filter.argument.endsWith("_until")))
        .toList();
  }

  /** Both ends of a span of one column are values of their own. */
  private Filter among(List<Filter> all) {
    Matcher end = END.matcher(elixir);
    boolean other =
        all.stream().anyMatch(f -> f.argument.equals(argument) && !f.elixir.equals(elixir));
    if (!other || !end.matches()) {
      return this;
    }
    String named = argument + (end.group(2).startsWith(">") ? "_from" : "_until");
    return new Filter(joined, column, end.group(1) + named, named);
  }

  private boolean isOfUnknownText(String table, Names names) {
    return elixir.matches(".*\"]?")
        && !names.isKnownType(joined.isEmpty() ? table : joined, column);
  }

  /** Comment lines on what could not be said, and on literals. */
  static List<String> remarks(Collection<String> predicates, String table, Names names) {
    List<String> remarks = new ArrayList<>();
    for (String predicate : predicates) {
      Optional<Filter> filter = of(predicate, "x", table, names);
      if (filter.isEmpty()) {
        remarks.addAll(Elixir.comment(0, "add the condition " + predicate));
      } else if (filter.get().isOfUnknownText(table, names)) {
        remarks.addAll(
            Elixir.comment(
                0, "write an atom for the text if " + filter.get().column + " is an Ecto.Enum"));
      }
    }
    return remarks;
  }

  static Set<String> arguments(List<Filter> filters) {
    Set<String> arguments = new LinkedHashSet<>();
    filters.forEach(filter -> arguments.add(filter.argument()));
    arguments.remove("");
    return arguments;
  }
}
