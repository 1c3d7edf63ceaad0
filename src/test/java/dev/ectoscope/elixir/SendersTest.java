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
  void aQueryMayBeChosenByAConditionOrPutTogetherInALoop() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                FILE,
                SOURCE
                    + """
                      defmodule Pier.List do
                        import Ecto.Query
                        alias Pier.{Boat, Code, Repo}

                        def chosen(old?) do
                          query = if old?, do: from(r in Code.Repo), else: where(Boat, name: "x")
                          Repo.all(query)
                        end

                        def matched(kind) do
                          case kind do
                            :boat -> Boat
                            _ -> from(b in Boat, limit: 1)
                          end
                          |> Repo.all()
                        end

                        def filtered(filters) do
                          filters
                          |> Enum.reduce(Boat, fn {key, value}, query ->
                            where(query, ^[{key, value}])
                          end)
                          |> Repo.all()
                        end
                      end
                      """));
    assertThat(tables(project, "Pier.List.chosen/1")).containsExactly("code_repos", "boats");
    assertThat(tables(project, "Pier.List.matched/1")).containsExactly("boats");
    assertThat(tables(project, "Pier.List.filtered/1")).containsExactly("boats");
  }

  private static java.util.List<String> tables(ElixirProject project, String function) {
    RepoCall call = project.repoCalls(project.function(function).orElseThrow()).get(0);
    assertThat(call.query().complete()).isFalse();
    return call.query().tables();
  }

  @Test
  void aRepoMayBeMadeByALibraryOrWrapped() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                FILE,
                """
                defmodule Far.Repo.Local do
                  use Ecto.Repo, otp_app: :far
                end

                defmodule Far.Repo do
                  use Fly.Repo, local_repo: Far.Repo.Local
                end

                defmodule Far.ReadRepo do
                  def all(query), do: Far.Repo.Local.all(query)
                end

                defmodule Far.Front do
                  alias Far.Repo.Local
                  defdelegate get(query, id, opts \\\\ []), to: Local
                  defdelegate one(query), to: Far.List, as: :first
                end

                defmodule Far.List do
                  def near(query), do: Far.Repo.all(query)
                  def wrapped(query), do: Far.ReadRepo.all(query)
                  def handed(query, id), do: Far.Front.get(query, id)
                  def elsewhere(query), do: Far.Front.one(query)
                  def first(query), do: query
                end
                """));
    assertThat(project.repoCalls())
        .extracting(RepoCall::function)
        .containsExactly("Far.ReadRepo.all/1", "Far.List.near/1", "Far.List.handed/2");
  }

  @Test
  void aModuleWhoseNameBeginsWithTaskIsNoTask() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                FILE,
                SOURCE
                    + """
                      defmodule Taskboard.Jobs do
                        def wrap(x), do: x
                        def one(id), do: Taskboard.Jobs.wrap(Pier.Repo.get(Pier.Boat, id))
                        def two(id), do: Task.async(fn -> Pier.Repo.get(Pier.Boat, id) end)
                      end
                      """));
    assertThat(
            project.repoCalls().stream()
                .filter(call -> call.isInside(Around.Kind.TASK))
                .map(RepoCall::function))
        .containsExactly("Taskboard.Jobs.two/1");
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
