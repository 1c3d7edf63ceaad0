package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes that functions have in real applications: a change where it holds, else one beside. */
class FunctionShapesTest {

  private static final String IMPORT = "import Ecto.Query\n  alias Pier.{Boat, Berth, Repo}";

  private static final String BERTHS =
      "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";
  private static final String BOAT =
      "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";
  private static final String COUNT =
      "SELECT count(*) FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";
  private static final String EXISTS =
      "SELECT TRUE FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1) LIMIT 1";

  private static final Fix COUNTED =
      new Fix.GroupedAggregate("", "", "berths", "boat_id", "count", "", List.of());
  private static final Fix ASKED = new Fix.GroupedExists("", "", "berths", "boat_id", List.of());
  private static final Fix LOOKED_UP = new Fix.LookupByKeys("", "", "boats", "", "id");
  private static final Fix CHILDREN =
      new Fix.Preload(
          "Pier.Harbour.show/1",
          "lib/harbour.ex",
          "boats",
          "berths",
          "boat_id",
          Fix.Association.HAS_MANY,
          List.of());
  private static final Fix FIRST =
      new Fix.FirstPerParent("", "", "berths", "boat_id", List.of("bay DESC"), 1);

  /**
   * @param body of the module
   * @param line a part of the line with the Repo call
   * @param expected parts of the code; none when the function is left as it is
   */
  private record Shape(
      String name,
      String head,
      String body,
      String line,
      String sql,
      Fix fix,
      List<String> expected) {

    Finding.Code code() {
      return RewriteTest.code(head, body, line, sql, fix, "%{}\n");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Shape shape(
      String name, String body, String line, String sql, Fix fix, String... expected) {
    return new Shape(name, IMPORT, body, line, sql, fix, List.of(expected));
  }

  static Stream<Shape> changed() {
    return Stream.of(
        shape(
            "a capture",
            "def show(ids), do: Enum.map(ids, &Repo.get!(Boat, &1))\n",
            "Repo.get!",
            BOAT,
            LOOKED_UP,
            "  def show(ids) do\n    boats =\n",
            "    Enum.map(ids, &Map.fetch!(boats, &1))\n  end\n"),
        shape(
            "a capture of a field",
            """
            def show(berths) do
              berths
              |> Enum.filter(& &1.bay)
              |> Enum.map(&{&1.bay, Repo.get(Boat, &1.boat_id)})
            end
            """,
            "Repo.get",
            BOAT,
            LOOKED_UP,
            "    rows =\n      berths\n      |> Enum.filter(& &1.bay)\n\n    boat_ids = Enum.map(rows,",
            "    rows\n    |> Enum.map(&{&1.bay, Map.get(boats, &1.boat_id)})"),
        shape(
            "a pipe of queries",
            """
            def show(boats) do
              for boat <- boats do
                n =
                  Berth
                  |> where([b], b.boat_id == ^boat.id and b.bay > 2)
                  |> Repo.aggregate(:count, :id)

                {boat.name, n}
              end
            end
            """,
            "Repo.aggregate",
            COUNT,
            COUNTED,
            "where: b.boat_id in ^ids and b.bay > 2",
            "select: {b.boat_id, count(b.id)}",
            "      n = Map.get(counts, boat.id, 0)\n"),
        shape(
            "keywords in where",
            """
            def show(boats) do
              Map.new(boats, fn boat ->
                {boat.id, Repo.exists?(where(Berth, boat_id: ^boat.id))}
              end)
            end
            """,
            "Repo.exists?",
            EXISTS,
            ASKED,
            "where: b.boat_id in ^ids",
            "{boat.id, boat.id in existing}"),
        shape(
            "keywords in from",
            """
            def show(boats) do
              Map.new(boats, fn boat ->
                {boat.id, Repo.exists?(from(b in Berth, where: [boat_id: ^boat.id]))}
              end)
            end
            """,
            "Repo.exists?",
            EXISTS,
            ASKED,
            "where: b.boat_id in ^ids",
            "{boat.id, boat.id in existing}"),
        shape(
            "a branch of case",
            """
            def show(found) do
              case found do
                {:ok, boats} ->
                  boats = Enum.uniq(boats)
                  Enum.reject(boats, &Repo.exists?(from(b in Berth, where: b.boat_id == ^&1.id)))

                :error ->
                  []
              end
            end
            """,
            "Repo.exists?",
            EXISTS,
            ASKED,
            "        boats = Enum.uniq(boats)\n        ids = Enum.map(boats, & &1.id)\n\n        existing =\n",
            "        Enum.reject(boats, &(&1.id in existing))\n"),
        shape(
            "with",
            """
            def show(found) do
              with {:ok, boats} <- found do
                Enum.flat_map(boats, fn boat ->
                  Repo.all(from(b in Berth, where: b.boat_id == ^boat.id, select: {b.bay, b.state}))
                end)
              end
            end
            """,
            "Repo.all",
            BERTHS,
            CHILDREN,
            "    with {:ok, boats} <- found do\n      ids = Enum.map(boats, & &1.id)\n",
            "select: {b.boat_id, {b.bay, b.state}}",
            "|> Enum.group_by(&elem(&1, 0), &elem(&1, 1))",
            "Map.get(berths_by_boat_id, boat.id, [])"),
        shape(
            "reduce",
            """
            def show(boats) do
              Enum.reduce(boats, %{}, fn boat, all ->
                n = Repo.aggregate(from(b in Berth, where: b.boat_id == ^boat.id), :count)
                Map.put(all, boat.id, n)
              end)
            end
            """,
            "Repo.aggregate",
            COUNT,
            COUNTED,
            "Enum.reduce(boats, %{}, fn boat, all ->\n      n = Map.get(counts, boat.id, 0)"),
        shape(
            "one of several clauses",
            """
            def show(:all, _), do: []

            def show(_, boats) when is_list(boats) do
              Enum.each(boats, fn boat ->
                IO.inspect(Repo.exists?(from(b in Berth, where: b.boat_id == ^boat.id)))
              end)
            end
            """,
            "Repo.exists?",
            EXISTS,
            ASKED,
            "  def show(_, boats) when is_list(boats) do\n    ids =",
            "IO.inspect(boat.id in existing)"),
        shape(
            "default arguments",
            """
            def show(boats, bay \\\\ 1),
              do: Enum.map(boats, &Repo.exists?(where(Berth, boat_id: ^&1.id, bay: ^bay)))
            """,
            "Repo.exists?",
            EXISTS,
            ASKED,
            "  def show(boats, bay \\\\ 1) do\n    ids =",
            "where: b.boat_id in ^ids and b.bay == ^bay",
            "    Enum.map(boats, &(&1.id in existing))\n  end\n"),
        new Shape(
            "a Repo of another name",
            "import Ecto.Query\n  alias Pier.Berth\n  alias Pier.Repo, as: DB",
            """
            defp show(boats) do
              Enum.map(boats, fn boat ->
                {boat, DB.exists?(from(b in Berth, where: b.boat_id == ^boat.id))}
              end)
            end
            """,
            "DB.exists?",
            EXISTS,
            ASKED,
            List.of("      |> DB.all()\n", "{boat, boat.id in existing}")),
        shape(
            "tasks",
            """
            def show(boats) do
              boats
              |> Task.async_stream(
                fn boat ->
                  last =
                    Repo.one(
                      from(b in Berth, where: b.boat_id == ^boat.id, order_by: [desc: b.bay], limit: 1)
                    )

                  {boat.id, last}
                end,
                max_concurrency: 4
              )
              |> Enum.map(fn {:ok, pair} -> pair end)
            end
            """,
            "from(b in Berth",
            BERTHS,
            FIRST,
            "distinct: b.boat_id,",
            "order_by: [desc: b.bay]",
            "last = Map.get(first_berths, boat.id)\n"),
        shape(
            "a key that is not the primary one, with an option",
            """
            def show(keys, prefix) do
              Map.new(keys, fn key ->
                boat = Repo.get_by!(Boat, [name: key], prefix: prefix)
                {key, boat.id}
              end)
            end
            """,
            "Repo.get_by!",
            BOAT,
            LOOKED_UP,
            "from(b in Boat, where: b.name in ^keys)",
            "|> Repo.all(prefix: prefix)",
            "|> Map.new(&{&1.name, &1})",
            "boat = Map.fetch!(boats, key)"));
  }

  static Stream<Shape> leftAlone() {
    return Stream.of(
        shape(
            "what the loop's body knows alone",
            """
            def show(boats) do
              Enum.map(boats, fn boat ->
                least = boat.name
                Repo.aggregate(from(b in Berth, where: b.boat_id == ^boat.id and b.bay > ^least), :count)
              end)
            end
            """,
            "Repo.aggregate",
            COUNT,
            COUNTED),
        shape(
            "a branch on the way to the loop",
            """
            def show(boats) do
              boats && Enum.map(boats, fn boat ->
                Repo.aggregate(from(b in Berth, where: b.boat_id == ^boat.id), :count)
              end)
            end
            """,
            "Repo.aggregate",
            COUNT,
            COUNTED),
        shape(
            "a stream",
            """
            def show(ids) do
              ids |> Stream.map(&Repo.get!(Boat, &1)) |> Enum.to_list()
            end
            """,
            "Repo.get!",
            BOAT,
            LOOKED_UP),
        shape(
            "recursion",
            """
            def show([]), do: []
            def show([id | rest]), do: [Repo.get(Boat, id) | show(rest)]
            """,
            "Repo.get(",
            BOAT,
            LOOKED_UP),
        shape(
            "a helper that a capture names",
            """
            def show(ids), do: Enum.map(ids, &boat/1)

            defp boat(id), do: Repo.get(Boat, id)
            """,
            "Repo.get",
            BOAT,
            LOOKED_UP),
        shape(
            "a join",
            """
            def show(boats) do
              Enum.map(boats, fn boat ->
                Repo.aggregate(
                  from(b in Berth, join: o in assoc(b, :boat), where: b.boat_id == ^boat.id),
                  :count
                )
              end)
            end
            """,
            "Repo.aggregate",
            COUNT,
            COUNTED),
        shape(
            "an aggregate for each row as a column",
            """
            def show(boats) do
              Enum.map(boats, fn boat ->
                Repo.all(from(b in Berth, where: b.boat_id == ^boat.id, select: max(b.bay)))
              end)
            end
            """,
            "Repo.all",
            BERTHS,
            CHILDREN),
        shape(
            "a block on one line",
            """
            def show(groups) do
              Enum.map(groups, fn boats -> Enum.map(boats, &Repo.exists?(from(b in Berth, where: b.boat_id == ^&1.id))) end)
            end
            """,
            "Repo.exists?",
            EXISTS,
            ASKED),
        new Shape(
            "Ecto.Query is imported in part",
            "import Ecto.Query, only: [where: 3]\n  alias Pier.{Boat, Repo}",
            "def show(ids), do: Enum.map(ids, &Repo.get!(Boat, &1))\n",
            "Repo.get!",
            BOAT,
            LOOKED_UP,
            List.of()),
        shape(
            "a Multi",
            """
            def show(boats) do
              Enum.reduce(boats, Ecto.Multi.new(), fn boat, multi ->
                Ecto.Multi.run(multi, boat.id, fn repo, _ ->
                  {:ok, repo.exists?(from(b in Berth, where: b.boat_id == ^boat.id))}
                end)
              end)
            end
            """,
            "repo.exists?",
            EXISTS,
            ASKED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void changed(Shape shape) {
    Finding.Code code = shape.code();
    assertThat(code.before()).as(code.code()).isNotEmpty();
    assertThat(code.code()).contains(shape.expected());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leftAlone(Shape shape) {
    Finding.Code code = shape.code();
    assertThat(code.before()).as(code.code()).isEmpty();
    assertThat(code.code()).contains("def ");
  }

  @Test
  void whatRaisesInAnotherWayIsSaid() {
    assertThat(changed().filter(s -> s.name().equals("a capture")).findFirst().get().code().note())
        .contains("Ecto.NoResultsError", "KeyError");
  }

  /** A change of each kind. */
  static Stream<Finding.Code> everyChange() {
    return changed().map(Shape::code);
  }
}
