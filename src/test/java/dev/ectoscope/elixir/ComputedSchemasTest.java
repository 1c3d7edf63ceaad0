package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Schemas that depend on which clause is called, on settings, and on code that runs last. */
class ComputedSchemasTest {

  @Test
  void ofAMacrosClausesTheOneForItsArgumentsIsTaken() {
    ElixirProject project =
        read(
            """
            defmodule Kit do
              defmacro marks(:short) do
                quote do
                  field :mark, :string
                end
              end

              defmacro marks(kind) when kind in [:long, :wide] do
                quote do
                  field unquote(:"#{kind}_mark"), :string
                end
              end

              defmacro marks(names) when is_list(names) do
                for name <- names do
                  quote do: field(unquote(name), :integer)
                end
              end

              def many(:box), do: "boxes"
              def many(name), do: "#{name}s"
            end

            defmodule Crate do
              use Ecto.Schema
              import Kit

              schema many("crate") do
                marks(:short)
                marks(:wide)
                marks([:height, :depth])
                field :"#{many(:box)}_inside", :integer
              end
            end
            """);
    assertThat(names(project, "Crate"))
        .containsExactly("id", "mark", "wide_mark", "height", "depth", "boxes_inside");
    assertThat(schema(project, "Crate").table()).isEqualTo("crates");
  }

  @Test
  void theBranchOfACondThatHoldsIsTaken() {
    ElixirProject project =
        read(
            """
            defmodule Clock do
              defmacro times(opts \\\\ []) do
                quote bind_quoted: [opts: opts] do
                  only = Keyword.get(opts, :only, [:inserted_at, :updated_at])

                  cond do
                    only == [:inserted_at] -> timestamps(updated_at: false)
                    only == [:updated_at] -> timestamps(inserted_at: false)
                    true -> timestamps()
                  end
                end
              end
            end

            defmodule Tick do
              use Ecto.Schema
              import Clock

              schema "ticks" do
                times(only: [:updated_at])
              end
            end

            defmodule Tock do
              use Ecto.Schema
              import Clock

              schema "tocks" do
                times()
              end
            end
            """);
    assertThat(names(project, "Tick")).containsExactly("id", "updated_at");
    assertThat(names(project, "Tock")).containsExactly("id", "inserted_at", "updated_at");
  }

  @Test
  void aSchemaMayBeWrittenWhenTheRestOfItsModuleIsKnown() {
    ElixirProject project =
        read(
            """
            defmodule Form do
              defmacro __using__(opts) do
                quote do
                  use Ecto.Schema
                  import Form
                  Module.register_attribute(__MODULE__, :inputs, accumulate: true)
                  @table unquote(opts[:table])
                  @before_compile Form
                end
              end

              defmacro input(name, type) do
                quote do
                  @inputs {unquote(name), unquote(type)}
                end
              end

              defmacro __before_compile__(_env) do
                quote do
                  schema @table do
                    for {name, type} <- Enum.reverse(@inputs) do
                      field name, type
                    end
                  end
                end
              end
            end

            defmodule Order do
              use Form, table: "orders"

              input :number, :integer
              input :note, :string
            end
            """);
    assertThat(names(project, "Order")).containsExactly("id", "number", "note");
    assertThat(schema(project, "Order").table()).isEqualTo("orders");
  }

  @Test
  void aBlockThatCodeRewritesIsReadAsItIsWritten() {
    ElixirProject project =
        read(
            """
            defmodule Guarded do
              defmacro guarded(table, do: block) do
                {block_without_rules, rules} = split(block, __CALLER__)

                quote do
                  @rules unquote(rules)

                  Ecto.Schema.schema unquote(table) do
                    unquote(block_without_rules)
                    unquote(stamps(block))
                  end
                end
              end
            end

            defmodule Vault do
              use Ecto.Schema
              import Guarded

              guarded "vaults" do
                field :door, :string
                belongs_to :owner, Owner, rule: :admin
              end
            end
            """);
    assertThat(names(project, "Vault")).containsExactly("id", "door", "owner_id");
  }

  @Test
  void macrosMayCallWhatTheMacrosOfEctoCall() {
    ElixirProject project =
        read(
            """
            defmodule Attached do
              defmacro attachment(name) do
                quote do
                  Ecto.Schema.__field__(__MODULE__, :"#{unquote(name)}_size", :integer, [])
                  Ecto.Schema.__belongs_to__(__MODULE__, unquote(name), Paper, [])
                end
              end
            end

            defmodule Letter do
              use Ecto.Schema
              import Attached

              schema "letters" do
                attachment :scan
              end
            end
            """);
    assertThat(names(project, "Letter")).containsExactly("id", "scan_size", "scan_id");
    assertThat(schema(project, "Letter").associations())
        .extracting(Association::target)
        .containsExactly("Paper");
  }

  @Test
  void listsMayBeMadeOfListsAndGoneThroughInManyWays() {
    ElixirProject project =
        read(
            """
            defmodule Sheet do
              use Ecto.Schema
              @columns [width: :integer, height: :integer, note: :string]
              @sizes Keyword.keys(@columns) -- [:note]
              @marks for size <- @sizes, do: :"#{size}_mark"

              schema "sheets" do
                @sizes |> Enum.map(&:"#{&1}_old") |> Enum.each(&field(&1, :integer))
                for mark <- @marks, do: field(mark, :string)
                Enum.with_index(~w(a b)a, fn side, i -> field(:"#{side}#{i}", :string) end)
                for {side, i} <- Enum.with_index([:c]), do: field(:"#{side}_#{i}", :string)
                Enum.reduce(@sizes, nil, fn size, _ -> field(:"#{size}_sum", :integer) end)
                field :state, Ecto.Enum, values: Enum.with_index([:flat, :folded])
              end
            end
            """);
    assertThat(names(project, "Sheet"))
        .containsExactly(
            "id",
            "width_old",
            "height_old",
            "width_mark",
            "height_mark",
            "a0",
            "b1",
            "c_0",
            "width_sum",
            "height_sum",
            "state");
    assertThat(schema(project, "Sheet").field("state").orElseThrow().values())
        .containsExactly("0", "1");
  }

  @Test
  void schemasMayBeNamedInManyWays() {
    ElixirProject project =
        read(
            """
            defmodule Zoo.Cage do
              use Ecto.Schema
              alias __MODULE__.{Bar, Door.Lock}
              alias Zoo.Cage, as: Room
              require Zoo.Keeper, as: Guard
              @kinds %{cat: Zoo.Cat}
              @owner Application.compile_env(:zoo, :owner, Zoo.Owner)

              schema "cages" do
                has_many :bars, Bar
                has_one :lock, Lock
                belongs_to :outer, Room
                belongs_to :keeper, Guard
                belongs_to :cat, @kinds.cat
                belongs_to :owner, @owner
                belongs_to :street, :"Elixir.Zoo.Street"
                has_many :beasts, Zoo.Kinds.of(:beast)
              end
            end

            defmodule Zoo.Kinds do
              def of(:bird), do: Zoo.Bird
              def of(_), do: Zoo.Beast
            end
            """);
    assertThat(schema(project, "Zoo.Cage").associations())
        .extracting(Association::target)
        .containsExactly(
            "Zoo.Cage.Bar",
            "Zoo.Cage.Door.Lock",
            "Zoo.Cage",
            "Zoo.Keeper",
            "Zoo.Cat",
            "Zoo.Owner",
            "Zoo.Street",
            "Zoo.Beast");
  }

  @Test
  void optionsMayBeTakenApartAndPutTogether() {
    ElixirProject project =
        read(
            """
            defmodule Pinned do
              defmacro pinned(name, to, opts \\\\ []) do
                opts = pin_options(name, opts)

                quote do
                  has_one unquote(name), unquote(to), unquote(opts)
                end
              end

              defp pin_options(name, opts) do
                {conditions, opts} = Keyword.pop(opts, :where, [])

                opts
                |> Keyword.put(:foreign_key, :pinned_to_id)
                |> Keyword.put(:where, [kind: name] ++ conditions)
              end
            end

            defmodule Wall do
              use Ecto.Schema
              import Pinned

              schema "walls" do
                pinned :poster, Poster, where: [torn: false], references: :number
              end
            end
            """);
    Association poster = schema(project, "Wall").association("poster").orElseThrow();
    assertThat(poster.foreignKey()).isEqualTo("pinned_to_id");
    assertThat(poster.references()).isEqualTo("number");
  }

  @Test
  void settingsReadAtCompileTimeAreThoseOfTheConfigFiles() {
    Map<String, String> files = new HashMap<>();
    files.put(
        "config/config.exs",
        """
        import Config
        config :shop, :goods, kinds: [:tea, :jam], limit: 5
        config :shop, prefix: "stock"
        config :shop, Shop.Label, column: :sticker
        """);
    files.put(
        "config/prod.exs",
        """
        import Config
        config :shop, :goods, kinds: [:tea, :jam, :salt]
        config :shop, :sealed, System.get_env("SEALED")
        """);
    files.put(
        "lib/a.ex",
        """
        defmodule Shop.Settings do
          def get(section, key, app \\\\ :shop)

          def get(section, :all, app), do: Application.get_env(app, section)

          def get(section, key, app) do
            app
            |> Application.get_env(section)
            |> case do
              nil -> ""
              config -> Keyword.get(config, key)
            end
          end
        end

        defmodule Shop.Shelf do
          use Ecto.Schema
          import Shop.Settings, only: [get: 2]

          @kinds get(:goods, :kinds)
          @schema_prefix Application.compile_env!(:shop, :prefix)

          schema "shelves" do
            for kind <- @kinds, do: field(:"#{kind}_count", :integer)
            field Application.compile_env(:shop, [Shop.Label, :column]), :string
            field :mood, Ecto.Enum, values: Application.compile_env(:shop, :moods, [:calm])
            if Application.compile_env(:shop, :sealed), do: field(:seal, :string)
          end
        end
        """);
    ElixirProject project = ElixirProject.of(files);
    assertThat(names(project, "Shop.Shelf"))
        .containsExactly("id", "tea_count", "jam_count", "salt_count", "sticker", "mood", "seal");
    assertThat(schema(project, "Shop.Shelf").prefix()).isEqualTo("stock");
  }

  private static ElixirProject read(String text) {
    ElixirProject project = ElixirProject.of(Map.of("lib/a.ex", text));
    assertThat(project.skipped()).isEmpty();
    return project;
  }

  private static Schema schema(ElixirProject project, String module) {
    return project.module(module).flatMap(ElixirModule::schema).orElseThrow();
  }

  private static List<String> names(ElixirProject project, String module) {
    assertThat(schema(project, module).notes()).isEmpty();
    return schema(project, module).fields().stream().map(Field::name).toList();
  }
}
