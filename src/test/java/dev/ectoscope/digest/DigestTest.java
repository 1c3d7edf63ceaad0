package dev.ectoscope.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.report.SampleReview;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {

  private static final Review NOW = SampleReview.review();

  private static Review with(List<Finding> findings) {
    return new Review(
        NOW.schema(),
        NOW.app(),
        NOW.created(),
        NOW.input(),
        NOW.totals(),
        NOW.statements(),
        findings,
        NOW.dismissed(),
        NOW.notChecked(),
        NOW.indexes(),
        NOW.pool(),
        NOW.server(),
        null);
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
      assertThat(text).contains(row.title());
      assertThat(mail).contains(row.title().replace("<", "&lt;"));
    }
    assertThat(text.lines()).first().asString().startsWith("Subject: ");
    assertThat(mail).doesNotContain("<script");
  }

  @Test
  void ofALogThatHasLostMessagesEveryFigureIsALowerBound() {
    Review.Totals t = NOW.totals();
    Review lossy =
        new Review(
            NOW.schema(),
            NOW.app(),
            NOW.created(),
            NOW.input(),
            new Review.Totals(
                t.queries(),
                t.ok(),
                t.error(),
                t.dbMs(),
                t.queueMs(),
                t.decodeMs(),
                t.idleMs(),
                t.statements(),
                t.units(),
                t.spanMs(),
                t.bySource(),
                t.byCommand(),
                t.unitsByKind(),
                true),
            NOW.statements(),
            NOW.findings(),
            NOW.dismissed(),
            NOW.notChecked(),
            NOW.indexes(),
            NOW.pool(),
            NOW.server(),
            null);
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
