package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import dev.ectoscope.sql.SqlReader;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is told to change a query must be the one who sends it. */
class SentByLibraryTest {

  private static final String FILE = "lib/post.ex";
  private static final String SOURCE =
      """
      defmodule Post.Repo do
        use AshPostgres.Repo, otp_app: :post
      end

      defmodule Post.Letter do
        use Ash.Resource, data_layer: AshPostgres.DataLayer

        postgres do
          table "letters"
        end

        attributes do
          integer_primary_key :id
          attribute :state, :atom
        end

        relationships do
          has_many :stamps, Post.Stamp
        end
      end

      defmodule Post.Stamp do
        use Ash.Resource, data_layer: AshPostgres.DataLayer

        postgres do
          table "stamps"
        end

        attributes do
          integer_primary_key :id
          attribute :cents, :integer
        end

        relationships do
          belongs_to :letter, Post.Letter, attribute_type: :integer
        end
      end

      defmodule Post.Clerk do
        alias Post.{Letter, Repo, Stamp}

        def shown(letters), do: Enum.map(letters, &Ash.load!(&1, :stamps))

        def found(ids), do: Enum.map(ids, &Ash.get!(Letter, &1))

        def glued(rows) do
          Enum.each(rows, fn row ->
            Stamp |> Ash.Changeset.for_create(:glue, row) |> Ash.create!()
          end)
        end

        def by_hand(ids), do: Enum.map(ids, &Repo.get!(Letter, &1))
      end
      """;
  private static final ElixirProject PROJECT = ElixirProject.of(Map.of(FILE, SOURCE));
  private static final String STAMPS =
      "SELECT s0.\"id\", s0.\"cents\", s0.\"letter_id\" FROM \"stamps\" AS s0"
          + " WHERE (s0.\"letter_id\"::bigint = $1::bigint)";
  private static final String LETTER =
      "SELECT l0.\"id\", l0.\"state\" FROM \"letters\" AS l0 WHERE (l0.\"id\" = $1)";
  private static final String GLUED =
      "INSERT INTO \"stamps\" (\"id\",\"cents\",\"letter_id\") VALUES ($1,$2,$3)";
  private static final Fix SHOWN =
      new Fix.Preload(
          "",
          "",
          "letters",
          "stamps",
          "letter_id",
          Association.HAS_MANY,
          List.of("cents DESC"),
          List.of("cents > $"));
  private static final CallSite LAYER =
      new CallSite("AshPostgres.DataLayer.run_query/2", "lib/data_layer.ex", 812);

  private static List<Finding.Code> written(Fix fix, Place place, CallSite... printed) {
    return new EctoCode(
            new AppNames("Post", "Post.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4), PROJECT)
        .write(fix, place, List.of(printed));
  }

  private static Place place(String function, String text, String sql) {
    int line = SOURCE.substring(0, SOURCE.indexOf(text)).split("\n").length;
    Place place =
        new CallSites(PROJECT)
            .place(new CallSite("Post.Clerk." + function, FILE, line), new SqlReader().read(sql));
    assertThat(place.isKnown()).as(place.reason()).isTrue();
    return place;
  }

  private static String code(List<Finding.Code> codes) {
    return codes.get(codes.size() - 1).code().replaceAll("(?m)^# .*\n", "");
  }

  @Test
  void aCallOfTheRepoStaysEctos() {
    Fix lookup = new Fix.LookupByKeys("Post.Clerk.by_hand/1", FILE, "letters", "", "id");
    Place place = place("by_hand/1", "def by_hand", LETTER);
    assertThat(written(lookup, place, LAYER).get(0).code()).contains("Repo").doesNotContain("Ash");
  }

  @Test
  void indexesAndScopesAreNobodysCalls() {
    Fix scope = new Fix.Scope("letters", List.of("state = 'new'"));
    assertThat(written(scope, null, LAYER).get(0).code()).doesNotContain("Ash sends");
  }

  @Test
  void whatAshLoadsRowByRowAshLoadsAtOnce() {
    Fix plain =
        new Fix.Preload("", "", "letters", "stamps", "letter_id", Association.HAS_MANY, List.of());
    assertThat(code(written(plain, place("shown/1", "def shown", STAMPS))))
        .isEqualTo(
            """
            def shown_loaded(letters) do
              Ash.load!(letters, :stamps)
            end
            """);
  }

  /** The frame of the data layer is enough, and so is a table that is a resource's. */
  @Test
  void conditionsAndOrderGoWithTheQueryThatLoads() {
    String expected =
        """
        def letters_loaded(letters, cents) do
          require Ash.Query

          wanted = Post.Stamp |> Ash.Query.filter(cents > ^cents) |> Ash.Query.sort(cents: :desc)
          Ash.load!(letters, stamps: wanted)
        end
        """;
    assertThat(code(written(SHOWN, null, LAYER))).isEqualTo(expected);
    assertThat(code(written(SHOWN, null))).isEqualTo(expected);
  }

  @Test
  void rowsAreReadByAllTheirKeys() {
    Fix lookup = new Fix.LookupByKeys("", "", "letters", "", "id");
    assertThat(code(written(lookup, place("found/1", "def found", LETTER))))
        .isEqualTo(
            """
            def found_by_id(ids) do
              require Ash.Query

              Letter
              |> Ash.Query.filter(id in ^ids)
              |> Ash.read!()
              |> Map.new(&{&1.id, &1})
            end
            """);
  }

  @Test
  void whatIsCreatedOneByOneIsCreatedByTheSameActionInBulk() {
    Fix insert = new Fix.InsertAll("", "", "stamps", List.of("cents", "letter_id"), false);
    assertThat(code(written(insert, place("glued/1", "Stamp |>", GLUED))))
        .isEqualTo(
            """
            def glued_at_once(rows) do
              Ash.bulk_create!(rows, Stamp, :glue, return_errors?: true)
            end
            """);
  }

  @Test
  void updatesAndDeletesTakeRecordsOrAQuery() {
    assertThat(
            code(
                written(new Fix.UpdateAll("", "", "letters", "id", List.of("state")), null, LAYER)))
        .isEqualTo(
            """
            def letters_at_once(letters, input) do
              Ash.bulk_update!(letters, :update, input,
                strategy: [:atomic, :atomic_batches, :stream],
                return_errors?: true
              )
            end
            """);
    assertThat(code(written(new Fix.DeleteAll("", "", "letters", "id"), null, LAYER)))
        .contains("Ash.bulk_destroy!(letters, :destroy, %{},");
  }

  @Test
  void aggregatesAreDeclaredAndLoaded() {
    Fix sum = new Fix.GroupedAggregate("", "", "stamps", "letter_id", "sum", "cents", List.of());
    List<Finding.Code> codes = written(sum, null, LAYER);
    assertThat(codes).extracting(Finding.Code::path).containsExactly(FILE, "");
    assertThat(codes.get(0).code())
        .isEqualTo(
            """
            # In Post.Letter:
            aggregates do
              sum(:stamps_cents_sum, :stamps, :cents)
            end
            """);
    assertThat(code(codes)).contains("Ash.load!(letters, :stamps_cents_sum)");
    Fix counted =
        new Fix.GroupedAggregate("", "", "stamps", "letter_id", "count", "cents", List.of());
    assertThat(written(counted, null, LAYER).get(0).code())
        .contains("count(:stamps_cents_count, :stamps, field: :cents)");
    Fix exists = new Fix.GroupedExists("", "", "stamps", "letter_id", List.of());
    assertThat(written(exists, null, LAYER).get(0).code()).contains("exists(:has_stamps, :stamps)");
  }

  @Test
  void theFirstOfEachAreLoadedWithALimit() {
    Fix first = new Fix.FirstPerParent("", "", "stamps", "letter_id", List.of("id DESC"), 3);
    assertThat(code(written(first, null, LAYER)))
        .contains("wanted = Post.Stamp |> Ash.Query.sort(id: :desc) |> Ash.Query.limit(3)")
        .contains("Ash.load!(letters, stamps: wanted)");
  }

  @Test
  void whatAshSaysInOtherWordsIsSaidToBeEctos() {
    Fix page = new Fix.LimitOrStream("", "", "letters");
    assertThat(written(page, null, LAYER).get(0).code()).contains("# Ash sends this query.");
  }

  @Test
  void pagesForAdministratorsTakeWhatIsPreloadedFromTheirModules() {
    Fix preload =
        new Fix.Preload("", "", "boats", "berths", "boat_id", Association.HAS_MANY, List.of());
    CallSite kaffy =
        new CallSite("Kaffy.ResourceQuery.list_resource/3", "lib/kaffy/resource_query.ex", 51);
    assertThat(code(written(preload, null, kaffy)))
        .isEqualTo(
            """
            def custom_index_query(_conn, _schema, query) do
              from(r in query, preload: [:berths])
            end
            """);
    CallSite admin = new CallSite("ExAdmin.Repo.get_resource/2", "lib/ex_admin/repo.ex", 9);
    assertThat(code(written(preload, null, admin))).contains("%{all: [preload: [:berths]]}");
    Fix once = new Fix.LoadOnce("", "", "boats");
    assertThat(written(once, null, kaffy).get(0).code()).contains("# A page of Kaffy sends");
    assertThat(kaffy.isApplication() || admin.isApplication()).isFalse();
  }

  /** All that is written here. */
  static Stream<String> everyCode() {
    return Stream.of(
            SHOWN,
            new Fix.LookupByKeys("", "", "letters", "", "id"),
            new Fix.FirstPerParent("", "", "stamps", "letter_id", List.of("id DESC"), 3),
            new Fix.GroupedExists("", "", "stamps", "letter_id", List.of("cents = 5")),
            new Fix.InsertAll("", "", "stamps", List.of("cents"), false),
            new Fix.UpdateAll("", "", "letters", "id", List.of("state")),
            new Fix.DeleteAll("", "", "letters", "id"))
        .flatMap(fix -> written(fix, null, LAYER).stream())
        .map(Finding.Code::code);
  }
}
