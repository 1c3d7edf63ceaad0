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
}
