package dev.ectoscope.cli;

import dev.ectoscope.pipeline.Progress;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The terminal: its width, whether it wants colour, and a progress bar on standard error. */
final class Terminal implements Progress, AutoCloseable {

  private static final int DEFAULT_WIDTH = 80;
  private static final long QUIET_MILLIS = 700;

  private final boolean interactive = System.console() != null;
  private final long started = System.currentTimeMillis();
  private ProgressBar bar;
  private String step = "";

  boolean colour() {
    return interactive && System.getenv("NO_COLOR") == null;
  }

  int width() {
    return Optional.ofNullable(System.getenv("COLUMNS"))
        .filter(c -> c.matches("\\d{1,4}"))
        .map(Integer::parseInt)
        .orElse(DEFAULT_WIDTH);
  }

  /** Draws a bar for what takes longer than a moment, on a terminal only. */
  @Override
  public void at(String name, long done, long total) {
    if (!interactive || System.currentTimeMillis() - started < QUIET_MILLIS) {
      return;
    }
    if (!name.equals(step)) {
      close();
      step = name;
      bar = bar(name, total);
    }
    bar.stepTo(done);
  }

  private static ProgressBar bar(String name, long total) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(total)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .clearDisplayOnFinish()
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
