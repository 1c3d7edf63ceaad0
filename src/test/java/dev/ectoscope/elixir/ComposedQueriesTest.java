package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Association;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queries that are handed from function to function, and rows that are matched and written. */
class ComposedQueriesTest {

  private static final ElixirProject PROJECT =
      ElixirProject.of(
          Map.of(
              "lib/farm.ex",
              """
              defmodule Farm.Repo do
                use Ecto.Repo, otp_app: :farm
              end

              defmodule Farm.Field do
                use Ecto.Schema
                schema "fields" do
                  field :name, :string
                  field :crop, :string
                  has_many :rows, Farm.Row
                  has_many :fallow_rows, {"fallow", Farm.Row}
                end
              end

              defmodule Farm.Row do
                use Ecto.Schema
                schema "rows" do
                  field :length, :integer
                  has_many :plants, Farm.Plant
                end
              end

              defmodule Farm.Plant do
                use Ecto.Schema
                schema "plants" do
                  belongs_to :row, Farm.Row
                end
              end

              defmodule Farm.Field.Query do
                import Ecto.Query
                def all, do: from(f in Farm.Field, as: :fields)
                def with_crop(queryable \\\\ all()), do: where(queryable, [f], not is_nil(f.crop))
                def by_name(queryable \\\\ all(), name), do: where(queryable, [f], f.name == ^name)
                def by(queryable, nil), do: queryable
                def by(queryable, crop), do: from(f in queryable, where: f.crop == ^crop)
              end

              defmodule Farm.Work do
                import Ecto.Query
                alias Ecto.Adapters.SQL
                alias Farm.{Field, Plant, Repo, Row}

                def sorted do
                  from(f in Field, where: f.name == "x") |> in_order(:asc) |> Repo.all()
                end

                defp in_order(%Ecto.Query{} = query, direction) when direction in [:asc, :desc] do
                  from(f in query, order_by: [{^direction, f.crop}])
                end

                def named(name) do
                  Field.Query.with_crop() |> Field.Query.by_name(name) |> Repo.one()
                end

                def unsure(crop), do: Field |> Field.Query.by(crop) |> Repo.all()
                def based(crop) do
                  Field |> where(name: "x") |> limit(3) |> Field.Query.by(crop) |> Repo.all()
                end

                def branched(kind) do
                  query = from(f in Field, where: f.name == ^kind)
                  query = if kind, do: where(query, [f], f.crop == "rye"), else: query
                  Repo.all(query)
                end

                def sure, do: Field |> Field.Query.by("rye") |> Repo.all()

                def joined do
                  longest = from r in Row, group_by: r.field_id
                  Repo.all(from f in Field, join: r in subquery(longest), on: r.field_id == f.id)
                end

                def both, do: Repo.all(union_all(Field, ^from(r in Row, select: r.id)))

                def common do
                  tall = from p in Plant, where: p.row_id > 1
                  "tall" |> with_cte("tall", as: ^tall) |> Repo.all()
                end

                def below(%Field{} = field), do: field |> Ecto.assoc([:rows, :plants]) |> Repo.all()
                def loaded(field), do: Repo.preload(field, rows: from(r in Row, limit: 3))

                def written(id) do
                  with %Field{} = field <- load(id), {:ok, row} <- Repo.insert(%Row{}) do
                    Repo.delete(field)
                    Repo.update(row)
                  end
                end

                defp load(id), do: {:unknown, id}

                def chosen(id) do
                  case Repo.get(Row, id) do
                    nil -> :none
                    row -> Repo.delete(row)
                  end
                end

                def every do
                  Plant |> Repo.all() |> Enum.each(fn plant -> Repo.delete(plant) end)
                end

                def kept(row) do
                  Enum.each([1], fn row -> send(self(), row) end)
                  for row <- Repo.all(Row), do: Repo.delete(row)
                  Repo.update(row)
                end

                def old, do: Repo.all(from r in {"old_rows", Row}, where: r.length > 1)
                def fallow(%Field{} = f), do: f |> Ecto.assoc(:fallow_rows) |> Repo.all()

                def tried do
                  Repo.all(Row)
                rescue
                  _ -> Repo.all(Plant)
                after
                  Repo.one(Field)
                end

                def plain, do: SQL.query!(Repo, "SELECT 1 FROM fields", [])
              end
              """));

  @Test
  void aQueryIsFollowedThroughTheFunctionsItIsPipedInto() {
    assertThat(read("sorted/0", 0).tables()).containsExactly("fields");
    assertThat(read("sorted/0", 0).filters()).containsExactly("name");
    assertThat(read("sorted/0", 0).order()).containsExactly("crop");
    assertThat(read("named/1", 0).tables()).containsExactly("fields");
    assertThat(read("named/1", 0).filters()).containsExactly("crop", "name");
  }

  @Test
  void ofClausesThatMayBeCalledTheTablesCountAndWhatAllHave() {
    assertThat(read("unsure/1", 0).tables()).containsExactly("fields");
    assertThat(read("unsure/1", 0).filters()).isEmpty();
    assertThat(read("based/1", 0).filters()).containsExactly("name");
    assertThat(read("based/1", 0).limited()).isTrue();
    assertThat(read("branched/1", 0).filters()).containsExactly("name");
    assertThat(read("sure/0", 0).filters()).containsExactly("crop");
  }

  @Test
  void queriesWithinQueriesBringTheirTables() {
    assertThat(read("joined/0", 0).tables()).containsExactly("fields", "rows");
    assertThat(read("both/0", 0).tables()).containsExactly("fields", "rows");
    assertThat(read("common/0", 0).tables()).containsExactly("tall", "plants");
    assertThat(read("below/1", 0).tables()).containsExactly("plants", "rows");
    assertThat(read("loaded/1", 0).preloads()).containsExactly("rows");
  }

  @Test
  void rowsAreKnownByThePatternsThatTakeThem() {
    assertThat(read("written/1", 1).tables()).containsExactly("fields");
    assertThat(read("written/1", 2).tables()).containsExactly("rows");
    assertThat(read("chosen/1", 1).tables()).containsExactly("rows");
    assertThat(read("every/0", 1).tables()).containsExactly("plants");
  }

  @Test
  void variablesOfALoopEndWithIt() {
    assertThat(calls("kept/1"))
        .extracting(RepoCall::name)
        .containsExactly("all", "delete", "update");
    assertThat(read("kept/1", 1).tables()).containsExactly("rows");
    assertThat(read("kept/1", 2).tables()).isEmpty();
  }

  @Test
  void rowsOfOneTableMayBeReadAsStructsOfAnothersSchema() {
    assertThat(read("old/0", 0).tables()).containsExactly("old_rows");
    assertThat(read("old/0", 0).schema()).isEqualTo("Farm.Row");
    assertThat(read("fallow/1", 0).tables()).containsExactly("fallow");
    Association fallow =
        PROJECT.schemaOf("fields").orElseThrow().association("fallow_rows").orElseThrow();
    assertThat(fallow.source()).isEqualTo("fallow");
    assertThat(PROJECT.associations("fields", "fallow", "field_id")).containsExactly(fallow);
  }

  @Test
  void whatMayBeRescuedIsNoTailCall() {
    assertThat(calls("tried/0"))
        .extracting(call -> call.query().tables().get(0) + " " + call.tail())
        .containsExactlyInAnyOrder("rows false", "plants true", "fields false");
  }

  @Test
  void theAdapterMayBeGivenTheRepoAndTheText() {
    assertThat(calls("plain/0").get(0).repo()).isEqualTo("Farm.Repo");
    assertThat(read("plain/0", 0).select()).isEqualTo("SELECT 1 FROM fields");
  }

  private static Query read(String function, int call) {
    return calls(function).get(call).query();
  }

  private static List<RepoCall> calls(String function) {
    return PROJECT.repoCalls(PROJECT.function("Farm.Work." + function).orElseThrow());
  }
}
