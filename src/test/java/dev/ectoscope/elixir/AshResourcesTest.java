package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ash resources are read as the schemas that AshPostgres makes of them. */
class AshResourcesTest {

  private static final ElixirProject PROJECT =
      ElixirProject.of(
          Map.of(
              "lib/a.ex",
              """
              defmodule Post.Office do
                use Ash.Domain
                resources do
                  resource Post.Letter
                end
              end

              defmodule Post.Stored do
                defmacro __using__(opts) do
                  quote do
                    use Ash.Resource, data_layer: AshPostgres.DataLayer, domain: Post.Office

                    postgres do
                      table unquote(opts[:table])
                      repo Post.Repo
                    end
                  end
                end
              end

              defmodule Post.Letter do
                use Post.Stored, table: "letters"
                alias Post.{Box, Stamp}

                attributes do
                  uuid_primary_key :id

                  attribute :weight, :integer do
                    allow_nil? false
                    source :grams
                  end

                  attribute(:state, :atom, constraints: [one_of: [:sent, :lost]])
                  timestamps()
                end

                relationships do
                  belongs_to :box, Box, attribute_type: :integer
                  belongs_to :sender, Post.Person, define_attribute?: false

                  has_many :copies, Post.Letter do
                    destination_attribute :original_id
                  end

                  has_one :seal, Post.Seal

                  has_many :lookalikes, Post.Letter do
                    manual Post.Lookalikes
                  end

                  many_to_many :stamps, Stamp do
                    through Post.LetterStamp
                    destination_attribute_on_join_resource :stuck_id
                  end
                end

                actions do
                  create :send do
                    argument :weight, :integer do
                      allow_nil? false
                    end
                  end
                end
              end

              defmodule Post.Address do
                use Ash.Resource, data_layer: :embedded
                attributes do
                  attribute :street, :string, public?: true
                end
              end
              """));

  @Test
  void aDomainIsNoSchema() {
    assertThat(PROJECT.schemas())
        .extracting(Schema::module)
        .containsExactly("Post.Letter", "Post.Address");
  }

  @Test
  void attributesAreFieldsAndRelationshipsAssociations() {
    Schema letter = schema("Post.Letter");
    assertThat(letter.table()).isEqualTo("letters");
    assertThat(letter.primaryKey()).containsExactly("id");
    assertThat(letter.fields())
        .extracting(field -> field.name() + " " + field.type())
        .containsExactly(
            "id uuid",
            "weight integer",
            "state atom",
            "inserted_at utc_datetime_usec",
            "updated_at utc_datetime_usec",
            "box_id integer");
    assertThat(letter.column("grams").orElseThrow().name()).isEqualTo("weight");
    assertThat(letter.field("state").orElseThrow().values()).containsExactly("sent", "lost");
    assertThat(letter.associations())
        .extracting(
            a -> a.kind().macro() + " " + a.name() + " " + a.target() + " " + a.foreignKey())
        .containsExactly(
            "belongs_to box Post.Box box_id",
            "belongs_to sender Post.Person sender_id",
            "has_many copies Post.Letter original_id",
            "has_one seal Post.Seal letter_id",
            "has_many lookalikes Post.Letter ",
            "many_to_many stamps Post.Stamp ");
    Association stamps = letter.association("stamps").orElseThrow();
    assertThat(stamps.joinThrough()).isEqualTo("Post.LetterStamp");
    assertThat(stamps.joinKeys()).isEqualTo(Map.of("letter_id", "id", "stuck_id", "id"));
    assertThat(letter.notes()).isEmpty();
  }

  @Test
  void aResourceWithoutATableIsEmbedded() {
    assertThat(schema("Post.Address").embedded()).isTrue();
    assertThat(schema("Post.Address").fields()).extracting(Field::name).containsExactly("street");
  }

  @Test
  void fragmentsExtensionsAndSettingsBringFieldsToo() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "config/config.exs",
                """
                import Config
                config :ash, :default_belongs_to_type, :integer
                """,
                "lib/a.ex",
                """
                defmodule Post.Owned do
                  use Spark.Dsl.Fragment, of: Ash.Resource
                  alias Post.Person

                  attributes do
                    attribute :owned_since, :date
                  end

                  relationships do
                    belongs_to :owner, Person
                  end
                end

                defmodule Post.Parcel do
                  use Ash.Resource,
                    data_layer: AshPostgres.DataLayer,
                    fragments: [Post.Owned],
                    extensions: [AshArchival.Resource, AshStateMachine]

                  postgres do
                    table "parcels"
                    repo Post.Repo
                  end

                  archive do
                    attribute :put_away_at
                  end

                  attributes do
                    uuid_primary_key :id
                  end

                  relationships do
                    many_to_many :routes, Post.Route do
                      join_relationship :legs
                    end

                    has_many :legs, Post.Leg
                  end
                end

                defmodule Post.Pass do
                  use Ash.Resource,
                    data_layer: AshPostgres.DataLayer,
                    extensions: [AshAuthentication.TokenResource]

                  postgres do
                    table "passes"
                    repo Post.Repo
                  end
                end
                """));
    Schema parcel = project.schemaOf("parcels").orElseThrow();
    assertThat(parcel.fields())
        .extracting(field -> field.name() + " " + field.type())
        .containsExactly(
            "id uuid",
            "owned_since date",
            "put_away_at utc_datetime_usec",
            "state atom",
            "owner_id integer");
    assertThat(parcel.association("owner").orElseThrow().target()).isEqualTo("Post.Person");
    assertThat(parcel.association("routes").orElseThrow().joinThrough()).isEqualTo("Post.Leg");
    assertThat(project.schemaOf("passes").orElseThrow().primaryKey()).containsExactly("jti");
  }

  private static Schema schema(String module) {
    return PROJECT.module(module).flatMap(ElixirModule::schema).orElseThrow();
  }
}
