package dev.ectoscope.detector.query;

import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column that a filter asks about in words that a plain index on it does not know.
 *
 * @param variant date, cast, case, json, array, contains or function
 * @param table its table, or "" when the statement does not tell
 * @param expression as printed, aliases removed
 * @param detail of the variant: day, month or year; lower or upper; else ""
 * @param operator of the comparison
 */
record Hidden(
    String variant,
    String table,
    String column,
    String expression,
    String detail,
    Operator operator) {

  private static final Pattern CASE = Pattern.compile("(?i)(lower|upper)\\([^()]*\\)");
  private static final Pattern DAY =
      Pattern.compile("(?i)(date\\([^()]*\\)|[\\w.\"]+::date|date_trunc\\('(\\w+)',[^()]*\\))");
  private static final Pattern PART =
      Pattern.compile(
          "(?i)\\(?(?:extract\\((\\w+) from [^()]*\\)|date_part\\('(\\w+)',[^()]*\\)).*");
  private static final Pattern PRINTED =
      Pattern.compile("(?i)to_char\\([^()]*, ?'(YYYY)([-/.]?MM)?([-/.]?DD)?'\\)");

  /** Depend on the session's settings: PostgreSQL builds no index on them. */
  private static final Pattern NOT_IMMUTABLE =
      Pattern.compile(
          "(?i)\\b(to_char|to_date|to_timestamp|to_number|age|now|unaccent|concat|concat_ws|format)\\(");

  private static final Pattern TO_TEXT =
      Pattern.compile("(?i)([\\w.\"]+::(text|varchar|bpchar)|cast\\([\\w.\"]+ as \\w+\\))");
  private static final Pattern TEXT_OF_DOCUMENT =
      Pattern.compile("\\(?[\\w.\"]+ ?(?:(?:-> ?'[^']*' ?)*->> ?'[^']*'|#>> ?'[^']*')\\)?");
  private static final Pattern KEY = Pattern.compile("'([^']*)'");

  /** What hides the column of a predicate, if anything does. */
  static Optional<Hidden> of(Predicate predicate) {
    String column = predicate.column().name();
    String table = predicate.column().table();
    String expression = predicate.expression();
    if (expression.isEmpty()) {
      return ofPlainColumn(predicate, table, column);
    }
    Matcher day = DAY.matcher(expression);
    Matcher part = PART.matcher(expression);
    Matcher fold = CASE.matcher(expression);
    if (expression.contains("->") || expression.contains("#>")) {
      return Optional.of(new Hidden("json", table, column, expression, "", predicate.operator()));
    } else if (day.matches()) {
      String unit = day.group(2) == null ? "day" : day.group(2).toLowerCase(Locale.ROOT);
      return Optional.of(new Hidden("date", table, column, expression, unit, predicate.operator()));
    } else if (part.matches()) {
      // The fifth month comes every year; a year is one span of time.
      String unit = part.group(1) == null ? part.group(2) : part.group(1);
      String detail = unit.equalsIgnoreCase("year") ? "year" : "";
      return Optional.of(
          new Hidden("date", table, column, expression, detail, predicate.operator()));
    } else if (PRINTED.matcher(expression).matches()) {
      return Optional.of(
          new Hidden("date", table, column, expression, printed(expression), predicate.operator()));
    } else if (fold.matches()) {
      String word = fold.group(1).toLowerCase(Locale.ROOT);
      return Optional.of(new Hidden("case", table, column, expression, word, predicate.operator()));
    } else if (TO_TEXT.matcher(expression).matches()) {
      return Optional.of(new Hidden("cast", table, column, expression, "", predicate.operator()));
    }
    // Ranges of computed values are seldom what an index is made for.
    return predicate.operator().isEquality() && expression.contains("(")
        ? Optional.of(new Hidden("function", table, column, expression, "", predicate.operator()))
        : Optional.empty();
  }

  /** {@code to_char(x, 'YYYY-MM')} prints a month. */
  private static String printed(String expression) {
    Matcher date = PRINTED.matcher(expression);
    boolean day = date.matches() && date.group(3) != null;
    return day ? "day" : date.group(2) != null ? "month" : "year";
  }

  private boolean mayBeIndexed() {
    return !NOT_IMMUTABLE.matcher(expression).find();
  }

  private static Optional<Hidden> ofPlainColumn(Predicate predicate, String table, String column) {
    if (predicate.operator() == Operator.CONTAINS) {
      String said = predicate.canonical();
      return Optional.of(
          new Hidden("contains", table, column, said, isArray(said), predicate.operator()));
    }
    boolean any =
        predicate.operand() instanceof Operand.Expression e
            && e.text().toUpperCase(Locale.ROOT).contains("= ANY(");
    return any && predicate.operator() == Operator.OTHER
        ? Optional.of(
            new Hidden(
                "array", table, column, predicate.canonical(), "array", predicate.operator()))
        : Optional.empty();
  }

  private static String isArray(String text) {
    return text.endsWith("[]") || text.contains("ARRAY[") ? "array" : "";
  }

  /** Whether nothing can be said without knowing the indexes: the form itself is served by one. */
  boolean needsCatalog() {
    return variant.equals("contains");
  }

  String said() {
    return expression;
  }

  /** Whether an index is made for these very words. */
  boolean isServedBy(Index index) {
    if (variant.equals("contains")) {
      return index.method().matches("gin|gist")
          && index.keys().stream().anyMatch(k -> plain(k).equals(plain(column)));
    }
    // Without its cast it is the column, whose own index does not serve it.
    if (variant.equals("cast") || plain(expression).equals(plain(column))) {
      return index.keys().stream()
          .anyMatch(k -> k.contains("::") && plain(k).equals(plain(column)));
    }
    return index.keys().stream().anyMatch(k -> plain(k).equals(plain(expression)));
  }

  /** Casts, quotes, brackets and spaces removed: PostgreSQL prints an index's words its own way. */
  private static String plain(String words) {
    return words
        .replaceAll(
            "::\\w+( varying| without time zone| with time zone)?(\\(\\d+\\))?(\\[\\])?", "")
        .replaceAll("[()\"\\s]", "")
        .toLowerCase(Locale.ROOT);
  }

  String title(String name) {
    return switch (variant) {
      case "contains" -> name + "." + column + " is filtered by @> and no GIN index serves it";
      case "array" -> name + "." + column + " is searched by = ANY, which no index serves";
      case "json" -> name + "." + column + " is filtered by a value inside the document";
      default -> name + " is filtered by " + expression + ", which no index of the column serves";
    };
  }

  String action(String name) {
    return switch (variant) {
      case "date" ->
          isSpan()
              ? "Compare " + name + "." + column + " with a span of time"
              : "Create an index on " + expression;
      case "cast" -> "Compare " + name + "." + column + " in its own type";
      case "contains" -> "Create a GIN index on " + name + "." + column;
      case "array" -> "Ask " + name + "." + column + " with @>";
      case "json" ->
          isText() ? "Create an index on " + expression : "Ask " + name + "." + column + " with @>";
      default ->
          mayBeIndexed()
              ? "Create an index on " + expression
              : "Compare "
                  + name
                  + "."
                  + column
                  + " itself, or keep what "
                  + expression
                  + " gives in a column of its own";
    };
  }

  /** What must hold for the action to pay, as the end of its sentence, or "". */
  String condition() {
    return variant.equals("array") || variant.equals("json") && !isText()
        ? "; a GIN index serves it, if the filter is selective"
        : "";
  }

  private String compared() {
    return switch (operator) {
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      default -> "=";
    };
  }

  private boolean isSpan() {
    return detail.matches("day|month|year");
  }

  List<Fix> fixes(String function, String file, String schema, String name) {
    List<Fix> fixes = new ArrayList<>();
    switch (variant) {
      case "date" -> {
        if (isSpan()) {
          fixes.add(new Fix.DateRange(function, file, name, column, detail, compared()));
        } else {
          fixes.add(index(schema, name, "(" + expression + ")", "btree"));
        }
      }
      case "cast" -> fixes.add(new Fix.CompareAsTyped(function, file, name, column));
      case "case" -> {
        fixes.add(index(schema, name, expression, "btree"));
        fixes.add(new Fix.SameCase(function, file, name, column, detail));
      }
      case "contains" ->
          fixes.add(
              index(schema, name, detail.isEmpty() ? column + " jsonb_path_ops" : column, "gin"));
      case "array" -> {
        fixes.add(index(schema, name, column, "gin"));
        fixes.add(new Fix.Contains(function, file, name, column, List.of(), true));
      }
      case "json" -> {
        if (isText()) {
          fixes.add(index(schema, name, "(" + expression + ")", "btree"));
        } else {
          fixes.add(index(schema, name, column + " jsonb_path_ops", "gin"));
          fixes.add(new Fix.Contains(function, file, name, column, path(), false));
        }
      }
      default -> {
        if (mayBeIndexed()) {
          fixes.add(index(schema, name, "(" + expression + ")", "btree"));
        }
      }
    }
    return fixes;
  }

  /**
   * One value of a document, compared as text: a B-tree on it serves the query as it is written,
   * and is smaller than a GIN index of the whole document.
   */
  private boolean isText() {
    boolean compared = operator.isEquality() || operator.isRange();
    return compared && TEXT_OF_DOCUMENT.matcher(expression).matches();
  }

  /**
   * The index that serves the filter as it is written, without a change of the code, if there is
   * one.
   */
  Optional<Fix.CreateIndex> index(String schema, String name) {
    boolean asWritten =
        switch (variant) {
          case "case", "contains", "function" -> true;
          case "json" -> isText();
          case "date" -> !isSpan();
          default -> false;
        };
    return asWritten
        ? fixes("", "", schema, name).stream()
            .filter(Fix.CreateIndex.class::isInstance)
            .map(Fix.CreateIndex.class::cast)
            .findFirst()
        : Optional.empty();
  }

  private List<String> path() {
    List<String> path = new ArrayList<>();
    Matcher keys = KEY.matcher(expression);
    while (keys.find()) {
      path.add(keys.group(1));
    }
    return path;
  }

  private static Fix index(String schema, String table, String key, String method) {
    return new Fix.CreateIndex(schema, table, List.of(key), method, "", List.of(), "");
  }
}
