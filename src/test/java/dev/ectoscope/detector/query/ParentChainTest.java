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
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/pier.ex",
                "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n\n"
                    + "defmodule Pier.Dock do\n  use Ecto.Schema\n  schema \"docks\" do\n    "
                    + association
                    + "\n  end\nend\n",
                "lib/harbour.ex",
                "defmodule Pier.Harbour do\n  alias Pier.{Dock, Repo}\n\n  def path(id) do\n"
                    + "    dock = Repo.get!(Dock, id)\n    [dock.id | "
                    + above
                    + "]\n  end\n\n  def other(id), do: id\nend\n"));
    Statement statement =
        new SqlReader().read("SELECT d0.\"id\" FROM \"docks\" AS d0 WHERE (d0.\"id\" = $1)");
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
            Map.of());
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
  void withoutTheRecursionOrWithAnotherTableAboveItIsALookup() {
    assertThat(of(PARENT, "other(dock.within_id)")).isEmpty();
    assertThat(of(PARENT, "path(dock.next_id)")).isEmpty();
    assertThat(
            of("belongs_to :inside, Pier.Basin, foreign_key: :within_id", "path(dock.within_id)"))
        .isEmpty();
  }
}
