package dev.ectoscope.sql;

import java.util.Set;
import net.sf.jsqlparser.expression.Expression;

/**
 * Prints expressions in one spelling: no aliases, no quotes, single blanks, function names in lower
 * case.
 */
final class Wording {

  private static final Set<String> NO_FUNCTIONS =
      Set.of("any", "all", "some", "in", "exists", "and", "or", "not", "array", "over");

  private final Scope scope;

  Wording(Scope scope) {
    this.scope = scope;
  }

  /** With parameters as printed: {@code $1}. */
  String of(Expression expression) {
    return reword(expression.toString(), false);
  }

  /** With every parameter as {@code $}. */
  String canonical(Expression expression) {
    return reword(expression.toString(), true);
  }

  private String reword(String text, boolean parametersAlike) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = SqlText.endOfToken(text, i);
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        blank(out);
      } else if (c == '$' && parametersAlike && isParameter(text, i, end)) {
        out.append('$');
      } else if (isName(text, i, end)) {
        end = name(text, i, end, out);
      } else {
        out.append(text, i, end);
      }
      i = end;
    }
    return out.toString().strip();
  }

  private static void blank(StringBuilder out) {
    if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
      out.append(' ');
    }
  }

  private static boolean isParameter(String text, int start, int end) {
    return end > start + 1 && SqlText.isDigit(text.charAt(start + 1));
  }

  private static boolean isName(String text, int start, int end) {
    char c = text.charAt(start);
    return c == '"' || (SqlText.startsWord(c) && text.charAt(end - 1) != '\'');
  }

  private int name(String text, int start, int firstEnd, StringBuilder out) {
    boolean nameFollows =
        firstEnd + 1 < text.length()
            && text.charAt(firstEnd) == '.'
            && (text.charAt(firstEnd + 1) == '"' || SqlText.startsWord(text.charAt(firstEnd + 1)));
    String printed = text.substring(start, firstEnd);
    if (nameFollows && scope.isQualifier(Scope.name(printed))) {
      return firstEnd + 1;
    }
    boolean call = firstEnd < text.length() && text.charAt(firstEnd) == '(';
    out.append(call ? function(printed) : unquoted(printed));
    return firstEnd;
  }

  private static String unquoted(String printed) {
    return printed.charAt(0) == '"' ? Scope.name(printed) : printed;
  }

  private static String function(String printed) {
    String folded = Scope.name(printed);
    return NO_FUNCTIONS.contains(folded) ? printed : folded;
  }
}
