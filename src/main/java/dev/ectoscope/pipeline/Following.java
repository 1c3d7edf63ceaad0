package dev.ectoscope.pipeline;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.PeriodSink;
import dev.ectoscope.log.input.LiveStream;
import dev.ectoscope.log.reading.LogFormat;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.review.Finding;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Follows one log as it is written, and tells each finding once, when it is borne out. The log is
 * gathered in parts, from pause to pause, which merge into one workload; lines are counted on when
 * the file is rotated.
 */
public final class Following {

  /** Format of the parts of a followed log; its whole is told by the last input of its path. */
  static final String PART = "part of a followed log";

  private static final int PATIENCE = 5;

  private final SqlReader sql;
  private final Advisor early;
  private final Period period;
  private final LogFormat format;
  private final Consumer<Finding> borneOut;
  private final LiveStream bytes;
  private final String path;
  private final Set<String> told = new HashSet<>();
  private Workload workload = Workload.EMPTY;
  private WorkloadBuilder part;
  private long queries;
  private long judgeAgain;

  /**
   * @param path the log, or {@code -} for standard input
   * @param early judges while the log is followed, without a replica
   * @param borneOut hears of each finding once
   * @throws dev.ectoscope.log.input.LogInputException when there is no folder for such a log, or it
   *     cannot be followed
   */
  public Following(
      String path,
      SqlReader sql,
      Advisor early,
      Period period,
      LogFormat format,
      Consumer<Finding> borneOut) {
    this.path = path;
    this.sql = sql;
    this.early = early;
    this.period = period;
    this.format = format;
    this.borneOut = borneOut;
    this.part = new WorkloadBuilder(sql, Detectors.PATTERNS);
    this.bytes =
        path.equals("-")
            ? LiveStream.of(System.in, this::judge)
            : LiveStream.of(Path.of(path), this::judge);
  }

  /** Whether the log is still to be made: following it waits for that. */
  public boolean isWaiting() {
    return bytes.isWaiting();
  }

  /** Ends the following; {@link #follow} then returns. May be called by any thread. */
  public void stop() {
    bytes.stop();
  }

  /**
   * Reads until {@link #stop}, or until standard input ends.
   *
   * @throws InputNotUnderstood when no query was seen at all
   */
  public Sources follow() {
    LogSink sink = this::take;
    PeriodSink inPeriod = new PeriodSink(period, sink);
    try (InputStream open = bytes) {
      InputFile file = new LogReader(inPeriod).as(format).read(path, open, n -> {});
      workload = workload.merge(part.build(file));
    } catch (IOException e) {
      throw new InputNotUnderstood(path + " can no longer be read: " + e.getMessage() + ".");
    }
    if (!workload.hasQueries()) {
      throw new InputNotUnderstood(
          "No Ecto query was written to "
              + path
              + " while it was followed. Set the level of your Logger to :debug.");
    }
    Sources sources = Sources.of(workload);
    return inPeriod.said().map(said -> sources.leavingOut(path, said)).orElse(sources);
  }

  private void take(LogEvent event) {
    queries += event instanceof LogEvent.Query ? 1 : 0;
    part.accept(event);
  }

  /**
   * Merges the part that is over, and judges, but not more than a sixth of the time.
   *
   * @return false when there is something to judge, but later
   */
  private boolean judge() {
    long begun = System.nanoTime();
    if (queries == 0 || begun < judgeAgain) {
      return queries == 0;
    }
    workload = workload.merge(part.build(new InputFile(path, PART, 0, 0, 0, 0, List.of())));
    part = new WorkloadBuilder(sql, Detectors.PATTERNS);
    queries = 0;
    early.advise(workload, Instant.now()).findings().stream()
        .filter(finding -> told.add(finding.id()))
        .forEach(borneOut);
    long now = System.nanoTime();
    judgeAgain = now + PATIENCE * (now - begun);
    return true;
  }
}
