package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.evidence.EvidenceFile;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole path from the sample log and saved evidence to the outputs, without a database.
 * Re-baseline with {@code mvn test -Dtest=GoldenReviewTest -Dectoscope.rebaseline=true}, and read
 * the difference before you commit it.
 */
class GoldenReviewTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path EVIDENCE = GOLDEN.resolve("inkwell-evidence.json");
  private static final String LOG = "sample-logs/inkwell-prod.log.gz";
  private static final Review REVIEW =
      new Advisor(Detectors.ALL, (workload, requests) -> EvidenceFile.read(EVIDENCE))
          .advise(
              new LogReading(new SqlReader(), Progress.SILENT).read(List.of(LOG)),
              Instant.parse("2026-11-21T12:00:00Z"));

  @Test
  void theReview() throws IOException {
    matches("inkwell-review.json", new JsonReport().write(REVIEW));
  }

  @Test
  void theConsole() throws IOException {
    matches(
        "inkwell-console.txt",
        new ConsoleReport(Detectors.ALL.size()).render(REVIEW, 80, false, false));
  }

  @Test
  void thePage() throws IOException {
    matches("inkwell-report.html", new HtmlReport(Detectors.infos()).singleFile(REVIEW));
  }

  @Test
  void noOutputHoldsAParameterOfTheLog() {
    String outputs =
        new JsonReport().write(REVIEW)
            + new HtmlReport(Detectors.infos()).singleFile(REVIEW)
            + new ConsoleReport(Detectors.ALL.size()).render(REVIEW, 120, false, true);
    assertThat(outputs).doesNotContain("INV-00000001", "user77@example.com", "SKU-000", "REF77");
  }

  private static void matches(String name, String text) throws IOException {
    Path file = GOLDEN.resolve(name);
    if (Boolean.getBoolean("ectoscope.rebaseline")) {
      Files.writeString(file, text);
    }
    assertThat(text)
        .as(
            "%s differs. If that is meant: mvn test -Dtest=GoldenReviewTest -Dectoscope.rebaseline=true",
            name)
        .isEqualTo(Files.readString(file));
  }
}
