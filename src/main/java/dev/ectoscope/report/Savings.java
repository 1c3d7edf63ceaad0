package dev.ectoscope.report;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What several changes give back together: no statement gives back more time than it took. */
final class Savings {

  private Savings() {}

  /** Milliseconds; findings of one statement (a loop, and the index under it) share its time. */
  static double together(Review review, List<Finding> findings) {
    Map<String, Double> left = new HashMap<>();
    review.statements().forEach(s -> left.put(s.fingerprint(), s.dbMs() + s.queueMs()));
    return findings.stream()
        .sorted(Comparator.comparingDouble((Finding f) -> -f.impact().savedMs()))
        .mapToDouble(finding -> taken(finding, left))
        .sum();
  }

  private static double taken(Finding finding, Map<String, Double> left) {
    double wanted = finding.impact().savedMs();
    for (String statement : finding.statements()) {
      double from = Math.min(wanted, left.getOrDefault(statement, 0.0));
      left.merge(statement, -from, Double::sum);
      wanted -= from;
    }
    return finding.impact().savedMs() - wanted;
  }
}
