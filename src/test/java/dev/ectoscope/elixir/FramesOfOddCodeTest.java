package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.SqlReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames as the virtual machine leaves them where the Repo call is not where they point. */
class FramesOfOddCodeTest {

  private static final String FILE = "lib/quay.ex";

  /** Line numbers count from the first line of this text. */
  private static final ElixirProject PROJECT =
      ElixirProject.of(
          Map.of(
              FILE,
              """
              defmodule Quay.Repo do
                use Ecto.Repo, otp_app: :quay
              end
              defmodule Quay.Crane do
                use Ecto.Schema
                schema "cranes" do
                  field :reach, :integer
                end
              end
              defmodule Quay.Written do
                alias Quay.{Crane, Repo}
                for name <- [:tall, :wide] do
                  def unquote(:"all_#{name}")() do
                    Repo.all(Crane)
                  end
                end
                def caller, do: {:ok, all_wide()}
              end
              defprotocol Quay.Lifts do
                def lift(thing)
              end
              defimpl Quay.Lifts, for: Integer do
                def lift(_), do: Quay.Repo.all(Quay.Crane)
              end
              defmodule Quay.Ways do
                import Quay.Repo, only: [all: 1]
                alias Quay.{Crane, Repo}
                def dispatched(id), do: {:ok, Quay.Lifts.lift(id)}
                def imported, do: {:ok, all(Crane)}
                def chosen do
                  cond do
                    Repo.all(Crane) == [] -> :none
                    true -> :some
                  end
                end
                def default(cranes \\\\ Repo.all(Crane)), do: length(cranes)
                def within do
                  Repo.transaction(fn ->
                    Repo.all(Crane)
                  end)
                end
                def matched, do: {:ok, last()}
                defp last do
                  with {:ok, cranes} <- found() do
                    {:ok, cranes}
                  end
                end
                defp found, do: Repo.all(Crane) |> then(&{:ok, &1})
              end
              """,
              "lib/quay_given.ex",
              """
              defmodule Quay.Given do
                def held(id) do
                  load = &found/1
                  load.(id) |> length()
                end
                defp found(_), do: Quay.Repo.all(Quay.Crane)
                def wrap(fun), do: {:ok, fun.()}
                def silent(id), do: {:ok, id}
              end
              """));

  @Test
  void aLineThatCallsNothingOfTheKindIsNoPlace() {
    assertThat(place("Quay.Given.silent/1", "lib/quay_given.ex", 8).isKnown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Quay.Written.all_tall/0, 14, 14",
    "Quay.Written.caller/0, 17, 14",
    "Quay.Ways.dispatched/1, 28, 23",
    "Quay.Ways.imported/0, 29, 29",
    "Quay.Ways.chosen/0, 32, 32",
    "Quay.Ways.default/0, 36, 36",
    "anonymous fn/0 in Quay.Ways.within/0, 38, 39",
    "Quay.Ways.matched/0, 42, 48",
  })
  void theRepoCallIsFound(String frame, int printed, int line) {
    Place place = place(frame, FILE, printed);
    assertThat(place.isKnown()).isTrue();
    assertThat(place.line()).isEqualTo(line);
  }

  @Test
  void aFunctionThatAVariableHoldsIsLookedForWhereItIsNamed() {
    Place place = place("Quay.Given.held/1", "lib/quay_given.ex", 4);
    assertThat(place.function()).isEqualTo("Quay.Given.found/1");
    assertThat(place.certainty()).isEqualTo(Place.Certainty.MATCHED);
    assertThat(place.reason()).contains("calls a function that it was given");
  }

  private static Place place(String frame, String file, int line) {
    String sql = "SELECT c0.\"id\", c0.\"reach\" FROM \"cranes\" AS c0";
    return new CallSites(PROJECT).place(new CallSite(frame, file, line), new SqlReader().read(sql));
  }
}
