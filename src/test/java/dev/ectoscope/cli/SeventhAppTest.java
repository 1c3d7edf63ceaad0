package dev.ectoscope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A seventh app: museums. Much of what it asks is sent by libraries; who opened a transaction says
 * who wrote in it, and what is advised keeps joins, keys and sums.
 */
class SeventhAppTest {

  private static final LabelledApp APP = new LabelledApp(Path.of("src/test/resources/seventh-app"));
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
        // a condition of a joined table keeps its join
        "n-plus-one-query | Catalogue.lent? | join: l2 in assoc(l, :loan)",
        "n-plus-one-query | Catalogue.lent? | l2.state == :out",
        "n-plus-one-query | Lending.active_count | l2.state in [:agreed, :out]",
        // rows that join both hold the order, and a has_many :through takes no query
        "n-plus-one-query | anonymous fn/1 in Vitrine.Shows.hang_list | exhibition_works: {in_order, [work: wanted]}",
        // a key of the app's own making
        "unbatched-insert | Stage.store | id: Vitrine.Id.generate(\"rem\")",
        "unbatched-insert | Shows.print_codes | id: Vitrine.Id.generate(\"adm\")",
        // values that differ from row to row, and sums that do not
        "n-plus-one-write | Shows.renumber | types = %{work_id: Ecto.UUID, rank: :integer}",
        "n-plus-one-write | Shows.renumber | where: e.exhibition_id == ^exhibition_id",
        "n-plus-one-write | People.award | inc: [points: points]",
        "n-plus-one-write | Shows.reserve | inc: [booked: booked]",
        // `subject_id` beside `subject_type` is no association
        "n-plus-one-query | People.subject | w.id in ^Enum.uniq(ids)",
        "n-plus-one-query | People.subject | -preload",
        // what libraries send
        "unbatched-insert | Oban.Repo | Oban.insert_all",
        "deep-offset | Scrivener | -Beside Scrivener",
        "n-plus-one-query | WorkTypes.__absinthe_function__ | Dataloader.load(:db, :media, work)",
        "n-plus-one-query | WorkTypes.__absinthe_function__ | apps/vitrine_web/lib/vitrine_web/schema",
      })
  void theCodeMeansWhatItMeant(String detector, String function, String piece) {
    LabelledApp.saysInCode(FINDINGS, detector, function, piece);
  }
}
