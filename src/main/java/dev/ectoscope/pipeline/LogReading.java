package dev.ectoscope.pipeline;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogInputs;
import dev.ectoscope.log.LogReader;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads log files, folders, globs or standard input into one workload. */
public final class LogReading {

  private final SqlReader sql;
  private final Progress progress;

  public LogReading(SqlReader sql, Progress progress) {
    this.sql = sql;
    this.progress = progress;
  }

  /**
   * @throws dev.ectoscope.log.LogInputException when an input cannot be opened
   * @throws InputNotUnderstood when no input holds an Ecto query
   */
  public Workload read(List<String> arguments) {
    Workload workload = Workload.EMPTY;
    for (LogInputs.Input input : LogInputs.resolve(arguments)) {
      workload = workload.merge(readOne(input));
    }
    if (workload.totals().queries() == 0) {
      throw new InputNotUnderstood(
          "No Ecto query was found in "
              + String.join(", ", arguments)
              + ". Ectoscope looks for lines like 'QUERY OK source=\"users\" db=1.2ms': set the level of your"
              + " Logger to :debug, and do not set `log: false` on the Repo.");
    }
    return workload;
  }

  /** Reads one log that is not a file, under the name it is to have in the review. */
  public Workload read(String name, InputStream bytes) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(sql);
    InputFile file = new LogReader(builder).read(name, bytes, done -> progress.at(name, done, -1));
    return builder.build(file);
  }

  private Workload readOne(LogInputs.Input input) {
    WorkloadBuilder builder = new WorkloadBuilder(sql);
    try (InputStream bytes = input.open()) {
      InputFile file =
          new LogReader(builder)
              .read(
                  input.path(),
                  bytes,
                  done -> progress.at("Reading " + input.path(), done, input.size()));
      return builder.build(file);
    } catch (IOException e) {
      throw new InputNotUnderstood(
          input.path()
              + " could not be read to its end: "
              + e.getMessage()
              + ". Is the file whole?");
    }
  }
}
