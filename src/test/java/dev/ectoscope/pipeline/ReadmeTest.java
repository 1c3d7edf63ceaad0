package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.EvidenceFile;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the README shows of the demo is what the demo prints, except the time it took. The first
 * findings and the last lines are shown, {@code […]} stands for the rest. Re-baseline like {@link
 * GoldenReviewTest}.
 */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path EVIDENCE =
      Path.of("src/test/resources/golden/inkwell-evidence.json.gz");
  private static final String LOG = "sample-logs/inkwell-prod.log.gz";
  private static final String FENCE = "```\n";
  private static final String REST = "  […]";
  private static final int FIRST_LINES = 12;

  @Test
  void theOutputShownIsTheOutput() throws IOException {
    String printed = timeless(printed());
    String readme = Files.readString(README);
    int from = readme.indexOf(FENCE + "Ectoscope ") + FENCE.length();
    int to = readme.indexOf(FENCE, from);
    assertThat(from).as("the block that shows the demo's output").isGreaterThan(FENCE.length());
    if (Boolean.getBoolean("ectoscope.rebaseline")) {
      Files.writeString(
          README, readme.substring(0, from) + shortened(printed) + readme.substring(to));
      return;
    }
    String shown = timeless(readme.substring(from, to));
    assertThat(shown).as("README.md, the demo's output").isEqualTo(shortened(printed));
  }

  @Test
  void itStandsOnTheFirstScreen() throws IOException {
    assertThat(Files.readAllLines(README).subList(0, 50)).contains(REST);
  }

  private static String printed() {
    Review review =
        new Advisor(Detectors.ALL, (workload, requests) -> EvidenceFile.read(EVIDENCE))
            .withSource(ElixirProject.read(Path.of("sample-logs/inkwell/app")))
            .advise(
                new LogReading(new SqlReader(), Progress.SILENT).read(List.of(LOG)),
                Instant.parse("2026-11-21T12:00:00Z"));
    return new ConsoleReport(Detectors.ALL.size()).render(review, 80, false, false);
  }

  /** The head with the first findings, and the line of totals without the next command. */
  private static String shortened(String printed) {
    List<String> lines = printed.lines().toList();
    int head = FIRST_LINES;
    while (!lines.get(head - 1).isEmpty()) {
      head++;
    }
    List<String> shown = new ArrayList<>(lines.subList(0, head - 1));
    shown.add(REST);
    shown.add(lines.get(lines.size() - 2));
    return String.join("\n", shown) + "\n";
  }

  private static String timeless(String text) {
    return text.replaceAll(" lines in [\\d.]+ m?s\\.", " lines.");
  }
}
