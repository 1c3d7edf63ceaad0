package dev.ectoscope.cli;

import dev.ectoscope.pipeline.Progress;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** The terminal: its width, whether it wants colour, and a progress bar on standard error. */
final class Terminal implements Progress, AutoCloseable {

  private static final int DEFAULT_WIDTH = 80;
  private static final long QUIET_MILLIS = 700;

  private final boolean interactive = isInteractive();
  private final long started = System.currentTimeMillis();
  private @Nullable ProgressBar bar;
  private String step = "";

  /** From Java 22 on there is a console even where nobody sits at it, and it has to be asked. */
  private static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  boolean colour() {
    return interactive && System.getenv("NO_COLOR") == null;
  }

  int width() {
    return Optional.ofNullable(System.getenv("COLUMNS"))
        .filter(c -> c.matches("\\d{1,4}"))
        .map(Integer::parseInt)
        .orElse(DEFAULT_WIDTH);
  }

  /** One line on standard error, where the bar stood. */
  void say(String line) {
    close();
    new PrintStream(System.err, true, StandardCharsets.UTF_8).println(line.replace('\u00a0', ' '));
  }

  /** Draws a bar for what takes longer than a moment, on a terminal only. */
  @Override
  public void at(String name, long done, long total) {
    if (isTimeForABar(name)) {
      bar = bar(name, total).build();
    }
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  /** Bytes, speed, remaining time and queries. */
  @Override
  public void reading(String name, long done, long total, long queries) {
    if (isTimeForABar("Reading")) {
      bar = bar("Reading", total).setUnit(" MB", 1_000_000).showSpeed().build();
    }
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + queries + " queries");
    }
  }

  private boolean isTimeForABar(String name) {
    if (!interactive || System.currentTimeMillis() - started < QUIET_MILLIS || name.equals(step)) {
      return false;
    }
    close();
    step = name;
    return true;
  }

  private static ProgressBarBuilder bar(String name, long total) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .clearDisplayOnFinish();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
