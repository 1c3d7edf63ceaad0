package dev.ectoscope.postgres;

import dev.ectoscope.postgres.SqlScanner.Kind;
import dev.ectoscope.postgres.SqlScanner.Token;
import dev.ectoscope.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.statement.select.Select;

/**
 * Decides whether a statement from a log, which is hostile input, may be run by EXPLAIN ANALYZE. It
 * trusts the catalog of the server and not a list of names, and when in doubt it says no: any name
 * in the statement that is a view's, a foreign table's or a volatile function's counts as a use of
 * it. What it cannot see: a function declared STABLE by its author that does more; run as a role
 * with few rights.
 */
public final class Guard {

  /** What may be done with a statement. */
  public sealed interface Verdict permits Allowed, PlainOnly, Refused {

    /** Why not, in one clause; "" when allowed. */
    String reason();
  }

  /** EXPLAIN ANALYZE may run it. */
  public record Allowed() implements Verdict {

    @Override
    public String reason() {
      return "";
    }
  }

  /**
   * It may be planned and not run.
   *
   * @param reason why
   */
  public record PlainOnly(String reason) implements Verdict {}

  /**
   * It is not sent at all.
   *
   * @param reason why
   */
  public record Refused(String reason) implements Verdict {}

  private static final int MAX_LENGTH = 100_000;
  private static final int MAX_DEPTH = 100;
  private static final long PARSE_LIMIT_MS = 3_000;
  private static final long PARSE_STACK = 8L << 20;

  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "merge");
  private static final Set<String> LOCKS = Set.of("update", "share", "no", "key");

  /**
   * Words that stand before a parenthesis without being a function, if no function has the name.
   */
  private static final Set<String> SYNTAX =
      Set.of(
          "select",
          "from",
          "where",
          "and",
          "or",
          "not",
          "in",
          "any",
          "all",
          "some",
          "exists",
          "array",
          "row",
          "case",
          "when",
          "then",
          "else",
          "as",
          "on",
          "using",
          "having",
          "limit",
          "offset",
          "union",
          "intersect",
          "except",
          "lateral",
          "with",
          "distinct",
          "by",
          "order",
          "group",
          "values",
          "cast",
          "coalesce",
          "nullif",
          "greatest",
          "least",
          "grouping",
          "extract",
          "trim",
          "filter",
          "over",
          "join",
          "like",
          "ilike",
          "is",
          "between",
          "materialized",
          "only",
          "char",
          "character",
          "varchar",
          "varying",
          "numeric",
          "decimal",
          "dec",
          "float",
          "bit",
          "time",
          "timestamp",
          "interval",
          "similar",
          "to",
          "escape",
          "rows",
          "rollup",
          "sets");

  /** Operators behind SQL syntax that names none: IN, BETWEEN, LIKE, joins by USING, sorting. */
  private static final Set<String> HIDDEN_OPERATORS =
      Set.of("=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~");

  private static final String FUNCTIONS =
      "SELECT p.proname, bool_or(p.provolatile = 'v' OR p.prokind = 'p'"
          + " OR COALESCE(t.provolatile = 'v', false) OR COALESCE(f.provolatile = 'v', false))"
          + " FROM pg_catalog.pg_proc p"
          + " LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid"
          + " LEFT JOIN pg_catalog.pg_proc t ON t.oid = a.aggtransfn"
          + " LEFT JOIN pg_catalog.pg_proc f ON f.oid = a.aggfinalfn AND a.aggfinalfn <> 0"
          + " WHERE p.proname = ANY (?::name[]) GROUP BY p.proname";

  /** Functional notation: {@code posts.f} calls {@code f(posts)}. */
  private static final String NAMED_VOLATILE =
      "SELECT p.proname FROM pg_catalog.pg_proc p WHERE p.provolatile = 'v'"
          + " AND p.pronamespace <> 'pg_catalog'::regnamespace"
          + " AND p.proname = ANY (?::name[]) AND p.prokind <> 'p'"
          + " AND p.prorettype <> 'trigger'::regtype LIMIT 1";

  private static final String RELATIONS =
      "SELECT c.relname, CASE WHEN c.relrowsecurity THEN 'has row level security'"
          + " WHEN c.relkind = 'v' THEN 'is a view' WHEN c.relkind = 'f' THEN 'is a foreign table'"
          + " ELSE 'has a foreign table as partition' END"
          + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relname = ANY (?::name[])"
          + " AND (pg_catalog.pg_table_is_visible(c.oid) OR n.nspname = ANY (?::name[]))"
          + " AND (c.relkind IN ('v', 'f') OR c.relrowsecurity OR EXISTS ("
          + "WITH RECURSIVE below(oid) AS (SELECT i.inhrelid FROM pg_catalog.pg_inherits i"
          + " WHERE i.inhparent = c.oid UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i"
          + " JOIN below b ON b.oid = i.inhparent) SELECT 1 FROM below b"
          + " JOIN pg_catalog.pg_class k ON k.oid = b.oid WHERE k.relkind = 'f')) LIMIT 1";

  private static final String OPERATORS =
      "SELECT o.oprname FROM pg_catalog.pg_operator o"
          + " JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode"
          + " WHERE o.oprname = ANY (?::name[]) AND p.provolatile = 'v' LIMIT 1";

  private static final String TYPES =
      "SELECT t.typname FROM pg_catalog.pg_type t"
          + " LEFT JOIN pg_catalog.pg_proc p ON p.oid = t.typinput"
          + " WHERE t.typname = ANY (?::name[])"
          + " AND t.typnamespace NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n"
          + " WHERE n.nspname IN ('pg_catalog', 'information_schema'))"
          + " AND (t.typtype = 'd' AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k"
          + " WHERE k.contypid = t.oid AND k.contype = 'c')"
          + " OR t.typtype = 'b' AND p.provolatile = 'v') LIMIT 1";

  private static final String CASTS =
      "SELECT 1 FROM pg_catalog.pg_cast c JOIN pg_catalog.pg_proc p ON p.oid = c.castfunc"
          + " WHERE p.provolatile = 'v' LIMIT 1";

  private final Replica replica;

  private Guard(Replica replica) {
    this.replica = replica;
  }

  /** A guard that asks the catalog of that server. */
  public static Guard on(Replica replica) {
    return new Guard(replica);
  }

  /** Checks one statement of a log. */
  public static Verdict check(Statement statement, Replica replica) {
    return on(replica).check(statement.text());
  }

  /**
   * Checks a text.
   *
   * @throws NotVerified when the catalog cannot be asked
   */
  public Verdict check(String sql) {
    if (sql == null || sql.isBlank()) {
      return new Refused("there is no statement");
    }
    if (sql.length() > MAX_LENGTH) {
      return new Refused("the statement is longer than " + MAX_LENGTH + " characters");
    }
    List<Token> tokens;
    try {
      tokens = SqlScanner.scan(sql);
    } catch (SqlScanner.BadSql e) {
      return new Refused("the statement cannot be read: " + e.getMessage());
    }
    Verdict form = checkForm(tokens);
    if (!(form instanceof Allowed)) {
      return form;
    }
    List<Token> plain = tokens.stream().filter(t -> t.kind() != Kind.COMMENT).toList();
    if (!isOneSelect(PreparedText.of(sql).numbered())) {
      return new Refused("the parser does not read it as one SELECT");
    }
    return replica.read(session -> checkNames(session, plain));
  }

  private static Verdict checkForm(List<Token> all) {
    for (Token token : all) {
      if (token.kind() == Kind.COMMENT && isTrick(token.text())) {
        return new Refused("a comment holds more than words");
      }
    }
    List<Token> tokens = new ArrayList<>(all);
    tokens.removeIf(t -> t.kind() == Kind.COMMENT);
    if (!tokens.isEmpty() && tokens.get(tokens.size() - 1).is(";")) {
      tokens.remove(tokens.size() - 1);
    }
    if (tokens.stream().anyMatch(t -> t.is(";"))) {
      return new Refused("the text holds more than one statement");
    }
    if (isTooDeep(tokens)) {
      return new Refused("the statement is nested too deeply");
    }
    return checkWords(tokens);
  }

  private static boolean isTrick(String comment) {
    return comment.startsWith("--")
        || comment.indexOf("/*", 2) >= 0
        || comment.indexOf(';') >= 0
        || comment.startsWith("/*!")
        || comment.startsWith("/*+");
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

  private static Verdict checkWords(List<Token> tokens) {
    String verb = tokens.stream().filter(t -> !t.is("(")).map(Token::text).findFirst().orElse("");
    if (WRITES.contains(verb)) {
      return new PlainOnly("it writes (" + verb + ")");
    }
    if (!verb.equals("select") && !verb.equals("with")) {
      return new Refused("it is not a SELECT");
    }
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      Token next = i + 1 < tokens.size() ? tokens.get(i + 1) : token;
      if (token.kind() != Kind.WORD) {
        continue;
      }
      if (token.is("into")) {
        return new Refused("SELECT INTO makes a table");
      }
      if (token.is("for") && LOCKS.contains(next.text())) {
        return new PlainOnly("it locks rows (FOR " + next.text() + ")");
      }
      if (WRITES.contains(token.text())) {
        return new PlainOnly("it may write inside WITH (" + token.text() + ")");
      }
      if (token.is("operator") && next.is("(")) {
        return new PlainOnly("it names an operator's schema");
      }
    }
    return new Allowed();
  }

  /** Parses in a thread of its own, for deep nesting takes the parser long or its stack. */
  private static boolean isOneSelect(String sql) {
    AtomicReference<Boolean> select = new AtomicReference<>(false);
    CCJSqlParser parser = new CCJSqlParser(new StringProvider(sql));
    Thread thread =
        new Thread(null, () -> select.set(parses(parser)), "ectoscope-guard", PARSE_STACK);
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(PARSE_LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    parser.interrupted = true;
    return select.get();
  }

  private static boolean parses(CCJSqlParser parser) {
    try {
      return parser.withAllowComplexParsing(true).Statement() instanceof Select;
    } catch (Exception | StackOverflowError e) {
      return false;
    }
  }

  private static Verdict checkNames(Session session, List<Token> tokens) throws SQLException {
    Set<String> names = new LinkedHashSet<>();
    tokens.stream().filter(Token::isName).forEach(t -> names.add(t.text()));
    Verdict functions = checkFunctions(session, tokens);
    if (!(functions instanceof Allowed)) {
      return functions;
    }
    String all = array(names);
    List<String> relation =
        session.query(
            RELATIONS, List.of(all, all), row -> row.getString(1) + " " + row.getString(2));
    if (!relation.isEmpty()) {
      return new PlainOnly(relation.get(0));
    }
    return checkHidden(session, tokens, all);
  }

  private static Verdict checkFunctions(Session session, List<Token> tokens) throws SQLException {
    Map<String, Boolean> called = new HashMap<>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.isName() && tokens.get(i + 1).is("(")) {
        boolean syntax = token.kind() == Kind.WORD && SYNTAX.contains(token.text());
        called.merge(token.text(), syntax, (a, b) -> a && b);
      }
    }
    Map<String, Boolean> known = new HashMap<>();
    session.query(
        FUNCTIONS,
        List.of(array(called.keySet())),
        row -> known.put(row.getString(1), row.getBoolean(2)));
    for (Map.Entry<String, Boolean> call : called.entrySet()) {
      String name = call.getKey();
      if (Boolean.TRUE.equals(known.get(name))) {
        return new PlainOnly("the function " + name + " is volatile");
      }
      if (!known.containsKey(name) && !call.getValue()) {
        return new Refused("the function " + name + " is not known to the server");
      }
    }
    return new Allowed();
  }

  private static Verdict checkHidden(Session session, List<Token> tokens, String names)
      throws SQLException {
    Set<String> operators = new LinkedHashSet<>(HIDDEN_OPERATORS);
    tokens.stream().filter(t -> t.kind() == Kind.OPERATOR).forEach(t -> operators.add(t.text()));
    for (String operator :
        session.query(OPERATORS, List.of(array(operators)), r -> r.getString(1))) {
      return new PlainOnly("the operator " + operator + " is volatile");
    }
    for (String name : session.query(NAMED_VOLATILE, List.of(names), row -> row.getString(1))) {
      return new PlainOnly("the name " + name + " is also that of a volatile function");
    }
    for (String name : session.query(TYPES, List.of(names), row -> row.getString(1))) {
      return new PlainOnly("the type " + name + " checks its values by functions of its own");
    }
    if (!session.query(CASTS, row -> row.getInt(1)).isEmpty()) {
      return new PlainOnly("the server has a cast whose function is volatile");
    }
    return new Allowed();
  }

  private static String array(Iterable<String> names) {
    StringBuilder array = new StringBuilder("{");
    for (String name : names) {
      array.append(array.length() > 1 ? "," : "");
      array.append('"').append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return array.append('}').toString();
  }
}
