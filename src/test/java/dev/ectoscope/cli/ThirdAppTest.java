package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A third app: a freight market in a folder of a larger repository, with ULID, bigint and composite
 * keys, functions of its own in the Repo, prefixes and polymorphic rows. Its logs print fifty
 * patterns beside pollers, messages, retries, tasks and scripts that only look like one.
 */
class ThirdAppTest {

  private static final LabelledApp APP = new LabelledApp(Path.of("src/test/resources/third-app"));

  @ParameterizedTest
  @CsvSource({"meta.log.gz, 0", "dynos.log.gz, 1"})
  void whatOnlyLooksLikeALoopStaysSilent(String log, int column) throws IOException {
    APP.reportsNoOtherLoop(log, column);
  }

  @ParameterizedTest
  @CsvSource({"meta.log.gz, 0", "dynos.log.gz, 1"})
  void everyPatternIsFoundWithItsFunctionAndCount(String log, int column) throws IOException {
    APP.reportsAll(log, column);
  }

  @ParameterizedTest
  @CsvSource({"meta.log.gz, 0", "dynos.log.gz, 1"})
  void withoutTheSourceTheTablesAndCountsAreTheSame(String log, int column) throws IOException {
    assertThat(APP.loops(log, false)).isEqualTo(APP.loops(log, true));
  }
}
