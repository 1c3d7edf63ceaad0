package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
          "cast",
          "json_build_array",
          "json_build_object",
          "jsonb_build_array",
          "jsonb_build_object",
          "json_array",
          "json_object",
          "jsonb_object",
          "row_to_json",
          "array_to_json",
          "row",
          "hstore");

  /** Types in which what is inside is quoted. */
  private static final Set<String> TEXTS = Set.of("text", "varchar", "bytea", "json", "jsonb");

  /** Which argument says how much. */
  private static final Map<String, Integer> SIZED = Map.of("repeat", 1, "lpad", 1, "rpad", 1);

  /** {@code name(n)}, a type or its cast function: padded to n. */
  private static final Set<String> PADDED =
      Set.of("char", "character", "bpchar", "nchar", "bit", "varbit");

  private static final Set<String> REPLACING = Set.of("replace", "regexp_replace", "overlay");

  /** Values of columns are that long at the most, and none is replaced by another twice. */
  private static final double UNKNOWN_REPLACEMENT = 2_000;

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
   * subquery whose x is such a sum itself: thirty levels are a gigabyte. What stands beside one
   * another in one SELECT does not multiply; what is nested does, and one SELECT with the next.
   */
  private boolean isDoubling() {
    double longest =
        tokens.stream()
            .filter(token -> token.kind() == Kind.STRING)
            .mapToDouble(token -> token.text().length())
            .reduce(LEAST_VALUE, Math::max);
    return longest * new Nesting().product() > MOST_TOGETHER;
  }

  /** Walks the parentheses; each SELECT has a product of its own. */
  private final class Nesting {

    private record Open(int at, String name, double factor, boolean selects) {}

    private static final class Select {
      private double most = 1;
      private int sums = 1;
    }

    private final Deque<Open> open = new ArrayDeque<>();
    private final Deque<Select> selects = new ArrayDeque<>(List.of(new Select()));
    private double product = 1;

    double product() {
      for (int i = 0; i < tokens.size() && product <= MOST_TOGETHER; i++) {
        Token token = tokens.get(i);
        if (token.is("(") || token.is("[")) {
          open(i);
        } else if (token.is(")") || token.is("]")) {
          close();
        } else if (token.is("||")) {
          selects.element().sums++;
        } else if (token.is("union") || token.is("intersect") || token.is("except")) {
          end();
          selects.push(new Select());
        }
      }
      while (!selects.isEmpty()) {
        end();
      }
      return product;
    }

    private void open(int at) {
      boolean inner =
          at + 1 < tokens.size()
              && (tokens.get(at + 1).is("select") || tokens.get(at + 1).is("with"));
      Token before = at == 0 ? tokens.get(0) : tokens.get(at - 1);
      String name = tokens.get(at).is("[") || before.isName() ? before.text() : "";
      open.push(new Open(at, name, factor(at, name), inner));
      if (inner) {
        selects.push(new Select());
      }
      double path = 1;
      for (Open one : open) {
        path *= one.factor();
        if (one.selects()) {
          break;
        }
      }
      selects.element().most = Math.max(selects.element().most, path);
    }

    private void close() {
      if (!open.isEmpty() && open.pop().selects()) {
        end();
      }
      if (selects.isEmpty()) {
        selects.push(new Select());
      }
    }

    private void end() {
      Select ended = selects.pop();
      product *= ended.most * ended.sums;
    }

    /** By how much what is in these parentheses may grow. */
    private double factor(int at, String name) {
      double factor = 1;
      int close = closing(at);
      if (close + 2 < tokens.size()
          && tokens.get(close + 1).is("::")
          && TEXTS.contains(tokens.get(close + 2).text())) {
        factor *= 2;
      }
      if (name.isEmpty()) {
        return factor;
      }
      boolean own = at > 2 && tokens.get(at - 2).is(".") && !tokens.get(at - 3).is("pg_catalog");
      boolean again = open.stream().anyMatch(one -> one.name().equals(name));
      if (DOUBLING.contains(name) || name.equals("array")) {
        factor *= Math.max(2, values(at + 1));
      } else if (name.equals("format")) {
        factor *= Math.max(2, directives(arguments(at + 1).get(0)));
      } else if (REPLACING.contains(name)) {
        factor *= replacement(arguments(at + 1));
      } else if (own || again) {
        factor *= 2;
      }
      return factor;
    }

    private int closing(int at) {
      int depth = 0;
      for (int i = at; i < tokens.size(); i++) {
        Token token = tokens.get(i);
        depth += token.is("(") || token.is("[") ? 1 : 0;
        depth -= token.is(")") || token.is("]") ? 1 : 0;
        if (depth == 0) {
          return i;
        }
      }
      return tokens.size();
    }

    /** Arguments that are more than a literal. */
    private long values(int start) {
      return arguments(start).stream()
          .filter(argument -> argument.stream().anyMatch(Token::isName))
          .count();
    }

    private static long directives(List<Token> format) {
      return format.stream().mapToLong(t -> t.text().chars().filter(c -> c == '%').count()).sum();
    }

    /** By a literal or a parameter, which is short, or by a value that is as long as the first. */
    private static double replacement(List<List<Token>> arguments) {
      boolean constant =
          arguments.stream()
              .skip(1)
              .allMatch(a -> a.stream().noneMatch(Token::isName) || a.get(0).is("from"));
      return constant ? 1 : UNKNOWN_REPLACEMENT;
    }
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
