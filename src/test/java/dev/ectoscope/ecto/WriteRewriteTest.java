package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops that write, made one statement where nothing is lost by it. */
class WriteRewriteTest {

  private static final String INSERT =
      "INSERT INTO \"berths\" (\"bay\",\"boat_id\",\"inserted_at\",\"updated_at\") VALUES"
          + " ($1,$2,$3,$4) RETURNING \"id\"";
  private static final String UPDATE =
      "UPDATE \"berths\" SET \"bay\" = $1, \"updated_at\" = $2 WHERE \"id\" = $3";
  private static final String UPDATE_ALL =
      "UPDATE \"berths\" AS b0 SET \"bay\" = $1 WHERE (b0.\"id\" = $2)";
  private static final String DELETE = "DELETE FROM \"berths\" WHERE \"id\" = $1";
  private static final String DELETE_ALL = "DELETE FROM \"berths\" AS b0 WHERE (b0.\"id\" = $1)";

  private static Finding.Code inserts(String body) {
    return RewriteTest.code(
        body,
        "Repo.insert",
        INSERT,
        new Fix.InsertAll(
            "Pier.Harbour.show/1",
            "lib/harbour.ex",
            "berths",
            List.of("bay", "boat_id", "inserted_at", "updated_at"),
            false));
  }

  private static Finding.Code updates(String body, String lock) {
    return RewriteTest.code(
        body,
        "Repo.update",
        body.contains("update_all") ? UPDATE_ALL : UPDATE,
        new Fix.UpdateAll(
            "Pier.Harbour.show/1", "lib/harbour.ex", "berths", "id", List.of("bay", "updated_at")),
        lock);
  }

  private static Finding.Code updates(String body) {
    return updates(body, "%{}\n");
  }

  private static Finding.Code deletes(String body) {
    return RewriteTest.code(
        body,
        "Repo.delete",
        body.contains("delete_all") ? DELETE_ALL : DELETE,
        new Fix.DeleteAll("Pier.Harbour.show/1", "lib/harbour.ex", "berths", "id"));
  }

  private static final String STRUCTS =
      """
      def show(boats) do
        Enum.each(boats, fn boat ->
          {:ok, _} = Repo.insert(%Berth{boat_id: boat.id, bay: 7})
        end)
      end
      """;
  private static final String TUPLES =
      """
      def show(list) do
        Repo.transaction(fn ->
          for {bay, boat} <- list do
            Repo.insert!(%Berth{bay: bay, boat_id: boat})
          end

          :done
        end)
      end
      """;
  private static final String COUNTED =
      """
      def show(berths) do
        Enum.each(berths, fn berth ->
          berth |> Ecto.Changeset.change(bay: berth.bay + 1) |> Repo.update!()
        end)
      end
      """;
  private static final String SAME =
      """
      def show(ids) do
        for id <- ids do
          berth = Repo.get!(Berth, id)
          Repo.update!(Ecto.Changeset.change(berth, bay: 3))
        end
      end
      """;
  private static final String OWN =
      """
      def show(berths) do
        berths
        |> Enum.each(fn berth ->
          berth |> Ecto.Changeset.change(bay: next(berth)) |> Repo.update!()
        end)
      end
      """;
  private static final String KEYED =
      """
      def show(berths) do
        Enum.each(berths, fn berth ->
          {1, _} = Repo.update_all(from(b in Berth, where: b.id == ^berth.id), set: [bay: 1])
        end)
      end
      """;
  private static final String DELETED =
      """
      def show(berths) do
        Enum.each(berths, &Repo.delete!(&1))
      end
      """;
  private static final String DELETED_BY_KEY =
      """
      def show(ids) do
        Enum.each(ids, fn id ->
          Repo.delete_all(from(b in Berth, where: b.id == ^id and b.state == :free))
        end)
      end
      """;

  private static final String TAKEN_OR_MADE =
      """
      def show(names) do
        Enum.map(names, fn name ->
          Repo.get_by(Boat, name: name) || Repo.insert!(%Boat{name: name})
        end)
      end
      """;

  private static Finding.Code boats(String body) {
    return RewriteTest.code(
        body,
        "Repo.get_by",
        "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"name\" = $1)",
        new Fix.LookupByKeys("", "", "boats", "", "name"));
  }

  @Test
  void rowsThatAreTakenOrMadeAreMadeAndTakenAtOnce() {
    Finding.Code code = boats(TAKEN_OR_MADE);
    assertThat(code.code())
        .isEqualTo(
            """
              def show(names) do
                rows = for name <- Enum.uniq(names), do: %{name: name}
                Repo.insert_all(Boat, rows, on_conflict: :nothing, conflict_target: [:name])

                by_name =
                  from(b in Boat, where: b.name in ^names)
                  |> Repo.all()
                  |> Map.new(&{&1.name, &1})

                Enum.map(names, &Map.fetch!(by_name, &1))
              end
            """);
    assertThat(code.note()).contains("unique index on boats(name)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A changeset may refuse the row, and another field would be NULL where it has a default.
        "Repo.get_by(Boat, name: name) || Repo.insert!(Boat.changeset(%Boat{}, %{name: name}))",
        "Repo.get_by(Boat, name: name) || Repo.insert!(%Boat{name: name <> \"!\"})",
        "Repo.get_by(Boat, name: name, id: 1) || Repo.insert!(%Boat{name: name})",
        "Repo.get_by(Boat, name: name) || raise(name)"
      })
  void whatIsTakenOrMadeInAnotherWayIsLeftAlone(String body) {
    String loop = "def show(names) do\n  for name <- names do\n    " + body + "\n  end\nend\n";
    assertThat(boats(loop).code()).doesNotContain("insert_all");
  }

  /** A change of each kind. */
  static Stream<Finding.Code> everyChange() {
    return Stream.of(
        boats(TAKEN_OR_MADE),
        inserts(STRUCTS),
        inserts(TUPLES),
        updates(COUNTED),
        updates(SAME),
        updates(OWN),
        updates(KEYED),
        deletes(DELETED),
        deletes(DELETED_BY_KEY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // What the loop gives is used.
        "Enum.map(list, fn bay -> Repo.insert!(%Berth{bay: bay, boat_id: 1}) end)",
        "berths = Enum.map(list, fn bay -> Repo.insert!(%Berth{bay: bay, boat_id: 1}) end)\n  berths",
        // A changeset may refuse the row.
        "Enum.each(list, fn a -> %Berth{} |> Berth.changeset(a) |> Repo.insert!() end)",
        // An upsert.
        "Enum.each(list, fn bay -> Repo.insert!(%Berth{bay: bay, boat_id: 1}, on_conflict: :nothing) end)",
        // An association is written along, or a default of the schema is.
        "Enum.each(list, fn boat -> Repo.insert!(%Berth{bay: 1, boat: boat}) end)",
        "Enum.each(list, fn bay -> Repo.insert!(%Berth{bay: bay}) end)",
        // nil is not DEFAULT.
        "Enum.each(list, fn bay -> Repo.insert!(%Berth{bay: bay, boat_id: nil}) end)",
        // Something else is done for each.
        "Enum.each(list, fn bay ->\n    Repo.insert!(%Berth{bay: bay, boat_id: 1})\n    call(bay)\n  end)",
        // A list of several generators.
        "for a <- list, b <- a do\n    Repo.insert!(%Berth{bay: b, boat_id: 1})\n  end\n\n  :ok",
        // The comment would be lost.
        "Enum.each(list, fn bay ->\n    # why\n    Repo.insert!(%Berth{bay: bay, boat_id: 1})\n  end)"
      })
  void whatIsNotClearGetsAFunctionBeside(String loop) {
    Finding.Code code = inserts("def show(list) do\n  " + loop + "\nend\n");
    assertThat(code.before()).isEmpty();
    assertThat(code.code()).contains("def show_at_once(rows)");
  }

  @Test
  void anotherKeyThanTheRowsIsLeftAlone() {
    Finding.Code code =
        deletes(
            """
            def show(ids) do
              Enum.each(ids, fn id ->
                Repo.delete_all(from(b in Berth, where: b.id == ^id and b.bay == ^bay(id)))
              end)
            end
            """);
    assertThat(code.before()).isEmpty();
  }

  @Test
  void insertsBecomeInsertAll() {
    assertThat(inserts(STRUCTS).code())
        .isEqualTo(
            """
              def show(boats) do
                now = NaiveDateTime.utc_now() |> NaiveDateTime.truncate(:second)

                rows =
                  Enum.map(boats, fn boat ->
                    %{boat_id: boat.id, bay: 7, inserted_at: now, updated_at: now}
                  end)

                rows
                |> Enum.chunk_every(10_000)
                |> Enum.each(&Repo.insert_all(Berth, &1))
              end
            """);
    assertThat(inserts(TUPLES).code())
        .contains("for {bay, boat} <- list do")
        .contains("        %{bay: bay, boat_id: boat, inserted_at: now, updated_at: now}");
  }

  @Test
  void aCounterIsIncremented() {
    assertThat(updates(COUNTED).code())
        .contains("berth_ids = Enum.map(berths, & &1.id)")
        .contains("rows = from(b in Berth, where: b.id in ^berth_ids)")
        .contains("Repo.update_all(rows,\n", "inc: [bay: 1]", "set: [updated_at: NaiveDateTime")
        .contains("\n\n    :ok\n");
  }

  @Test
  void rowsThatAreGivenBackKeepTheirOrder() {
    assertThat(updates(SAME).code())
        .contains("rows = from(b in Berth, where: b.id in ^ids, select: b)")
        .contains("by_id = Map.new(updated, &{&1.id, &1})")
        .contains("Enum.map(ids, &Map.fetch!(by_id, &1))");
  }

  @Test
  void aValueForEachRowIsJoined() {
    Finding.Code code = updates(OWN);
    assertThat(code.code())
        .contains("types = %{id: :id, bay: :integer}")
        .contains("join: v in values(chunk, types)")
        .contains("update: [set: [bay: v.bay, updated_at: ^now]]");
    assertThat(code.note()).contains("ecto 3.11");
    String old =
        "%{\n  \"ecto\": {:hex, :ecto, \"3.10.3\", \"aa\", [:mix], [], \"hexpm\", \"bb\"},\n}\n";
    assertThat(updates(OWN, old).before()).isEmpty();
  }

  @Test
  void theCountOfRowsIsStillChecked() {
    assertThat(updates(KEYED).code())
        .contains("{count, _} = Repo.update_all(")
        .contains("true = count == length(Enum.uniq(ids))");
  }

  @Test
  void deletesBecomeDeleteAll() {
    assertThat(deletes(DELETED).code())
        .contains("ids = Enum.map(berths, & &1.id)")
        .contains("Repo.delete_all(from(b in Berth, where: b.id in ^ids))\n\n    :ok\n");
    assertThat(deletes(DELETED_BY_KEY).code()).contains("where: b.id in ^ids and b.state == :free");
  }

  @Test
  void aListThatNobodyReadsIsNoLongerMade() {
    String settle =
        """
        def show(ids) do
          for id <- ids do
            {1, _} = Repo.update_all(from(b in Berth, where: b.id == ^id), set: [bay: 1])
          end
        end

        def other(ids) do
          %s show(ids)
          :ok
        end
        """;
    Finding.Code unread = updates(settle.formatted("_ ="));
    assertThat(unread.code())
        .isEqualTo(
            """
              def show(ids) do
                {count, _} = Repo.update_all(from(b in Berth, where: b.id in ^ids), set: [bay: 1])
                true = count == length(Enum.uniq(ids))
              end
            """);
    assertThat(unread.note()).contains("A row that is missing raises");
    assertThat(updates(settle.formatted("rows =")).before()).isEmpty();
    assertThat(updates(settle.replace("%s show(ids)", "ids")).before()).isEmpty();
  }

  @Test
  void whereRowsHaveValuesOfTheirOwnTheyAreJoined() {
    Finding.Code each =
        updates(
            """
            def show(list) do
              for {id, bay} <- list do
                berth = Repo.get!(Berth, id)
                berth |> Ecto.Changeset.change(bay: berth.bay + bay) |> Repo.update!()
              end
            end
            """);
    assertThat(each.code())
        .contains("def show_each([]), do: {0, nil}")
        .contains("types = %{id: :id, bay: :integer}")
        .contains("join: v in values(rows, types)")
        .contains("now = NaiveDateTime.utc_now() |> NaiveDateTime.truncate(:second)")
        .contains("update: [set: [bay: b.bay + v.bay, updated_at: ^now]]");
    Finding.Code ofRow =
        updates(
            """
            def show(ids) do
              Enum.map(ids, fn id ->
                berth = Repo.get!(Berth, id)
                Repo.update!(Ecto.Changeset.change(berth, bay: next(berth)))
              end)
            end
            """);
    assertThat(ofRow.code()).contains("def show_each(rows)").contains("set: [bay: v.bay,");
  }
}
