package dev.ectoscope.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code cut into lines and tokens with the style classes of the pages: k, st, at, cm. */
final class CodeText {

  private static final Pattern ELIXIR =
      Pattern.compile(
          "(?<cm>#[^{].*|#$)|(?<st>\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\")"
              + "|(?<at>(?<![\\w:]):[a-z_]\\w*[?!]?|@[a-z_]\\w*|\\b[a-z_]\\w*[?!]?:(?!:))"
              + "|(?<k>\\b(?:def|defp|defmodule|do|end|fn|case|if|else|from|in|use|alias|import|true|false|nil|with|for)\\b)");

  private static final Pattern SQL =
      Pattern.compile(
          "(?<cm>--.*)|(?<st>'[^']*+(?:''[^']*+)*+')|(?<at>\\$\\d+)"
              + "|(?<k>\\b(?:SELECT|FROM|WHERE|AND|OR|NOT|IN|ANY|AS|ON|INNER|LEFT|RIGHT|FULL|CROSS|LATERAL|OUTER|JOIN"
              + "|ORDER BY|GROUP BY|HAVING|LIMIT|OFFSET|INSERT|INTO|VALUES|UPDATE|SET|DELETE|RETURNING|DISTINCT|WITH"
              + "|CREATE|UNIQUE|INDEX|CONCURRENTLY|DROP|USING|INCLUDE|ALTER|TABLE|IS|NULL|CASE|WHEN|THEN|ELSE|END|EXISTS"
              + "|UNION|ALL|ASC|DESC|CONFLICT|DO|NOTHING|FOR|COUNT|SUM|MIN|MAX|AVG)\\b)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CUT = Pattern.compile("(?<el>…|\\b\\d+ cols\\b|\\+ \\d+ joins?\\b)");

  /** A list of types at the end of a statement. */
  private static final Pattern MASK =
      Pattern.compile("(?<mask>(?<= \\[)[a-z_][a-z_0-9 ,{}\\[\\]…]*(?=]\\s*$))", Pattern.MULTILINE);

  private CodeText() {}

  /** A run of one style; {@code style} may be "". */
  public record Token(String text, String style) {}

  /**
   * @param number "" when it is not known where the code begins
   * @param sign "+" added, "-" removed, " " as it was, or "" when nothing is compared
   */
  public record Line(String number, List<Token> tokens, String sign) {

    public boolean added() {
      return sign.equals("+");
    }

    public boolean removed() {
      return sign.equals("-");
    }
  }

  static List<Line> lines(String code, String language, boolean numbered) {
    List<Line> lines = new ArrayList<>();
    String[] sources =
        code.strip().isEmpty() ? new String[0] : code.stripTrailing().split("\n", -1);
    for (int i = 0; i < sources.length; i++) {
      lines.add(line(sources[i], language, numbered ? String.valueOf(i + 1) : "", ""));
    }
    return lines;
  }

  static Line line(String source, String language, String number, String sign) {
    return new Line(number, tokens(source, pattern(language)), sign);
  }

  /** Log lines; the types that stand for parameters are marked. */
  static List<Token> sample(String lines) {
    return tokens(lines, MASK);
  }

  /** One statement, or its summary with what was left out marked. */
  static List<Token> sql(String statement) {
    List<Token> tokens = new ArrayList<>();
    for (Token token : tokens(statement == null ? "" : statement, CUT)) {
      tokens.addAll(token.style().isEmpty() ? tokens(token.text(), SQL) : List.of(token));
    }
    return tokens;
  }

  private static Pattern pattern(String language) {
    return "sql".equals(language) ? SQL : ELIXIR;
  }

  private static List<Token> tokens(String text, Pattern pattern) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int from = 0;
    while (matcher.find()) {
      if (matcher.start() > from) {
        tokens.add(new Token(text.substring(from, matcher.start()), ""));
      }
      tokens.add(new Token(matcher.group(), style(matcher, pattern)));
      from = matcher.end();
    }
    if (from < text.length()) {
      tokens.add(new Token(text.substring(from), ""));
    }
    return tokens;
  }

  private static String style(Matcher matcher, Pattern pattern) {
    if (pattern == CUT || pattern == MASK) {
      return pattern == CUT ? "el" : "mask";
    }
    for (String style : List.of("cm", "st", "at")) {
      if (matcher.group(style) != null) {
        return style;
      }
    }
    return "k";
  }
}
