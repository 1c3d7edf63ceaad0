package dev.ectoscope.postgres;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One statement of a log made ready to be sent: comments and the last semicolon removed.
 *
 * @param numbered the statement with {@code $n}
 * @param jdbc the statement with {@code ?} and its operators doubled
 * @param order the {@code n} of every {@code ?}, in order of appearance
 */
public record PreparedText(String numbered, String jdbc, List<Integer> order) {

  private static final Set<String> VERBS =
      Set.of("select", "with", "insert", "update", "delete", "values", "table", "merge");

  /**
   * @throws NotVerified when it is not exactly one statement that EXPLAIN takes
   */
  public static PreparedText of(String sql) {
    List<Token> tokens;
    try {
      tokens = new ArrayList<>(SqlScanner.scan(sql));
    } catch (SqlScanner.BadSql e) {
      throw new NotVerified("The statement cannot be read: " + e.getMessage());
    }
    tokens.removeIf(token -> token.kind() == Kind.COMMENT);
    while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).is(";")) {
      tokens.remove(tokens.size() - 1);
    }
    if (tokens.stream().anyMatch(token -> token.is(";"))) {
      throw new NotVerified("The text holds more than one statement");
    }
    if (tokens.stream().filter(t -> !t.is("(")).findFirst().stream()
        .noneMatch(t -> t.kind() == Kind.WORD && VERBS.contains(t.text()))) {
      throw new NotVerified("The statement is not a query, so that it has no plan");
    }
    return written(sql, tokens);
  }

  private static PreparedText written(String sql, List<Token> tokens) {
    StringBuilder numbered = new StringBuilder();
    StringBuilder jdbc = new StringBuilder();
    List<Integer> order = new ArrayList<>();
    int last = 0;
    for (Token token : tokens) {
      String source = sql.substring(token.start(), token.end());
      boolean apart = token.start() > last;
      numbered.append(apart ? " " : "").append(source);
      jdbc.append(apart ? " " : "");
      if (token.kind() == Kind.PARAMETER) {
        order.add(number(source));
        jdbc.append('?');
      } else {
        jdbc.append(token.kind() == Kind.OPERATOR ? source.replace("?", "??") : source);
      }
      last = token.end();
    }
    return new PreparedText(numbered.toString(), jdbc.toString(), List.copyOf(order));
  }

  private static int number(String parameter) {
    if (parameter.length() > 6 || parameter.equals("$0")) {
      throw new NotVerified("The statement has a parameter with an impossible number");
    }
    return Integer.parseInt(parameter.substring(1));
  }

  public int parameters() {
    return order.stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  public boolean isCoveredBy(List<String> values) {
    return values.size() >= parameters();
  }

  /** The values in the order of the {@code ?}. */
  public List<String> inOrder(List<String> values) {
    List<String> ordered = new ArrayList<>();
    order.forEach(n -> ordered.add(values.get(n - 1)));
    return ordered;
  }
}
