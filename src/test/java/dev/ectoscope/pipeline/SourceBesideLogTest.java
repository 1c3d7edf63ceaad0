package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the application's source adds to the review of its log. */
class SourceBesideLogTest {

  private static final ElixirProject PIER =
      ElixirProject.of(
          Map.of(
              "lib/pier/repo.ex",
              "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n",
              "lib/pier/schemas.ex",
              """
              defmodule Pier.Boat do
                use Ecto.Schema
                schema "boats" do
                  field :name, :string
                  has_many :berths, Pier.Berth
                end
              end

              defmodule Pier.Berth do
                use Ecto.Schema
                schema "berths" do
                  field :bay, :integer
                  belongs_to :boat, Pier.Boat
                end
              end
              """,
              "lib/pier/harbour.ex",
              """
              defmodule Pier.Harbour do
                alias Pier.{Boat, Repo}

                def boats do
                  Repo.all(Boat) |> Enum.map(&Repo.preload(&1, :berths))
                end
              end
              """));

  /** The frame of a capture given to Enum.map is Enum's own. */
  static String logWith(String frame) {
    StringBuilder log = new StringBuilder();
    log.append("12:00:00.000 request_id=a [info] GET /boats\n");
    log.append("12:00:00.001 request_id=a [debug] QUERY OK source=\"boats\" db=0.4ms\n");
    log.append("SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 []\n");
    for (int i = 0; i < 12; i++) {
      log.append("12:00:00.0").append(10 + i);
      log.append(" request_id=a [debug] QUERY OK source=\"berths\" db=0.4ms\n");
      log.append(
          "SELECT b0.\"id\", b0.\"bay\", b0.\"boat_id\", b0.\"boat_id\" FROM \"berths\" AS b0");
      log.append(" WHERE (b0.\"boat_id\" = $1) ORDER BY b0.\"boat_id\" [").append(i).append("]\n");
      log.append(frame);
    }
    return log.append("12:00:00.090 request_id=a [info] Sent 200 in 90ms\n").toString();
  }

  private static Finding loop(String log, ElixirProject project) throws IOException {
    Sources sources =
        Sources.of(
            new LogReading(new SqlReader(), Progress.SILENT)
                .read("pier.log", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8))));
    Advisor advisor = new Advisor(Detectors.ALL, Advisor.Witness.NONE);
    Review review =
        (project == null ? advisor : advisor.withSource(project)).advise(sources, Instant.EPOCH);
    return review.findings().stream()
        .filter(f -> f.detector().equals("n-plus-one-query"))
        .findFirst()
        .orElseThrow();
  }

  private static final String OF_ENUM =
      "↳ Enum.\"-map/2-lists^map/1-1-\"/2, at: lib/enum.ex:1714\n";

  @Test
  void withoutSourceTheFrameStandsAsPrinted() throws IOException {
    Finding finding = loop(logWith(OF_ENUM), null);
    assertThat(finding.callSites().get(0).file()).isEqualTo("lib/enum.ex");
    assertThat(finding.evidence()).noneMatch(note -> note.kind().equals("source"));
  }

  @Test
  void theFunctionOfTheRepoCallTakesThePlaceOfEnumsFrame() throws IOException {
    Finding finding = loop(logWith(OF_ENUM), PIER);
    assertThat(finding.callSites())
        .containsExactly(
            new Finding.FindingSite(
                "Pier.Harbour.boats/0",
                "Enum.\"-map/2-lists^map/1-1-\"/2",
                "lib/pier/harbour.ex",
                5));
    assertThat(texts(finding)).anyMatch(text -> text.contains("Pier.Harbour.boats/0"));
  }

  @Test
  void aLogWithoutFramesGetsTheFunctionToo() throws IOException {
    assertThat(loop(logWith(""), PIER).callSites().get(0).function())
        .isEqualTo("Pier.Harbour.boats/0");
  }

  @Test
  void whatCannotBeKnownIsSaid() throws IOException {
    ElixirProject other = ElixirProject.of(Map.of("lib/a.ex", "defmodule A do\nend\n"));
    Finding finding = loop(logWith(OF_ENUM), other);
    assertThat(finding.callSites().get(0).file()).isEqualTo("lib/enum.ex");
    assertThat(texts(finding)).anyMatch(text -> text.contains("cannot be told"));
  }

  private static List<String> texts(Finding finding) {
    return finding.evidence().stream()
        .filter(note -> note.kind().equals("source"))
        .map(Note::text)
        .toList();
  }
}
