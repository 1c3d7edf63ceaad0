package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A filter that hides its column from an index, asked so that an index can serve it. */
final class FormRewrite {

  private static final Pattern DAY =
      Pattern.compile("(?i)date\\(\\?\\)|\\?::date|cast\\(\\? as date\\)");
  private static final Pattern YEAR =
      Pattern.compile(
          "(?i)\\(?(extract\\(year from \\?\\)|date_part\\('year', ?\\?\\))\\)?(::\\w+)?");
  private static final Pattern MONTH = Pattern.compile("(?i)to_char\\(\\?, ?'YYYY-MM'\\)");
  private static final Pattern TEXT =
      Pattern.compile("(?i)\\?::(text|varchar)|cast\\(\\? as (text|varchar)\\)");
  private static final Pattern DOCUMENT = Pattern.compile("\\(?\\?((?: ?->>? ?'[^']+')+)\\)?");
  private static final Pattern CASE = Pattern.compile("(?i)(lower|upper)\\(\\?\\)");
  private static final Pattern KEY = Pattern.compile("->>? ?'([^']+)'");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern VALUE =
      Pattern.compile("true|false|-?\\d+|\"[^\"#\\\\]*\"|\\^[a-z_][\\w.]*");
  private static final Pattern SIMPLE = Pattern.compile("[a-z_][\\w.]*[?!]?");

  private final FunctionSource source;
  private final Names names;

  FormRewrite(FunctionSource source, Names names) {
    this.source = source;
    this.names = names;
  }

  static boolean isForm(Fix fix) {
    return fix instanceof Fix.DateRange
        || fix instanceof Fix.CompareAsTyped
        || fix instanceof Fix.SameCase
        || fix instanceof Fix.Contains;
  }

  Optional<Change> of(Fix fix) {
    if (fix instanceof Fix.DateRange range) {
      return only(range.table(), range.column(), DAY, YEAR, MONTH)
          .flatMap(found -> range(range, found));
    }
    if (fix instanceof Fix.CompareAsTyped typed) {
      return only(typed.table(), typed.column(), TEXT).flatMap(this::typed);
    }
    if (fix instanceof Fix.SameCase same) {
      return only(same.table(), same.column(), CASE).flatMap(found -> folded(same, found));
    }
    Fix.Contains contains = (Fix.Contains) fix;
    return contains.array()
        ? element(contains)
        : only(contains.table(), contains.column(), DOCUMENT)
            .flatMap(found -> document(contains, found))
            .or(() -> value(contains));
  }

  private Optional<HiddenColumn> only(String table, String column, Pattern... forms) {
    List<HiddenColumn> found =
        HiddenColumn.in(source, names.fieldName(table, column)).stream()
            .filter(one -> Stream.of(forms).anyMatch(form -> form.matcher(one.sql()).matches()))
            .toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private Optional<Change> replaced(Node whole, String text, String note) {
    return Reflow.of(source, whole, text, false)
        .map(edits -> new Change(edits, note.isEmpty() ? List.of() : List.of(note)));
  }

  // -- spans of time ----------------------------------------------------------

  /**
   * A span as values of the column's type.
   *
   * @param first variable of its first moment
   * @param next variable of the first moment after it
   */
  private record Span(List<String> lines, String first, String next, String note) {}

  private Optional<Change> range(Fix.DateRange fix, HiddenColumn found) {
    String type = names.column(fix.table(), fix.column()).map(Field::type).orElse("");
    Optional<String> value = found.pinned();
    if (value.isEmpty() || !type.matches("date|(utc|naive)_datetime(_usec)?")) {
      return Optional.empty();
    }
    boolean day = DAY.matcher(found.sql()).matches();
    if (day && type.equals("date")) {
      String operator = found.isEquality() ? "==" : found.operator();
      return replaced(found.whole(), found.column() + " " + operator + " " + found.value(), "");
    }
    return span(found, value.get(), type).flatMap(span -> spanned(found, span));
  }

  private Optional<Span> span(HiddenColumn found, String value, String type) {
    List<String> lines = new ArrayList<>();
    String utc = type.equals("date") ? "" : " It is a span of UTC, as Ecto stores it.";
    if (DAY.matcher(found.sql()).matches()) {
      String day = named(lines, "day", value);
      lines.add("midnight = " + moment(type, day));
      lines.add("next_midnight = " + moment(type, "Date.add(" + day + ", 1)"));
      return Optional.of(new Span(lines, "midnight", "next_midnight", utc));
    }
    if (YEAR.matcher(found.sql()).matches()) {
      String year = named(lines, "in_year", value);
      lines.add("year_start = " + moment(type, "Date.new!(" + year + ", 1, 1)"));
      lines.add("next_year = " + moment(type, "Date.new!(" + year + " + 1, 1, 1)"));
      return Optional.of(
          new Span(lines, "year_start", "next_year", utc + " The year must be an integer."));
    }
    if (MONTH.matcher(found.sql()).matches()) {
      String month = named(lines, "in_month", value);
      lines.add("first_day = Date.from_iso8601!(" + month + " <> \"-01\")");
      lines.add("month_start = " + moment(type, "first_day"));
      lines.add("next_month = " + moment(type, "Date.add(Date.end_of_month(first_day), 1)"));
      return Optional.of(
          new Span(
              lines,
              "month_start",
              "next_month",
              utc + " A value that is no month raises, where it found nothing before."));
    }
    return Optional.empty();
  }

  /** A value that is read twice, as a variable. */
  private static String named(List<String> lines, String name, String value) {
    if (SIMPLE.matcher(value).matches()) {
      return value;
    }
    lines.add(name + " = " + value);
    return name;
  }

  private static String moment(String type, String day) {
    return switch (type) {
      case "date" -> day;
      case "naive_datetime", "naive_datetime_usec" ->
          "NaiveDateTime.new!(" + day + ", ~T[00:00:00])";
      default -> "DateTime.new!(" + day + ", ~T[00:00:00])";
    };
  }

  private Optional<Change> spanned(HiddenColumn found, Span span) {
    List<String> variables =
        span.lines().stream().map(line -> line.replaceFirst(" = .*", "")).toList();
    Optional<Preface> preface = Preface.to(source, found.whole());
    if (preface.isEmpty() || variables.stream().anyMatch(source::mentions)) {
      return Optional.empty();
    }
    String from = found.column() + " >= ^" + span.first();
    String until = found.column() + " < ^" + span.next();
    String text =
        switch (found.operator()) {
          case "=" -> from + " and " + until;
          case ">=" -> from;
          case "<=" -> until;
          case ">" -> found.column() + " >= ^" + span.next();
          case "<" -> found.column() + " < ^" + span.first();
          default -> "";
        };
    List<Node> path = source.pathTo(node -> node == found.whole());
    String above = path.size() > 1 ? path.get(1).operator() : "";
    boolean bare = above.isEmpty() || above.matches("and|or|\\|>") || !text.contains(" and ");
    List<String> used = span.lines().stream().filter(line -> isRead(line, text, span)).toList();
    Optional<List<Change.Edit>> before = preface.get().of(used);
    if (text.isEmpty() || before.isEmpty()) {
      return Optional.empty();
    }
    return Reflow.of(source, found.whole(), bare ? text : "(" + text + ")", true)
        .map(edits -> Stream.concat(before.get().stream(), edits.stream()).toList())
        .map(edits -> new Change(edits, notes(span.note())));
  }

  /** Whether a variable's line is needed: of an open span one end alone is. */
  private static boolean isRead(String line, String text, Span span) {
    String name = line.replaceFirst(" = .*", "");
    boolean end = name.equals(span.first()) || name.equals(span.next());
    return !end || WriteLoop.mentions(text.replace("^", ""), name);
  }

  private static List<String> notes(String note) {
    return note.isBlank() ? List.of() : List.of(note.strip());
  }

  // -- other forms ------------------------------------------------------------

  private Optional<Change> typed(HiddenColumn found) {
    if (!found.isEquality() || !TEXT.matcher(found.sql()).matches()) {
      return Optional.empty();
    }
    return found
        .pinned()
        .map(value -> value.replaceFirst("^(?:Kernel\\.)?to_string\\(([a-z_][\\w.]*)\\)$", "$1"))
        .map(value -> value.replaceFirst("^\"#\\{([a-z_][\\w.]*)}\"$", "$1"))
        .map(value -> SIMPLE.matcher(value).matches() ? "^" + value : "^(" + value + ")")
        .flatMap(
            pin ->
                replaced(
                    found.whole(),
                    found.column() + " == " + pin,
                    "Ecto casts the value; one that cannot be cast raises Ecto.Query.CastError,"
                        + " where it found nothing before."));
  }

  private Optional<Change> folded(Fix.SameCase fix, HiddenColumn found) {
    String word = fix.fold().equals("lower") ? "downcase" : "upcase";
    Matcher value =
        Pattern.compile("String\\." + word + "\\(([a-z_][\\w.]*)\\)")
            .matcher(found.pinned().orElse(""));
    boolean folds = found.sql().equalsIgnoreCase(fix.fold() + "(?)") && found.isEquality();
    if (!folds || !value.matches()) {
      return Optional.empty();
    }
    String fold = "fragment(\"" + found.sql() + "\", ";
    String text =
        found.whole().callName().equals("fragment")
            ? "fragment(\""
                + (found.sql() + " = " + found.sql())
                + "\", "
                + found.column()
                + ", ^"
                + value.group(1)
                + ")"
            : fold + found.column() + ") == " + fold + "^" + value.group(1) + ")";
    return replaced(
        found.whole(),
        text,
        "The index serves the query as it was too: this only has the database fold both sides,"
            + " which String."
            + word
            + "/1 may do otherwise outside ASCII.");
  }

  private Optional<Change> document(Fix.Contains fix, HiddenColumn found) {
    Matcher path = DOCUMENT.matcher(found.sql());
    Optional<String> value = found.pinned();
    if (!found.isEquality() || value.isEmpty() || !path.matches() || !found.sql().contains("->>")) {
      return Optional.empty();
    }
    List<String> keys = KEY.matcher(path.group(1)).results().map(key -> key.group(1)).toList();
    if (!keys.equals(fix.path())) {
      return Optional.empty();
    }
    String document = nested(keys, value.get());
    return replaced(
        found.whole(),
        "fragment(\"? @> ?\", " + found.column() + ", type(^" + document + ", :map))",
        "@> compares types: a string does not match a number with the same digits, which ->> did.");
  }

  /** {@code p.document["a"]["b"] == false}, which Ecto asks of a part of the document. */
  private Optional<Change> value(Fix.Contains fix) {
    String field = names.fieldName(fix.table(), fix.column());
    Pattern path = Pattern.compile("([a-z_]\\w*\\." + field + ")((?:\\[\"[^\"]+\"])+)");
    List<Node> found =
        source
            .nodes()
            .filter(node -> node.isOperator("=="))
            .filter(node -> path.matcher(node.child(0).text()).matches())
            .filter(node -> VALUE.matcher(node.child(1).text()).matches())
            .toList();
    if (found.size() != 1) {
      return Optional.empty();
    }
    Matcher read = path.matcher(found.get(0).child(0).text());
    List<String> keys =
        read.matches()
            ? QUOTED.matcher(read.group(2)).results().map(key -> key.group(1)).toList()
            : List.of();
    boolean same =
        keys.size() >= fix.path().size() && keys.subList(0, fix.path().size()).equals(fix.path());
    String value = found.get(0).child(1).text().replaceFirst("^\\^", "");
    return same
        ? replaced(
            found.get(0),
            "fragment(\"? @> ?\", " + read.group(1) + ", type(^" + nested(keys, value) + ", :map))",
            "A GIN index on the column serves it, where it serves no part of the document.")
        : Optional.empty();
  }

  private static String nested(List<String> keys, String value) {
    String document = value;
    for (int i = keys.size() - 1; i >= 0; i--) {
      document = "%{" + Elixir.string(keys.get(i)) + " => " + document + "}";
    }
    return document;
  }

  /** {@code ^x in p.list}. */
  private Optional<Change> element(Fix.Contains fix) {
    String field = names.fieldName(fix.table(), fix.column());
    String type = names.column(fix.table(), fix.column()).map(Field::type).orElse("");
    Matcher elements = Pattern.compile("\\{:array, (:\\w+)\\}").matcher(type);
    List<Node> found =
        source
            .nodes()
            .filter(node -> node.isOperator("in"))
            .filter(node -> node.child(0).text().matches("\\^[a-z_][\\w.]*"))
            .filter(node -> node.child(1).text().matches("[a-z_]\\w*\\." + field))
            .toList();
    if (found.size() != 1 || !elements.matches()) {
      return Optional.empty();
    }
    Node whole = found.get(0);
    return replaced(
        whole,
        "fragment(\"? @> ?\", "
            + whole.child(1).text()
            + ", type(^["
            + whole.child(0).text().substring(1)
            + "], {:array, "
            + elements.group(1)
            + "}))",
        "");
  }
}
