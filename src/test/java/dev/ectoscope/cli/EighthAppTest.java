package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An eighth app: schools, each with a PostgreSQL schema and a path of its own, a replica and a
 * second database. What is advised asks the Repo that was asked, in words that its schemas know.
 */
class EighthAppTest {

  private static final LabelledApp APP = new LabelledApp(Path.of("src/test/resources/eighth-app"));
  private static final List<JsonNode> FINDINGS = APP.findings("log.gz");

  @ParameterizedTest
  @CsvSource({"log.gz, 0", "nostack.log.gz, 1"})
  void whatOnlyLooksLikeALoopStaysSilent(String log, int column) throws IOException {
    APP.reportsNoOtherLoop(log, column);
  }

  @ParameterizedTest
  @CsvSource({"log.gz, 0", "nostack.log.gz, 1"})
  void everyPatternIsFoundWithItsFunctionAndCount(String log, int column) throws IOException {
    APP.reportsAll(log, column);
  }

  /** Where no line of code is printed, one action stands in as many paths as there are schools. */
  @Test
  void oneLoopOfManyTenantsIsOneFinding() throws IOException {
    assertThat(APP.found("nostack.log.gz", true))
        .extracting(found -> found.detector() + found.functions() + found.tables())
        .filteredOn(one -> one.contains("Skolar"))
        .doesNotHaveDuplicates();
  }

  /**
   * A piece of the code that a finding at a function must hold; {@code -} before what it may not.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the Repo that was asked, and what it is given
        "n-plus-one-query | Marks.averages | Replica.all()",
        "n-plus-one-query | Attendance.trend | Warehouse.all()",
        "unbatched-insert | Attendance.publish | &Warehouse.insert_all(AttendanceFact, &1)",
        "unbatched-insert | Rollover.perform | &Repo.insert_all(Enrolment, &1, prefix: prefix)",
        "n-plus-one-query | Roster.upsert_guardians | -prefix: prefix",
        // a copy in another database has no parents there
        "n-plus-one-query | Attendance.trend | from(p in values(Enum.map(ids, &%{id: &1}), %{id: :integer})",
        // what is stored as "A" is :absent
        "n-plus-one-query | WeeklyDigest.deliver | a.mark == :absent",
        // the rows of both sides of a many_to_many are known by the association
        "n-plus-one-query | WeeklyDigest.deliver | Repo.preload(pupils, :guardians)",
        // what the query preloads itself
        "n-plus-one-query | MarksLive.handle_info | Repo.preload(assessments, grades: [:pupil])",
        "n-plus-one-query | Office.last_messages | Repo.preload([:author])",
      })
  void theCodeMeansWhatItMeant(String detector, String function, String piece) {
    String wanted = piece;
    boolean said =
        FINDINGS.stream()
            .filter(f -> f.get("detector").asText().equals(detector))
            .filter(f -> f.get("callSites").toString().contains(function))
            .map(f -> f.get("recommendation").get("fixes").toString())
            .anyMatch(code -> code.replace("\\n", "\n").contains(wanted.replaceFirst("^-", "")));
    assertThat(said).isEqualTo(!piece.startsWith("-"));
  }

  /** What differs from row to row in several values, or over several tables, is left to people. */
  @ParameterizedTest
  @CsvSource({"Timetable.clash?", "Roster.siblings", "Marks.places"})
  void noCodeIsBetterThanWrongCode(String function) {
    assertThat(FINDINGS)
        .filteredOn(f -> f.get("callSites").toString().contains(function))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.get("recommendation").get("fixes")).isEmpty());
  }
}
