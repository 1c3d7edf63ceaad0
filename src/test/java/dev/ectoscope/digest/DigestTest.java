package dev.ectoscope.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.report.SampleReview;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {

  private static final Review NOW = SampleReview.review();

  private static Review with(List<Finding> findings) {
    return with(findings, NOW.dismissed(), NOW.notChecked());
  }

  private static Review with(
      List<Finding> findings,
      List<Review.Dismissed> dismissed,
      List<Review.NotChecked> notChecked) {
    return review(NOW.totals(), findings, dismissed, notChecked);
  }

  private static Review with(Review.Totals totals) {
    return review(totals, NOW.findings(), NOW.dismissed(), NOW.notChecked());
  }

  private static Review review(
      Review.Totals totals,
      List<Finding> findings,
      List<Review.Dismissed> dismissed,
      List<Review.NotChecked> notChecked) {
    return new Review(
        NOW.schema(),
        NOW.app(),
        NOW.created(),
        NOW.input(),
        totals,
        NOW.statements(),
        findings,
        dismissed,
        notChecked,
        NOW.indexes(),
        NOW.pool(),
        NOW.server(),
        null);
  }

  private static Review.Totals totals(double dbMs, boolean atLeast) {
    Review.Totals t = NOW.totals();
    return new Review.Totals(
        t.queries(),
        t.ok(),
        t.error(),
        dbMs,
        t.queueMs(),
        t.decodeMs(),
        t.idleMs(),
        t.statements(),
        t.units(),
        t.spanMs(),
        t.bySource(),
        t.byCommand(),
        t.unitsByKind(),
        atLeast);
  }

  @Test
  void theSameReviewTwiceIsQuiet() {
    Digest digest = Digest.of(NOW, NOW);
    assertThat(digest.subject()).startsWith("All quiet");
    assertThat(digest.fresh()).isEmpty();
    assertThat(digest.worse()).isEmpty();
    assertThat(digest.fixed()).isEmpty();
    assertThat(digest.open()).isNotEmpty();
  }

  @Test
  void withoutAnEarlierReviewAllIsNew() {
    assertThat(Digest.of(NOW, null).subject()).startsWith(NOW.findings().size() + " new");
  }

  @Test
  void aFindingThatIsGoneAlthoughItsTableWasReadIsFixed() {
    Digest digest = Digest.of(with(NOW.findings().subList(1, NOW.findings().size())), NOW);
    assertThat(digest.subject()).startsWith("1 fixed");
    assertThat(digest.fixed())
        .extracting(Digest.Row::title)
        .containsExactly(NOW.findings().get(0).title().replace("`", ""));
  }

  @Test
  void aFindingThatIsGoneIsNotFixedWhereNobodyLookedForIt() {
    Finding gone = NOW.findings().get(0);
    List<Finding> rest = NOW.findings().subList(1, NOW.findings().size());
    Review now =
        with(
            rest,
            List.of(),
            List.of(new Review.NotChecked(gone.detector() + ", other", "needs a replica")));
    Digest digest = Digest.of(now, NOW);
    assertThat(digest.fixed()).isEmpty();
    assertThat(digest.subject()).startsWith("All quiet");
    assertThat(digest.notChecked())
        .last()
        .asString()
        .startsWith("1\u00a0earlier finding: not everything could be looked at");
  }

  @Test
  void aFindingThatTheTeamIgnoresIsNotFixed() {
    Finding gone = NOW.findings().get(0);
    List<Finding> rest = NOW.findings().subList(1, NOW.findings().size());
    Review.Dismissed ignored =
        new Review.Dismissed(
            gone.detector(), gone.statements(), Review.Dismissed.ignored("few rows"));
    Digest digest = Digest.of(with(rest, List.of(ignored), List.of()), NOW);
    assertThat(digest.fixed()).isEmpty();
    assertThat(digest.notChecked()).containsExactly("1\u00a0earlier finding: ignored since");
  }

  @Test
  void aFindingWhoseStatementsDidNotRunIsNotFixed() {
    Finding elsewhere =
        new Finding(
            "npoq-00000000",
            "n-plus-one-query",
            "",
            "`gone` is read once per row",
            Severity.HIGH,
            Confidence.OBSERVED,
            List.of("gone"),
            List.of("none"),
            List.of(),
            9,
            1,
            new Finding.Impact(9, 0.1, 0),
            List.of(),
            List.of(),
            new Finding.Recommendation("Preload", List.of()),
            null,
            List.of(),
            "",
            List.of());
    Digest digest = Digest.of(NOW, with(List.of(elsewhere)));
    assertThat(digest.fixed()).isEmpty();
    assertThat(digest.notChecked())
        .last()
        .isEqualTo("1\u00a0earlier finding: statements did not run this time");
  }

  @Test
  void whatGivesNoTimeBackIsFixedAllTheSame() {
    Finding failing =
        NOW.findings().stream().filter(f -> f.impact().savedMs() == 0).findFirst().orElseThrow();
    Digest digest =
        Digest.of(with(NOW.findings().stream().filter(f -> f != failing).toList()), NOW);
    assertThat(digest.fixed()).extracting(Digest.Row::number).containsExactly("no time");
  }

  /** More traffic is not worse; a call that takes a fifth more is. */
  @Test
  void aFindingIsWorseWhenEachOccurrenceTakesLonger() {
    Finding first = NOW.findings().get(0);
    Digest more = Digest.of(with(List.of(times(first, 10, 10))), with(List.of(first)));
    assertThat(more.worse()).isEmpty();
    Digest slower = Digest.of(with(List.of(times(first, 1, 1.3))), with(List.of(first)));
    assertThat(slower.subject()).startsWith("1 worse");
    assertThat(slower.worse())
        .singleElement()
        .extracting(Digest.Row::number)
        .asString()
        .contains(" → ");
    Digest hardly = Digest.of(with(List.of(times(first, 1, 1.1))), with(List.of(first)));
    assertThat(hardly.worse()).isEmpty();
  }

  private static Finding times(Finding f, long occurrences, double time) {
    return new Finding(
        f.id(),
        f.detector(),
        f.variant(),
        f.title(),
        f.severity(),
        f.confidence(),
        f.tables(),
        f.statements(),
        f.callSites(),
        f.occurrences() * occurrences,
        f.units(),
        new Finding.Impact(
            f.impact().dbMs() * time, f.impact().share(), f.impact().savedMs() * time),
        f.evidence(),
        f.samples(),
        f.recommendation(),
        f.timeline(),
        f.plans(),
        f.unit(),
        f.related());
  }

  @Test
  void aTimeIsComparedOnlyWhereThereWasOne() {
    assertThat(Digest.of(NOW, NOW).numbers().get(0).comparison()).startsWith("▲ 0 %");
    assertThat(Digest.of(NOW, with(totals(0, false))).numbers().get(0).comparison())
        .isEqualTo("from 0\u00a0ms");
    assertThat(Digest.of(NOW, with(totals(1_000, true))).numbers().get(0).comparison())
        .isEqualTo("from ≥\u00a01\u00a0s");
  }

  @Test
  void theTextKeepsWithinItsColumns() {
    assertThat(
            DigestText.render(Digest.of(NOW, null))
                .lines()
                .filter(line -> !line.startsWith("      ")))
        .allMatch(line -> line.length() <= 72);
  }

  @Test
  void unitsOfWorkAreCalledWhatTheyAreAndNumbersSayWhatTheyCount() {
    Digest digest = Digest.of(NOW, null);
    assertThat(digest.lede()).startsWith("1,981\u00a0queries in 382\u00a0requests");
    assertThat(digest.fresh()).extracting(Digest.Row::per).containsOnly("in this log");
    assertThat(digest.next().sentence()).endsWith("Saves 1.72\u00a0s in this log.");
    assertThat(digest.next().sentence()).doesNotContain("`");
  }

  @Test
  void textAndMailSayTheSameAndEscapeWhatComesFromLogs() {
    Digest digest = Digest.of(NOW, null);
    String text = DigestText.render(digest);
    String mail = DigestMail.render(digest);
    for (Digest.Row row : digest.fresh()) {
      assertThat(text.replaceAll("\\s+", " ")).contains(row.title());
      assertThat(mail).contains(row.title().replace("<", "&lt;"));
    }
    assertThat(text.lines()).first().asString().startsWith("Subject: ");
    assertThat(mail).doesNotContain("<script");
  }

  @Test
  void codeIsHandedOutWithItsNote() {
    Finding first = NOW.findings().get(0);
    Finding.Code code =
        new Finding.Code("query", "elixir", "lib/x.ex", "x = 1", "", 0, "`y` stays <as> it is");
    Finding noted =
        new Finding(
            first.id(),
            first.detector(),
            first.variant(),
            first.title(),
            first.severity(),
            first.confidence(),
            first.tables(),
            first.statements(),
            first.callSites(),
            first.occurrences(),
            first.units(),
            first.impact(),
            first.evidence(),
            first.samples(),
            new Finding.Recommendation("Do it.", List.of(code)),
            first.timeline(),
            first.plans(),
            first.unit(),
            first.related());
    Digest digest = Digest.of(with(List.of(noted)), null);
    assertThat(DigestText.render(digest)).contains("x = 1").contains("y stays <as> it is");
    assertThat(DigestMail.render(digest)).contains("x = 1").contains("y stays &lt;as&gt; it is");
  }

  @Test
  void ofALogThatHasLostMessagesEveryFigureIsALowerBound() {
    Review lossy = with(totals(NOW.totals().dbMs(), true));
    Digest digest = Digest.of(lossy, null);

    assertThat(Digest.of(NOW, null).numbers()).noneMatch(f -> f.value().contains("≥"));
    assertThat(digest.numbers()).allMatch(f -> f.value().startsWith("≥"));
    assertThat(digest.lede()).startsWith("≥");
    assertThat(digest.fresh())
        .extracting(Digest.Row::number)
        .allMatch(n -> n.startsWith("≥") || n.equals("no time"));
    assertThat(DigestText.render(digest)).contains("≥");
    assertThat(DigestMail.render(digest)).contains("≥");
  }
}
