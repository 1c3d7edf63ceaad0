package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A query needs its macros: a module that imports none is given the import. */
class ImportsTest {

  private static final String BOAT =
      "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";

  private static List<Finding.Code> lookedUp(String head, String body) {
    Fix fix = new Fix.LookupByKeys("Pier.Harbour.show/1", "lib/harbour.ex", "boats", "", "id");
    return RewriteTest.codes("show/1", head, body, "Repo.get!", BOAT, fix, "%{}\n");
  }

  @Test
  void theImportStandsBeforeTheOthersOfTheModule() {
    List<Finding.Code> codes =
        lookedUp(
            "use Pier\n\n  alias Pier.{Boat, Repo}",
            "def show(ids), do: Enum.map(ids, &Repo.get!(Boat, &1))\n");
    assertThat(codes).hasSize(2);
    assertThat(codes.get(0).line()).isEqualTo(4);
    assertThat(codes.get(0).before()).isEqualTo("  alias Pier.{Boat, Repo}\n");
    assertThat(codes.get(0).code())
        .isEqualTo("  import Ecto.Query, only: [from: 2]\n  alias Pier.{Boat, Repo}\n");
    assertThat(codes.get(1).code()).contains("from(b in Boat, where: b.id in ^ids)");
  }

  @Test
  void aNewFunctionSaysThatItsModuleLacksIt() {
    String body = "def show(ids), do: for(id <- ids, x <- id, do: Repo.get!(Boat, x))\n";
    assertThat(lookedUp("alias Pier.{Boat, Repo}", body).get(0).code())
        .contains("# Pier.Harbour must import Ecto.Query for it.");
    assertThat(lookedUp("import Ecto.Query\n  alias Pier.{Boat, Repo}", body).get(0).code())
        .doesNotContain("must import");
  }

  @Test
  void whereNothingStandsBesideItTheFunctionIsLeftAlone() {
    List<Finding.Code> codes =
        lookedUp("use Pier", "def show(ids), do: Enum.map(ids, &Pier.Repo.get!(Pier.Boat, &1))\n");
    assertThat(codes).hasSize(1);
    assertThat(codes.get(0).before()).isEmpty();
  }
}
