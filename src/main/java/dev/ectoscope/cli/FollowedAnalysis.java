package dev.ectoscope.cli;

import dev.ectoscope.pipeline.Following;
import dev.ectoscope.pipeline.Sources;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.review.Finding;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/** {@code --follow}: findings as lines while the log is written, the whole report at its end. */
final class FollowedAnalysis {

  /** Ctrl-C waits for the report this long, so that a stuck replica cannot hold the terminal. */
  private static final int REPORT_SECONDS = 60;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private FollowedAnalysis() {}

  /** One finding on one line: when, how bad, what, where. */
  static void print(Finding finding, PrintStream out) {
    out.println(CLOCK.format(LocalTime.now()) + "  " + ConsoleReport.line(finding));
  }

  /** Follows until Ctrl-C or the end of standard input; {@code report} then prints the rest. */
  static int run(Following following, ToIntFunction<Sources> report) {
    CountDownLatch reported = new CountDownLatch(1);
    Thread onEnd =
        new Thread(
            () -> {
              following.stop();
              await(reported);
            });
    Runtime.getRuntime().addShutdownHook(onEnd);
    try {
      return report.applyAsInt(following.follow());
    } finally {
      reported.countDown();
      remove(onEnd);
    }
  }

  private static void await(CountDownLatch reported) {
    try {
      reported.await(REPORT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Ctrl-C: it is running, and waits for the report that is now written.
    }
  }
}
