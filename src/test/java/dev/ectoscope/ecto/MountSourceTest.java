package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.SqlReader;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A LiveView's own assign and call in the code that loads when the socket is connected. */
class MountSourceTest {

  private static final String HARBOUR =
      """
      defmodule Pier.Harbour do
        import Ecto.Query
        alias Pier.{Berth, Repo}

        def free(pier) do
          Repo.all(from(b in Berth, where: b.pier_id == ^pier))
        end
      end
      """;

  private static Finding.Code code(String mount) {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n",
                "lib/berth.ex",
                "defmodule Pier.Berth do\n  use Ecto.Schema\n\n  schema \"berths\" do\n"
                    + "    field :pier_id, :integer\n  end\nend\n",
                "lib/harbour.ex",
                HARBOUR,
                "lib/live.ex",
                "defmodule PierWeb.PierLive do\n  use Phoenix.LiveView\n  alias Pier.Harbour\n\n"
                    + mount.indent(2)
                    + "end\n"));
    Place place =
        new CallSites(project)
            .place(
                new CallSite("Pier.Harbour.free/1", "lib/harbour.ex", 6),
                new SqlReader()
                    .read("SELECT b0.\"id\" FROM \"berths\" AS b0 WHERE (b0.\"pier_id\" = $1)"));
    assertThat(place.isKnown()).as(place.reason()).isTrue();
    return new EctoCode(
            new AppNames("Pier", "Pier.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4), project)
        .write(new Fix.LoadWhenConnected("", "", "PierLive", "berths"), place)
        .get(0);
  }

  private static final String GIVEN =
      """
      def mount(%{"pier" => pier}, _session, socket) do
        {:ok, assign(socket, :free_berths, Harbour.free(pier))}
      end
      """;

  static Stream<Finding.Code> everyChange() {
    return Stream.of(code(GIVEN));
  }

  @Test
  void whatReadsTheSocketIsLeftToItsAuthor() {
    String own = GIVEN.replace("Harbour.free(pier)", "Harbour.free(socket.assigns.pier)");
    assertThat(code(own).code()).contains("def mount(_params, _session, socket) do", "load()");
    String other = GIVEN.replace("Harbour.free(pier)", "length(pier)");
    assertThat(code(other).code()).contains("load()");
  }

  @Test
  void theViewsOwnAssignIsLoadedWhenItIsConnected() {
    assertThat(code(GIVEN).code())
        .contains(
            """
            def mount(%{"pier" => pier}, _session, socket) do
              # copy what the function needs out of socket.assigns first: a closure is copied
              {:ok, assign_async(socket, :free_berths, fn -> {:ok, %{free_berths: Harbour.free(pier)}} end)}
            end
            """);
    assertThat(code(GIVEN).path()).isEqualTo("lib/live.ex");
    assertThat(code(GIVEN).note()).isEqualTo(FunctionCode.NOT_RUN);
  }

  @Test
  void ofSeveralAssignsTheOneThatLoadsIsTaken() {
    String several =
        GIVEN.replace(
            ":free_berths, Harbour.free(pier)", "title: \"Pier\", free: Harbour.free(pier)");
    assertThat(code(several).code())
        .contains("assign_async(socket, :free, fn -> {:ok, %{free: Harbour.free(pier)}} end)")
        .contains("What else is assigned stays as it is.");
  }
}
