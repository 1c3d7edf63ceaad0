package dev.ectoscope.detector.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the function that reads wide rows does with them. */
class StructUseTest {

  private static Verdict weighed(String body) {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule Library.Repo do\n  use Ecto.Repo, otp_app: :library\nend\n",
                "lib/library/shelves.ex",
                "defmodule Library.Shelves do\n  import Ecto.Query\n  alias Library.Repo\n\n"
                    + "  def titles do\n"
                    + body
                    + "\n  end\nend\n"));
    Suspicion seen =
        new OverFetching()
            .suspect(Given.read(Path.of("sample-logs/detectors/over-fetching/bad.log")))
            .findFirst()
            .orElseThrow();
    var site = seen.callSites().get(0);
    var place =
        new CallSites(project)
            .place(
                new dev.ectoscope.log.CallSite(site.printed(), site.file(), 6), seen.statement());
    Fix fix =
        new Fix.SelectFields("", "", "books", List.of("id", "title"), List.of("summary", "cover"));
    return new StructUse(project, seen.at(List.of(new PlacedCall(site, place))))
        .weighed(
            new Verdict.Confirmed(
                "wide", Confidence.OBSERVED, 1, 0, List.of(), "", List.of(fix), null));
  }

  private static final String READ =
      "    books = Repo.all(from(b in \"books\", where: b.summary != \"\", order_by: b.id, limit: 300))\n";

  @Test
  void isDismissedWhenTheWideFieldsAreUsed() {
    assertThat(weighed(READ + "    for b <- books, do: {b.summary, b.cover}"))
        .isEqualTo(new Verdict.Dismissed("summary, cover are used in Library.Shelves.titles/0"));
    assertThat(weighed(READ + "    for %{summary: s, cover: c} <- books, do: {s, c}"))
        .isInstanceOf(Verdict.Dismissed.class);
  }

  @Test
  void whatIsUsedStaysInTheSelect() {
    Verdict.Confirmed verdict =
        (Verdict.Confirmed) weighed(READ + "    Enum.map(books, & &1.cover)");
    Fix.SelectFields fix = (Fix.SelectFields) verdict.fixes().get(0);
    assertThat(fix.keep()).containsExactly("id", "title", "cover");
    assertThat(fix.wide()).containsExactly("summary");
    assertThat(verdict.notes().toString()).contains("does not read summary.");
  }

  @Test
  void whatCallersReadIsNotKnown() {
    Verdict.Confirmed verdict =
        (Verdict.Confirmed) weighed(READ.replace("books = ", "").stripTrailing());
    assertThat(verdict.notes().toString()).contains("callers and templates read is not known");
  }
}
