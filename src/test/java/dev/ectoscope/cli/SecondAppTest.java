package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Nothing is owed to the sample app: an app of another domain, style and layout, whose logs hold
 * every pattern beside twenty-six that only look like one. {@code second-app/expected.tsv} lists
 * them.
 */
class SecondAppTest {

  private static final LabelledApp APP = new LabelledApp(Path.of("src/test/resources/second-app"));

  @ParameterizedTest
  @CsvSource({"prod.log.gz, 0", "console.log.gz, 1", "nostack.log.gz, 2"})
  void whatOnlyLooksLikeALoopStaysSilent(String log, int column) throws IOException {
    APP.reportsNoOtherLoop(log, column);
  }

  @ParameterizedTest
  @CsvSource({"prod.log.gz, 0", "console.log.gz, 1", "nostack.log.gz, 2"})
  void everyPatternIsFoundWithItsFunctionAndCount(String log, int column) throws IOException {
    APP.reportsAll(log, column);
  }

  @ParameterizedTest
  @CsvSource({"prod.log.gz, 0", "nostack.log.gz, 2"})
  void withoutTheSourceTheTablesAndCountsAreTheSame(String log, int column) throws IOException {
    assertThat(APP.loops(log, false)).isEqualTo(APP.loops(log, true));
  }
}
