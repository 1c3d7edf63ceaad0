package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.SqlScanner;
import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the text of a statement tells without asking a server.
 *
 * @param verdict what may be done with it as far as its form goes
 * @param text the statement to send: no comments, no last semicolon, no locking clause
 * @param tokens of {@code text}
 * @param locks whether a locking clause was taken out
 */
public record StatementForm(Guard.Verdict verdict, String text, List<Token> tokens, boolean locks) {

  private static final int MAX_LENGTH = 100_000;
  private static final int MAX_DEPTH = 100;

  private static final Set<String> READS = Set.of("select", "with", "values", "table");
  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "merge");

  public static StatementForm of(String sql) {
    if (sql == null || sql.isBlank()) {
      return refused("there is no statement");
    }
    if (sql.length() > MAX_LENGTH) {
      return refused("the statement is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return of(sql, SqlScanner.scan(sql));
    } catch (SqlScanner.BadSql e) {
      return refused("the statement cannot be read: " + e.getMessage());
    }
  }

  private static StatementForm of(String sql, List<Token> all) {
    if (all.stream().anyMatch(t -> t.kind() == Kind.COMMENT && isTrick(t.text()))) {
      return refused("a comment holds more than words");
    }
    List<Token> tokens = new ArrayList<>(all);
    tokens.removeIf(t -> t.kind() == Kind.COMMENT);
    if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).is(";")) {
      tokens.remove(tokens.size() - 1);
    }
    if (tokens.stream().anyMatch(t -> t.is(";"))) {
      return refused("the text holds more than one statement");
    }
    if (isTooDeep(tokens)) {
      return refused("the statement is nested too deeply");
    }
    String growing = GrowingCalls.obstacle(tokens);
    if (!growing.isEmpty()) {
      return refused(growing);
    }
    List<Token> kept = LockingClause.removedFrom(tokens);
    boolean locks = kept.size() < tokens.size();
    return new StatementForm(verdict(kept, locks), written(sql, kept), List.copyOf(kept), locks);
  }

  private static StatementForm refused(String reason) {
    return new StatementForm(new Guard.Refused(reason), "", List.of(), false);
  }

  /**
   * A comment is dropped before anything is sent; but one that a reader of another kind could take
   * for SQL is a sign of somebody's bad will.
   */
  private static boolean isTrick(String comment) {
    return comment.indexOf("/*", 2) >= 0
        || comment.indexOf(';') >= 0
        || comment.startsWith("/*!")
        || comment.startsWith("--") && comment.indexOf('\'') >= 0;
  }

  private static boolean isTooDeep(List<Token> tokens) {
    int depth = 0;
    for (Token token : tokens) {
      if (token.is("(") || token.is("[")) {
        depth++;
      } else if (token.is(")") || token.is("]")) {
        depth--;
      }
      if (depth > MAX_DEPTH) {
        return true;
      }
    }
    return false;
  }

  private static Guard.Verdict verdict(List<Token> tokens, boolean locks) {
    Token first = tokens.stream().filter(t -> !t.is("(")).findFirst().orElse(null);
    String verb = first == null || first.kind() != Kind.WORD ? "" : first.text();
    if (WRITES.contains(verb)) {
      return new Guard.PlainOnly("it writes (" + verb + ")");
    }
    if (!READS.contains(verb)) {
      return new Guard.Refused("it is not a SELECT");
    }
    if (hasWord(tokens, "into")) {
      return new Guard.Refused("SELECT INTO makes a table");
    }
    String endless = EndlessRows.obstacle(tokens);
    if (!endless.isEmpty()) {
      return new Guard.PlainOnly(endless);
    }
    if (LockingClause.isIn(tokens)) {
      return new Guard.PlainOnly("it locks rows in a part of it");
    }
    for (String word : WRITES) {
      if (hasWord(tokens, word)) {
        return new Guard.PlainOnly("it may write inside WITH (" + word + ")");
      }
    }
    return new Guard.Allowed("", locks ? Guard.WITHOUT_LOCKS : "", "");
  }

  private static boolean hasWord(List<Token> tokens, String word) {
    return tokens.stream().anyMatch(t -> t.kind() == Kind.WORD && t.text().equals(word));
  }

  private static String written(String sql, List<Token> tokens) {
    StringBuilder text = new StringBuilder(sql.length());
    int last = 0;
    for (Token token : tokens) {
      text.append(token.start() > last && !text.isEmpty() ? " " : "");
      text.append(sql, token.start(), token.end());
      last = token.end();
    }
    return text.toString();
  }
}
