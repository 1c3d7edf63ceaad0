package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsoleReportTest {

  private static final String NARROW =
      """
      Ectoscope prod_phoenix.log, 0.9 MB, 24 s of Inkwell

        1,981 queries   382 requests   6 statements
        11.3 s database   2.8 s queue   20 errors

                SAVES  SURE      WHAT AND WHERE
        !!!    1.72 s  planned   line_items.order_id has no index
                                 lib/inkwell/shop.ex:240 +1
                                 fix Index on line_items (order_id), 4.6 MB

        !!! 20 failed  observed  20 inserts into users failed on users_email_index
                                 lib/inkwell/accounts.ex:44
                                 fix turn the violation into a changeset error with
                                     unique_constraint(:email)

        !!      68 ms  observed  comments is read once per post
                                 lib/inkwell/blog.ex:25
                                 fix Preload comments with the posts

        Not checked
          plans          2 of 6: 2 write
          over-fetching  needs --source DIR
          3 lines        not understood: 4,102, 4,880, 9,317

        2 high, 1 medium; 2 suspicions dismissed. Read 0.9 MB, 9,400 lines.
        Next: ectoscope analyze logs/prod_phoenix.log --format html --output report.html
      """;

  private static final String WIDE_HEAD =
      """
      Ectoscope prod_phoenix.log, 0.9 MB, 24 s of Inkwell

        1,981 queries   382 requests   6 statements   11.3 s database   2.8 s queue   20 errors

                SAVES  SURE      WHAT                                                  WHERE
        !!!    1.72 s  planned   line_items.order_id has no index                      lib/inkwell/shop.ex:240 +1
                                 fix Index on line_items (order_id), 4.6 MB
      """;

  private final ConsoleReport console = new ConsoleReport(47);

  @Test
  void narrowPutsThePathBelow() {
    assertThat(console.render(SampleReview.review(), 80, false, false)).isEqualTo(NARROW);
  }

  @Test
  void widePutsThePathBeside() {
    assertThat(console.render(SampleReview.review(), 120, false, false)).startsWith(WIDE_HEAD);
  }

  @Test
  void aPathThatDoesNotFitBesideGoesBelowAndIsNeverCut() {
    String path = "lib/inkwell_web/controllers/administration/registration_controller.ex";
    Finding f = SampleReview.nPlusOne();
    Finding far =
        new Finding(
            f.id(),
            f.detector(),
            f.variant(),
            f.title(),
            f.severity(),
            f.confidence(),
            f.tables(),
            f.statements(),
            List.of(new Finding.FindingSite("A.b/1", "A.b/1", path, 7)),
            f.occurrences(),
            f.units(),
            f.impact(),
            f.evidence(),
            f.samples(),
            f.recommendation(),
            null,
            List.of(),
            "",
            List.of());
    assertThat(console.render(SampleReview.with(List.of(far)), 120, false, false))
        .contains("\n" + " ".repeat(27) + path + ":7\n");
  }

  @Test
  void colourAddsNothingButColour() {
    String text = console.render(SampleReview.review(), 80, true, false);
    assertThat(text)
        .contains(
            "\u001b[31m!!!\u001b[0m    \u001b[1m1.72 s\u001b[0m  planned   "
                + "\u001b[1mline_items.order_id has no index\u001b[0m\n"
                + " ".repeat(27)
                + "\u001b[35mlib/inkwell/shop.ex:240\u001b[0m +1\n"
                + " ".repeat(27)
                + "\u001b[32mfix\u001b[0m Index on");
    assertThat(text.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(NARROW);
  }

  /** Findings of one statement share its time: 17 copies save no more than it took. */
  @Test
  void sixFindingsUnlessAll() {
    Review many = SampleReview.with(Collections.nCopies(23, SampleReview.nPlusOne()));
    assertThat(console.render(many, 80, false, false))
        .contains("\n          80 ms  17 more: ectoscope analyze --all, or --format html\n");
    assertThat(console.render(many, 80, false, true)).doesNotContain("more:");
  }

  @Test
  void nothingFoundSaysWhatWasRead() {
    assertThat(console.render(SampleReview.empty(), 80, false, false))
        .contains(
            "\n  No findings in 1,981 queries. 47 detectors ran; 2 suspicions were dismissed.\n");
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    assertThat(
            console
                .render(SampleReview.review(), 80, false, true)
                .lines()
                .filter(l -> !l.contains("Next:")))
        .allMatch(line -> line.length() <= 80);
  }
}
