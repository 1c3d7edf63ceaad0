package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From printed frames to Repo calls, in {@code Harbour.Yard}. */
class CallSitesTest {

  private static final ElixirProject HARBOUR =
      ElixirProject.read(Path.of("src/test/resources/elixir/harbour"));
  private static final CallSites SITES = new CallSites(HARBOUR);
  private static final String YARD = "lib/harbour/yard.ex";
  private static final String PAGE = "lib/harbour_web/page.ex";
  private static final CallSite IN_TRANSACTION =
      new CallSite(
          "anonymous fn/3 in Ecto.Adapters.SQL.checkout_or_transaction/4",
          "lib/ecto/adapters/sql.ex",
          1481);

  @Test
  void aFrameOfUnknownCodeIsSaidToBeUnknown() {
    Place place = place(new CallSite("Other.App.f/1", "lib/other.ex", 3), "SELECT 1 FROM quays");
    assertThat(place.isKnown()).isFalse();
    assertThat(place.function()).isEqualTo("Other.App.f/1");
    assertThat(place.reason()).isEqualTo("Other.App.f/1 is not in the source that was read");
  }

  @Test
  void twoFunctionsThatSendTheSameStatementAreNotToldApart() {
    Place place =
        place(
            CallSite.UNKNOWN,
            "SELECT t0.\"id\", t0.\"name\" FROM \"teams\" AS t0 WHERE (t0.\"id\" = $1)");
    assertThat(place.isKnown()).isFalse();
    assertThat(place.reason())
        .isEqualTo(
            "2 functions send such a statement: Harbour.Yard.parallel/1, Harbour.Yard.each_team/1");
  }

  @Test
  void aLineThatSendsOtherStatementsIsNotTheirPlace() {
    Place place =
        place(new CallSite("HarbourWeb.Page.show/1", PAGE, 5), "DELETE FROM \"ships\" AS s0");
    assertThat(place.isKnown()).isFalse();
    assertThat(place.reason())
        .isEqualTo("no call in the printed line is known to send this statement");
  }

  @Test
  void thePrintedLineMayHoldTheCall() {
    Place place =
        place(
            new CallSite(
                "anonymous fn/2 in Harbour.Yard.rename/2", YARD, lineOf("ship = Repo.get!")),
            "SELECT s0.\"imo\" FROM \"ships\" AS s0 WHERE (s0.\"imo\" = $1)");
    assertThat(place.certainty()).isEqualTo(Place.Certainty.PRINTED);
    assertThat(place.function()).isEqualTo("Harbour.Yard.rename/2");
  }

  @Test
  void aTailCallIsFollowedToTheFunctionThatHoldsTheCall() {
    Place place =
        place(
            new CallSite("HarbourWeb.Page.show/1", PAGE, 5),
            "SELECT u0.\"id\" FROM \"crew\".\"users\" AS u0 WHERE (u0.\"id\" = $1)");
    assertThat(place.certainty()).isEqualTo(Place.Certainty.FOLLOWED);
    assertThat(place.function()).isEqualTo("Harbour.Yard.user!/1");
    assertThat(place.line()).isEqualTo(lineOf("Repo.get!(User"));
  }

  @Test
  void ofTwoCallsInOneLineTheStatementChooses() {
    CallSite line = new CallSite("HarbourWeb.Page.show/1", PAGE, 6);
    assertThat(
            place(
                    line,
                    "SELECT t1.\"name\" FROM \"memberships\" AS m0 INNER JOIN \"teams\" AS t1 ON t1.\"id\" = m0.\"team_id\" WHERE (m0.\"person_id\" = $1)")
                .function())
        .isEqualTo("Harbour.Yard.teams_of/1");
    assertThat(
            place(
                    line,
                    "SELECT s0.\"imo\" FROM \"ships\" AS s0 WHERE ((s0.\"colour\" = $1) AND NOT (s0.\"name\" IS NULL)) ORDER BY s0.\"name\" DESC LIMIT 20")
                .function())
        .isEqualTo("Harbour.Yard.ships/1");
  }

  @Test
  void aFunctionWithDefaultsAndAQueryFunctionIsFollowed() {
    Place place =
        place(
            new CallSite("HarbourWeb.Page.index/1", PAGE, 10),
            "SELECT s0.\"imo\" FROM \"ships\" AS s0 ORDER BY s0.\"created_at\" DESC LIMIT 3");
    assertThat(place.function()).isEqualTo("Harbour.Yard.latest/1");
  }

  @Test
  void aCaptureGivenToEnumIsFoundByItsStatement() {
    Place place =
        place(
            new CallSite("Enum.\"-map/2-lists^map/1-1-\"/2", "lib/enum.ex", 1714),
            "SELECT m0.\"person_id\", m0.\"team_id\" FROM \"memberships\" AS m0 WHERE (m0.\"person_id\" = $1)");
    assertThat(place.certainty()).isEqualTo(Place.Certainty.MATCHED);
    assertThat(place.function()).isEqualTo("Harbour.Yard.crews/1");
    assertThat(place.reason()).startsWith("the printed frame is Enum.map's own");
  }

  @Test
  void insideATransactionEctoPrintsItself() {
    assertThat(
            place(IN_TRANSACTION, "UPDATE \"ships\" SET \"name\" = $1 WHERE \"imo\" = $2")
                .function())
        .isEqualTo("Harbour.Yard.rename/2");
    assertThat(
            place(
                    IN_TRANSACTION,
                    "INSERT INTO \"memberships\" (\"person_id\",\"team_id\") VALUES ($1,$2)")
                .function())
        .isEqualTo("Harbour.Yard.found/2");
  }

  @Test
  void rawSqlIsFoundByItsText() {
    Place place = place(CallSite.UNKNOWN, "SELECT code FROM quays WHERE depth > $1");
    assertThat(place.function()).isEqualTo("Harbour.Yard.quays/0");
  }

  @Test
  void otherFramesOfTheUnitDecideBetweenTwoPlaces() {
    Place place =
        SITES.place(
            CallSite.UNKNOWN,
            new SqlReader()
                .read("SELECT t0.\"id\", t0.\"name\" FROM \"teams\" AS t0 WHERE (t0.\"id\" = $1)"),
            List.of(new CallSite("Harbour.Yard.each_team/1", YARD, lineOf("def each_team"))));
    assertThat(place.function()).isEqualTo("Harbour.Yard.each_team/1");
  }

  @Test
  void whatARepoAddsAndWhatAMultiIsGivenAreRepoCallsToo() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                """
                defmodule A.Repo do
                  use Ecto.Repo, otp_app: :a

                  def fetch(query), do: one(query)
                end

                defmodule A.Work do
                  alias A.Repo
                  def load(query), do: Repo.fetch(query)

                  def run(multi) do
                    Ecto.Multi.run(multi, :x, fn repo, _ -> repo.insert(%{}) end)
                  end
                end
                """));
    assertThat(project.repoCalls())
        .extracting(call -> call.function() + " " + call.name())
        .containsExactly("A.Repo.fetch/1 one", "A.Work.load/1 fetch", "A.Work.run/1 insert");
    Place place =
        new CallSites(project)
            .place(
                new CallSite("A.Work.load/1", "lib/repo.ex", 9),
                new SqlReader().read("SELECT t0.\"id\" FROM \"teams\" AS t0"));
    assertThat(place.function()).isEqualTo("A.Work.load/1");
  }

  /** A Multi's step prints no frame; of two inserts into its table only one can be it. */
  @Test
  void aStructWrittenOutWithoutAForeignKeyIsNotInsertedWithIt() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/pier.ex",
                """
                defmodule A.Repo do
                  use Ecto.Repo, otp_app: :a
                end

                defmodule A.Crate do
                  use Ecto.Schema
                  schema "crates" do
                    field :weight, :integer
                    belongs_to :boat, A.Boat
                    belongs_to :yard, A.Yard
                  end
                end

                defmodule A.Work do
                  alias A.{Crate, Repo}

                  def copy(list) do
                    Enum.each(list, fn c -> Repo.insert!(%Crate{boat_id: c.id, weight: 3}) end)
                  end

                  def bulk(crates) do
                    crates
                    |> Enum.with_index()
                    |> Enum.reduce(Ecto.Multi.new(), fn {c, i}, multi ->
                      Ecto.Multi.insert(multi, {:crate, i}, c)
                    end)
                    |> Repo.transaction()
                  end
                end
                """));
    String head = "INSERT INTO \"crates\" (\"boat_id\",\"weight\"";
    CallSites sites = new CallSites(project);
    Place both =
        sites.place(
            CallSite.UNKNOWN,
            new SqlReader().read(head + ",\"yard_id\") VALUES ($1,$2,$3) RETURNING \"id\""),
            List.of(),
            true);
    assertThat(both.function()).isEqualTo("A.Work.bulk/1");
    Place one =
        sites.place(
            CallSite.UNKNOWN,
            new SqlReader().read(head + ") VALUES ($1,$2) RETURNING \"id\""),
            List.of(),
            true);
    assertThat(one.function()).isEqualTo("A.Work.copy/1");
  }

  @Test
  void theListOfALoopIsAskedOnce() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule A.Repo do\n  use Ecto.Repo, otp_app: :a\nend\n",
                "lib/a.ex",
                """
                defmodule A.Work do
                  alias A.Repo

                  def each(q) do
                    Enum.map(Repo.all(q), fn row -> Repo.get(A.Other, row.id) end)
                  end

                  def all(q) do
                    for row <- Repo.all(q), do: Repo.get!(A.Other, row.id)
                  end
                end
                """));
    assertThat(project.repoCalls())
        .filteredOn(RepoCall::isRepeated)
        .extracting(RepoCall::name)
        .containsExactlyInAnyOrder("get", "get!");
  }

  @Test
  void aRepoCallKnowsWhatItStandsInAndWhatItReads() {
    RepoCall sink = call("Harbour.Yard.sink_all/1");
    assertThat(sink.isInside(Around.Kind.LOOP)).isTrue();
    assertThat(sink.around().get(0).name()).isEqualTo("Enum.each");
    assertThat(sink.query().tables()).containsExactly("ships");
    assertThat(sink.query().filters()).containsExactly("imo");
    RepoCall ships = call("Harbour.Yard.ships/1");
    assertThat(ships.query().filters()).containsExactly("colour", "name");
    assertThat(ships.query().order()).containsExactly("name");
    assertThat(ships.query().limited()).isTrue();
    assertThat(ships.line()).isEqualTo(ships.end());
    assertThat(ships.start()).isEqualTo(ships.line() - 4);
    assertThat(call("Harbour.Yard.each_team/1").isInside(Around.Kind.LOOP)).isTrue();
    assertThat(call("Harbour.Yard.rename/2").isInside(Around.Kind.TRANSACTION)).isFalse();
    assertThat(call("Harbour.Yard.teams_of/1").query().tables())
        .containsExactly("memberships", "teams");
  }

  private static RepoCall call(String function) {
    return HARBOUR.repoCalls(HARBOUR.function(function).orElseThrow()).get(0);
  }

  private static Place place(CallSite printed, String sql) {
    return SITES.place(printed, new SqlReader().read(sql));
  }

  private static int lineOf(String text) {
    String[] lines = HARBOUR.lines(YARD, 1, 1000).split("\n");
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].contains(text)) {
        return i + 1;
      }
    }
    throw new AssertionError(text + " is not in " + YARD);
  }

  /** {@code Harbour.Yard} of another house: the Repo has a name of its own and an alias. */
  private static final ElixirProject VAULT =
      ElixirProject.of(
          Map.of(
              "apps/dock/lib/dock/vault.ex",
              "defmodule Dock.Vault do\n  use Ecto.Repo, otp_app: :dock\nend\n",
              "apps/dock/lib/dock/crane.ex",
              """
              defmodule Dock.Crane do
                use Ecto.Schema

                schema "cranes" do
                  field :reach, :integer
                  field :mended_at, :utc_datetime
                  field :painted_at, :utc_datetime
                end
              end
              """,
              "apps/dock/lib/dock/ship.ex",
              """
              defmodule Dock.Ship do
                use Ecto.Schema

                schema "ships" do
                  has_many :berths, Dock.Berth
                  has_many :people, through: [:berths, :person]
                end
              end

              defmodule Dock.Berth do
                use Ecto.Schema

                schema "berths" do
                  belongs_to :ship, Dock.Ship
                  belongs_to :person, Dock.Person
                end
              end

              defmodule Dock.Person do
                use Ecto.Schema

                schema "people" do
                  field :name, :string
                end
              end
              """,
              "apps/dock/lib/dock.ex",
              """
              defmodule Dock do
                alias Dock.{Crane, Vault}
                alias Vault, as: V

                def lift(ids), do: Enum.map(ids, &V.get(Crane, &1))

                def mend(cranes, now) do
                  Enum.each(cranes, fn crane ->
                    crane |> Ecto.Changeset.change(mended_at: now) |> Vault.update!()
                  end)
                end

                def paint(crane) do
                  crane |> Ecto.Changeset.change(painted_at: DateTime.utc_now()) |> Vault.update!()
                end

                def crews(ships), do: Enum.map(ships, &Vault.preload(&1, :people))
                def crew(ship), do: Vault.preload(ship, berths: [:cabin])

                def named(name) do
                  Vault.query!("SELECT reach FROM cranes WHERE name = '#{name}'").rows
                end
              end
              """));

  private static Place inVault(String sql) {
    return new CallSites(VAULT).place(CallSite.UNKNOWN, new SqlReader().read(sql));
  }

  @Test
  void rawSqlWithValuesPutInIsNoPlaceForOtherStatements() {
    assertThat(inVault("SELECT d0.\"id\" FROM \"docks\" AS d0 WHERE (d0.\"id\" = $1)").isKnown())
        .isFalse();
    assertThat(inVault("SELECT reach FROM cranes WHERE name = 'Big Bertha'").function())
        .isEqualTo("Dock.named/1");
  }

  @Test
  void aRepoMayHaveAnyNameAndAnyAlias() {
    Place place =
        inVault(
            "SELECT c0.\"id\", c0.\"reach\", c0.\"mended_at\", c0.\"painted_at\" FROM \"cranes\" AS c0 WHERE (c0.\"id\" = $1)");
    assertThat(place.function()).isEqualTo("Dock.lift/1");
  }

  @Test
  void ofTwoUpdatesTheColumnsSetDecide() {
    assertThat(inVault("UPDATE \"cranes\" SET \"mended_at\" = $1 WHERE \"id\" = $2").function())
        .isEqualTo("Dock.mend/2");
    assertThat(inVault("UPDATE \"cranes\" SET \"reach\" = $1 WHERE \"id\" = $2").isKnown())
        .isFalse();
  }

  @Test
  void aPreloadThroughOthersReadsTheTablesOnTheWayToo() {
    CallSite mapped = new CallSite("Enum.\"-map/2-lists^map/1-1-\"/2", "lib/enum.ex", 1714);
    Place place =
        new CallSites(VAULT)
            .place(
                mapped,
                new SqlReader()
                    .read(
                        "SELECT b0.\"id\", b0.\"ship_id\", b0.\"person_id\", b0.\"ship_id\" FROM \"berths\" AS b0 WHERE (b0.\"ship_id\" = $1) ORDER BY b0.\"ship_id\""));
    assertThat(place.function()).isEqualTo("Dock.crews/1");
  }

  /** Without a printed line both preloads fit alike; what repeats stands in the loop. */
  @Test
  void ofTwoCallsThatFitAlikeTheOneInALoopRepeats() {
    String berths =
        "SELECT b0.\"id\", b0.\"ship_id\", b0.\"person_id\", b0.\"ship_id\" FROM \"berths\" AS b0 WHERE (b0.\"ship_id\" = $1) ORDER BY b0.\"ship_id\"";
    CallSites sites = new CallSites(VAULT);
    Statement statement = new SqlReader().read(berths);
    assertThat(sites.place(CallSite.UNKNOWN, statement, List.of(), true).function())
        .isEqualTo("Dock.crews/1");
    assertThat(sites.place(CallSite.UNKNOWN, statement, List.of(), false).isKnown()).isFalse();
  }

  /** It selects the key once more, behind all fields: only a preload asks so. */
  @Test
  void aPreloadsStatementIsNotOfACallThatGetsTheRow() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/yard.ex",
                """
                defmodule Yard.Crane do
                  use Ecto.Schema
                  schema "cranes" do
                    field :name, :string
                  end
                end

                defmodule Yard.Lift do
                  use Ecto.Schema
                  schema "lifts" do
                    belongs_to :crane, Yard.Crane
                  end
                end

                defmodule Yard do
                  alias Yard.{Crane, Repo}

                  def named(lift) do
                    crane = Repo.get!(Crane, lift.crane_id)
                    crane.name
                  end

                  def cards(lifts), do: Enum.map(lifts, &Repo.preload(&1, :crane))
                end
                """));
    CallSites sites = new CallSites(project);
    String got = "SELECT c0.\"id\", c0.\"name\"%s FROM \"cranes\" AS c0 WHERE (c0.\"id\" = $1)";
    Statement crane = new SqlReader().read(got.formatted(""));
    Statement preloaded = new SqlReader().read(got.formatted(", c0.\"id\""));
    assertThat(sites.place(CallSite.UNKNOWN, crane, List.of(), false).function())
        .isEqualTo("Yard.named/1");
    assertThat(sites.place(CallSite.UNKNOWN, preloaded, List.of(), false).function())
        .isEqualTo("Yard.cards/1");
  }

  /** The call stands in a function of its own; what is changed is the one loop that calls it. */
  @Test
  void withoutAPrintedLineTheLoopAroundTheFunctionIsNamedToo() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/yard.ex",
                """
                defmodule Yard.Crane do
                  use Ecto.Schema
                  schema "cranes" do
                    field :name, :string
                  end
                end

                defmodule Yard do
                  alias Yard.{Crane, Repo}

                  def plan(lifts), do: for(lift <- lifts, do: {lift.id, crane_name(lift)})

                  defp crane_name(lift) do
                    crane = Repo.get!(Crane, lift.crane_id)
                    crane.name
                  end
                end
                """));
    Statement statement =
        new SqlReader()
            .read("SELECT c0.\"id\", c0.\"name\" FROM \"cranes\" AS c0 WHERE (c0.\"id\" = $1)");
    CallSites sites = new CallSites(project);
    assertThat(sites.place(CallSite.UNKNOWN, statement, List.of(), false).loop()).isEmpty();
    Place place = sites.place(CallSite.UNKNOWN, statement, List.of(), true);
    assertThat(place.function()).isEqualTo("Yard.crane_name/1");
    assertThat(place.loop()).contains(new CallSite("Yard.plan/1", "lib/yard.ex", 11));
    CallSite printed = new CallSite("Yard.crane_name/1", "lib/yard.ex", 14);
    assertThat(sites.place(printed, statement, List.of(), false).loop()).isEmpty();
    assertThat(sites.place(printed, statement, List.of(), true).loop())
        .contains(new CallSite("Yard.plan/1", "lib/yard.ex", 11));
  }
}
