package dev.ectoscope.ecto;

import dev.ectoscope.elixir.syntax.Node;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comparison of what a fragment makes of a column, {@code fragment("date(?)", p.at) == ^day} or
 * {@code fragment("date(?) = ?", p.at, ^day)}.
 *
 * @param whole the comparison
 * @param sql what is made of the column, {@code ?} in its place
 * @param column as written, {@code p.at}
 * @param operator as SQL has it
 * @param value as written, {@code ^day}
 */
record HiddenColumn(Node whole, String sql, String column, String operator, String value) {

  private static final Pattern COMPARED =
      Pattern.compile("([^?]*\\?[^?]*?) (=|<>|!=|<=|>=|<|>) \\?(?:::\\w+)?");
  private static final Pattern COLUMN = Pattern.compile("[a-z_]\\w*\\.[a-z_]\\w*");

  /** Those of a field in one clause of a function. */
  static List<HiddenColumn> in(FunctionSource source, String field) {
    return source
        .nodes()
        .flatMap(node -> of(node).stream())
        .filter(found -> found.column().endsWith("." + field))
        .toList();
  }

  private static Optional<HiddenColumn> of(Node node) {
    if (node.operator().matches("==|!=|<=|>=|<|>")) {
      Node fragment = node.child(0);
      String operator = node.operator().equals("==") ? "=" : node.operator();
      return sql(fragment)
          .filter(sql -> fragment.arguments().size() == 2 && sql.matches("[^?]*\\?[^?]*"))
          .flatMap(sql -> made(node, sql, fragment, operator, node.child(1)));
    }
    return sql(node)
        .map(COMPARED::matcher)
        .filter(m -> m.matches() && node.arguments().size() == 3)
        .flatMap(m -> made(node, m.group(1), node, m.group(2), node.arguments().get(2)));
  }

  private static Optional<HiddenColumn> made(
      Node whole, String sql, Node fragment, String operator, Node value) {
    String column = fragment.arguments().get(1).text();
    return COLUMN.matcher(column).matches()
        ? Optional.of(new HiddenColumn(whole, sql.strip(), column, operator, value.text()))
        : Optional.empty();
  }

  private static Optional<String> sql(Node fragment) {
    if (!fragment.callName().equals("fragment") || fragment.arguments().isEmpty()) {
      return Optional.empty();
    }
    String text = fragment.arguments().get(0).text();
    boolean constant = text.matches("(?s)\"[^\"\\\\]*\"") && !text.contains("#{");
    return constant
        ? Optional.of(text.substring(1, text.length() - 1).strip().replaceAll("\\s+", " "))
        : Optional.empty();
  }

  boolean isEquality() {
    return operator.equals("=");
  }

  /** What is pinned, {@code x} of {@code ^x} and of {@code ^(x)}; empty for anything else. */
  Optional<String> pinned() {
    Matcher pin = Pattern.compile("\\^\\(?([^\\n]+?)\\)?").matcher(value);
    boolean whole = value.startsWith("^") && pin.matches();
    if (!whole) {
      return Optional.empty();
    }
    return Optional.of(value.startsWith("^(") ? pin.group(1) : value.substring(1));
  }
}
