package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.SqlReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which calls send statements, however the Repo is reached. */
class SendersTest {

  private static final String FILE = "lib/pier.ex";
  private static final String SOURCE =
      """
      defmodule Pier.Repo do
        use Ecto.Repo, otp_app: :pier
        def replica, do: __MODULE__
      end

      defmodule Pier.Code.Repo do
        use Ecto.Schema
        schema "code_repos" do
          field :url, :string
        end
        def get(id), do: id
      end

      defmodule Pier.Boat do
        use Ecto.Schema
        schema "boats" do
          field :name, :string
        end
      end

      defmodule Pier.Mail do
        use Ash.Resource, data_layer: AshPostgres.DataLayer
        postgres do
          table "mails"
        end
        attributes do
          uuid_primary_key :id
        end
      end

      defmodule Pier.Dock do
        import Ecto.Query
        alias Pier.{Boat, Mail, Repo}
        alias Pier.Code.Repo, as: CodeRepo
        @repo Application.compile_env(:pier, :repo, Repo)

        def none(id), do: CodeRepo.get(id)
        def replica, do: Repo.replica().all(Boat)
        def attribute(id), do: @repo.get(Boat, id)
        def option(opts), do: opts[:repo].one(Boat)
        def configured, do: Pier.Config.repo().exists?(Boat)
        def applied, do: apply(Repo, :all, [from(b in Boat, where: b.name == "x")])
        def captured(ids), do: Enum.map(ids, &(Repo.get(Boat, &1)))
        def page(params), do: Boat |> where([b], not is_nil(b.name)) |> Flop.validate_and_run(params)
        def mails, do: Ash.read!(Mail)
      end
      """;
  private static final ElixirProject PROJECT =
      ElixirProject.of(
          Map.of(FILE, SOURCE, "mix.lock", "%{\n  \"kaffy\": {:hex, :kaffy, \"0.10.3\"},\n}\n"));

  @Test
  void aSchemaOfRepositoriesIsNoRepo() {
    assertThat(PROJECT.repoCalls())
        .extracting(RepoCall::function)
        .doesNotContain("Pier.Dock.none/1");
  }

  @Test
  void aRepoMayBeReachedInManyWays() {
    assertThat(PROJECT.repoCalls())
        .extracting(c -> c.function().replace("Pier.Dock.", "") + " " + c.name())
        .containsExactly(
            "replica/0 all",
            "attribute/1 get",
            "option/1 one",
            "configured/0 exists?",
            "applied/0 all",
            "captured/1 get",
            "page/1 validate_and_run",
            "mails/0 read!");
    assertThat(PROJECT.repoCalls())
        .allSatisfy(
            call ->
                assertThat(call.query().tables())
                    .containsExactly(call.name().equals("read!") ? "mails" : "boats"));
  }

  @Test
  void dataloaderSendsWhatNoRepoCallOfTheSourceDoes() {
    Place place =
        place("anonymous fn/4 in Dataloader.Source.Dataloader.Ecto.run_batches/1", "boats");
    assertThat(place.isKnown()).isFalse();
    assertThat(place.reason()).startsWith("Dataloader sends this statement");
  }

  @Test
  void aFrameOfAPackageIsThatOfALibrary() {
    Place place = place("Kaffy.ResourceQuery.list_resource/3", "mails");
    assertThat(place.function()).isEqualTo("Pier.Dock.mails/0");
    assertThat(place.reason()).startsWith("the printed frame is one of a library");
  }

  private static Place place(String frame, String table) {
    return new CallSites(PROJECT)
        .place(
            new CallSite(frame, "lib/x.ex", 7),
            new SqlReader().read("SELECT t0.\"id\" FROM \"" + table + "\" AS t0"));
  }
}
