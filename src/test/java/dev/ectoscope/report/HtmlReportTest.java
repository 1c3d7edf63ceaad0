package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Code;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.review.Finding.Impact;
import dev.ectoscope.review.Finding.PlanRow;
import dev.ectoscope.review.Finding.PlanView;
import dev.ectoscope.review.Finding.Recommendation;
import dev.ectoscope.review.Finding.Span;
import dev.ectoscope.review.Finding.Timeline;
import dev.ectoscope.review.Finding.Whole;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HtmlReportTest {

  private static final String EVIL = "<script>alert(1)</script>\"'&`";

  private final HtmlReport html = new HtmlReport(SampleDetectors.byId());
  private final Review review = SampleReview.review();

  @Test
  void theOverviewSaysTheAnswerFirst() {
    assertThat(html.overview(review))
        .contains(
            "<h1>13\u00a0% of Inkwell’s database time can be given back</h1>", "Do these first")
        .contains(
            "/findings/mix-19ce22d0",
            "Over-fetching not checked:",
            "Late pages read all earlier ones",
            "99.8\u00a0%");
  }

  @Test
  void noFindingsSaysSo() {
    assertThat(html.overview(SampleReview.empty()))
        .contains("<h1>No findings in 1,981\u00a0queries</h1>")
        .doesNotContain("Do these first");
    assertThat(html.findings(SampleReview.empty(), FindingFilter.ALL))
        .contains("<h2>No findings in 1,981\u00a0queries</h2>");
  }

  @Test
  void whatMadeTheReviewLessSureStandsOnTheFirstPage() {
    assertThat(html.overview(review)).doesNotContain("No database was asked");
    Review s = SampleReview.review();
    Review alone =
        new Review(
            s.schema(),
            s.app(),
            s.created(),
            s.input(),
            s.totals(),
            s.statements(),
            s.findings(),
            s.dismissed(),
            s.notChecked(),
            s.indexes(),
            s.pool(),
            null,
            null);
    assertThat(html.overview(alone))
        .contains("No database was asked", "<code>--replica</code>", "Plans not checked:");
  }

  @Test
  void replacedCodeIsShownAsADifferenceAndCopiedWithoutIt() {
    String page = html.finding(review, "n1q-4c1e07a2").orElseThrow();
    assertThat(page)
        .contains("<span class=\"ln\" data-n=\"21\">")
        .contains("class=\"ln d\" data-n=\"25\"", "class=\"ln a\" data-n=\"23\"")
        .contains("removed: ", "added: ", "Checked against the schema; not compiled.");
    assertThat(html.finding(review, "mix-19ce22d0").orElseThrow())
        .doesNotContain("removed: ", "added: ");
  }

  /** Thousands of findings are one file: what all pages draw stands in it once. */
  @Test
  void iconsAreDrawnOnce() {
    String page = html.singleFile(review);
    assertThat(page.split("<symbol id=\"i-copy\"", -1)).hasSize(2);
    assertThat(page).contains("<use href=\"#i-high\"/>", "<use href=\"#i-observed\"/>");
    List<String> used =
        Pattern.compile("<use href=\"#([\\w-]+)\"")
            .matcher(page)
            .results()
            .map(use -> "<symbol id=\"" + use.group(1) + "\"")
            .distinct()
            .toList();
    assertThat(used).hasSizeGreaterThan(5).allMatch(page::contains);
    assertThat(page.contains(".00%\"") || page.contains(".0\"")).isFalse();
  }

  @Test
  void theTimelineShowsWhatTheLoopWouldCostInOneQuery() {
    assertThat(html.finding(review, "n1q-4c1e07a2").orElseThrow())
        .contains(
            "One request, now and after", "after: × 1", "estimated from this log, not measured")
        .contains("12 → 1", "Queries a request");
  }

  @Test
  void ofALongLoopThePictureSaysWhatItDraws() {
    Finding f = SampleReview.nPlusOne();
    Timeline part = f.timeline();
    long drawn = part.spans().stream().filter(Span::repeated).count();
    Timeline cut =
        new Timeline(part.unit(), part.durationMs(), part.spans(), new Whole(500, 480, 900));
    TimelineChart chart = TimelineChart.of(f, cut);
    assertThat(chart.says()).contains("500\u00a0queries, 480 of them repeated. The first ");
    assertThat(chart.caption())
        .startsWith("The repeated queries take ≥\u00a0900\u00a0ms")
        .endsWith("The first " + part.spans().size() + " of 500\u00a0queries are drawn.");
    assertThat(chart.lanes())
        .extracting(TimelineChart.Lane::label)
        .anyMatch(label -> label.endsWith("× " + drawn + " of 480"));
    assertThat(TimelineChart.of(f, part).caption()).doesNotContain("drawn");
  }

  @Test
  void aUnitOfWorkIsCalledWhatItIs() {
    Finding f = SampleReview.nPlusOne();
    for (String[] kind :
        new String[][] {
          {"job", "One job, now and after", "8</dd><dd class=\"sub\">jobs"},
          {"live-view", "One LiveView callback, now and after", "LiveView callbacks"},
          {"other", "One unit of work, now and after", "units of work"}
        }) {
      Finding other =
          new Finding(
              f.id(),
              f.detector(),
              f.variant(),
              f.title(),
              f.severity(),
              f.confidence(),
              f.tables(),
              f.statements(),
              f.callSites(),
              f.occurrences(),
              f.units(),
              f.impact(),
              List.of(),
              f.samples(),
              f.recommendation(),
              f.timeline(),
              f.plans(),
              kind[0],
              List.of());
      assertThat(html.finding(SampleReview.with(List.of(other)), f.id()).orElseThrow())
          .contains(kind[1], kind[2])
          .doesNotContain("One request", " requests");
    }
  }

  @Test
  void pathsLeadToTheEditorOnlyWhenThereIsOne() {
    String id = "n1q-4c1e07a2";
    assertThat(html.finding(review, id).orElseThrow()).doesNotContain("vscode:");
    EditorLinks editor = EditorLinks.of("vscode", Path.of("/home/me/inkwell")).orElseThrow();
    assertThat(html.as(new Reader("", "/", editor)).finding(review, id).orElseThrow())
        .contains("href=\"vscode://file/home/me/inkwell/lib/inkwell/blog.ex:25\"");
  }

  @Test
  void theReadersColoursAreOnThePage() {
    assertThat(html.overview(review)).contains("<html lang=\"en\">");
    assertThat(html.as(new Reader("dark", "/findings?q=a", EditorLinks.NONE)).overview(review))
        .contains("<html lang=\"en\" data-theme=\"dark\">", "value=\"/findings?q=a\"");
  }

  @Test
  void theListIsFiltered() {
    String high = html.findings(review, new FindingFilter("", "high", ""));
    assertThat(high).contains("/findings/mix-19ce22d0").doesNotContain("/findings/n1q-4c1e07a2");
    assertThat(html.findings(review, new FindingFilter("BLOG.ex", "", "")))
        .contains("/findings/n1q-4c1e07a2")
        .doesNotContain("/findings/mix-19ce22d0");
    assertThat(html.findings(review, new FindingFilter("nowhere", "", "")))
        .contains("No finding matches “nowhere”", "The 3 findings do not mention it.");
    assertThat(
            html.findings(review, new FindingFilter("", "", "", "observed", "lib/inkwell/blog.ex")))
        .contains("/findings/n1q-4c1e07a2", "selected=\"selected\">lib/inkwell/blog.ex (1)")
        .doesNotContain("/findings/mix-19ce22d0");
    assertThat(html.findings(review, new FindingFilter("", "", "missing-index")))
        .contains("<option value=\"missing-index\" selected=\"selected\">");
  }

  @Test
  void aFindingShowsCodeTimelineAndEvidence() {
    String page = html.finding(review, "n1q-4c1e07a2").orElseThrow();
    assertThat(page)
        .contains("<h1><code>comments</code> is read once per post</h1>", "lib/inkwell/blog.ex:25")
        .contains("comments × 12", "Repo.preload(", "Not verified", "Log lines, parameters masked")
        .contains("Each query pays a round trip", "/statements/7f3a91");
  }

  @Test
  void aFindingShowsBothPlans() {
    String page = html.finding(review, "mix-19ce22d0").orElseThrow();
    assertThat(page)
        .contains(
            "Plan now and after",
            "measured 42\u00a0ms",
            "planned, not run; cost 8.5",
            "class=\"worst\"")
        .doesNotContain("One request");
  }

  @Test
  void findingsAreGroupedBySeverityAndFilteredByFamily() {
    assertThat(html.findings(review, FindingFilter.ALL))
        .containsSubsequence("<h2>High</h2>", "/findings/mix-19ce22d0", "<h2>Medium</h2>")
        .contains("href=\"/findings?family=index\"");
    assertThat(html.findings(review, new FindingFilter("", "", "", "", "", "index")))
        .contains("/findings/mix-19ce22d0", "name=\"family\" value=\"index\"")
        .doesNotContain("/findings/n1q-4c1e07a2");
  }

  @Test
  void aLongListOfLittleIsFolded() {
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.add(low("low-" + i));
    }
    String page = html.findings(SampleReview.with(many), FindingFilter.ALL);
    assertThat(page).contains("<details><summary><h2>Low</h2>").contains("/findings/low-39");
    assertThat(html.findings(SampleReview.with(many), new FindingFilter("", "low", "")))
        .contains("<details open=\"open\"><summary><h2>Low</h2>");
  }

  @Test
  void aFrameOfALibraryIsNoPlaceToChangeAnything() {
    Finding f = low("low-1");
    Finding inside =
        new Finding(
            f.id(),
            f.detector(),
            f.variant(),
            f.title(),
            f.severity(),
            f.confidence(),
            f.tables(),
            f.statements(),
            List.of(
                new FindingSite("Enum.map/2", "Enum.map/2", "lib/enum.ex", 1714),
                new FindingSite("Inkwell.Blog.feed/1", "Enum.map/2", "lib/inkwell/blog.ex", 0)),
            f.occurrences(),
            f.units(),
            f.impact(),
            f.evidence(),
            f.samples(),
            f.recommendation(),
            f.timeline(),
            f.plans(),
            "",
            List.of());
    assertThat(html.findings(SampleReview.with(List.of(inside)), FindingFilter.ALL))
        .contains("Inkwell.Blog.feed/1", "lib/inkwell/blog.ex")
        .doesNotContain(">lib/enum.ex:1714");
  }

  @Test
  void aChangeThatAnotherMakesNeedlessIsFoldedUnderIt() {
    Finding all = low("all", List.of("55d1c8"), 885.5);
    Finding part = low("part", all.statements(), 400);
    String page = html.overview(SampleReview.with(List.of(all, part)));
    assertThat(page).contains("One change not needed after it").contains("/findings/part");
    assertThat(page).containsOnlyOnce("class=\"rank\"");
    assertThat(html.overview(SampleReview.with(List.of(all, low("other")))))
        .doesNotContain("not needed after it");
  }

  @Test
  void indexesPoolAndInputHavePages() {
    assertThat(html.indexes(review))
        .contains("<h1>2\u00a0indexes to create, 1 to drop</h1>", "9,294 → 16.3", "4.6\u00a0MB")
        .contains("One index was not costed.", "not costed", "users_email_idx", "Copy SQL")
        .contains("href=\"/findings/mix-19ce22d0\"");
    assertThat(html.pool(review))
        .contains("<h1>The pool dropped 6\u00a0requests</h1>", "15, recommended")
        .contains("Other pool sizes not checked: ");
    assertThat(html.input(SampleReview.mixed()))
        .contains("2,081 of 2,084\u00a0queries understood", "Line 4,102", "cut in the middle")
        .contains("kubectl+console", "Not PostgreSQL: ", "messages were dropped by the logger");
  }

  @Test
  void statementsAndDetectorsHavePages() {
    assertThat(html.statements(review, StatementFilter.ALL))
        .contains("<span class=\"el\">3 cols</span>", "/statements/9a01bb");
    assertThat(html.statements(review, new StatementFilter("tenants", "", "", 0)))
        .doesNotContain("/statements/7f3a91");
    assertThat(html.statement(review, "7f3a91").orElseThrow())
        .contains("Read <code>comments</code>", "p95 1.6");
    assertThat(html.detector(review, "missing-index").orElseThrow())
        .contains("A filter reads the whole table");
    assertThat(html.statement(review, "no")).isEmpty();
    assertThat(html.finding(review, "no")).isEmpty();
    assertThat(html.detector(review, "no")).isEmpty();
    assertThat(html.error(review, "No such page", "Not `here`."))
        .contains("Not <code>here</code>.");
  }

  @Test
  void hostileTextStaysText() {
    Review hostile = SampleReview.with(List.of(hostileFinding()));
    List<String> pages = pages(hostile);
    pages.add(html.error(hostile, EVIL, EVIL));
    pages.add(html.findings(hostile, new FindingFilter(EVIL, EVIL, EVIL, EVIL, EVIL)));
    pages.add(html.statements(hostile, new StatementFilter(EVIL, EVIL, EVIL, 0)));
    assertThat(pages).allSatisfy(page -> assertThat(page).doesNotContain("<script>alert"));
    assertThat(html.finding(hostile, EVIL).orElseThrow()).contains("&lt;script&gt;alert(1)");
    assertThat(html.singleFile(hostile)).doesNotContain("<script>alert");
  }

  @Test
  void noPageHasInlineStyleOrScript() {
    assertThat(pages(review))
        .allSatisfy(
            page ->
                assertThat(page)
                    .startsWith("<!doctype html>")
                    .doesNotContain(
                        "<style", " style=\"", "onclick=", " th:", "<th:", "NaN", ">null<")
                    .doesNotContainPattern("<script(?! src=\"/assets/app.js\")"));
  }

  @Test
  void theSingleFileAsksForNothing() throws Exception {
    String file = html.singleFile(review);
    assertThat(file)
        .doesNotContain(" style=\"", "<script src", "rel=\"stylesheet\"", "href=\"/", "src=\"http")
        .contains(
            "id=\"findings-n1q-4c1e07a2\"",
            "id=\"statements-7f3a91\"",
            "href=\"#findings-mix-19ce22d0\"");
    assertThat(file.replace("&#39;", "'"))
        .contains("style-src 'sha256-" + sha256(between(file, "<style>", "</style>")) + "'")
        .contains("script-src 'sha256-" + sha256(between(file, "<script>", "</script>")) + "'");
  }

  @Test
  void everyAnchorOfTheSingleFileExistsOnce() {
    String file = html.singleFile(review);
    List<String> ids = all(file, " id=\"([^\"]+)\"");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).containsAll(new TreeSet<>(all(file, "href=\"#([^\"]+)\"")));
  }

  private static Finding low(String id) {
    return low(id, List.of("7f3a91"), 4);
  }

  private static Finding low(String id, List<String> statements, double savedMs) {
    return new Finding(
        id,
        "n-plus-one-query",
        "",
        "comments is read once per post",
        Severity.LOW,
        Confidence.OBSERVED,
        List.of("comments"),
        statements,
        List.of(),
        12,
        1,
        new Impact(savedMs, 0.01, savedMs),
        List.of(),
        List.of(),
        new Recommendation("Preload comments.", List.of()),
        null,
        List.of(),
        "",
        List.of());
  }

  private List<String> pages(Review of) {
    List<String> pages = new ArrayList<>();
    pages.add(html.overview(of));
    pages.add(html.findings(of, FindingFilter.ALL));
    of.findings().forEach(f -> pages.add(html.finding(of, f.id()).orElseThrow()));
    pages.add(html.statements(of, StatementFilter.ALL));
    pages.add(html.indexes(of));
    pages.add(html.pool(of));
    pages.add(html.input(of));
    of.statements().forEach(row -> pages.add(html.statement(of, row.fingerprint()).orElseThrow()));
    SampleDetectors.byId().keySet().forEach(id -> pages.add(html.detector(of, id).orElseThrow()));
    return pages;
  }

  private static Finding hostileFinding() {
    return new Finding(
        EVIL,
        EVIL,
        EVIL,
        EVIL,
        Severity.HIGH,
        Confidence.MEASURED,
        List.of(EVIL),
        List.of(EVIL),
        List.of(new FindingSite(EVIL, EVIL, EVIL, 1)),
        1,
        1,
        new Impact(1, 1, 1),
        List.of(new Note("log", EVIL)),
        List.of(EVIL),
        new Recommendation(EVIL, List.of(new Code("query", "elixir", EVIL, EVIL))),
        new Timeline(EVIL, 1, List.of(new Span(EVIL, 0, 0, 1, true))),
        List.of(new PlanView(EVIL, true, 1, List.of(new PlanRow(0, EVIL, EVIL, 1, 1, true)))),
        "",
        List.of());
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start));
  }

  private static String sha256(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }

  private static List<String> all(String text, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
