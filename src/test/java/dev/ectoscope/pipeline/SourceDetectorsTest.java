package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What detectors see only in the source. */
class SourceDetectorsTest {

  private static final String WHERE =
      "((b0.\"left_at\" IS NULL) AND (b0.\"state\" = 'free') AND (b0.\"pier_id\" = $1))";

  private static Review review(String harbour, String log) throws IOException {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n",
                "lib/berth.ex",
                """
                defmodule Pier.Berth do
                  use Ecto.Schema
                  schema "berths" do
                    field :state, :string
                    field :left_at, :utc_datetime
                    field :pier_id, :integer
                  end
                end
                """,
                "lib/harbour.ex",
                "defmodule Pier.Harbour do\n  import Ecto.Query\n  alias Pier.{Berth, Repo}\n"
                    + harbour
                    + "end\n"));
    Sources sources =
        Sources.of(
            new LogReading(new SqlReader(), Progress.SILENT)
                .read("pier.log", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8))));
    return new Advisor(Detectors.ALL, Advisor.Witness.NONE)
        .withSource(project)
        .advise(sources, Instant.EPOCH);
  }

  private static String query(String sql, String function, int line) {
    return "12:00:00.000 [debug] QUERY OK source=\"berths\" db=0.4ms\n"
        + sql
        + " [1]\n↳ Pier.Harbour."
        + function
        + ", at: lib/harbour.ex:"
        + line
        + "\n";
  }

  private static List<Finding> of(String detector, Review review) {
    return review.findings().stream().filter(f -> f.detector().equals(detector)).toList();
  }

  private static String three() {
    return query("SELECT b0.\"id\" FROM \"berths\" AS b0 WHERE " + WHERE, "ids/1", 4)
        + query("SELECT b0.\"state\" FROM \"berths\" AS b0 WHERE " + WHERE, "states/1", 5)
        + query("SELECT count(*) FROM \"berths\" AS b0 WHERE " + WHERE, "count/1", 6);
  }

  @Test
  void conditionsOfOneFunctionThatAllCallAreNotRepeated() throws IOException {
    String harbour =
        """
          def ids(pier), do: Repo.all(from(b in free(pier), select: b.id))
          def states(pier), do: Repo.all(from(b in free(pier), select: b.state))
          def count(pier), do: Repo.aggregate(free(pier), :count)

          def free(pier) do
            from(b in Berth, where: is_nil(b.left_at) and b.state == "free" and b.pier_id == ^pier)
          end
        """;
    Review review = review(harbour, three());
    assertThat(of("repeated-where", review)).isEmpty();
    assertThat(review.dismissed()).anyMatch(d -> d.reason().contains("Pier.Harbour.free/1"));
  }

  @Test
  void conditionsWrittenThreeTimesAre() throws IOException {
    String where = "where: is_nil(b.left_at) and b.state == \"free\" and b.pier_id == ^p";
    String harbour =
        "  def ids(p), do: Repo.all(from(b in Berth, WHERE, select: b.id))\n"
            + "  def states(p), do: Repo.all(from(b in Berth, WHERE, select: b.state))\n"
            + "  def count(p), do: Repo.aggregate(from(b in Berth, WHERE), :count)\n";
    assertThat(of("repeated-where", review(harbour.replace("WHERE", where), three()))).hasSize(1);
  }

  private static final String NULL =
      query("SELECT b0.\"id\" FROM \"berths\" AS b0 WHERE (b0.\"left_at\" IS NULL)", "here/0", 4);

  @Test
  void whatEctoSaysItselfIsNoFragment() throws IOException {
    String harbour = "  def here, do: Repo.all(from(b in Berth, where: is_nil(b.left_at)))\n";
    assertThat(of("raw-fragment", review(harbour, NULL))).isEmpty();
  }

  @Test
  void aFragmentThatTheSqlDoesNotShowIsFoundInTheSourceAndChangedThere() throws IOException {
    String harbour =
        "  def here, do: Repo.all(from(b in Berth, where: fragment(\"? IS NULL\", b.left_at)))\n";
    List<Finding> found = of("raw-fragment", review(harbour, NULL));
    assertThat(found).hasSize(1);
    Finding.Code code = found.get(0).recommendation().fixes().get(0);
    assertThat(code.before()).isEqualTo(harbour);
    assertThat(code.code())
        .isEqualTo("  def here, do: Repo.all(from(b in Berth, where: is_nil(b.left_at)))\n");
  }

  @Test
  void aFragmentOfAnotherColumnIsNotTheStatements() throws IOException {
    String harbour =
        "  def here, do: Repo.all(from(b in Berth, where: is_nil(b.left_at)))\n"
            + "  def some, do: Repo.all(from(b in Berth, where: fragment(\"? IS NULL\", b.state)))\n";
    assertThat(of("raw-fragment", review(harbour, NULL))).isEmpty();
  }
}
