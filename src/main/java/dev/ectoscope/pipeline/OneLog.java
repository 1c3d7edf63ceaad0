package dev.ectoscope.pipeline;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.PeriodSink;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogFormat;
import dev.ectoscope.log.reading.LogInput;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.log.reading.LogStream;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.log.server.ServerLogFormat;
import dev.ectoscope.log.server.ServerLogReader;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one input, by as many threads as it is told. What it gives depends on nothing that other
 * inputs hold.
 *
 * @param prefix {@code log_line_prefix} of PostgreSQL's logs, or null to infer it
 * @param threads 1 to read and sum up on the thread that calls
 * @param chunk bytes that one thread reads at a time
 */
record OneLog(
    SqlReader sql,
    Period period,
    LogFormat format,
    @Nullable String prefix,
    int threads,
    int chunk) {

  /** The same on the thread that calls. */
  OneLog alone() {
    return new OneLog(sql, period, format, prefix, 1, chunk);
  }

  /**
   * @throws LogInputException when the input cannot be opened
   * @throws InputNotUnderstood when it cannot be read to its end
   */
  Sources read(LogInput input, ReadSoFar.Of soFar) {
    try (LogStream bytes = input.open()) {
      LongConsumer progress = read -> soFar.bytes(bytes.storedBytesRead());
      Optional<Sources> server = serverLog(input, bytes, progress);
      if (server.isPresent()) {
        return server.get();
      }
      Sources sources = sources(input.path(), bytes, soFar, progress, bytes);
      soFar.bytes(Math.max(0, input.storedSize()));
      return sources;
    } catch (IOException e) {
      throw unreadable(input, e);
    }
  }

  private static InputNotUnderstood unreadable(LogInput input, IOException e) {
    return new InputNotUnderstood(
        input.path() + " could not be read to its end: " + e.getMessage() + ". Is the file whole?");
  }

  private Optional<Sources> serverLog(LogInput input, LogStream bytes, LongConsumer progress)
      throws IOException {
    if (!format.equals(LogFormat.DETECTED)) {
      return Optional.empty();
    }
    LogStream log = ServerLogReader.within(bytes).orElse(bytes);
    Optional<ServerLogFormat> postgres = ServerLogReader.formatOf(log);
    return postgres.isPresent()
        ? Optional.of(server(input, log, postgres.get(), progress))
        : Optional.empty();
  }

  /**
   * Reads the files of one rotated log, the oldest first, as if they were one file.
   *
   * @throws InputNotUnderstood when one cannot be read to its end
   */
  Sources read(List<LogInput> log, ReadSoFar soFar) {
    Together together = new Together(log, soFar);
    return together.read();
  }

  /** What the files of one log have in common while they are read. */
  private final class Together {
    private final List<LogInput> log;
    private final ReadSoFar soFar;
    private final WorkloadBuilder builder = new WorkloadBuilder(sql, Detectors.PATTERNS);
    private final List<InputFile> files = new ArrayList<>();
    private Sources others = Sources.NONE;
    private ReadSoFar.@Nullable Of counts;

    Together(List<LogInput> log, ReadSoFar soFar) {
      this.log = log;
      this.soFar = soFar;
    }

    Sources read() {
      String leftOut;
      if (threads == 1) {
        leftOut = read(builder);
      } else {
        try (HandOver folding = new HandOver(builder)) {
          leftOut = read(folding);
        }
      }
      if (files.isEmpty()) {
        return others;
      }
      Sources sources = Sources.of(builder.build(files)).merge(others);
      String name = log.get(log.size() - 1).path();
      return leftOut.isEmpty() ? sources : sources.leavingOut(name, leftOut);
    }

    private String read(LogSink sink) {
      PeriodSink inPeriod = new PeriodSink(period, sink);
      LogReader reader =
          new LogReader(new Counted(period.isAll() ? sink : inPeriod, this::queries))
              .as(format)
              .with(threads, chunk)
              .goingOn();
      for (int i = 0; i < log.size(); i++) {
        if (i + 1 < log.size()) {
          byte[] next = log.get(i + 1).firstBytes();
          reader.before(next, next.length < LogInput.FIRST_BYTES);
        }
        read(log.get(i), reader);
      }
      return inPeriod.said().orElse("");
    }

    private void queries(long count) {
      requireNonNull(counts).queries(count);
    }

    private void read(LogInput input, LogReader reader) {
      ReadSoFar.Of own = soFar.input(input.path());
      counts = own;
      try (LogStream bytes = input.open()) {
        LongConsumer progress = read -> own.bytes(bytes.storedBytesRead());
        Optional<Sources> server = serverLog(input, bytes, progress);
        if (server.isPresent()) {
          others = others.merge(server.get());
          return;
        }
        InputFile file = reader.read(input.path(), bytes, progress);
        String damage = bytes.damage().orElse("");
        files.add(damage.isEmpty() ? file : file.withDamage(file.lines(), damage));
        own.bytes(Math.max(0, input.storedSize()));
      } catch (LogInputException e) {
        files.add(InputFile.unreadable(input.path(), e.getMessage()));
      } catch (IOException e) {
        throw unreadable(input, e);
      }
    }
  }

  /** Reads what is no file. */
  Sources read(String name, InputStream bytes, ReadSoFar.Of soFar, LongConsumer progress)
      throws IOException {
    return sources(name, bytes, soFar, progress, null);
  }

  private Sources sources(
      String name,
      InputStream bytes,
      ReadSoFar.Of soFar,
      LongConsumer progress,
      @Nullable LogStream mayBeDamaged)
      throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(sql, Detectors.PATTERNS);
    InputFile file;
    String leftOut;
    if (threads == 1) {
      PeriodSink inPeriod = new PeriodSink(period, builder);
      file = events(name, bytes, soFar, progress, period.isAll() ? builder : inPeriod);
      leftOut = inPeriod.said().orElse("");
    } else {
      try (HandOver folding = new HandOver(builder)) {
        PeriodSink inPeriod = new PeriodSink(period, folding);
        file = events(name, bytes, soFar, progress, period.isAll() ? folding : inPeriod);
        leftOut = inPeriod.said().orElse("");
      }
    }
    String damage = mayBeDamaged == null ? "" : mayBeDamaged.damage().orElse("");
    InputFile whole = damage.isEmpty() ? file : file.withDamage(file.lines(), damage);
    Sources sources = Sources.of(builder.build(whole));
    return leftOut.isEmpty() ? sources : sources.leavingOut(name, leftOut);
  }

  private InputFile events(
      String name, InputStream bytes, ReadSoFar.Of soFar, LongConsumer progress, LogSink sink)
      throws IOException {
    return new LogReader(new Counted(sink, soFar::queries))
        .as(format)
        .with(threads, chunk)
        .read(name, bytes, progress);
  }

  /** Counts the queries on their way, for the bar of progress. */
  private record Counted(LogSink sink, LongConsumer soFar) implements LogSink {

    @Override
    public void accept(LogEvent event) {
      soFar.accept(event instanceof LogEvent.Query ? 1 : 0);
      sink.accept(event);
    }

    @Override
    public void acceptAll(List<LogEvent> events, long queries) {
      soFar.accept(queries);
      sink.acceptAll(events, queries);
    }
  }

  private Sources server(
      LogInput input, LogStream bytes, ServerLogFormat form, LongConsumer progress)
      throws IOException {
    try {
      ServerActivity activity =
          new ServerLogReader(period, prefix).read(input.path(), bytes, form, progress);
      long outside = activity.aside().outside();
      Sources sources = Sources.of(activity);
      return outside == 0
          ? sources
          : sources.leavingOut(
              input.path(), outside + " reports outside " + period.text() + " were left out");
    } catch (LogInputException e) {
      // The prefix that was told is wrong: unlike a bad file among good ones, the user's to mend.
      throw new InputNotUnderstood(e.getMessage());
    }
  }
}
