package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import dev.ectoscope.sql.SqlReader;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A function of an app, changed where its shape is understood and left alone where it is not. */
class RewriteTest {

  private static final String SCHEMAS =
      """
      defmodule Pier.Boat do
        use Ecto.Schema
        schema "boats" do
          field :name, :string
          has_many :berths, Pier.Berth
          has_many :taken_berths, Pier.Berth, where: [state: :taken]
          has_many :big_berths, Pier.Berth, where: [state: :taken, bay: {:in, [1, 2]}]
        end
      end

      defmodule Pier.Berth do
        use Ecto.Schema
        schema "berths" do
          field :bay, :integer
          field :state, Ecto.Enum, values: [:free, :taken]
          belongs_to :boat, Pier.Boat
          timestamps()
        end
      end

      defmodule Pier.Crate do
        use Ecto.Schema
        @primary_key {:id, Ecto.ULID, autogenerate: true}
        schema "crates" do
          field :code, :string
          field :weight, :integer
          embeds_one :label, Pier.Label
        end
      end

      defmodule Pier.Rope do
        use Ecto.Schema
        @primary_key false
        schema "ropes" do
          field :berth_no, :integer, primary_key: true
          field :strand, :integer, primary_key: true
          timestamps()
        end
      end
      """;

  private static final String BERTHS =
      "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";
  private static final String BOAT =
      "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";
  private static final String COUNT =
      "SELECT count(*) FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";
  private static final String EXISTS =
      "SELECT TRUE FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1) LIMIT 1";

  static Finding.Code code(String body, String line, String sql, Fix fix) {
    return code(body, line, sql, fix, "%{}\n");
  }

  /**
   * @param lock text of {@code mix.lock}
   */
  static Finding.Code code(String body, String line, String sql, Fix fix, String lock) {
    return code("import Ecto.Query\n  alias Pier.{Boat, Berth, Repo}", body, line, sql, fix, lock);
  }

  /**
   * @param head what the module begins with
   */
  static Finding.Code code(
      String head, String body, String line, String sql, Fix fix, String lock) {
    return codes("show/1", head, body, line, sql, fix, lock).get(0);
  }

  /** All that is written for a call in a function of Pier.Harbour. */
  static List<Finding.Code> codes(String function, String body, String line, String sql, Fix fix) {
    String head = "import Ecto.Query\n  alias Pier.{Boat, Berth, Repo}";
    return codes(function, head, body, line, sql, fix, "%{}\n");
  }

  static List<Finding.Code> codes(
      String function, String head, String body, String line, String sql, Fix fix, String lock) {
    String harbour =
        "defmodule Pier.Harbour do\n  "
            + head
            + "\n\n"
            + body.indent(2).replaceAll("(?m)^ +$", "")
            + "end\n";
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n",
                "lib/schemas.ex",
                SCHEMAS,
                "lib/harbour.ex",
                harbour,
                "mix.lock",
                lock));
    List<String> lines = harbour.lines().toList();
    int at = 0;
    while (!lines.get(at).contains(line)) {
      at++;
    }
    Place place =
        new CallSites(project)
            .place(
                new CallSite("Pier.Harbour." + function, "lib/harbour.ex", at + 1),
                new SqlReader().read(sql));
    assertThat(place.isKnown()).as(place.reason()).isTrue();
    EctoCode ecto =
        new EctoCode(
            new AppNames("Pier", "Pier.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4), project);
    return ecto.write(fix, place);
  }

  private static Fix preload(Association association, String parent, String child, String key) {
    return new Fix.Preload(
        "Pier.Harbour.show/1", "lib/harbour.ex", parent, child, key, association, List.of());
  }

  private static final Fix BERTHS_OF_BOATS =
      preload(Association.HAS_MANY, "boats", "berths", "boat_id");
  private static final Fix BOAT_OF_BERTHS =
      preload(Association.BELONGS_TO, "berths", "boats", "id");

  @Test
  void rowsOfAListThatCannotBeReadAreGroupedByTheirKey() {
    Finding.Code code =
        code(
            """
            def show(boats) do
              Enum.map(boats, fn boat ->
                Repo.all(from(b in Berth, where: b.boat_id == ^boat.id))
              end)
            end
            """,
            "Repo.all",
            BERTHS,
            BERTHS_OF_BOATS);
    assertThat(code.code())
        .isEqualTo(
            """
              def show(boats) do
                ids = Enum.map(boats, & &1.id)

                berths_by_boat_id =
                  from(b in Berth, where: b.boat_id in ^ids)
                  |> Repo.all()
                  |> Enum.group_by(& &1.boat_id)

                Enum.map(boats, fn boat ->
                  Map.get(berths_by_boat_id, boat.id, [])
                end)
              end
            """);
  }

  @Test
  void aLimitPerParentIsKept() {
    Finding.Code code =
        code(
            """
            def show(_) do
              for boat <- Repo.all(Boat) do
                Repo.all(from(b in Berth, where: b.boat_id == ^boat.id, order_by: b.bay, limit: 3))
              end
            end
            """,
            "limit: 3",
            BERTHS,
            BERTHS_OF_BOATS);
    assertThat(code.code())
        .contains("each = from(b in Berth, where: b.boat_id == parent_as(:parent).id,")
        .contains("order_by: b.bay, limit: 3)")
        .contains("inner_lateral_join: b in subquery(each)")
        .contains("Map.get(berths_by_boat_id, boat.id, [])");
  }

  @Test
  void aLoopThatAlsoWritesIsLeftAlone() {
    Finding.Code code =
        code(
            """
            def show(_) do
              for berth <- Repo.all(Berth) do
                boat = Repo.get(Boat, berth.boat_id)
                Repo.update!(Ecto.Changeset.change(boat, name: "x"))
              end
            end
            """,
            "Repo.get",
            BOAT,
            BOAT_OF_BERTHS);
    assertThat(code.before()).isEmpty();
  }

  @Test
  void preloadInALoopIsPreloadOfTheList() {
    Finding.Code code =
        code(
            """
            def show(_) do
              Repo.all(Boat)
              |> Enum.map(&Repo.preload(&1, :berths))
            end
            """,
            "&Repo.preload",
            BERTHS,
            preload(Association.PRELOAD_IN_LOOP, "boats", "berths", "boat_id"));
    assertThat(code.code())
        .isEqualTo(
            """
              def show(_) do
                Repo.all(Boat)
                |> Repo.preload(:berths)
              end
            """);
    assertThat(code.line()).isEqualTo(5);
  }

  @Test
  void childrenReadPerRowBecomeAnAssociationWithItsOrderAndConditions() {
    Finding.Code code =
        code(
            """
            def show(_) do
              Repo.all(Boat)
              |> Enum.map(fn boat ->
                berths =
                  Repo.all(
                    from(b in Berth, where: b.boat_id == ^boat.id and b.bay > 2, order_by: b.bay)
                  )

                {boat.name, berths}
              end)
            end
            """,
            "from(b in Berth",
            "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0"
                + " WHERE ((b0.\"boat_id\" = $1) AND (b0.\"bay\" > 2)) ORDER BY b0.\"bay\"",
            BERTHS_OF_BOATS);
    assertThat(code.code())
        .contains(
            """
                Repo.all(Boat)
                |> Repo.preload(berths: from(b in Berth, where: b.bay > 2, order_by: b.bay))
                |> Enum.map(fn boat ->
                  berths = boat.berths

                  {boat.name, berths}
            """);
  }

  @Test
  void aParentReadPerRowBecomesItsAssociation() {
    Finding.Code code =
        code(
            """
            def show(_) do
              berths = Repo.all(Berth)

              for berth <- berths do
                boat = Repo.get!(Boat, berth.boat_id)
                {berth.bay, boat.name}
              end
            end
            """,
            "Repo.get!",
            BOAT,
            BOAT_OF_BERTHS);
    assertThat(code.code())
        .contains("for berth <- Repo.preload(berths, :boat) do\n      boat = berth.boat\n");
    assertThat(code.note()).contains("is nil then");
  }

  @Test
  void countsAreAskedOnceBeforeTheLoopAndAreZeroWhereThereIsNone() {
    Finding.Code code =
        code(
            """
            def show(boats) do
              Enum.map(boats, fn boat ->
                n = Repo.aggregate(from(b in Berth, where: b.boat_id == ^boat.id), :count)
                {boat.name, n}
              end)
            end
            """,
            "Repo.aggregate",
            COUNT,
            new Fix.GroupedAggregate("", "", "berths", "boat_id", "count", "", List.of()));
    assertThat(code.code())
        .contains("    ids = Enum.map(boats, & &1.id)\n")
        .contains("group_by: b.boat_id")
        .contains("n = Map.get(counts, boat.id, 0)");
  }

  @Test
  void whetherThereIsOneIsAskedOnce() {
    Finding.Code code =
        code(
            """
            def show(boats) do
              Enum.reject(boats, fn boat ->
                Repo.exists?(from(b in Berth, where: b.boat_id == ^boat.id)) == false
              end)
            end
            """,
            "Repo.exists?",
            EXISTS,
            new Fix.GroupedExists("", "", "berths", "boat_id", List.of()));
    assertThat(code.code()).contains("boat.id not in existing").contains("|> MapSet.new()");
  }

  @Test
  void rowsReadByKeyAreReadOnceAndGetStillRaises() {
    Finding.Code code =
        code(
            """
            def show(ids) do
              for id <- ids, do: Repo.get!(Boat, id).name
            end
            """,
            "Repo.get!",
            BOAT,
            new Fix.LookupByKeys("", "", "boats", "", "id"));
    assertThat(code.code())
        .contains("for id <- ids, do: Map.fetch!(boats, id).name")
        .contains("where: b.id in ^ids");
  }

  @Test
  void namesAreThoseOfTheApp() {
    Finding.Code code =
        code(
            "def show(id), do: Repo.all(from(b in Berth, where: b.boat_id == ^id))\n",
            "Repo.all",
            BERTHS,
            new Fix.GroupedExists("", "", "berths", "boat_id", List.of("state = 'free'")));
    assertThat(code.code())
        .contains("from(b in Berth,")
        .contains("b.state == :free")
        .contains("|> Repo.all()")
        .doesNotContain("stands for");
  }
}
