package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sixth app: ferries. What is advised to it keeps what the code of now means: what is added stays
 * added, both ends of a span stay apart, all keys of a row stay its key.
 */
class SixthAppTest {

  private static final Path FOLDER = Path.of("src/test/resources/sixth-app");
  private static final LabelledApp APP = new LabelledApp(FOLDER);
  private static final List<JsonNode> FINDINGS = findings();

  private static List<JsonNode> findings() {
    String log = FOLDER.resolve("log.gz").toString();
    String app = FOLDER.resolve("app").toString();
    try {
      String review = CommandLineRun.of("analyze", log, "--format", "json", "--source", app).out();
      JsonNode findings = new ObjectMapper().readTree(review).get("findings");
      return StreamSupport.stream(findings.spliterator(), false).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatOnlyLooksLikeALoopStaysSilent() throws IOException {
    APP.reportsNoOtherLoop("log.gz", 0);
  }

  @Test
  void everyPatternIsFoundWithItsFunctionAndCount() throws IOException {
    APP.reportsAll("log.gz", 0);
  }

  /**
   * A piece of the code that a finding at a function must hold; {@code -} before what it may not.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n-plus-one-write | Sales.award | points: m.points + v.points",
        "n-plus-one-query | Timetable.fare_table | f.class in",
        "n-plus-one-query | Timetable.revenue | {count(b.id), sum(b.total_cents)}",
        "n-plus-one-query | Sales.settle | Repo.all()",
        "n-plus-one-query | Sales.settle | -def settle(",
        "duplicate-query | Ops.setting | app_setting = Harborline.Ops.setting(key)",
        "double-mount | BoardLive.mount | def handle_params(_params, _uri, socket) do",
        "interpolated-sql | Sales.by_raw_reference | reference = $1",
        "repeated-where | Timetable.between | s.departs_at >= ^departs_at_from",
        "repeated-where | Timetable.between | __MODULE__, departs_at_from, departs_at_until)",
      })
  void theCodeMeansWhatItMeant(String detector, String function, String piece) {
    String code =
        FINDINGS.stream()
            .filter(f -> f.get("detector").asText().equals(detector))
            .filter(f -> f.get("callSites").toString().contains(function + "/"))
            .map(f -> f.get("recommendation").get("fixes").toString().replace("\\n", "\n"))
            .findFirst()
            .orElse("");
    assertThat(code).isNotEmpty();
    if (piece.startsWith("-")) {
      assertThat(code).doesNotContain(piece.substring(1));
    } else {
      assertThat(code).contains(piece);
    }
  }
}
