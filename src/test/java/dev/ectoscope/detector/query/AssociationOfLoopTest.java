package dev.ectoscope.detector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The variant of a query per row is that of the association in the source. */
class AssociationOfLoopTest {

  private static Suspicion sharpened(
      String variant, RowShape shape, String call, String association, String sql, Fix fix) {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/pier.ex",
                "defmodule Pier.Boat do\n  use Ecto.Schema\n  schema \"boats\" do\n    "
                    + association
                    + "\n  end\nend\n\n"
                    + "defmodule Pier.Berth do\n  use Ecto.Schema\n  schema \"berths\" do\n"
                    + "    belongs_to :boat, Pier.Boat\n  end\nend\n\n"
                    + "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n",
                "lib/harbour.ex",
                "defmodule Pier.Harbour do\n  import Ecto.Query\n  alias Pier.{Boat, Berth, Repo}\n\n"
                    + "  def one(berth), do: "
                    + call
                    + "\nend\n"));
    Statement statement = new SqlReader().read(sql);
    CallSite site = new CallSite("Pier.Harbour.one/1", "lib/harbour.ex", 5);
    Suspicion seen =
        new Suspicion(
            variant,
            "x",
            List.of(statement),
            List.of(site),
            List.of(),
            9,
            2,
            3,
            2,
            List.of(),
            null,
            List.of(),
            Map.of("shape", shape.name(), "row", "row", "fix", fix));
    Suspicion placed =
        seen.at(List.of(new PlacedCall(site, new CallSites(project).place(site, statement))));
    Suspicion sharpened = new NPlusOneQuery().sharpen(placed, project);
    assertThat(List.of(sharpened.occurrences(), sharpened.units())).isEqualTo(List.of(9L, 2L));
    assertThat(sharpened.subject()).isEqualTo(placed.subject());
    return sharpened;
  }

  private static final String BOAT = "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";
  private static final String BERTHS =
      "SELECT b0.\"id\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";
  private static final Fix LOOKUP = new Fix.LookupByKeys("", "", "boats", "", "id");
  private static final Fix PRELOAD =
      new Fix.Preload("", "", "", "berths", "boat_id", Fix.Association.HAS_MANY, List.of());

  private static Suspicion looked(String call) {
    return sharpened("lookup", RowShape.LOOKUP, call, "has_many :berths, Pier.Berth", BOAT, LOOKUP);
  }

  private static Suspicion read(String association) {
    String call = "Repo.all(from(b in Berth, where: b.boat_id == ^berth.id))";
    return sharpened("has-many", RowShape.HAS_MANY, call, association, BERTHS, PRELOAD);
  }

  @Test
  void aLookupByAnIdOfItsOwnStaysALookup() {
    assertThat(looked("Repo.get!(Boat, berth)").variant()).isEqualTo("lookup");
    assertThat(looked("Repo.get!(Boat, berth.id)").variant()).isEqualTo("lookup");
  }

  @Test
  void aLookupByAForeignKeyIsABelongsTo() {
    Suspicion found = looked("Repo.get!(Boat, berth.boat_id)");
    assertThat(found.variant()).isEqualTo("belongs-to");
    assertThat(found.facts()).containsEntry("row", "berth").containsEntry("fix", LOOKUP);
  }

  /** What another process read in between is not what the loop goes over. */
  @Test
  void theRowThatTheCallReadsItsKeyFromIsTheOneThatIsPreloadedInto() {
    Fix neighbours =
        new Fix.Preload("", "", "events", "boats", "id", Fix.Association.BELONGS_TO, List.of());
    Suspicion found =
        sharpened(
            "belongs-to",
            RowShape.BELONGS_TO,
            "Repo.get!(Boat, berth.boat_id)",
            "has_many :berths, Pier.Berth",
            BOAT,
            neighbours);
    assertThat(found.facts())
        .containsEntry("row", "berth")
        .containsEntry(
            "fix",
            new Fix.Preload(
                "", "", "berths", "boats", "id", Fix.Association.BELONGS_TO, List.of()));
  }

  @Test
  void aReloadIsNoPreload() {
    String sql = BOAT.replace("= $1", "= ANY($1)");
    Fix preload =
        new Fix.Preload("", "", "", "boats", "id", Fix.Association.PRELOAD_IN_LOOP, List.of());
    Suspicion found =
        sharpened(
            "preload-in-loop",
            RowShape.PRELOAD_IN_LOOP,
            "Repo.reload!(berth)",
            "field :name, :string",
            sql,
            preload);
    assertThat(found.facts())
        .containsEntry("shape", "RELOAD")
        .containsEntry("fix", new Fix.Reload("Pier.Harbour.one/1", "lib/harbour.ex", "boats"));
  }

  @Test
  void aHasOneIsToldFromAHasMany() {
    assertThat(read("has_many :berths, Pier.Berth").variant()).isEqualTo("has-many");
    assertThat(read("field :name, :string").variant()).isEqualTo("has-many");
    assertThat(read("has_one :berth, Pier.Berth").variant()).isEqualTo("has-one");
  }
}
