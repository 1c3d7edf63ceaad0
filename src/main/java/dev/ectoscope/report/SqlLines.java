package dev.ectoscope.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement with a line for each clause; not one character of it but blanks is changed. */
final class SqlLines {

  private static final Pattern TOKEN =
      Pattern.compile(
          "'[^']*+(?:''[^']*+)*+'|\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[()]"
              + "|\\s+(?=(?:FROM|WHERE|(?:INNER|LEFT|RIGHT|FULL|CROSS)(?: OUTER)? JOIN|GROUP BY|HAVING|WINDOW|ORDER BY"
              + "|LIMIT|OFFSET|RETURNING|VALUES|SET|ON CONFLICT|UNION|EXCEPT|INTERSECT|FOR UPDATE|FOR SHARE)\\b)"
              + "|(?<!INNER|LEFT|RIGHT|FULL|CROSS|OUTER)\\s+(?=JOIN\\b)");

  private SqlLines() {}

  /** Breaks at the clauses of the outermost query. A text with comments or lines stays as it is. */
  static String of(String sql) {
    if (sql == null || sql.contains("\n") || sql.contains("--") || sql.contains("/*")) {
      return sql;
    }
    StringBuilder out = new StringBuilder(sql.length() + 16);
    Matcher matcher = TOKEN.matcher(sql);
    int depth = 0;
    int from = 0;
    while (matcher.find()) {
      String token = matcher.group();
      out.append(sql, from, matcher.start());
      depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
      out.append(token.isBlank() && depth == 0 ? "\n" : token);
      from = matcher.end();
    }
    return out.append(sql, from, sql.length()).toString();
  }
}
