package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TooManyTest {

  /** So many loops, each over a table of its own, the later ones slower. */
  private static Review review(int loops) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < loops; i++) {
      String at = "09:00:00.000 request_id=F%d ".formatted(i);
      log.append(at).append("[info] GET /loans\n");
      for (int row = 0; row < 6; row++) {
        log.append(at)
            .append(
                "[debug] QUERY OK source=\"loans_%d\" db=%d.0ms idle=1.0ms\n".formatted(i, 1 + i))
            .append(
                "SELECT l0.\"id\" FROM \"loans_%d\" AS l0 WHERE (l0.\"book_id\" = $1) [%d]\n"
                    .formatted(i, row))
            .append("↳ Library.Loans%d.of/1, at: lib/library/loans.ex:3\n".formatted(i));
      }
      log.append(at).append("[info] Sent 200 in 900ms\n");
    }
    return Reviews.of(log.toString());
  }

  private static long loops(Review review) {
    return review.findings().stream().filter(TooManyTest::isLoop).count();
  }

  private static boolean isLoop(Finding finding) {
    return finding.detector().equals("n-plus-one-query");
  }

  @Test
  void allAreShownThatSomebodyMayRead() throws IOException {
    Review review = review(TooMany.SHOWN);
    assertThat(loops(review)).isEqualTo(TooMany.SHOWN);
    assertThat(review.notChecked()).noneMatch(n -> n.reason().contains("are shown"));
  }

  @Test
  void ofMoreThoseWithMostTimeAtStakeAndHowManyMoreThereAre() throws IOException {
    Review review = review(TooMany.SHOWN + 3);
    assertThat(loops(review)).isEqualTo(TooMany.SHOWN);
    assertThat(review.findings())
        .filteredOn(TooManyTest::isLoop)
        .noneMatch(f -> f.tables().contains("loans_2"))
        .anyMatch(f -> f.tables().contains("loans_3"));
    assertThat(review.notChecked())
        .filteredOn(n -> n.reason().contains("are shown"))
        .singleElement()
        .satisfies(n -> assertThat(n.reason()).endsWith("there are more (3 suspicions)"));
  }
}
