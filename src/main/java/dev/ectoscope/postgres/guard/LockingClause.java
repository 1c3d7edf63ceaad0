package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code FOR UPDATE}, {@code FOR NO KEY UPDATE}, {@code FOR SHARE}, {@code FOR KEY SHARE} with
 * {@code OF} and {@code NOWAIT} or {@code SKIP LOCKED}: PostgreSQL manual, SELECT, "The Locking
 * Clause". A standby refuses to run it.
 */
final class LockingClause {

  private static final List<List<String>> STRENGTHS =
      List.of(
          List.of("for", "update"),
          List.of("for", "no", "key", "update"),
          List.of("for", "share"),
          List.of("for", "key", "share"));

  private final List<Token> tokens;

  private LockingClause(List<Token> tokens) {
    this.tokens = tokens;
  }

  /** All tokens but those of locking clauses outside of parentheses. */
  static List<Token> removedFrom(List<Token> tokens) {
    return new LockingClause(tokens).removed();
  }

  /** Whether a clause starts anywhere. */
  static boolean isIn(List<Token> tokens) {
    LockingClause clause = new LockingClause(tokens);
    return IntStream.range(0, tokens.size()).anyMatch(at -> clause.end(at) > at);
  }

  private List<Token> removed() {
    List<Token> kept = new ArrayList<>();
    int depth = 0;
    for (int at = 0; at < tokens.size(); ) {
      int end = depth == 0 ? end(at) : at;
      if (end == at) {
        depth += tokens.get(at).is("(") ? 1 : tokens.get(at).is(")") ? -1 : 0;
        kept.add(tokens.get(at));
        at++;
      } else {
        at = end;
      }
    }
    return kept;
  }

  /** Where the clause that starts here ends, or {@code at} when none does. */
  private int end(int at) {
    for (List<String> strength : STRENGTHS) {
      if (isAt(at, strength)) {
        return afterWaiting(afterTables(at + strength.size()));
      }
    }
    return at;
  }

  private int afterTables(int at) {
    if (!isAt(at, List.of("of"))) {
      return at;
    }
    int end = at + 1;
    while (end < tokens.size() && tokens.get(end).isName()) {
      end++;
      if (end < tokens.size() && (tokens.get(end).is(",") || tokens.get(end).is("."))) {
        end++;
      } else {
        break;
      }
    }
    return end;
  }

  private int afterWaiting(int at) {
    if (isAt(at, List.of("nowait"))) {
      return at + 1;
    }
    return isAt(at, List.of("skip", "locked")) ? at + 2 : at;
  }

  private boolean isAt(int at, List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      boolean same =
          at + i < tokens.size()
              && tokens.get(at + i).kind() == Kind.WORD
              && tokens.get(at + i).text().equals(words.get(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }
}
