package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import dev.ectoscope.review.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every change here leaves {@code Berth} without use, as its note says. */
final class LeftAliasesTest {

  private static final String NOTE = "Nothing names Berth here any more: its alias can go.";

  private static final String FUNCTION = "  def all, do: Repo.all(Berth)\n";

  @Test
  void anAliasStaysWhereItMayBeNeeded() {
    String file = file("  alias Pier.Berth\n  alias Pier.Repo\n");
    Finding change = finding("a", change(file, NOTE));
    Finding needs = finding("b", new Code("query", "elixir", "lib/dock.ex", "from(b in Berth)"));
    assertThat(removed(file, change, needs)).containsExactly(change, needs);
    // The same change of another finding is no other.
    assertThat(removed(file, change, finding("b", change(file, "")))).first().isNotEqualTo(change);
    Code own = change(file, "");
    Code other =
        new Code(
            "query", "elixir", own.path(), "  def none, do: :no\n", own.before(), own.line(), "");
    assertThat(removed(file, change, finding("b", other))).first().isEqualTo(change);
    String twice = file("  alias Pier.Berth\n  alias Lake.Berth\n");
    assertThat(removed(twice, finding("a", change(twice, NOTE)))).first().isEqualTo(change(twice));
    String wide = file("  alias Pier.{\n    Berth,\n    Repo\n  }\n");
    assertThat(removed(wide, finding("a", change(wide, NOTE)))).first().isEqualTo(change(wide));
  }

  @Test
  void theAliasGoesWithItsLastUse() {
    assertThat(edit("  alias Pier.Berth\n  alias Pier.Repo\n")).isEqualTo("  alias Pier.Repo\n");
    assertThat(edit("  alias Pier.Repo\n  alias Pier.Berth\n")).isEqualTo("  alias Pier.Repo\n");
    assertThat(edit("  alias Pier.{Berth, Boat, Repo}\n")).isEqualTo("  alias Pier.{Boat, Repo}\n");
    assertThat(edit("  alias Pier.{Berth, Repo}\n")).isEqualTo("  alias Pier.Repo\n");
    assertThat(edit("  alias Pier.Mooring, as: Berth\n  alias Pier.Repo\n"))
        .isEqualTo("  alias Pier.Repo\n");
    // Alone between empty lines it takes one of them with it.
    assertThat(edit("  alias Pier.Berth\n")).isEqualTo(FUNCTION);
  }

  private static String edit(String aliases) {
    String file = file(aliases);
    Finding left = removed(file, finding("a", change(file, NOTE))).get(0);
    List<Code> codes = left.recommendation().fixes();
    assertThat(codes).hasSize(2);
    assertThat(codes.get(0).note()).isEmpty();
    Code alias = codes.get(1);
    assertThat(file).contains(alias.before());
    assertThat(file.lines().toList().get(alias.line() - 1))
        .isEqualTo(alias.before().lines().findFirst().orElseThrow());
    return alias.code();
  }

  private static Finding change(String file) {
    return finding("a", change(file, NOTE));
  }

  private static List<Finding> removed(String file, Finding... findings) {
    return LeftAliases.removed(ElixirProject.of(Map.of("lib/dock.ex", file)), List.of(findings));
  }

  private static String file(String aliases) {
    return "defmodule Pier.Dock do\n  import Ecto.Query\n\n"
        + aliases
        + "\n"
        + FUNCTION
        + "\n  def none, do: []\nend\n";
  }

  private static int line(String file) {
    return file.lines().toList().indexOf(FUNCTION.stripTrailing()) + 1;
  }

  private static Code change(String file, String note) {
    int below = line(file) + 2;
    return new Code(
        "query",
        "elixir",
        "lib/dock.ex",
        "  def none, do: nil\n",
        "  def none, do: []\n",
        below,
        note);
  }

  private static Finding finding(String id, Code code) {
    return new Finding(
        id,
        "n-plus-one-query",
        "",
        "Berths are read",
        Severity.LOW,
        Confidence.OBSERVED,
        List.of(),
        List.of(),
        List.of(),
        1,
        1,
        new Finding.Impact(1, 0.1, 0),
        List.of(),
        List.of(),
        new Finding.Recommendation("Mend it.", List.of(code)),
        null,
        List.of(),
        "",
        List.of());
  }
}
