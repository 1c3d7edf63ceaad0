package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Impact;
import dev.ectoscope.review.Finding.Recommendation;
import dev.ectoscope.review.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingOrderTest {

  @Test
  void severityThenTimeGivenBackThenTimeAtStake() {
    Finding high = finding("h", Severity.HIGH, "a", 1, 1);
    Finding more = finding("m", Severity.LOW, "b", 9, 9);
    Finding less = finding("l", Severity.LOW, "c", 8, 100);
    Finding unknown = finding("u", Severity.LOW, "d", 0, 50);
    Finding small = finding("a", Severity.LOW, "e", 0, 5);
    assertThat(FindingOrder.of(List.of(small, unknown, less, more, high)))
        .containsExactly(high, more, less, unknown, small);
  }

  @Test
  void oneCulpritStandsTogetherWithinItsSeverity() {
    Finding index = finding("i", Severity.LOW, "a", 9, 9);
    Finding other = finding("o", Severity.LOW, "b", 5, 9);
    Finding loop = finding("l", Severity.LOW, "a", 2, 9);
    Finding info = finding("n", Severity.INFO, "a", 0, 9);
    assertThat(FindingOrder.of(List.of(info, loop, other, index)))
        .containsExactly(index, loop, other, info);
  }

  private static Finding finding(
      String id, Severity severity, String statement, double saved, double spent) {
    return new Finding(
        id,
        "n-plus-one-query",
        "",
        id,
        severity,
        Confidence.OBSERVED,
        List.of(),
        List.of(statement),
        List.of(),
        1,
        1,
        new Impact(spent, 0, saved),
        List.of(),
        List.of(),
        new Recommendation("", List.of()),
        null,
        List.of(),
        "",
        List.of());
  }
}
