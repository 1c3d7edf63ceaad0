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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows looked up one above the other are no list of keys. */
class ParentChainTest {

  private static Optional<Fix> of(String association, String above) {
    return of(
        association,
        "dock = Repo.get!(Dock, id)\n    [dock.id | " + above + "]",
        "SELECT d0.\"id\" FROM \"docks\" AS d0 WHERE (d0.\"id\" = $1)",
        Map.of());
  }

  private static Optional<Fix> of(
      String association, String body, String sql, Map<String, Object> facts) {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/pier.ex",
                "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n\n"
                    + "defmodule Pier.Dock do\n  use Ecto.Schema\n  schema \"docks\" do\n    "
                    + association
                    + "\n  end\nend\n",
                "lib/harbour.ex",
                "defmodule Pier.Harbour do\n  alias Pier.{Dock, Repo}\n\n  def path(id) do\n    "
                    + body
                    + "\n  end\n\n  def other(id), do: id\nend\n"));
    Statement statement = new SqlReader().read(sql);
    CallSite site = new CallSite("Pier.Harbour.path/1", "lib/harbour.ex", 5);
    Suspicion seen =
        new Suspicion(
            "lookup",
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
            facts);
    return ParentChain.fix(
        seen.at(List.of(new PlacedCall(site, new CallSites(project).place(site, statement)))),
        project);
  }

  private static final String PARENT = "belongs_to :inside, Pier.Dock, foreign_key: :within_id";

  @Test
  void aFunctionThatCallsItselfWithTheKeyAboveWantsAllRowsAbove() {
    assertThat(of(PARENT, "path(dock.within_id)"))
        .contains(
            new Fix.Ancestors("Pier.Harbour.path/1", "lib/harbour.ex", "docks", "id", "within_id"));
  }

  @Test
  void aFunctionThatCallsItselfForEachRowBelowWantsAllRowsBelow() {
    Fix preload =
        new Fix.Preload(
            "", "", "", "docks", "within_id", Fix.Association.HAS_MANY, List.of("berth"));
    String body =
        "docks = Repo.all(from(d in Dock, where: d.within_id == ^id, order_by: d.berth))\n"
            + "    Enum.map(docks, &path(&1.id))";
    String sql =
        "SELECT d0.\"id\" FROM \"docks\" AS d0 WHERE (d0.\"within_id\" = $1) ORDER BY d0.\"berth\"";
    assertThat(of(PARENT, body, sql, Map.of("fix", preload)))
        .contains(
            new Fix.Descendants(
                "Pier.Harbour.path/1",
                "lib/harbour.ex",
                "docks",
                "id",
                "within_id",
                List.of("berth")));
    String flat = body.replace("path(&1.id)", "other(&1.id)");
    assertThat(of(PARENT, flat, sql, Map.of("fix", preload))).isEmpty();
    String few = sql + " LIMIT 3";
    assertThat(of(PARENT, body, few, Map.of("fix", preload))).isEmpty();
  }

  @Test
  void withoutTheRecursionOrWithAnotherTableAboveItIsALookup() {
    assertThat(of(PARENT, "other(dock.within_id)")).isEmpty();
    assertThat(of(PARENT, "path(dock.next_id)")).isEmpty();
    assertThat(
            of("belongs_to :inside, Pier.Basin, foreign_key: :within_id", "path(dock.within_id)"))
        .isEmpty();
  }
}
