package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.config.Setting;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Function;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is understood of the app in {@code src/test/resources/elixir/harbour}. */
class ElixirProjectTest {

  private static final ElixirProject HARBOUR =
      ElixirProject.read(Path.of("src/test/resources/elixir/harbour"));

  @Test
  void proseDependenciesAndBuildResultsAreNoSource() {
    assertThat(HARBOUR.schemas().map(Schema::table))
        .doesNotContain("only_in_prose", "not_this", "other_things");
  }

  @Test
  void aFolderOfTheAppMayBeNamedLikeThoseOfMix() {
    assertThat(schema("Harbour.Doc.Note").file()).isEqualTo("lib/harbour/doc/note.ex");
  }

  @Test
  void aSchemaHasTheFieldsThatEctoGivesIt() {
    assertThat(names(schema("Harbour.Accounts.User").fields()))
        .containsExactly(
            "id",
            "email",
            "login",
            "role",
            "kind",
            "nick_names",
            "scores",
            "password",
            "shouted",
            "seen_from",
            "address",
            "devices",
            "deleted_at",
            "inserted_at");
    assertThat(type("Harbour.Accounts.User", "nick_names")).isEqualTo("{:array, :string}");
    assertThat(type("Harbour.Accounts.User", "login")).isEqualTo("string");
    assertThat(field("Harbour.Accounts.User", "role").values())
        .containsExactly("guest", "pilot", "admin");
    assertThat(field("Harbour.Accounts.User", "kind").values()).containsExactly("p", "m");
    assertThat(field("Harbour.Accounts.User", "password").virtual()).isTrue();
    assertThat(field("Harbour.Accounts.User", "shouted").column()).isEqualTo("upper_name");
  }

  @Test
  void tableAndPrefixMayStandInModuleAttributes() {
    assertThat(schema("Harbour.Accounts.User").table()).isEqualTo("users");
    assertThat(schema("Harbour.Accounts.User").prefix()).isEqualTo("crew");
  }

  @Test
  void aSchemaModuleOfTheProjectSetsKeysTimestampsAndAliases() {
    Schema voyage = schema("Harbour.Fleet.Voyage");
    assertThat(voyage.primaryKey()).containsExactly("id");
    assertThat(type(voyage.module(), "id")).isEqualTo("binary_id");
    assertThat(type(voyage.module(), "ship_id")).isEqualTo("binary_id");
    assertThat(voyage.association("ship").orElseThrow().target()).isEqualTo("Harbour.Fleet.Ship");
    assertThat(names(voyage.fields())).contains("made_at", "changed_at");
    assertThat(names(schema("Harbour.Fleet.Ship").fields())).contains("created_at", "updated_at");
    assertThat(schema("Harbour.Fleet.Ship").primaryKey()).containsExactly("imo");
  }

  @Test
  void macrosLoopsAndConditionsAreUnfolded() {
    assertThat(names(schema("Harbour.Fleet.Ship").fields()))
        .contains(
            "price",
            "price_currency",
            "audit_note",
            "audited_by",
            "leased",
            "insured",
            "length",
            "beam",
            "hold_1",
            "hold_3",
            "bow",
            "stern",
            "dock_code",
            "only_in_test");
    assertThat(field("Harbour.Fleet.Ship", "price").origin()).isEqualTo(Field.Origin.MACRO);
  }

  @Test
  void whatAnUnknownMacroDoesIsSaidToBeUnknown() {
    assertThat(schema("Harbour.Fleet.Ship").notes())
        .containsExactly("line 36: `some_unknown_macro` is a macro of a library that is not known");
  }

  @Test
  void aMacroMayWriteTheWholeSchema() {
    Schema beacon = schema("Harbour.Fleet.Beacon");
    assertThat(beacon.table()).isEqualTo("beacons");
    assertThat(beacon.file()).isEqualTo("lib/harbour/fleet/voyage.ex");
    assertThat(names(beacon.fields()))
        .containsExactly("id", "code", "label", "inserted_at", "updated_at");
  }

  @Test
  void associationsHaveEctosDefaults() {
    Association trips = association("Harbour.Fleet.Ship", "trips");
    assertThat(trips.target()).isEqualTo("Harbour.Fleet.Voyage");
    assertThat(trips.foreignKey()).isEqualTo("ship_imo");
    assertThat(trips.options()).containsEntry("preload_order", "[desc: :left_at]");
    Association memberships = association("Harbour.Accounts.User", "memberships");
    assertThat(memberships.foreignKey()).isEqualTo("person_id");
    Association home = association("Harbour.Fleet.Ship", "home");
    assertThat(home.foreignKey()).isEqualTo("home_code");
    assertThat(home.references()).isEqualTo("code");
    assertThat(schema("Harbour.Fleet.Ship").field("sister_id")).isEmpty();
  }

  @Test
  void throughLeadsToTheEndOfItsChain() {
    assertThat(association("Harbour.Accounts.User", "teams").target())
        .isEqualTo("Harbour.Accounts.Team");
    assertThat(association("Harbour.Fleet.Ship", "legs").target()).isEqualTo("Harbour.Fleet.Leg");
  }

  @Test
  void manyToManyKnowsItsJoinTableAndKeys() {
    Association people = association("Harbour.Accounts.Team", "people");
    assertThat(people.joinThrough()).isEqualTo("Harbour.Accounts.Membership");
    assertThat(people.joinKeys()).isEqualTo(Map.of("team_id", "id", "person_id", "id"));
    Association tags = association("Harbour.Accounts.Team", "tags");
    assertThat(tags.joinThrough()).isEqualTo("teams_tags");
    assertThat(tags.joinKeys()).containsOnlyKeys("team_id", "tag_id");
  }

  @Test
  void anEmbedWrittenInlineIsAModule() {
    assertThat(names(schema("Harbour.Accounts.User.Address").fields()))
        .containsExactly("street", "city");
    assertThat(schema("Harbour.Accounts.User.Device.Maker").embedded()).isTrue();
    assertThat(names(schema("Harbour.Accounts.User.Device").fields()))
        .containsExactly("id", "token", "maker");
  }

  @Test
  void settingsOfARepoHoldForProductionWithTheirDefaults() {
    Repo repo = HARBOUR.mainRepo().orElseThrow();
    assertThat(repo.module()).isEqualTo("Harbour.Repo");
    assertThat(repo.otpApp()).isEqualTo("harbour");
    assertThat(repo.adapter()).isEqualTo("Ecto.Adapters.Postgres");
    Setting poolSize = repo.setting("pool_size").orElseThrow();
    assertThat(poolSize.value()).isEqualTo("20");
    assertThat(poolSize.variable()).isEqualTo("POOL_SIZE");
    assertThat(poolSize.file() + ":" + poolSize.line()).isEqualTo("config/runtime.exs:11");
    assertThat(repo.setting("stacktrace").orElseThrow().value()).isEqualTo("true");
    assertThat(repo.setting("queue_target").orElseThrow().value()).isEqualTo("75");
    assertThat(repo.setting("username").orElseThrow().environment()).isEqualTo("dev");
  }

  @Test
  void versionsAreThoseOfTheLockFile() {
    assertThat(HARBOUR.version("ecto_sql")).contains("3.12.1");
    assertThat(HARBOUR.version("phoenix")).contains("1.7.14");
    assertThat(HARBOUR.version("postgrex")).isEmpty();
  }

  @Test
  void ofATornFileTheRestIsRead() {
    assertThat(schema("HarbourWeb.Torn").table()).isEqualTo("torn");
    assertThat(HARBOUR.skipped())
        .containsExactly(
            new Skipped(
                "lib/harbour_web/torn.ex",
                "line 8: `def broken(x) do` cannot be parsed; the rest of the file was read"));
  }

  @Test
  void aSchemaIsFoundByItsTableAndApplicationCodeComesFirst() {
    assertThat(HARBOUR.schemasOf("users")).hasSize(2);
    assertThat(HARBOUR.schemaOf("users").orElseThrow().module()).isEqualTo("Harbour.Accounts.User");
    assertThat(HARBOUR.schemaOf("none")).isEmpty();
  }

  @Test
  void anAssociationIsFoundByTablesAndForeignKey() {
    assertThat(HARBOUR.associations("users", "memberships", "person_id"))
        .extracting(Association::name)
        .containsExactly("memberships");
    assertThat(HARBOUR.associations("users", "memberships", "team_id")).isEmpty();
    assertThat(HARBOUR.belongsTo("memberships", "team_id").orElseThrow().target())
        .isEqualTo("Harbour.Accounts.Team");
  }

  @Test
  void modulesAreNamedAsTheirCallersName() {
    assertThat(HARBOUR.nameIn("Harbour.Fleet.Ship", "Harbour.Fleet.Voyage")).isEqualTo("Trip");
    assertThat(HARBOUR.nameIn("Harbour.Fleet.Ship", "Harbour.Fleet.Captain")).isEqualTo("Captain");
    assertThat(HARBOUR.nameIn("Harbour.Fleet.Ship", "Harbour.Tag")).isEqualTo("Harbour.Tag");
    assertThat(HARBOUR.imports("Harbour.Fleet.Voyage", "Ecto.Query")).isTrue();
  }

  @Test
  void functionsHaveTheirArityDefaultsLinesAndText() {
    Function audited = HARBOUR.function("Harbour.Schema.audited/1").orElseThrow();
    assertThat(audited.isMacro()).isTrue();
    assertThat(audited.takes(0)).isTrue();
    Function changeset = HARBOUR.function("Harbour.Accounts.User.changeset/2").orElseThrow();
    assertThat(HARBOUR.text(changeset))
        .isEqualTo(
            "    def changeset(user, attrs), do: Ecto.Changeset.cast(user, attrs, [:email])\n");
  }

  @Test
  void offsetsAreRightAfterLettersOfAnyLength() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/a.ex",
                """
                defmodule Höhe.Maß do
                  # 🚢🚢 ü
                  @doc "🚢"
                  def f, do: ?é
                  use Ecto.Schema
                  schema "maße" do
                    field :größe, :string, default: "🚢"
                    field :last, :string
                  end
                end
                """));
    Schema schema = project.schemas().findFirst().orElseThrow();
    assertThat(schema.module()).isEqualTo("Höhe.Maß");
    assertThat(schema.table()).isEqualTo("maße");
    assertThat(names(schema.fields())).containsExactly("id", "größe", "last");
    assertThat(project.skipped()).isEmpty();
  }

  @Test
  void anUmbrellaIsOneProject() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "apps/core/lib/core/repo.ex",
                "defmodule Core.Repo do\n  use Ecto.Repo, otp_app: :core\nend\n",
                "apps/web/lib/web/page.ex",
                "defmodule Web.Page do\n  def f, do: 1\nend\n",
                "apps/core/config/config.exs",
                "import Config\nconfig :core, Core.Repo, pool_size: 7\n"));
    assertThat(project.mainRepo().orElseThrow().setting("pool_size").orElseThrow().value())
        .isEqualTo("7");
    assertThat(project.file("lib/web/page.ex")).contains("apps/web/lib/web/page.ex");
  }

  @Test
  void whatIsNoFolderIsSaidToBeNone() {
    assertThatThrownBy(() -> ElixirProject.read(Path.of("no/such/folder")))
        .isInstanceOf(SourceNotReadable.class)
        .hasMessageContaining("where mix.exs stands");
  }

  private static Schema schema(String module) {
    return HARBOUR.module(module).flatMap(ElixirModule::schema).orElseThrow();
  }

  private static Field field(String module, String name) {
    return schema(module).field(name).orElseThrow();
  }

  private static String type(String module, String name) {
    return field(module, name).type();
  }

  private static Association association(String module, String name) {
    return schema(module).association(name).orElseThrow();
  }

  private static List<String> names(List<Field> fields) {
    return fields.stream().map(Field::name).toList();
  }
}
