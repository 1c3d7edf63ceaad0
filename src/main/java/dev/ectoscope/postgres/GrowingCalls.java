package dev.ectoscope.postgres;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Functions that make much of little. The planner calls them with constant arguments before
 * anything runs, without regard to costs: {@code EXPLAIN SELECT repeat('x', 900000000)} takes a
 * gigabyte of the server, and does not look for a cancellation meanwhile. What such calls can make
 * together is bounded by the text alone, before the text goes anywhere.
 */
final class GrowingCalls {

  private static final double MOST = 1_000_000;

  /** What all of it may come to, in bytes. */
  private static final double MOST_TOGETHER = 100_000_000;

  /** Parameters are values as well. */
  private static final double LEAST_VALUE = 100;

  private static final Set<String> DOUBLING =
      Set.of(
          "quote_literal",
          "quote_ident",
          "quote_nullable",
          "encode",
          "concat",
          "concat_ws",
          "textcat",
          "byteacat",
          "array_cat",
          "to_json",
          "to_jsonb",
          "cast");

  /** Types in which what is inside is quoted. */
  private static final Set<String> TEXTS = Set.of("text", "varchar", "bytea", "json", "jsonb");

  /** Which argument says how much. */
  private static final Map<String, Integer> SIZED = Map.of("repeat", 1, "lpad", 1, "rpad", 1);

  /** {@code name(n)}, a type or its cast function: padded to n. */
  private static final Set<String> PADDED =
      Set.of("char", "character", "bpchar", "nchar", "bit", "varbit");

  private static final Set<String> REPLACING = Set.of("replace", "regexp_replace", "overlay");
  private static final Pattern WIDTH = Pattern.compile("%[^a-zA-Z%]*");

  private final List<Token> tokens;
  private double size = 1;

  private GrowingCalls(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** Why the statement is not even planned, or "". */
  static String obstacle(List<Token> tokens) {
    GrowingCalls calls = new GrowingCalls(tokens);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      String name = token.text().toLowerCase(Locale.ROOT);
      if (token.isName() && opens(tokens.get(i + 1)) && !calls.isBounded(name, i + 2)) {
        return "the function "
            + name
            + " could make a value of any size while the statement is planned";
      }
    }
    return calls.isDoubling()
        ? "what it puts together could grow without bound while the statement is planned"
        : "";
  }

  /**
   * {@code quote_literal(quote_literal(…))} doubles at each call, and so does {@code x || x} over a
   * subquery whose x is such a sum itself: thirty levels are a gigabyte.
   */
  private boolean isDoubling() {
    double together = LEAST_VALUE;
    int sums = 1;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.STRING) {
        together = Math.max(together, token.text().length());
      }
    }
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).is("||")) {
        sums++;
      } else if (tokens.get(i).is("select")) {
        together *= sums;
        sums = 1;
      } else if (isDoublingCall(i)) {
        together *= 2;
      }
    }
    return together * sums > MOST_TOGETHER;
  }

  /** A call of those that quote or put together, or of a function of somebody's own. */
  private boolean isDoublingCall(int at) {
    Token token = tokens.get(at);
    if (token.is("]") || token.is(")")) {
      return at + 2 < tokens.size()
          && tokens.get(at + 1).is("::")
          && TEXTS.contains(tokens.get(at + 2).text());
    }
    if (!token.isName() || at + 1 >= tokens.size() || !opens(tokens.get(at + 1))) {
      return false;
    }
    boolean own = at > 1 && tokens.get(at - 1).is(".") && !tokens.get(at - 2).is("pg_catalog");
    return own || DOUBLING.contains(token.text());
  }

  private static boolean opens(Token token) {
    return token.is("(");
  }

  private boolean isBounded(String name, int start) {
    if (SIZED.containsKey(name)) {
      size *= number(arguments(start), SIZED.get(name));
    } else if (PADDED.contains(name)) {
      return number(arguments(start), 0) <= MOST / 100;
    } else if (name.equals("array_fill")) {
      return false;
    } else if (name.equals("format")) {
      size *= widths(arguments(start));
    } else if (REPLACING.contains(name)) {
      size *= longest(arguments(start));
    }
    return size <= MOST;
  }

  private List<List<Token>> arguments(int start) {
    List<List<Token>> arguments = new ArrayList<>(List.of(new ArrayList<>()));
    int depth = 0;
    for (int i = start; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if ((token.is(")") || token.is("]")) && --depth < 0) {
        break;
      }
      if (depth == 0 && token.is(",")) {
        arguments.add(new ArrayList<>());
      } else {
        arguments.get(arguments.size() - 1).add(token);
      }
    }
    return arguments;
  }

  /** One bare number, or without bound. */
  private static double number(List<List<Token>> arguments, int at) {
    if (arguments.size() <= at || arguments.get(at).size() != 1) {
      return Double.POSITIVE_INFINITY;
    }
    Token only = arguments.get(at).get(0);
    try {
      return only.kind() == Kind.NUMBER
          ? Math.max(1, Double.parseDouble(only.text()))
          : Double.POSITIVE_INFINITY;
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  /** Of {@code format('%10s', …)}; {@code %*s} takes the width from an argument. */
  private static double widths(List<List<Token>> arguments) {
    List<Token> first = arguments.get(0);
    // Escapes of E'' and U&'' could hide a directive.
    if (first.size() != 1
        || first.get(0).kind() != Kind.STRING
        || !first.get(0).text().startsWith("'")) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 1;
    Matcher directive = WIDTH.matcher(first.get(0).text());
    while (directive.find()) {
      String digits = directive.group().replaceAll(".*\\$|\\D", "");
      boolean open = directive.group().contains("*") || digits.length() > 7;
      sum += open ? Double.POSITIVE_INFINITY : digits.isEmpty() ? 0 : Double.parseDouble(digits);
    }
    return sum;
  }

  private static double longest(List<List<Token>> arguments) {
    return arguments.stream()
        .flatMap(List::stream)
        .filter(token -> token.kind() == Kind.STRING)
        .mapToInt(token -> token.text().length())
        .max()
        .orElse(1);
  }
}
