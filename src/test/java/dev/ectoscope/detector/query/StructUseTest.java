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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the function that reads wide rows does with them. */
class StructUseTest {

  private static Verdict weighed(String body) {
    return weighed(body, Map.of());
  }

  private static Verdict weighed(String body, Map<String, String> others) {
    return use(body, others).weighed(WIDE);
  }

  private static final Verdict.Confirmed WIDE =
      new Verdict.Confirmed(
          "wide",
          Confidence.OBSERVED,
          1,
          0,
          List.of(),
          "",
          List.of(
              new Fix.SelectFields(
                  "", "", "books", List.of("id", "title"), List.of("summary", "cover"))),
          null);

  private static StructUse use(String body, Map<String, String> others) {
    Map<String, String> files = new HashMap<>(others);
    files.put(
        "lib/repo.ex", "defmodule Library.Repo do\n  use Ecto.Repo, otp_app: :library\nend\n");
    files.put(
        "lib/library/shelves.ex",
        "defmodule Library.Shelves do\n  import Ecto.Query\n  alias Library.Repo\n\n"
            + "  def titles do\n"
            + body
            + "\n  end\nend\n");
    ElixirProject project = ElixirProject.of(files);
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
    return new StructUse(project, seen.at(List.of(new PlacedCall(site, place))));
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

  /** Where only the time of decoding speaks, the source must tell all there is to know. */
  @Test
  void isKnownOnlyWhenSomeFieldsAreReadAndTheRowsStay() {
    assertThat(use(READ + "    Enum.map(books, & &1.cover)", Map.of()).known(WIDE)).isPresent();
    assertThat(use(READ + "    length(books)", Map.of()).known(WIDE)).isEmpty();
    assertThat(use(READ + "    {:ok, books}", Map.of()).known(WIDE)).isEmpty();
    assertThat(use(READ + "    for b <- books, do: {b.summary, b.cover}", Map.of()).known(WIDE))
        .containsInstanceOf(Verdict.Dismissed.class);
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

  private static final String GIVEN_BACK = READ + "    {:ok, books}";

  private static Map<String, String> page(String body) {
    return Map.of(
        "lib/library_web/page.ex",
        "defmodule LibraryWeb.Page do\n  alias Library.Shelves\n\n"
            + "  def index(conn) do\n    {:ok, books} = Shelves.titles()\n"
            + body
            + "\n  end\nend\n");
  }

  private static String notes(Verdict verdict) {
    return ((Verdict.Confirmed) verdict).notes().toString();
  }

  @Test
  void isDismissedWhenACallerUsesTheFields() {
    assertThat(weighed(GIVEN_BACK, page("    for b <- books, do: {b.summary, b.cover}")))
        .isEqualTo(new Verdict.Dismissed("summary, cover are used in LibraryWeb.Page.index/1"));
  }

  @Test
  void isSureWhereNothingInTheProjectReadsTheFields() {
    Verdict verdict = weighed(GIVEN_BACK, page("    Enum.map(books, & &1.title)"));
    assertThat(notes(verdict)).contains("does not read summary, cover.").doesNotContain("not sure");
    assertThat(((Verdict.Confirmed) verdict).savedMs()).isEqualTo(1);
  }

  @Test
  void isNotSureWhereATemplateMayReadTheFields() {
    Map<String, String> files = new HashMap<>(page("    render(conn, :index, books: books)"));
    files.put("lib/library_web/page/show.html.heex", "<p>{@book.summary}</p>\n");
    Verdict verdict = weighed(GIVEN_BACK, files);
    assertThat(notes(verdict))
        .contains("lib/library_web/page/show.html.heex reads summary, of these rows or of others")
        .contains("not sure");
    assertThat(((Verdict.Confirmed) verdict).savedMs()).isNaN();
  }

  @Test
  void whatCallersReadIsNotKnown() {
    Verdict verdict = weighed(READ.replace("books = ", "").stripTrailing());
    assertThat(notes(verdict)).contains("callers and templates read is not known");
    assertThat(notes(weighed(GIVEN_BACK))).contains("callers and templates read is not known");
    assertThat(notes(weighed(READ + "    Enum.map(books, &shown/1)"))).contains("not sure");
    assertThat(notes(weighed(READ + "    for b <- books, do: {b.title, shown(b)}")))
        .contains("not sure");
  }
}
