package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Conditions of many functions moved into the schema's module. */
class ScopeRewriteTest {

  private static final String SCHEMA =
      """
      defmodule Pier.Berth do
        use Ecto.Schema

        schema "berths" do
          field :bay, :integer
          field :pier_id, :integer
          field :state, Ecto.Enum, values: [:free, :taken, :shut]
        end
      end
      """;
  private static final String HARBOUR =
      """
      defmodule Pier.Harbour do
        import Ecto.Query
        alias Pier.{Berth, Repo}

        def open(pier) do
          Repo.all(
            from(b in Berth,
              where: b.state in [:free, :taken] and b.pier_id == ^pier.id and b.bay > 2,
              order_by: b.bay,
              select: {b.id, b.bay, b.state}
            )
          )
        end

        def count(id), do: Repo.aggregate(from(b in Berth, where: b.pier_id == ^id and b.state in [:free, :taken]), :count)

        def all_of(id) do
          Repo.all(from(b in Berth, where: b.pier_id == ^id))
        end
      end
      """;
  private static final List<String> SHARED = List.of("pier_id = $", "state IN ('free','taken')");

  /** A second import of a module takes the place of the first. */
  @Test
  void anImportThatUseBringsIsKeptBesideTheNewOne() {
    String record =
        """
        defmodule Pier.Record do
          defmacro __using__(_) do
            quote do
              use Ecto.Schema
              import Ecto.Query, only: [from: 2]
            end
          end
        end

        """;
    String asks = "use Pier.Record\n\n  def all, do: from(b in __MODULE__)\n\n  schema";
    String schema = record + SCHEMA.replace("use Ecto.Schema\n\n  schema", asks);
    assertThat(codes(schema, HARBOUR).get(0).code())
        .contains("  use Pier.Record\n  import Ecto.Query, only: [from: 2, where: 3]\n");
    String all = schema.replace(", only: [from: 2]", "");
    assertThat(codes(all, HARBOUR).get(0).code()).doesNotContain("import Ecto.Query");
  }

  private static List<Finding.Code> codes(String harbour) {
    return codes(SCHEMA, harbour);
  }

  private static List<Finding.Code> codes(String schema, String harbour) {
    return codes(schema, harbour, SHARED);
  }

  private static List<Finding.Code> codes(String schema, String harbour, List<String> shared) {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n",
                "lib/berth.ex",
                schema,
                "lib/harbour.ex",
                harbour));
    return new EctoCode(
            new AppNames("Pier", "Pier.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4), project)
        .write(new Fix.Scope("berths", shared));
  }

  static Stream<Finding.Code> everyChange() {
    return codes(HARBOUR).stream();
  }

  @Test
  void oneFunctionAloneIsShownTheScope() {
    List<Finding.Code> codes = codes(HARBOUR.replaceAll("(?s)  def count.*?\n\n", ""));
    assertThat(codes).hasSize(1);
    assertThat(codes.get(0).before()).isEmpty();
    assertThat(codes.get(0).code()).contains("b.state in [:free, :taken]");
  }

  /** Values are given in the order that the scope takes them, whatever the order of a call's. */
  @Test
  void twoValuesKeepTheirPlaces() {
    String harbour =
        """
        defmodule Pier.Harbour do
          import Ecto.Query
          alias Pier.{Berth, Repo}

          def one(pier, bay), do: Repo.all(from(b in Berth, where: b.bay == ^bay and b.pier_id == ^pier))

          def two(pier, bay), do: Repo.all(from(b in Berth, where: b.pier_id == ^pier and b.bay == ^bay, limit: 1))
        end
        """;
    assertThat(codes(SCHEMA, harbour, List.of("bay = $", "pier_id = $")))
        .extracting(Finding.Code::code)
        .anyMatch(code -> code.contains("Repo.all(Berth.by_bay_for_pier(bay, pier))"))
        .anyMatch(code -> code.contains("from(b in Berth.by_bay_for_pier(bay, pier), limit: 1)"));
  }

  /** A line that the file has already is its author's. */
  @Test
  void aLongLineOfTheSchemaIsLeftAsItIs() {
    String wide = "    # " + "x".repeat(100) + "\n";
    String schema = SCHEMA.replace("    field :bay,", wide + "    field :bay,");
    assertThat(codes(schema, HARBOUR)).hasSize(3);
  }

  @Test
  void theSchemaGetsTheScopeAndTheFunctionsCallIt() {
    List<Finding.Code> codes = everyChange().toList();
    assertThat(codes)
        .extracting(Finding.Code::path)
        .containsExactly("lib/berth.ex", "lib/harbour.ex", "lib/harbour.ex");
    assertThat(codes.get(0).code())
        .startsWith(
            "defmodule Pier.Berth do\n  use Ecto.Schema\n  import Ecto.Query, only: [where: 3]\n")
        .endsWith(
            """
              def free_or_taken_for_pier(query \\\\ __MODULE__, pier_id) do
                query
                |> where([b], b.pier_id == ^pier_id)
                |> where([b], b.state in [:free, :taken])
              end
            end
            """);
    assertThat(codes.get(1).code())
        .contains("from(b in Berth.free_or_taken_for_pier(pier.id),\n        where: b.bay > 2,\n");
    assertThat(codes.get(2).code())
        .isEqualTo(
            "  def count(id), do: Repo.aggregate(Berth.free_or_taken_for_pier(id), :count)\n");
  }
}
