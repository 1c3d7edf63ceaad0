package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner;
import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;

/** The body of a function in SQL or PL/pgSQL, cut as SQL is. */
final class FunctionBody {

  private FunctionBody() {}

  /**
   * @param name as it is called in a reason
   * @throws Objections.Found when it cannot be cut, or makes up what it runs
   */
  static List<Token> tokens(String body, String name) {
    List<Token> tokens;
    try {
      tokens = new ArrayList<>(SqlScanner.scan(asSql(body)));
    } catch (SqlScanner.BadSql e) {
      throw Objections.refused(name + " cannot be read: " + e.getMessage());
    }
    tokens.removeIf(t -> t.kind() == Kind.COMMENT);
    if (tokens.stream().anyMatch(t -> t.is("execute"))) {
      throw Objections.refused(name + " makes up what it runs");
    }
    return tokens;
  }

  /** The two signs of PL/pgSQL that SQL does not have. */
  private static String asSql(String body) {
    return body.replace(":=", "=").replace("..", " , ");
  }
}
