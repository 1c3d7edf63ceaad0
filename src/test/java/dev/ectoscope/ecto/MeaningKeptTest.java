package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a change of a real function must not lose: what Ecto casts, makes and takes by itself. */
class MeaningKeptTest {

  private static final String HEAD = "import Ecto.Query\n  alias Pier.{Boat, Berth, Crate, Repo}";
  private static final String BERTHS =
      "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";
  private static final String BOAT =
      "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";
  private static final String UPDATE = "UPDATE \"berths\" SET \"bay\" = $1 WHERE \"id\" = $2";
  private static final Fix LOOKUP =
      new Fix.LookupByKeys("Pier.Harbour.show/1", "lib/harbour.ex", "boats", "", "id");
  private static final Fix CHILDREN =
      new Fix.Preload(
          "Pier.Harbour.show/1",
          "lib/harbour.ex",
          "boats",
          "berths",
          "boat_id",
          Association.HAS_MANY,
          List.of());

  private static Finding.Code looked(String body) {
    return RewriteTest.code(body, "Repo.get", BOAT, LOOKUP);
  }

  private static Finding.Code crates(String row) {
    return RewriteTest.code(
        HEAD,
        """
        def show(codes) do
          Enum.each(codes, fn code -> Repo.insert!(%s) end)
        end
        """
            .formatted(row),
        "Repo.insert",
        "INSERT INTO \"crates\" (\"code\",\"id\") VALUES ($1,$2)",
        new Fix.InsertAll(
            "Pier.Harbour.show/1", "lib/harbour.ex", "crates", List.of("code", "id"), false),
        "%{}\n");
  }

  private static Finding.Code updated(String body) {
    return RewriteTest.code(
        body,
        "Repo.update",
        UPDATE,
        new Fix.UpdateAll("Pier.Harbour.show/1", "lib/harbour.ex", "berths", "id", List.of("bay")));
  }

  @Test
  void aKeyThatItsTypeMakesIsMadeForEachRow() {
    Finding.Code code = crates("%Crate{code: code}");
    assertThat(code.code()).contains("%{id: Ecto.ULID.generate(), code: code}");
    assertThat(code.note()).contains("makes no id of this type");
  }

  @Test
  void anEmbeddedStructIsInsertedByEctoAlone() {
    Finding.Code code = crates("%Crate{code: code, label: label(code)}");
    assertThat(code.before()).isEmpty();
    assertThat(code.code()).contains("Map.merge(%{id: Ecto.ULID.generate()}, &1)");
  }

  @Test
  void keysThatAFormGaveAreComparedAsText() {
    Finding.Code code =
        looked(
            """
            def show(%{"ids" => ids}) do
              Enum.map(ids, fn id -> Repo.get!(Boat, id) end)
            end
            """);
    assertThat(code.code())
        .contains("Map.new(&{to_string(&1.id), &1})")
        .contains("Map.fetch!(boats, to_string(id))");
  }

  @Test
  void keysThatACallerTookFromAFormAreComparedAsText() {
    Finding.Code code =
        RewriteTest.code(
            """
            def index(conn, %{"boats" => ids}), do: json(conn, ids |> show())

            def show(ids) do
              for id <- ids do
                Repo.all(from(b in Berth, where: b.boat_id == ^id))
              end
            end
            """,
            "Repo.all", BERTHS, CHILDREN);
    assertThat(code.code())
        .contains("Enum.group_by(&to_string(&1.boat_id))")
        .contains("Map.get(berths_by_boat_id, to_string(id), [])");
  }

  @Test
  void keysOfUnknownOriginAreSaidToBeIntegers() {
    String body =
        """
        def show(ids) do
          Enum.map(ids, fn id -> Repo.get(Boat, id) end)
        end
        """;
    assertThat(looked(body).note()).contains("The map's keys are integers");
    String own = body.replace("  Enum.map", "  ids = Enum.map(ids, & &1.key)\n\n  Enum.map");
    assertThat(looked(own).note()).doesNotContain("The map's keys are integers");
  }

  @Test
  void aRangeBecomesTheListThatInNeeds() {
    Finding.Code code =
        looked(
            """
            def show(n) do
              Enum.map(1..n, fn id -> Repo.get(Boat, id) end)
            end
            """);
    assertThat(code.code())
        .contains("ids = Enum.to_list(1..n)")
        .contains("where: b.id in ^ids")
        .contains("Enum.map(ids, fn id ->");
  }

  @Test
  void aMissingRowThatRaisedIsSpokenOf() {
    String body =
        """
        def show(ids) do
          Enum.each(ids, fn id ->
            berth = Repo.get!(Berth, id)
            Repo.update!(Ecto.Changeset.change(berth, bay: 3))
            :ok
          end)
        end
        """;
    assertThat(updated(body).note()).contains("A missing row is passed over, where get! raised.");
    String kept = body.replace("    :ok\n", "").replace("Enum.each", "Enum.map");
    assertThat(updated(kept).note()).contains("Map.fetch! raises KeyError after the write");
  }

  @Test
  void anActionOfTheSameNameThatThrowsTheValueAwayDoesNotReadIt() {
    String bodies =
        """
        def index(conn, %{"ids" => ids}) do
          show(ids)
          conn
        end

        def show(ids) do
          for id <- ids do
            Repo.update_all(from(b in Berth, where: b.id == ^id), set: [bay: 1])
          end
        end
        """;
    String sql = "UPDATE \"berths\" AS b0 SET \"bay\" = $1 WHERE (b0.\"id\" = $2)";
    Fix fix =
        new Fix.UpdateAll("Pier.Harbour.show/1", "lib/harbour.ex", "berths", "id", List.of("bay"));
    assertThat(RewriteTest.code(bodies, "update_all", sql, fix).before()).isNotEmpty();
    String piped = bodies.replace("  show(ids)\n  conn", "  ids |> show()\n  conn");
    assertThat(RewriteTest.code(piped, "update_all", sql, fix).before()).isNotEmpty();
    String read = bodies.replace("  show(ids)\n  conn", "  json(conn, show(ids))");
    assertThat(RewriteTest.code(read, "update_all", sql, fix).before()).isEmpty();
  }

  @Test
  void aLoopThatOnlyPutsBackWhatItReadIsThePreloadItself() {
    Finding.Code code =
        RewriteTest.code(
            """
            def show(_) do
              Repo.all(Boat)
              |> Enum.map(fn boat ->
                berths = Repo.all(from(b in Berth, where: b.boat_id == ^boat.id, order_by: b.bay))
                %{boat | berths: berths}
              end)
            end
            """,
            "from(b in", BERTHS, CHILDREN);
    assertThat(code.code())
        .isEqualTo(
            """
              def show(_) do
                Repo.all(Boat)
                |> Repo.preload(berths: from(b in Berth, order_by: b.bay))
              end
            """);
  }

  @Test
  void aPreloadOfTheRowItselfLeavesNoEmptyMatch() {
    Finding.Code code =
        RewriteTest.code(
            """
            def show(boats) do
              Enum.map(boats, fn boat ->
                boat = Repo.preload(boat, :berths)
                {boat.name, length(boat.berths)}
              end)
            end
            """,
            "Repo.preload",
            BERTHS + " ORDER BY b0.\"boat_id\"",
            new Fix.Preload(
                "Pier.Harbour.show/1",
                "lib/harbour.ex",
                "boats",
                "berths",
                "boat_id",
                Association.PRELOAD_IN_LOOP,
                List.of()));
    assertThat(code.code())
        .contains("Enum.map(Repo.preload(boats, :berths), fn boat ->\n      {boat.name")
        .doesNotContain("boat = boat");
  }

  @Test
  void aPreloadThatIsTooWideForTheLoopsLineHasALineOfItsOwn() {
    Finding.Code code =
        RewriteTest.code(
            """
            def show(_) do
              boats = Repo.all(Boat)

              for boat <- boats, into: %{} do
                berths = Repo.all(from(b in Berth, where: b.boat_id == ^boat.id and b.state == :free))
                {boat.id, length(berths)}
              end
            end
            """,
            "from(b in", BERTHS, CHILDREN);
    assertThat(code.code())
        .contains(
            "    boats = Repo.preload(boats, berths: from(b in Berth, where: b.state == :free))\n\n"
                + "    for boat <- boats, into: %{} do\n      berths = boat.berths\n");
  }

  private static final String READ_AND_WRITTEN =
      """
      def show(ids) do
        berths = Repo.all(from(b in Berth, where: b.boat_id in ^ids and b.bay > 2))

        Enum.each(berths, fn berth ->
          {:ok, _} = berth |> Ecto.Changeset.change(bay: berth.bay + 1) |> Repo.update()
        end)
      end
      """;

  @Test
  void rowsThatAreReadForTheWriteAloneAreReadNoMore() {
    assertThat(updated(READ_AND_WRITTEN).code())
        .isEqualTo(
            """
              def show(ids) do
                rows = from(b in Berth, where: b.boat_id in ^ids and b.bay > 2)

                Repo.update_all(rows,
                  inc: [bay: 1],
                  set: [updated_at: NaiveDateTime.utc_now() |> NaiveDateTime.truncate(:second)]
                )

                :ok
              end
            """);
    assertThat(updated(READ_AND_WRITTEN).note()).contains("The rows need not be read before");
  }

  @Test
  void rowsThatAreReadForMoreAreReadStill() {
    for (String[] other :
        new String[][] {
          {"b.bay > 2))", "b.bay > 2, limit: 9))"},
          {"b.bay > 2))", "b.bay > 2, lock: \"FOR UPDATE\"))"},
          {"b.bay > 2))", "b.bay > 2), timeout: 9)"},
          {"  end)\nend", "  end)\n\n  length(berths)\nend"},
          {"\n\n  Enum", "\n  # in order\n  Enum"},
          {"from(b in Berth, where: b.boat_id in ^ids and b.bay > 2)", "Berth"},
        }) {
      assertThat(updated(READ_AND_WRITTEN.replace(other[0], other[1])).code())
          .as(other[1])
          .contains("Repo.all(")
          .contains("berth_ids = Enum.map(berths, & &1.id)");
    }
  }

  /** What is done for a row once it is written, such as a broadcast. */
  @Test
  void whatALoopDoesBesidesItsWriteIsSpokenOf() {
    String told = READ_AND_WRITTEN.replace("Repo.update()\n", "Repo.update()\n    tell(berth)\n");
    assertThat(updated(told).code()).contains("What else the loop does for each row");
    assertThat(updated(told).before()).isEmpty();
    String more = READ_AND_WRITTEN.replace("bay: berth.bay + 1", "bay: next(berth), state: :free");
    assertThat(updated(more).code()).doesNotContain("What else the loop does");
  }

  @Test
  void aTenantsPrefixIsNotForgotten() {
    String body =
        """
        def show(boats) do
          Enum.map(boats, fn boat ->
            Repo.all(from(b in Berth, where: b.boat_id == ^boat.id), prefix: "acme")
          end)
        end
        """;
    assertThat(RewriteTest.code(body, "Repo.all", BERTHS, CHILDREN).code())
        .contains("# Give it the prefix: that the query has now.");
    String plain = body.replace(", prefix: \"acme\"", "");
    assertThat(RewriteTest.code(plain, "Repo.all", BERTHS, CHILDREN).code())
        .doesNotContain("prefix:");
  }

  /** Rows of a stream are not all there to be asked for at once. */
  @Test
  void aStreamIsNeitherPreloadedNorGoneOverTwice() {
    for (String rows : List.of("Repo.stream(Boat)", "Stream.map(list, &dock/1)")) {
      String body =
          """
          def show(list) do
            rows = %s

            Enum.map(rows, fn boat -> Repo.get(Boat, boat.id) end)
          end
          """
              .formatted(rows);
      assertThat(looked(body).before()).isEmpty();
      assertThat(looked(body.replace(rows, "dock(list)")).before()).isNotEmpty();
      String read =
          body.replace(
              "Repo.get(Boat, boat.id)",
              "Repo.all(from(b in Berth, where: b.boat_id == ^boat.id))");
      assertThat(RewriteTest.code(read, "Repo.all", BERTHS, CHILDREN).code())
          .contains("which cannot be preloaded");
    }
  }

  /** The version that {@code optimistic_lock} compares is each row's own. */
  @Test
  void whatElseAWriteAsksForIsNotLost() {
    String body =
        """
        def show(berths) do
          Enum.each(berths, fn berth ->
            berth |> Ecto.Changeset.change(bay: 3) |> Repo.update!()
          end)
        end
        """;
    Fix.UpdateAll fix =
        new Fix.UpdateAll(
            "Pier.Harbour.show/1",
            "lib/harbour.ex",
            "berths",
            "id",
            List.of("bay"),
            List.of("state = 'free'"));
    Finding.Code code = RewriteTest.code(body, "Repo.update", UPDATE, fix);
    assertThat(code.before()).isEmpty();
    assertThat(code.code()).contains("where: b.id in ^ids, where: b.state == :free");
  }

  @Test
  void whatAFragmentLeftToPostgresqlIsSaid() {
    String body =
        """
        def show(age) do
          Repo.all(from(b in Berth, where: fragment("? > now() - interval '3 days'", b.inserted_at)))
          Repo.all(from(b in Berth, where: fragment("? IN (?, ?)", b.state, ^age, ^"x")))
        end
        """;
    String sql = "SELECT b0.\"id\" FROM \"berths\" AS b0 WHERE (b0.\"inserted_at\" > now())";
    Fix ago =
        new Fix.EctoForm(
            "Pier.Harbour.show/1",
            "lib/harbour.ex",
            "fragment(\"? > now() - interval '3 days'\", b.inserted_at)",
            "b.inserted_at > ago(3, \"day\")");
    assertThat(RewriteTest.code(body, "now()", sql, ago).note()).contains("application's clock");
    Fix list =
        new Fix.EctoForm(
            "Pier.Harbour.show/1",
            "lib/harbour.ex",
            "fragment(\"? IN (?, ?)\", b.state, ^age, ^\"x\")",
            "b.state in ^[age, \"x\"]");
    assertThat(RewriteTest.code(body, "now()", sql, list).note()).contains("Ecto.Query.CastError");
  }

  @Test
  void anAliasIsLeftOnlyWhereNothingNamesItAnyMore() {
    String before =
        """
        alias Pier.{Boat, Berth}
        alias Pier.Repo, as: Db
        def a, do: Db.get(Boat, Berth.id())
        """;
    assertThat(Aliases.left(before, before)).isEmpty();
    assertThat(Aliases.left(before, before.replace("Boat, Berth.id()", "Other.Boat, 1")))
        .containsExactly(
            "Nothing names Boat here any more: its alias can go.",
            "Nothing names Berth here any more: its alias can go.");
    assertThat(Aliases.left(before, before.replace("Db.get", "Repo.get")))
        .containsExactly("Nothing names Db here any more: its alias can go.");
  }

  @Test
  void manyKeysHaveTheirPlural() {
    assertThat(List.of("currency", "status", "box", "day", "post_id").stream().map(Elixir::plural))
        .containsExactly("currencies", "statuses", "boxes", "days", "post_ids");
  }
}
