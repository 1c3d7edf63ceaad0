package dev.ectoscope.postgres;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import dev.ectoscope.sql.Fingerprint;

/**
 * A statement of pg_stat_statements without its literals and comments: the server numbers the
 * constants of queries, but keeps those of other commands, such as a password in ALTER ROLE.
 */
public final class MaskedText {

  private MaskedText() {}

  public static String of(String sql) {
    if (sql.indexOf('\'') < 0
        && sql.indexOf('$') < 0
        && !sql.contains("/*")
        && !sql.contains("--")) {
      return sql;
    }
    boolean ours = sql.contains(Session.MARK.strip());
    try {
      StringBuilder masked = new StringBuilder(ours ? Session.MARK : "");
      int last = 0;
      for (Token token : SqlScanner.scan(sql)) {
        if (token.kind() == Kind.COMMENT || token.kind() == Kind.STRING) {
          masked.append(sql, last, token.start());
          masked.append(token.kind() == Kind.STRING ? "'…'" : "");
          last = token.end();
        }
      }
      return masked.append(sql.substring(last)).toString().strip();
    } catch (SqlScanner.BadSql e) {
      // Cut short, or of a form that is not read: the normalised text holds no value either.
      return (ours ? Session.MARK : "") + Fingerprint.normalise(sql);
    }
  }
}
