package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ways of writing schemas as public apps write them; each was read wrong once. */
class SchemaIdiomsTest {

  @Test
  void whatWordsOfOtherLibrariesAndFunctionsInEmbedsSayIsNoField() {
    ElixirProject project =
        read(
            """
            defmodule Api.Crate do
              use Rolodex.Schema
              schema "Crate", desc: "as shown" do
                field :id, :uuid
              end
            end

            defmodule Crate do
              use Ecto.Schema
              schema "crates" do
                embeds_one :label, Label do
                  alias Yard.Person
                  field :text, :string
                  belongs_to :writer, Person
                  def shown(label), do: label.text
                end
              end
            end
            """);
    assertThat(project.module("Api.Crate").flatMap(ElixirModule::schema)).isEmpty();
    assertThat(fields(project, "Crate.Label")).containsExactly("id", "text", "writer_id");
    assertThat(target(project, "Crate.Label", "writer")).isEqualTo("Yard.Person");
    assertThat(schema(project, "Crate.Label").notes()).isEmpty();
  }

  @Test
  void columnsMayBeNamedByAMapper() {
    ElixirProject project =
        read(
            """
            defmodule Loud do
              use Ecto.Schema
              @primary_key {:key, :string, []}
              @field_source_mapper fn name -> name |> to_string() |> String.upcase() |> String.to_atom() end
              schema "LOUD" do
                field :name, :string
                field :code, :string, source: :kod
                field :shown, :string, virtual: true
                belongs_to :owner, Owner
                embeds_one :label, Label do
                  field :text, :string
                end
              end
            end

            defmodule Renamed do
              use Ecto.Schema
              @field_source_mapper fn
                :inserted_at -> :created_at
                name -> name
              end
              schema "renamed" do
                field :day, :date
                timestamps()
              end
            end

            defmodule Camel do
              use Ecto.Schema
              @field_source_mapper &String.to_atom(Macro.camelize(Atom.to_string(&1)))
              schema "camels" do
                field :hump_count, :integer
              end
            end

            defmodule Cut do
              use Ecto.Schema
              @field_source_mapper &Cutter.cut/1
              schema "cuts" do
                field :depth, :integer
              end
            end
            """);
    assertThat(columns(project, "Loud"))
        .containsExactly("KEY", "NAME", "kod", "shown", "OWNER_ID", "LABEL");
    assertThat(columns(project, "Loud.Label")).containsExactly("id", "text");
    assertThat(columns(project, "Renamed"))
        .containsExactly("id", "day", "created_at", "updated_at");
    assertThat(columns(project, "Camel")).containsExactly("Id", "HumpCount");
    assertThat(columns(project, "Cut")).containsExactly("id", "depth");
    assertThat(schema(project, "Cut").notes()).singleElement().asString().contains("not known");
  }

  @Test
  void valuesMayBeTakenOutOfListsOfPairs() {
    ElixirProject project =
        read(
            """
            defmodule Deed do
              use Ecto.Schema
              @deeds [{:box, [:open, :shut]}, {:crate, [:open, :lift]}]
              @all Enum.map(@deeds, fn {_, deeds} -> deeds end) |> List.flatten() |> Enum.uniq()
              @roles [owner: 1, guest: 2]

              schema "deeds" do
                field :all, Ecto.Enum, values: @all
                field :each, Ecto.Enum, values: Enum.flat_map(@deeds, fn {_, deeds} -> deeds end)
                field :role, Ecto.Enum, values: Enum.map(@roles, &elem(&1, 0))
                field :host, Ecto.Enum, values: Enum.reject(Keyword.keys(@roles), &(&1 == :guest))
                field :size, Ecto.Enum, values: Enum.map(["s", "m"], &String.to_atom/1)
                for {role, number} when number != 2 <- @roles, do: field(:"#{role}_no", :integer)
                for {:guest, number} <- @roles, do: field(:"guest_#{number}", :integer)
              end
            end
            """);
    assertThat(values(project, "Deed", "all")).containsExactly("open", "shut", "lift");
    assertThat(values(project, "Deed", "each")).containsExactly("open", "shut", "open", "lift");
    assertThat(values(project, "Deed", "role")).containsExactly("owner", "guest");
    assertThat(values(project, "Deed", "host")).containsExactly("owner");
    assertThat(values(project, "Deed", "size")).containsExactly("s", "m");
    assertThat(fields(project, "Deed")).endsWith("size", "owner_no", "guest_2");
  }

  @Test
  void argumentsMayBeLeftOutInFrontAndNamesMadeOnTheWay() {
    ElixirProject project =
        read(
            """
            defmodule Kit do
              @types %{text: :string, uuid: :binary_id}
              defp plain({:array, of}), do: {:array, of}
              defp plain(type), do: Map.get(@types, type, type)

              defmacro state(name \\\\ :state, do: values) do
                quote do
                  field unquote(name), Ecto.Enum, values: unquote(values)
                end
              end

              defmacro address(kind) do
                for part <- [:street, :town] do
                  name = :"#{kind}_#{part}"
                  quote do: field(unquote(name), :string)
                end
              end

              defmacro refs(list) do
                Enum.map(list, fn {name, module} ->
                  quote do: belongs_to(unquote(name), unquote(module))
                end)
              end

              defmacro field(name, type) do
                type = plain(type)
                quote do: Ecto.Schema.field(unquote(name), unquote(type))
              end
            end

            defmodule Firm do
              use Ecto.Schema
              require Kit
              schema "firms" do
                import Kit, only: [field: 2]
                Kit.state do: [:new, :old]
                Kit.state :second, do: [:on]
                Kit.address :home
                Kit.refs boss: Person, house: House
                field :motto, :text
                field :uid, :uuid
              end
            end
            """);
    assertThat(fields(project, "Firm"))
        .containsExactly(
            "id",
            "state",
            "second",
            "home_street",
            "home_town",
            "boss_id",
            "house_id",
            "motto",
            "uid");
    assertThat(values(project, "Firm", "state")).containsExactly("new", "old");
    assertThat(schema(project, "Firm").field("motto").map(Field::type)).contains("string");
    assertThat(schema(project, "Firm").field("uid").map(Field::type)).contains("binary_id");
  }

  @Test
  void macrosMayChooseTheirFieldsByOptionsThatAreNotGiven() {
    ElixirProject project =
        read(
            """
            defmodule Kit.Names do
              def deleted_at, do: :deleted_at
            end

            defmodule Kit do
              defmacro states(opts \\\\ []) do
                quote bind_quoted: [opts: opts] do
                  alias Kit.Names
                  config = Keyword.merge([type: :string, traced: false, fields: [:state, :status]], opts)
                  any = config[:traced] or config[:type]

                  unless any do
                    raise ArgumentError, "nothing to do"
                  end

                  Enum.each(Kit.chosen(config[:fields], config), fn name ->
                    field name, config[:type]
                  end)

                  if config[:traced], do: field(:changed_at, :utc_datetime)
                  field Names.deleted_at(), :utc_datetime
                end
              end

              def chosen(all, opts) do
                only = Keyword.get(opts, :only)

                fields =
                  if only do
                    Enum.filter(all, &(&1 in only))
                  else
                    Enum.reject(all, &(&1 in Keyword.get(opts, :except, [])))
                  end

                if fields == [] do
                  raise ArgumentError, "none left"
                end

                fields
              end
            end

            defmodule Small do
              defmacro __using__(_), do: quote(do: (use Ecto.Schema; @primary_key {:id, :string, []}))
            end

            defmodule Plain do
              use Small
              import Kit
              schema "plains" do
                states()
              end
            end

            defmodule Traced do
              use Ecto.Schema
              import Kit
              schema "traced" do
                states(only: [:status], traced: true, type: :integer)
              end
            end
            """);
    assertThat(fields(project, "Plain")).containsExactly("id", "state", "status", "deleted_at");
    assertThat(schema(project, "Plain").notes()).isEmpty();
    assertThat(schema(project, "Plain").field("id").map(Field::type)).contains("string");
    assertThat(fields(project, "Traced"))
        .containsExactly("id", "status", "changed_at", "deleted_at");
    assertThat(schema(project, "Traced").field("status").map(Field::type)).contains("integer");
  }

  @Test
  void namesInAQuoteAreThoseOfItsUserUnlessUnquoted() {
    ElixirProject project =
        read(
            """
            defmodule Base do
              defmacro __using__(do: block) do
                quote do
                  use Ecto.Schema
                  alias unquote(__MODULE__).Thing
                  alias __MODULE__.Part
                  embedded_schema do
                    unquote(block)
                  end
                end
              end

              defmacro entity(name, table, do: block) do
                quote do
                  defmodule unquote(name) do
                    use Ecto.Schema
                    schema unquote(table) do
                      unquote(block)
                    end
                  end
                end
              end
            end

            defmodule Form do
              use Base do
                field :name, :string
                belongs_to :thing, Thing
                embeds_many :parts, Part
              end
            end

            defmodule Stock do
              use Ecto.Schema
              import Base, only: [entity: 3]

              entity Box, "boxes" do
                field :size, :integer
              end

              schema "stocks" do
                has_many :boxes, Box
              end
            end
            """);
    assertThat(target(project, "Form", "thing")).isEqualTo("Base.Thing");
    assertThat(target(project, "Form", "parts")).isEqualTo("Form.Part");
    assertThat(schema(project, "Stock.Box").table()).isEqualTo("boxes");
    assertThat(target(project, "Stock", "boxes")).isEqualTo("Stock.Box");
  }

  @Test
  void whatAModuleGathersIsKnownWhenItsSchemaIsWritten() {
    ElixirProject project =
        read(
            """
            defmodule Gather do
              defmacro __using__(_) do
                quote do
                  use Ecto.Schema
                  import Gather
                  Module.register_attribute(__MODULE__, :props, accumulate: true)
                  @before_compile Gather
                end
              end

              defmacro prop(name, type, opts \\\\ []) do
                quote do
                  @props {unquote(name), unquote(type), unquote(opts)}
                end
              end

              defmacro __before_compile__(env) do
                props = Module.get_attribute(env.module, :props) |> Enum.reverse()

                quote do
                  schema "gathered" do
                    unquote_splicing(
                      for {name, type, opts} <- props do
                        quote do: field(unquote(name), unquote(type), unquote(opts))
                      end
                    )
                  end
                end
              end
            end

            defmodule Account do
              use Gather
              prop :balance, :decimal
              prop :shown, :string, virtual: true
            end
            """);
    assertThat(fields(project, "Account")).containsExactlyInAnyOrder("id", "balance", "shown");
    assertThat(schema(project, "Account").field("shown").map(Field::virtual)).contains(true);
  }

  private static ElixirProject read(String text) {
    return ElixirProject.of(Map.of("lib/all.ex", text));
  }

  private static Schema schema(ElixirProject project, String module) {
    return project.module(module).flatMap(ElixirModule::schema).orElseThrow();
  }

  private static List<String> fields(ElixirProject project, String module) {
    return schema(project, module).fields().stream().map(Field::name).toList();
  }

  private static List<String> columns(ElixirProject project, String module) {
    return schema(project, module).fields().stream().map(Field::column).toList();
  }

  private static List<String> values(ElixirProject project, String module, String field) {
    return schema(project, module).field(field).map(Field::values).orElseThrow();
  }

  private static String target(ElixirProject project, String module, String association) {
    return schema(project, module).association(association).map(Association::target).orElseThrow();
  }
}
