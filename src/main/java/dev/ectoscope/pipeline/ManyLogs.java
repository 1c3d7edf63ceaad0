package dev.ectoscope.pipeline;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogInput;
import dev.ectoscope.log.reading.RotatedLogs;
import dev.ectoscope.workload.WorkloadBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads several inputs: small ones at the same time, one by each thread; a large one, or one whose
 * size is not known, by all threads at once. What they give is merged in the order of the inputs,
 * so that it is what they give one after the other.
 */
final class ManyLogs {

  private static final int AHEAD = 2;

  private final OneLog reader;
  private final ReadSoFar soFar;
  private final long large;

  /**
   * @param large bytes, packed as they are, from which all threads read an input
   */
  ManyLogs(OneLog reader, ReadSoFar soFar, long large) {
    this.reader = reader;
    this.soFar = soFar;
    this.large = large;
  }

  /**
   * @param sources what is merged with all
   * @throws LogInputException when the only input cannot be opened
   * @throws InputNotUnderstood when one cannot be read to its end
   */
  Sources read(List<LogInput> inputs, Sources sources) {
    if (inputs.size() == 1) {
      LogInput only = inputs.get(0);
      return sources.merge(reader.read(only, soFar.input(only.path())));
    }
    List<List<LogInput>> logs = RotatedLogs.of(inputs);
    if (reader.threads() == 1 || logs.size() == 1) {
      SourcesSum sum = new SourcesSum().add(sources);
      logs.forEach(log -> sum.add(amongOthers(reader, log)));
      return sum.get();
    }
    ExecutorService threads = Executors.newFixedThreadPool(reader.threads(), ManyLogs::daemon);
    try {
      return read(logs, sources, threads);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "reading a log");
    thread.setDaemon(true);
    return thread;
  }

  private Sources read(List<List<LogInput>> logs, Sources sources, ExecutorService threads) {
    SourcesSum sum = new SourcesSum().add(sources);
    Deque<Future<Sources>> reading = new ArrayDeque<>();
    for (List<LogInput> log : logs) {
      boolean isLarge = isLarge(log);
      int most = isLarge ? 0 : AHEAD * reader.threads();
      while (reading.size() > most) {
        sum.add(result(reading.remove()));
      }
      if (isLarge) {
        sum.add(amongOthers(reader, log));
      } else {
        reading.add(threads.submit(() -> amongOthers(reader.alone(), log)));
      }
    }
    while (!reading.isEmpty()) {
      sum.add(result(reading.remove()));
    }
    return sum.get();
  }

  private boolean isLarge(List<LogInput> log) {
    long bytes = 0;
    for (LogInput input : log) {
      if (input.storedSize() < 0) {
        return true;
      }
      bytes += input.storedSize();
    }
    return bytes >= large;
  }

  /** One that cannot be opened is said to be so beside those that can. */
  private Sources amongOthers(OneLog by, List<LogInput> log) {
    if (log.size() > 1) {
      return by.read(log, soFar);
    }
    LogInput input = log.get(0);
    try {
      return by.read(input, soFar.input(input.path()));
    } catch (LogInputException e) {
      return Sources.of(
          new WorkloadBuilder(reader.sql(), List.of())
              .build(InputFile.unreadable(input.path(), e.getMessage())));
    }
  }

  private static Sources result(Future<Sources> reading) {
    try {
      return reading.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }
}
