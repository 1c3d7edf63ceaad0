package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logs read by several threads in chunks give the review of the log read in one go, to the byte.
 */
class ChunkedReviewTest {

  private static final List<Integer> SIZES = List.of(97, 3_001, 50_000);

  static Stream<Path> logs() {
    return Stream.of(
            "sample-logs",
            "../shared/corpus/logs",
            "../shared/corpus/versions",
            "../shared/corpus/real-snippets")
        .map(Path::of)
        .filter(Files::isDirectory)
        .flatMap(ChunkedReviewTest::logsIn);
  }

  private static Stream<Path> logsIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".log")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void aFileInChunks(Path log) {
    Workload whole = read(1, 1, log);
    for (int size : SIZES) {
      assertThat(read(3, size, log).equals(whole)).as("in chunks of %s bytes", size).isTrue();
    }
  }

  @Test
  void theReviewOfAllSamplesAtOnce() {
    Path[] all = logsIn(Path.of("sample-logs")).toArray(Path[]::new);
    assertThat(review(read(2, 1_000, all))).isEqualTo(review(read(1, 1, all)));
  }

  @Test
  void filesAtTheSameTimeAreFilesOneAfterTheOther() {
    Path[] all = logs().toArray(Path[]::new);
    Workload oneByOne = read(1, 1, all);
    assertThat(oneByOne.inputs()).hasSize(all.length);
    assertThat(read(3, 100_000, all).equals(oneByOne)).isTrue();
  }

  private static String review(Workload workload) {
    return new JsonReport()
        .write(new Advisor(Detectors.ALL, Advisor.Witness.NONE).advise(workload, Instant.EPOCH));
  }

  private static Workload read(int threads, int chunk, Path... logs) {
    List<String> names = Stream.of(logs).map(Path::toString).toList();
    try {
      return new LogReading(new SqlReader(), Progress.SILENT).with(threads, chunk).read(names);
    } catch (InputNotUnderstood | LogInputException e) {
      return Workload.EMPTY;
    }
  }
}
