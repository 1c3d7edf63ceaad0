package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A fourth app: clinics in an ordinary Phoenix app. Its logs print fifty patterns beside flags,
 * broadcasts, events while somebody types, one job for each tenant, messages to a channel and
 * requests whose clients went away.
 */
class FourthAppTest {

  private static final LabelledApp APP = new LabelledApp(Path.of("src/test/resources/fourth-app"));

  @ParameterizedTest
  @CsvSource({"console.log.gz, 0", "meta.log.gz, 1"})
  void whatOnlyLooksLikeALoopStaysSilent(String log, int column) throws IOException {
    APP.reportsNoOtherLoop(log, column);
  }

  @ParameterizedTest
  @CsvSource({"console.log.gz, 0", "meta.log.gz, 1"})
  void everyPatternIsFoundWithItsFunctionAndCount(String log, int column) throws IOException {
    APP.reportsAll(log, column);
  }

  @ParameterizedTest
  @CsvSource({"meta.log.gz"})
  void withoutTheSourceTheTablesAndCountsAreTheSame(String log) throws IOException {
    assertThat(APP.loops(log, false)).isEqualTo(APP.loops(log, true));
  }
}
