package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Schemas that are put together by macros, loops, conditions and constants of the project. */
class SchemaMacrosTest {

  @Test
  void conditionsOverConstantsAreDecidedAndOthersHoldBothWays() {
    ElixirProject project =
        read(
            """
            defmodule Kit do
              defmacro link(name, to, opts \\\\ []) do
                quote do
                  if Keyword.get(unquote(opts), :sole, false) do
                    has_one unquote(name), unquote(to)
                  else
                    has_many unquote(name), unquote(to)
                  end
                end
              end
            end

            defmodule Crate do
              use Ecto.Schema
              import Kit
              @layout :new
              @sea? Application.compile_env(:kit, :sea, false)

              schema "crates" do
                link :lids, Lid
                link :base, Base, sole: true
                unless @layout == :new, do: field(:old, :string), else: field(:fresh, :string)

                case @layout do
                  :new -> field :shape, :string
                  _ -> field :outline, :string
                end

                if @sea?, do: field(:salted, :boolean)
              end
            end
            """);
    assertThat(names(project, "Crate")).containsExactly("id", "fresh", "shape", "salted");
    assertThat(schema(project, "Crate").associations())
        .extracting(a -> a.kind().macro() + " " + a.name())
        .containsExactly("has_many lids", "has_one base");
  }

  @Test
  void aMacroMaySpliceInWhatAnAttributeOfItsModuleQuotes() {
    ElixirProject project =
        read(
            """
            defmodule Ledger.Entry.Schema do
              case Application.compile_env(:ledger, :country) do
                :se ->
                  @more quote(do: [field(:ocr, :string), belongs_to(:giro, Ledger.Giro)])

                _ ->
                  @more quote(do: [])
              end

              @also elem(
                      quote do
                        field :note, :string
                      end,
                      2
                    )

              defmacro generate do
                quote do
                  @primary_key false
                  schema "entries" do
                    field :hash, :binary, primary_key: true
                    unquote_splicing(@more)
                    unquote(@also)
                  end
                end
              end
            end

            defmodule Ledger.Entry do
              use Ecto.Schema
              require Ledger.Entry.Schema
              @more "the user's own"
              Ledger.Entry.Schema.generate()
            end
            """);
    assertThat(names(project, "Ledger.Entry")).containsExactly("hash", "ocr", "giro_id", "note");
    assertThat(schema(project, "Ledger.Entry").primaryKey()).containsExactly("hash");
  }

  @Test
  void loopsTakeTheirListsApart() {
    ElixirProject project =
        read(
            """
            defmodule Person do
              use Ecto.Schema
              @ties [
                block: [blocker_blocks: :blocked, blockee_blocks: :blockers],
                mute: [muter_mutes: :muted, mutee_mutes: :muters]
              ]
              @names ~w(first last)a
              @names @names ++ [:nick]

              schema "people" do
                for {kind, [{out, outs}, {into, intos}]} <- @ties do
                  has_many out, Tie, foreign_key: :source_id, where: [kind: kind]
                  has_many into, Tie, foreign_key: :target_id
                  has_many outs, through: [out, :target]
                  has_many intos, through: [into, :source]
                end

                for name <- @names, part <- [1, 2], name != :nick do
                  field :"#{name}_#{part}", :string
                end

                @names |> Enum.each(&(field(&1, :string)))
                for %{key: key} <- [%{key: :born, other: 1}], do: field(key, :date)
              end
            end
            """);
    assertThat(names(project, "Person"))
        .containsExactly(
            "id", "first_1", "first_2", "last_1", "last_2", "first", "last", "nick", "born");
    assertThat(schema(project, "Person").associations())
        .extracting(Association::name)
        .containsExactly(
            "blocker_blocks",
            "blockee_blocks",
            "blocked",
            "blockers",
            "muter_mutes",
            "mutee_mutes",
            "muted",
            "muters");
  }

  @Test
  void namesMayBeMadeOfOtherNames() {
    ElixirProject project =
        read(
            """
            defmodule Tag.Kit do
              defmacro tagged(name, to) do
                quote do
                  key = unquote(name) |> Atom.to_string() |> Kernel.<>("_uuid") |> String.to_atom()
                  belongs_to unquote(name), unquote(to), foreign_key: key, type: Ecto.UUID
                  has_many :"#{unquote(name)}_logs", Log, foreign_key: Tag.Kit.log_key(unquote(name))
                end
              end

              def log_key(name), do: :"#{name}_log_id"
            end

            defmodule Tagging do
              use Ecto.Schema
              import Tag.Kit
              prefix = "ta"

              schema "#{Application.compile_env(:tags, :prefix, "x_")}#{prefix}ggings" do
                tagged :item, Item
              end

              defmodule Log do
                use Ecto.Schema
                schema "#{prefix}_logs" do
                  Ecto.Schema.field(:text, :string)
                end
              end
            end
            """);
    assertThat(schema(project, "Tagging").table()).isEqualTo("x_taggings");
    assertThat(schema(project, "Tagging.Log").table()).isEqualTo("ta_logs");
    assertThat(names(project, "Tagging")).containsExactly("id", "item_uuid");
    assertThat(schema(project, "Tagging").association("item_logs").orElseThrow().foreignKey())
        .isEqualTo("item_log_id");
  }

  @Test
  void valuesOfEnumsMayComeFromFunctionsMapsAndAttributes() {
    ElixirProject project =
        read(
            """
            defmodule Kinds do
              @all [:big, :small]
              def all, do: @all
              def endless, do: endless()
            end

            defmodule Box do
              use Ecto.Schema
              @sides %{left: 1, right: 2}
              schema "boxes" do
                field :kind, Ecto.Enum, values: Kinds.all()
                field :side, Ecto.Enum, values: Map.keys(@sides)
                field :odd, Ecto.Enum, values: Kinds.endless()
              end
            end
            """);
    assertThat(schema(project, "Box").field("kind").orElseThrow().values())
        .containsExactly("big", "small");
    assertThat(schema(project, "Box").field("side").orElseThrow().values())
        .containsExactly("left", "right");
    assertThat(schema(project, "Box").field("odd").orElseThrow().values()).isEmpty();
  }

  @Test
  void schemaAndItsMacrosMayBeCalledByTheirFullNames() {
    ElixirProject project =
        read(
            """
            defmodule Kit do
              defmacro table(name, do: block) do
                quote do
                  @primary_key {unquote(:"#{name}_key"), :id, autogenerate: true}
                  Ecto.Schema.schema unquote(name) do
                    unquote(block)
                    timestamps()
                  end
                end
              end
            end

            defmodule Sail do
              require Kit
              @timestamps_opts [updated_at: false]
              Kit.table "sail" do
                embeds_one :maker, primary_key: false, do: (field :name, :string; field :town, :string)
              end
            end
            """);
    assertThat(schema(project, "Sail").table()).isEqualTo("sail");
    assertThat(names(project, "Sail")).containsExactly("sail_key", "maker", "inserted_at");
    assertThat(names(project, "Sail.Maker")).containsExactly("name", "town");
  }

  @Test
  void importedMacrosMayStandForThoseOfEcto() {
    ElixirProject project =
        read(
            """
            defmodule Kit do
              defmacro __using__(_) do
                quote do
                  use Ecto.Schema
                  import Ecto.Schema, except: [timestamps: 0, schema: 2]
                  import Kit
                end
              end

              defmacro timestamps do
                quote do
                  Ecto.Schema.timestamps(inserted_at: :made_at, updated_at: false, type: :utc_datetime)
                end
              end

              defmacro schema(table, do: block) do
                quote do
                  Ecto.Schema.schema "kit_" <> unquote(table) do
                    field :tenant, :integer
                    unquote(block)
                  end
                end
              end
            end

            defmodule Mast do
              use Kit
              schema "masts" do
                field :height, :float
                timestamps()
              end
            end
            """);
    assertThat(schema(project, "Mast").table()).isEqualTo("kit_masts");
    assertThat(names(project, "Mast")).containsExactly("id", "tenant", "height", "made_at");
  }

  @Test
  void mixinsOfPointersShareTheKeyOfAnotherTable() {
    ElixirProject project =
        read(
            """
            defmodule Owned do
              use Needle.Mixin, otp_app: :yard, source: "yard_owned"
              mixin_schema do
                belongs_to :owner, Owner
              end
            end
            defmodule Owner do
              use Pointers.Pointable, otp_app: :yard, table_id: "0", source: "yard_owner"
              pointable_schema do
              end
            end
            """);
    assertThat(schema(project, "Owned").table()).isEqualTo("yard_owned");
    assertThat(names(project, "Owned")).containsExactly("id", "owner_id");
    assertThat(schema(project, "Owned").primaryKey()).containsExactly("id");
    assertThat(schema(project, "Owner").field("id").orElseThrow().type())
        .isEqualTo("Pointers.ULID");
  }

  @Test
  void aMacroMayDefineAModuleWithASchemaOfItsOwn() {
    ElixirProject project =
        read(
            """
            defmodule Trail do
              alias Trail.Change

              defmacro __using__(opts) do
                quote do
                  user = __MODULE__

                  defmodule Version do
                    use Ecto.Schema
                    schema "#{unquote(opts[:table])}_versions" do
                      embeds_one :change, Change
                      belongs_to :item, user
                      has_many :later, __MODULE__, foreign_key: :earlier_id
                    end
                  end

                  defmodule Key do
                    use Ecto.Type
                  end

                  @primary_key {:id, Key, autogenerate: true}
                end
              end

              defmacro tree do
                quote do
                  belongs_to :parent, __MODULE__
                  has_one :trail, unquote(__MODULE__)
                end
              end
            end

            defmodule Page do
              use Ecto.Schema
              use Trail, table: "page"
              import Trail
              schema "pages" do
                tree()
                has_many :versions, __MODULE__.Version
              end
            end
            """);
    assertThat(schema(project, "Page.Version").table()).isEqualTo("page_versions");
    assertThat(targets(project, "Page.Version"))
        .containsExactly("Trail.Change", "Page", "Page.Version");
    assertThat(targets(project, "Page")).containsExactly("Page", "Trail", "Page.Version");
    assertThat(schema(project, "Page").field("id").orElseThrow().type()).isEqualTo("Page.Key");
  }

  @Test
  void attributesMayBePutByTheirNamesAndPartsOfAnAppAreUsedTogether() {
    ElixirProject project =
        read(
            """
            defmodule Yard do
              def model do
                quote do
                  use Ecto.Schema
                  Module.put_attribute(__MODULE__, :primary_key, {:uuid, Ecto.UUID, []})
                  Module.put_attribute(__MODULE__, :timestamps_opts, inserted_at: :made, updated_at: false)
                end
              end

              def context do
                quote do
                  alias Yard.Hull
                end
              end

              defmacro __using__(parts) when is_list(parts) do
                for part <- parts, do: apply(__MODULE__, part, [])
              end
            end

            defmodule Yard.Boat do
              use Yard, [:model, :context]
              schema "boats" do
                belongs_to :hull, Hull
                translations :names, Names, [:sv, :fi]
                field! :length, :float
                timestamps()
              end
            end
            """);
    assertThat(names(project, "Yard.Boat"))
        .containsExactly("uuid", "hull_id", "names", "length", "made");
    assertThat(targets(project, "Yard.Boat")).containsExactly("Yard.Hull", "Yard.Boat.Names");
  }

  @Test
  void macrosMayGiveListsOfQuotesOrLeaveTheQuotingToFunctions() {
    ElixirProject project =
        read(
            """
            defmodule Mint do
              defmacro money(name) do
                amount = :"#{name}_amount"

                [
                  quote(do: field(unquote(amount), :decimal)),
                  quote(do: field(unquote(:"#{name}_currency"), :string))
                ]
              end

              defmacro named(name, opts \\\\ []), do: quoted(name, opts)

              defp quoted(name, _opts) do
                short = :"#{name}_short"

                quote do
                  field unquote(name), :string
                  field unquote(short), :string
                end
              end
            end

            defmodule Coin do
              use Ecto.Schema
              import Mint

              schema "coins" do
                money :face
                named :title
              end

              for side <- [:head, :tail] do
                defmodule Module.concat(__MODULE__, Macro.camelize(to_string(side))) do
                  use Ecto.Schema

                  schema "coin_#{side}s" do
                    field side, :string
                  end
                end
              end
            end
            """);
    assertThat(names(project, "Coin"))
        .containsExactly("id", "face_amount", "face_currency", "title", "title_short");
    assertThat(names(project, "Coin.Head")).containsExactly("id", "head");
    assertThat(schema(project, "Coin.Tail").table()).isEqualTo("coin_tails");
  }

  /** `schema` is a word of others too. */
  @Test
  void aSchemaOfAnotherMacroIsNotEctos() {
    ElixirProject project =
        read(
            """
            defmodule Wire.Parcel do
              use Absinthe.Schema

              schema "parcel" do
                field :weight, :integer
              end
            end

            defmodule Base do
              defmacro __using__(_) do
                quote do
                  use Ecto.Schema
                end
              end
            end

            defmodule Parcel do
              use Base

              schema "parcels" do
                field :weight, :integer
              end
            end

            defmodule Stamp do
              use Unknown.Library

              schema "stamps" do
                field :price, :integer
              end
            end
            """);
    assertThat(project.schemas().map(Schema::table)).containsExactlyInAnyOrder("parcels", "stamps");
  }

  private static List<String> targets(ElixirProject project, String module) {
    return schema(project, module).associations().stream().map(Association::target).toList();
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
