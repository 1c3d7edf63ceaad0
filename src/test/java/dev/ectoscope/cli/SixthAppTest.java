package dev.ectoscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sixth app: ferries. What is advised to it keeps what the code of now means: what is added stays
 * added, both ends of a span stay apart, all keys of a row stay its key.
 */
class SixthAppTest {

  private static final LabelledApp APP = new LabelledApp(Path.of("src/test/resources/sixth-app"));
  private static final List<JsonNode> FINDINGS = APP.findings("log.gz");

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
    LabelledApp.saysInCode(FINDINGS, detector, function, piece);
  }
}
