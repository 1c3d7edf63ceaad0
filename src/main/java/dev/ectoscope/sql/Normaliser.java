package dev.ectoscope.sql;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One pass over one text for {@link Fingerprint#normalise}: a lexer that prints every token as it
 * goes.
 */
final class Normaliser {

  private static final int NO_ROW = -1;
  private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?:";
  private static final String TRAILING_SIGN_ALLOWED_AFTER = "~!@#%^&|`?";

  private final String sql;
  private final StringBuilder out;
  private final Deque<Bracket> open = new ArrayDeque<>();
  private int at;
  private int lastToken;

  /** End of the first row of VALUES when a row was just closed, also across the comma after it. */
  private int rowEnd = NO_ROW;

  Normaliser(String sql) {
    this.sql = sql;
    this.out = new StringBuilder(Math.min(sql.length(), 4096));
  }

  String run() {
    while (at < sql.length()) {
      next();
    }
    dropTrailingSemicolons();
    return out.toString();
  }

  private void next() {
    char c = sql.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (sql.startsWith("--", at)) {
      at = SqlText.endOfLineComment(sql, at);
    } else if (sql.startsWith("/*", at)) {
      at = SqlText.endOfBlockComment(sql, at);
    } else if (c == '\'') {
      literal(SqlText.endOfQuoted(sql, at, false));
    } else if (c == '"') {
      copy(SqlText.endOfQuoted(sql, at, false));
    } else if (c == '$') {
      dollar();
    } else if (SqlText.isDigit(c) || (c == '.' && digitAt(at + 1) && !followsName())) {
      literal(SqlText.endOfNumber(sql, at));
    } else if (SqlText.startsWord(c)) {
      word();
    } else if (isOperator(c)) {
      operator();
    } else {
      punctuation(c);
    }
  }

  private void dollar() {
    if (digitAt(at + 1)) {
      int end = at + 1;
      while (digitAt(end)) {
        end++;
      }
      literal(end);
      return;
    }
    int end = SqlText.endOfDollarQuoted(sql, at);
    if (end > at) {
      literal(end);
    } else {
      copy(at + 1);
    }
  }

  private void word() {
    int end = SqlText.endOfWord(sql, at);
    if (end == at + 1 && end < sql.length() && sql.charAt(end) == '\'') {
      char prefix = SqlText.lower(sql.charAt(at));
      if (prefix == 'e' || prefix == 'b' || prefix == 'x' || prefix == 'n') {
        literal(SqlText.endOfQuoted(sql, end, prefix == 'e'));
        return;
      }
    }
    startToken(sql.charAt(at));
    for (; at < end; at++) {
      out.append(SqlText.lower(sql.charAt(at)));
    }
  }

  private void operator() {
    int end = at;
    while (end < sql.length() && isOperator(sql.charAt(end)) && !commentAt(end)) {
      end++;
    }
    end = withoutTrailingSign(end);
    if (end == at + 1 && isSign(sql.charAt(at)) && numberAt(end) && expectsOperand()) {
      at = end;
    } else {
      copy(end);
    }
  }

  // PostgreSQL reads a=-1 as a = -1: an operator ends in a sign only when it holds one of certain
  // characters.
  private int withoutTrailingSign(int from) {
    int end = from;
    for (int i = at; i < from; i++) {
      if (TRAILING_SIGN_ALLOWED_AFTER.indexOf(sql.charAt(i)) >= 0) {
        return from;
      }
    }
    while (end > at + 1 && isSign(sql.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private void punctuation(char c) {
    switch (c) {
      case '(', '[' -> opening(c);
      case ')', ']' -> closing(c);
      case ',' -> comma();
      default -> copy(at + 1);
    }
  }

  private void opening(char c) {
    boolean list = c == '(' ? lastIs("in") : lastIs("array");
    boolean firstRow = c == '(' && lastIs("values");
    boolean laterRow = c == '(' && rowEnd != NO_ROW && lastIs(",");
    int end = rowEnd;
    copy(at + 1);
    open.push(new Bracket(list, firstRow || laterRow, laterRow ? end : NO_ROW, out.length()));
  }

  private void closing(char c) {
    Bracket bracket = open.poll();
    if (bracket != null) {
      bracket.endElement();
    }
    copy(at + 1);
    if (bracket == null || !bracket.row) {
      return;
    }
    if (bracket.firstRowEnd != NO_ROW) {
      out.setLength(bracket.firstRowEnd);
      lastToken = out.length() - 1;
    }
    rowEnd = out.length();
  }

  private void comma() {
    int end = rowEnd;
    Bracket bracket = open.peek();
    if (bracket != null) {
      bracket.endElement();
      end = Math.min(end, out.length()); // a dropped element ends as the kept one does
    }
    copy(at + 1);
    if (bracket != null) {
      bracket.elementStart = out.length();
    }
    rowEnd = end;
  }

  private void literal(int end) {
    startToken('?');
    out.append('?');
    at = end;
  }

  private void copy(int end) {
    startToken(sql.charAt(at));
    out.append(sql, at, end);
    at = end;
  }

  private void startToken(char first) {
    if (out.length() > 0 && !touchesNext(out.charAt(out.length() - 1)) && !touchesPrevious(first)) {
      out.append(' ');
    }
    lastToken = out.length();
    rowEnd = NO_ROW;
  }

  private boolean touchesNext(char last) {
    return out.length() == lastToken + 1 && "([,.".indexOf(last) >= 0;
  }

  private static boolean touchesPrevious(char first) {
    return ")],.".indexOf(first) >= 0;
  }

  private boolean expectsOperand() {
    if (out.length() == 0) {
      return true;
    }
    char last = out.charAt(out.length() - 1);
    return !lastIs("?") && ("([,".indexOf(last) >= 0 || isOperator(last));
  }

  private boolean followsName() {
    if (out.length() == 0) {
      return false;
    }
    char first = out.charAt(lastToken);
    return first == '"' || SqlText.startsWord(first);
  }

  private boolean lastIs(String token) {
    return out.length() - lastToken == token.length() && out.indexOf(token, lastToken) == lastToken;
  }

  private boolean commentAt(int index) {
    return sql.startsWith("--", index) || sql.startsWith("/*", index);
  }

  private boolean digitAt(int index) {
    return index < sql.length() && SqlText.isDigit(sql.charAt(index));
  }

  private boolean numberAt(int index) {
    return digitAt(index)
        || (index < sql.length() && sql.charAt(index) == '.' && digitAt(index + 1));
  }

  private void dropTrailingSemicolons() {
    while (lastIs(";")) {
      out.setLength(lastToken);
      trimTrailingBlank();
      lastToken = Math.max(0, out.length() - 1);
    }
  }

  private void trimTrailingBlank() {
    if (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
  }

  private static boolean isOperator(char c) {
    return OPERATOR_CHARACTERS.indexOf(c) >= 0;
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+';
  }

  /** An opened bracket; positions are offsets in what was printed. */
  private final class Bracket {
    private final boolean list;
    private final boolean row;
    private final int firstRowEnd;
    private int elementStart;
    private int keptStart = -1;
    private int keptEnd = -1;

    Bracket(boolean list, boolean row, int firstRowEnd, int elementStart) {
      this.list = list;
      this.row = row;
      this.firstRowEnd = firstRowEnd;
      this.elementStart = elementStart;
    }

    /** Drops the element that ends here when it repeats the one before it. */
    void endElement() {
      if (!list) {
        return;
      }
      if (elementStart > out.length()) {
        return; // not SQL: rows that were dropped took the beginning with them
      }
      String element = out.substring(elementStart);
      if (keptStart >= 0
          && keptEnd <= out.length()
          && out.substring(keptStart, keptEnd).equals(element)) {
        out.setLength(keptEnd);
        lastToken = Math.max(0, keptEnd - 1);
      } else {
        keptStart = elementStart;
        keptEnd = out.length();
      }
    }
  }
}
