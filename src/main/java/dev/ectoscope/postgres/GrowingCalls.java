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
    return "";
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
