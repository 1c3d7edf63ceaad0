package dev.ectoscope.sql;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import org.jspecify.annotations.Nullable;

/**
 * JSqlParser on a daemon thread of its own, with a limit to the time that it computes, which does
 * not depend on how busy the machine is. The more texts were given up, the sooner the next is: a
 * log full of hostile texts ends too. One text at a time.
 */
final class LimitedParser {

  private static final long STACK_BYTES = 4L << 20;
  private static final int LONGEST_REASON = 160;
  private static final int MOST_WAITS = 20;
  private static final int FULL_LIMITS = 4;
  private static final int LEAST_MILLIS = 50;

  /** A parser keeps the trees of all that it has read. */
  private static final int MOST_USES = 100;

  private final Duration limit;
  private ThreadPoolExecutor executor = newExecutor();
  private int givenUp;
  private volatile long parserThread;
  private @Nullable CCJSqlParser used;
  private int uses;

  LimitedParser(Duration limit) {
    this.limit = limit;
  }

  /**
   * Parses one statement.
   *
   * @throws UnreadableSqlException when the text is refused, too deep for the stack or not read in
   *     time
   */
  synchronized net.sf.jsqlparser.statement.Statement parse(String sql)
      throws UnreadableSqlException {
    CCJSqlParser parser = parserOf(sql);
    FutureTask<net.sf.jsqlparser.statement.Statement> task =
        new FutureTask<>(
            () -> {
              parserThread = Thread.currentThread().getId();
              return statement(parser);
            });
    parserThread = 0;
    used = null;
    executor.execute(task);
    try {
      net.sf.jsqlparser.statement.Statement statement = awaited(task);
      used = parser;
      return statement;
    } catch (TimeoutException e) {
      abandon(parser);
      givenUp++;
      throw new UnreadableSqlException("not parsed within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new UnreadableSqlException(reason(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon(parser);
      throw new UnreadableSqlException("interrupted while parsing");
    }
  }

  /** Making one takes as long as parsing; one that failed is not trusted again. */
  private CCJSqlParser parserOf(String sql) {
    if (used == null || ++uses > MOST_USES) {
      uses = 0;
      return new CCJSqlParser(new StringProvider(sql)).withAllowComplexParsing(true);
    }
    used.ReInit(new StringProvider(sql));
    return used;
  }

  private net.sf.jsqlparser.statement.Statement awaited(
      FutureTask<net.sf.jsqlparser.statement.Statement> task)
      throws TimeoutException, ExecutionException, InterruptedException {
    long all = Math.max(LEAST_MILLIS, limit.toMillis() * FULL_LIMITS / (FULL_LIMITS + givenUp));
    long half = all / 2;
    long before = 0;
    for (int waits = 1; ; waits++) {
      try {
        return task.get(half, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long computed = computed();
        before = waits == 1 ? computed : before;
        if (waits >= MOST_WAITS || waits > 1 && computed - before >= half * 9 / 10) {
          throw e;
        }
      }
    }
  }

  /**
   * Milliseconds that the parser's thread has computed; the time of day where that is not known.
   */
  private long computed() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isThreadCpuTimeSupported()) {
      return System.nanoTime() / 1_000_000;
    }
    long nanos = parserThread == 0 ? 0 : threads.getThreadCpuTime(parserThread);
    return nanos / 1_000_000;
  }

  private static net.sf.jsqlparser.statement.Statement statement(CCJSqlParser parser)
      throws ParseException {
    net.sf.jsqlparser.statement.Statement statement = parser.Statement();
    if (statement == null) {
      throw new ParseException("no statement");
    }
    return statement;
  }

  // The parser looks at its flag only now and then, so the next text gets a fresh thread.
  private void abandon(CCJSqlParser parser) {
    parser.interrupted = true;
    executor.shutdownNow();
    executor = newExecutor();
  }

  private static ThreadPoolExecutor newExecutor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), LimitedParser::thread);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "sql-parser", STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }

  private static String reason(Throwable cause) {
    if (cause instanceof StackOverflowError) {
      return "too deep for the parser";
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = message.lines().findFirst().orElse("not parsed").strip();
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
  }
}
