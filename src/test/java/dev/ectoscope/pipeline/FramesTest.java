package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture in Enum or a transaction prints a frame of a library: people look for their own. */
class FramesTest {

  private static final String ENUM = "Enum.\"-map/2-lists^map/1-1-\"/2";

  @TempDir Path folder;

  @Test
  void theApplicationsOwnFrameStaysAsPrinted() throws IOException {
    Finding finding = loop("Marina.Boats.sails/1", "lib/marina/boats.ex:9");
    assertThat(finding.callSites())
        .containsExactly(
            new FindingSite(
                "Marina.Boats.sails/1", "Marina.Boats.sails/1", "lib/marina/boats.ex", 9));
    assertThat(finding.evidence()).noneMatch(note -> note.text().contains("frame of a library"));
  }

  @Test
  void aLibrarysFrameIsNamedAfterTheQueryNextToIt() throws IOException {
    Finding finding = loop(ENUM, "lib/enum.ex:1714");
    assertThat(finding.callSites())
        .containsExactly(
            new FindingSite("Marina.Boats.list/0", ENUM, "lib/marina/boats.ex", 0),
            new FindingSite(ENUM, ENUM, "lib/enum.ex", 1714));
    assertThat(finding.evidence())
        .anyMatch(
            note ->
                note.kind().equals("not-verified")
                    && note.text().contains(ENUM)
                    && note.text().contains("Marina.Boats.list/0"));
  }

  private Finding loop(String function, String place) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int request = 1; request <= 3; request++) {
      log.append("12:00:0%d.000 request_id=F%d [info] GET /boats\n".formatted(request, request));
      query(
          log,
          request,
          "boats",
          "SELECT b0.\"id\" FROM \"boats\" AS b0 []",
          "Marina.Boats.list/0, at: lib/marina/boats.ex:7",
          1);
      for (int row = 1; row <= 12; row++) {
        query(
            log,
            request,
            "sails",
            "SELECT s0.\"id\", s0.\"boat_id\" FROM \"sails\" AS s0 WHERE (s0.\"boat_id\" = $1) [%d]"
                .formatted(row),
            function + ", at: " + place,
            1 + row);
      }
      log.append(
          "12:00:0%d.900 request_id=F%d [info] Sent 200 in 900ms\n".formatted(request, request));
    }
    Path file = Files.writeString(folder.resolve("app.log"), log.toString());
    return new Advisor(Detectors.ALL, Advisor.Witness.NONE)
            .advise(
                new LogReading(new SqlReader(), Progress.SILENT).read(List.of(file.toString())),
                Instant.parse("2026-06-01T12:00:00Z"))
            .findings()
            .stream()
            .filter(f -> f.detector().equals("n-plus-one-query"))
            .findFirst()
            .orElseThrow();
  }

  private static void query(
      StringBuilder log, int request, String source, String sql, String site, int at) {
    log.append(
        """
        12:00:0%d.%03d request_id=F%d [debug] QUERY OK source="%s" db=5.0ms queue=0.1ms idle=1.0ms
        %s
        ↳ %s
        """
            .formatted(request, 10 * at, request, source, sql, site));
  }
}
