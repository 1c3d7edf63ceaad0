package dev.ectoscope.pipeline;

import dev.ectoscope.log.Period;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogFormat;
import dev.ectoscope.log.reading.LogInput;
import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadFile;
import dev.ectoscope.workload.WorkloadSum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads log files, folders, globs, archives or standard input into one workload. */
public final class LogReading {

  /** In sentences about workloads that were saved, not about the period that was asked for. */
  static final String OF_SAVED = " of the saved workloads ";

  /** Bytes above which all threads read one input rather than each its own. */
  private static final long LARGE = 16L << 20;

  /** More would wait for the one that sums up, and each keeps the statements it has read. */
  private static final int MOST_THREADS = 4;

  private final SqlReader sql;
  private final Progress progress;
  private final Period period;
  private LogFormat format = LogFormat.DETECTED;
  private @Nullable String prefix;
  private int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  private int chunk = LogReader.CHUNK;

  public LogReading(SqlReader sql, Progress progress) {
    this(sql, progress, Period.ALL);
  }

  /**
   * @param period what lies outside is left out, and said to be
   */
  public LogReading(SqlReader sql, Progress progress, Period period) {
    this.sql = sql;
    this.progress = progress;
    this.period = period;
  }

  /**
   * @param logLinePrefix {@code log_line_prefix} of PostgreSQL's logs, or null to infer it
   */
  public LogReading withServerPrefix(@Nullable String logLinePrefix) {
    prefix = logLinePrefix;
    return this;
  }

  /**
   * Reads with so many threads, in chunks of so many bytes: what is read is the same.
   *
   * @param numberOfThreads by default one for each processor, at most four
   */
  LogReading with(int numberOfThreads, int bytesOfChunk) {
    threads = numberOfThreads;
    chunk = bytesOfChunk;
    return this;
  }

  /** Reads inputs as this format instead of finding out. */
  public LogReading as(LogFormat named) {
    format = named;
    return this;
  }

  /**
   * @throws LogInputException when an input cannot be opened
   * @throws InputNotUnderstood when no input holds an Ecto query
   */
  public Workload read(List<String> arguments) {
    return readAll(arguments).workload();
  }

  /**
   * Merges saved workloads.
   *
   * @throws dev.ectoscope.workload.WorkloadFile.WorkloadNotUnderstood when a file holds none
   */
  private Sources saved(List<Path> files) {
    WorkloadSum sum = new WorkloadSum();
    int withoutIds = 0;
    for (Path file : files) {
      Workload one = WorkloadFile.read(file, sql, Detectors.PATTERNS);
      withoutIds += one.hasQueries() && !one.mayGoOn() ? 1 : 0;
      sum.add(one);
    }
    List<String> said =
        withoutIds > 1
            ? List.of(
                withoutIds
                    + OF_SAVED
                    + "are of logs without request ids: a unit of work that the end of such a log"
                    + " cuts counts as two; name the logs together to have it as one")
            : List.of();
    return new Sources(sum.get(), ServerActivity.NONE, said);
  }

  /**
   * The application's logs, and PostgreSQL's own among them, told apart by what is in them.
   *
   * @throws LogInputException when an input cannot be opened
   * @throws InputNotUnderstood when no input holds an Ecto query
   */
  public Sources readAll(List<String> arguments) {
    return readAll(arguments, List.of());
  }

  /**
   * The same together with saved workloads; then no log need be named.
   *
   * @throws dev.ectoscope.workload.WorkloadFile.WorkloadNotUnderstood when a file holds none
   */
  public Sources readAll(List<String> arguments, List<Path> workloads) {
    Sources saved = saved(workloads);
    if (arguments.isEmpty() && !workloads.isEmpty()) {
      return saved;
    }
    List<LogInput> inputs =
        LogInputs.resolve(arguments).stream().flatMap(i -> i.expanded().stream()).toList();
    long total = inputs.stream().mapToLong(LogInput::storedSize).reduce(0, LogReading::sum);
    ReadSoFar soFar = new ReadSoFar(progress, total);
    Sources sources = new ManyLogs(oneLog(), soFar, LARGE).read(inputs, saved);
    if (!sources.workload().hasQueries()) {
      throw new InputNotUnderstood(nothingFound(arguments, sources));
    }
    return sources;
  }

  private static long sum(long a, long b) {
    return a < 0 || b < 0 ? -1 : a + b;
  }

  private String nothingFound(List<String> arguments, Sources sources) {
    Workload workload = sources.workload();
    String names = String.join(", ", arguments);
    if (!period.isAll() && workload.inputs().stream().anyMatch(i -> i.understood() > 0)) {
      return "No query of " + names + " lies in " + period.text() + ". Widen the period.";
    }
    if (!sources.server().isNone() && workload.inputs().isEmpty()) {
      return names
          + " is PostgreSQL's own log. It is a second source: name the application's log, the one"
          + " with Ecto's 'QUERY OK' lines, beside it.";
    }
    String unreadable =
        workload.inputs().stream()
            .filter(i -> i.lines() == 0)
            .flatMap(i -> i.unread().stream())
            .map(u -> " " + u.reason())
            .findFirst()
            .orElse("");
    return "No Ecto query was found in "
        + names
        + ". Ectoscope looks for lines like 'QUERY OK source=\"users\" db=1.2ms': set the level of your"
        + " Logger to :debug, and do not set `log: false` on the Repo."
        + unreadable;
  }

  /** Reads one log that is not a file, under the name it is to have in the review. */
  public Workload read(String name, InputStream bytes) throws IOException {
    ReadSoFar.Of uncounted = new ReadSoFar(Progress.SILENT, -1).input(name);
    return oneLog().read(name, bytes, uncounted, read -> progress.at(name, read, -1)).workload();
  }

  private OneLog oneLog() {
    return new OneLog(sql, period, format, prefix, threads, chunk);
  }
}
