package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.List;
import java.util.Set;

/**
 * What makes rows without end, or as many as only running it tells: its plan is cheap, and it would
 * run, and fill the server's temporary files, until its time is over.
 */
final class EndlessRows {

  private static final Set<String> ENDS =
      Set.of("where", "on", "using", "limit", "fetch", "having");

  private EndlessRows() {}

  /** Why the statement is planned only, or "". */
  static String obstacle(List<Token> tokens) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).is("generate_series")
          && tokens.get(i + 1).is("(")
          && tokens.subList(i, end(tokens, i + 1)).stream().anyMatch(EndlessRows::isOpen)) {
        return "how many rows generate_series makes is not known before it runs";
      }
    }
    return isRecursive(tokens) && !isLimited(tokens) ? "its recursion may have no end" : "";
  }

  /** Before PostgreSQL 18 the planner counts a series of moments as 1,000 rows. */
  private static boolean isOpen(Token token) {
    return token.is("select")
        || token.kind() == SqlScanner.Kind.STRING
            && token.text().matches("(?i).*(sec|milli|micro).*");
  }

  /** A part after UNION ALL that reads nothing but what went before, without any condition. */
  private static boolean isRecursive(List<Token> tokens) {
    boolean recursive = false;
    for (int i = 0; i + 1 < tokens.size(); i++) {
      recursive |= tokens.get(i).is("with") && tokens.get(i + 1).is("recursive");
      if (recursive && tokens.get(i).is("union") && tokens.get(i + 1).is("all")) {
        List<Token> part = tokens.subList(i + 1, end(tokens, i + 1));
        if (part.stream().noneMatch(t -> ENDS.contains(t.text()) && t.is(t.text()))) {
          return part.stream().anyMatch(t -> t.is("from"));
        }
      }
    }
    return false;
  }

  private static boolean isLimited(List<Token> tokens) {
    int depth = 0;
    for (Token token : tokens) {
      depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
      if (depth == 0 && (token.is("limit") || token.is("fetch"))) {
        return true;
      }
    }
    return false;
  }

  /** Where the parenthesis that is open there, or opens there, is closed. */
  private static int end(List<Token> tokens, int from) {
    int depth = tokens.get(from).is("(") ? 0 : 1;
    for (int i = from; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return tokens.size();
  }
}
