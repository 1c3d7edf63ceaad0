package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ways of writing schemas that real apps use, one at a time. */
class SchemaKindsTest {

  @Test
  void schemaIsAWordOfOtherLibrariesToo() {
    assertThat(
            read("""
                    defmodule Api.Types do
                      use Absinthe.Schema
                      schema do
                        field :query, :query
                      end
                      object :person do
                        field :name, :string
                      end
                    end
                    defmodule Api.Doc do
                      import OpenApiSpex
                      schema(%{title: "x", properties: %{}})
                    end
                    """)
                .schemas())
        .isEmpty();
  }

  @Test
  void aBlockMacroWhoseQuoteStandsInAHelperLeavesItsBlock() {
    ElixirProject project =
        read(
            """
            defmodule Shop do
              defmacro __using__(_) do
                quote do
                  require Shop
                  import Shop
                end
              end

              defmacro on_paid(clauses), do: do_on(clauses)

              defp do_on(do: block) do
                quote do
                  unquote(block)
                end
              end
            end

            defmodule Shop.Item do
              use Shop
              use Ecto.Schema

              schema "items" do
                on_paid do
                  field :price, :integer
                  belongs_to :owner, Shop.Owner
                end
              end
            end
            """);
    assertThat(fields(project, "Shop.Item")).containsExactly("id", "price", "owner_id");
  }

  @Test
  void macrosMayTakeFieldsFromListsTheyAreGiven() {
    ElixirProject project =
        read(
            """
            defmodule Made.Macros do
              defmacro texts(names) do
                Enum.map(names, fn name ->
                  quote do: field(unquote(name), :string)
                end)
              end

              defmacro table(name, do: block) do
                quote do
                  @primary_key {:uuid, Ecto.UUID, autogenerate: true}
                  schema unquote(name) do
                    unquote(block)
                    timestamps(type: :utc_datetime)
                  end
                end
              end
            end

            defmodule Made.Thing do
              use Ecto.Schema
              import Made.Macros

              table "things" do
                texts [:a, :b]
                Enum.each([:c, :d], &field(&1, :integer))
              end
            end
            """);
    assertThat(fields(project, "Made.Thing"))
        .containsExactly("uuid", "a", "b", "c", "d", "inserted_at", "updated_at");
    assertThat(schema(project, "Made.Thing").table()).isEqualTo("things");
  }

  @Test
  void powBringsItsUserFieldsAndThoseOfItsExtensions() {
    ElixirProject project =
        read(
            """
            defmodule A.User do
              use Ecto.Schema
              use Pow.Ecto.Schema, user_id_field: :phone
              use Pow.Extension.Ecto.Schema, extensions: [PowResetPassword, PowEmailConfirmation]

              schema "users" do
                pow_user_fields()
                timestamps()
              end
            end
            """);
    assertThat(fields(project, "A.User"))
        .containsExactly(
            "id",
            "phone",
            "password_hash",
            "current_password",
            "password",
            "email_confirmation_token",
            "email_confirmed_at",
            "unconfirmed_email",
            "inserted_at",
            "updated_at");
  }

  @Test
  void enumModulesAreNamedInTheModuleThatDefinesThem() {
    ElixirProject project =
        read(
            """
            defmodule A.Item do
              use Ecto.Schema
              import EctoEnum
              defenum Status, open: 0, shut: 1
              schema "items" do
                field :status, Status
              end
            end
            """);
    assertThat(schema(project, "A.Item").field("status").orElseThrow().type())
        .isEqualTo("A.Item.Status");
  }

  @Test
  void implementationsOfProtocolsAreModulesOfTheirOwn() {
    ElixirProject project =
        read(
            """
            defmodule A.Item do
              defimpl String.Chars do
                def to_string(x), do: x.name
              end
              def to_string(a, b), do: a <> b
            end
            defimpl Jason.Encoder, for: A.Item do
              def encode(x, _), do: x
            end
            """);
    assertThat(project.modules())
        .extracting(ElixirModule::name)
        .containsExactly("A.Item", "String.Chars.A.Item", "Jason.Encoder.A.Item");
    assertThat(project.module("A.Item").orElseThrow().functions()).hasSize(1);
  }

  @Test
  void settingsMayBePutTogetherFromVariablesAndConditions() {
    Map<String, String> texts = new HashMap<>();
    texts.put(
        "config/runtime.exs",
        """
        import Config
        alias A.Env
        size = Env.get_integer("DB_POOL_SIZE", 15)
        opts = [pool_size: size, queue_target: 5_000]
        opts = if config_env() == :test, do: opts, else: [hostname: "db", port: 5433] ++ opts
        config :a, A.Repo, opts
        """);
    texts.put("lib/repo.ex", "defmodule A.Repo do\n  use Ecto.Repo, otp_app: :a\nend\n");
    Repo repo = ElixirProject.of(texts).mainRepo().orElseThrow();
    assertThat(repo.setting("pool_size").orElseThrow().value()).isEqualTo("15");
    assertThat(repo.setting("pool_size").orElseThrow().variable()).isEqualTo("DB_POOL_SIZE");
    assertThat(repo.setting("queue_target").orElseThrow().value()).isEqualTo("5_000");
    assertThat(repo.setting("hostname").orElseThrow().value()).isEqualTo("db");
  }

  @Test
  void callsMaySpanLinesWithAndWithoutBrackets() {
    ElixirProject project =
        read(
            """
            defmodule A.Long do
              use Ecto.Schema
              alias A.{
                Accounts.User, # people
                Team
              }

              @opts [on_replace: :delete]

              schema("longs",
                do:
                  (
                    field(:one, :string)
                    belongs_to(
                      :team,
                      Team,
                      @opts
                    )
                  )
              )
            end

            defmodule A.Other do
              use Ecto.Schema
              schema "others" do
                has_many :users, {"people", A.Accounts.User},
                  # a comment
                  on_delete: :delete_all,
                  foreign_key: :other_ref

                field :at, :utc_datetime,
                  default: nil,
                  source: :happened_at
              end
            end
            """);
    assertThat(fields(project, "A.Long")).containsExactly("id", "one", "team_id");
    assertThat(schema(project, "A.Long").association("team").orElseThrow().target())
        .isEqualTo("A.Team");
    Association users = schema(project, "A.Other").association("users").orElseThrow();
    assertThat(users.target()).isEqualTo("A.Accounts.User");
    assertThat(users.foreignKey()).isEqualTo("other_ref");
    assertThat(schema(project, "A.Other").column("happened_at").orElseThrow().name())
        .isEqualTo("at");
  }

  @Test
  void ofTornFilesWhatIsWholeIsRead() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/cut.ex",
                """
                defmodule Cut do
                  use Ecto.Schema
                  schema "cuts" do
                    field :depth, :integer
                  end
                  def late(a) do
                    a
                """,
                "lib/odd.ex",
                """
                defmodule Odd do
                  use Ecto.Schema
                  @broken %{a: 1, => 2}
                  schema "odds" do
                    field :name, :string
                  end
                end
                """));
    assertThat(project.schemas()).extracting(Schema::table).containsExactly("cuts", "odds");
    assertThat(project.skipped())
        .extracting(Skipped::reason)
        .containsExactly(
            "line 6: `def late(a) do` cannot be parsed; an `end` is missing;"
                + " the rest of the file was read",
            "line 3: `@broken %{a: 1, => 2}` cannot be parsed; the rest of the file was read");
  }

  @Test
  void oddSyntaxIsReadAndWhatIsNotIsNamed() {
    ElixirProject project = ElixirProject.read(Path.of("src/test/resources/elixir/syntax"));
    assertThat(fields(project, "Torture")).containsExactly("id", "a", "b", "c?", "d");
    assertThat(schema(project, "Torture").field("b").orElseThrow().values())
        .containsExactly("a", "b c");
    assertThat(project.function("Torture.comp2/1")).isPresent();
    assertThat(project.skipped())
        .containsExactly(
            new Skipped(
                "odd.ex",
                "line 39: `def notin(a, b), do: a not in b and not (a in b)` cannot be parsed; the"
                    + " rest of the file was read"));
  }

  private static ElixirProject read(String text) {
    ElixirProject project = ElixirProject.of(Map.of("lib/a.ex", text));
    assertThat(project.skipped()).isEmpty();
    return project;
  }

  private static Schema schema(ElixirProject project, String module) {
    return project.module(module).flatMap(ElixirModule::schema).orElseThrow();
  }

  private static List<String> fields(ElixirProject project, String module) {
    assertThat(schema(project, module).notes()).isEmpty();
    return schema(project, module).fields().stream().map(Field::name).toList();
  }
}
