package dev.ectoscope.sql;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads SQL texts into statements, those that Ecto prints most by {@link UsualStatement}, all
 * others by JSqlParser. Each fingerprint is read once: texts that differ only in values share the
 * statement of the text seen first, with its literals and its number of inserted rows. Safe for use
 * by several threads.
 */
public final class SqlReader {

  /** Target lists of PostgreSQL have at most 1,664 entries, tables 1,600 columns. */
  private static final int MOST_NAMES = 4_000;

  /** Longer ones take the parser more time than it has. */
  private static final int LONGEST = 1 << 20;

  private static final int MOST_EXPECTED = 2_000;
  private static final int DEEPEST_NESTING = 150;
  private static final Duration TIME_LIMIT = Duration.ofMillis(800);
  private static final Set<String> TRANSACTION_VERBS =
      Set.of("begin", "commit", "rollback", "savepoint", "release", "start", "end", "abort");
  private static final Set<String> PARSED_VERBS =
      Set.of("select", "with", "values", "insert", "update", "delete");

  private final Remembered statements = new Remembered();
  private final Remembered texts = new Remembered();
  private final LimitedParser parser = new LimitedParser(TIME_LIMIT);
  private final Executor expected = oneThread();

  /**
   * Reads a text; never throws.
   *
   * @param sql any text
   * @return its statement, whose shape says so when the text was not understood
   */
  public Statement read(String sql) {
    return read(Fingerprint.of(sql), sql);
  }

  /**
   * Like {@link #read(String)} for a fingerprint that is known already.
   *
   * @param fingerprint {@link Fingerprint#of} of the text
   * @param sql any text
   */
  public Statement read(String fingerprint, String sql) {
    return statements.get(fingerprint, key -> readText(key, sql));
  }

  /**
   * Reads exactly this text, whatever texts of the same fingerprint were read before: what comes of
   * it does not depend on who asked first.
   *
   * @param fingerprint {@link Fingerprint#of} of the text
   * @param sql any text
   */
  public Statement readText(String fingerprint, String sql) {
    return texts.get(sql, text -> statement(fingerprint, text));
  }

  /** The same beforehand, on another thread, for whoever will ask for it later. */
  public void expect(String fingerprint, String sql) {
    expected.execute(() -> readText(fingerprint, sql));
  }

  private static ThreadPoolExecutor oneThread() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_EXPECTED),
            SqlReader::daemon,
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "statements ahead");
    thread.setDaemon(true);
    // What fails here fails again for whoever asks, who can say what to do about it.
    thread.setUncaughtExceptionHandler((failed, reason) -> {});
    return thread;
  }

  private Statement statement(String fingerprint, String sql) {
    String verb = verb(sql);
    return new Statement(fingerprint, sql, verb, shape(verb, sql));
  }

  private Shape shape(String verb, String sql) {
    Shape shape = whole(verb, sql);
    return shape.names() <= MOST_NAMES
        ? shape
        : Shape.notUnderstood(
            shape.kind(),
            "names "
                + shape.names()
                + " columns and conditions, of which no more than "
                + MOST_NAMES
                + " are looked at");
  }

  private Shape whole(String verb, String sql) {
    if (isTransaction(verb)) {
      return transaction();
    }
    if (!PARSED_VERBS.contains(verb)) {
      return Shape.notUnderstood(Kind.OTHER, verb.isEmpty() ? "no SQL" : verb + " is not a query");
    }
    if (sql.length() > LONGEST) {
      return Shape.notUnderstood(kind(verb), "has " + sql.length() + " characters");
    }
    Shape usual = UsualStatement.read(sql);
    if (usual != null) {
      return usual;
    }
    int depth = Nesting.depth(sql);
    if (depth > DEEPEST_NESTING) {
      return Shape.notUnderstood(kind(verb), "nested " + depth + " levels deep");
    }
    return parsed(verb, sql);
  }

  private Shape parsed(String verb, String sql) {
    try {
      return ShapeReader.read(tree(JsonAccess.parenthesised(sql)), Nesting.isCompound(sql));
    } catch (UnreadableSqlException e) {
      return Shape.notUnderstood(kind(verb), e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // A tree of a form never met before must not end an ingest of millions of lines.
      return Shape.notUnderstood(kind(verb), "its tree was not understood: " + e);
    }
  }

  private net.sf.jsqlparser.statement.Statement tree(String sql) throws UnreadableSqlException {
    try {
      return parser.parse(sql);
    } catch (UnreadableSqlException e) {
      String quoted = ColumnWords.quoted(sql);
      if (quoted.equals(sql)) {
        throw e;
      }
      return parser.parse(quoted);
    }
  }

  private static Shape transaction() {
    return new Shape(
        true,
        "",
        Kind.TRANSACTION,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        false,
        false,
        0);
  }

  private static Kind kind(String verb) {
    return switch (verb) {
      case "select", "with", "values" -> Kind.READ;
      case "insert" -> Kind.INSERT;
      case "update" -> Kind.UPDATE;
      case "delete" -> Kind.DELETE;
      default -> Kind.OTHER;
    };
  }

  /** Whether a statement of this first word begins, ends or marks a transaction. */
  public static boolean isTransaction(String verb) {
    return TRANSACTION_VERBS.contains(verb);
  }

  /** The first word in lower case, or "". */
  public static String verb(String sql) {
    int start = SqlText.skipBlank(sql, 0);
    while (start < sql.length() && sql.charAt(start) == '(') {
      start = SqlText.skipBlank(sql, start + 1);
    }
    return sql.substring(start, SqlText.endOfWord(sql, start)).toLowerCase(Locale.ROOT);
  }
}
