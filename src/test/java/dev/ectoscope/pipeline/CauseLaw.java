package dev.ectoscope.pipeline;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Findings that point at each other, directly or over others, are of one cause: together they give
 * back no more than their statements took, each no more than its own.
 */
final class CauseLaw {

  private static final double ROUNDED = 0.1;

  private final Map<String, Finding> findings = new HashMap<>();
  private final Map<String, Double> spent = new HashMap<>();

  private CauseLaw(Review review) {
    review.findings().forEach(finding -> findings.put(finding.id(), finding));
    for (StatementRow row : review.statements()) {
      spent.put(row.fingerprint(), row.dbMs() + row.queueMs());
    }
  }

  /** A sentence for each cause, or finding, that gives back more than it took. */
  static List<String> broken(Review review) {
    CauseLaw law = new CauseLaw(review);
    List<String> broken = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Finding finding : review.findings()) {
      Finding.Impact impact = finding.impact();
      if (impact.savedMs() > impact.dbMs() + ROUNDED || impact.share() > 1) {
        broken.add(finding.id() + " gives back " + impact);
      }
      if (!finding.statements().isEmpty()
          && impact.dbMs() > law.spent(List.of(finding)) + ROUNDED) {
        broken.add(finding.id() + " spends more than its statements: " + impact);
      }
      Set<Finding> cause = new HashSet<>();
      law.gather(finding.id(), seen, cause);
      double saved = cause.stream().mapToDouble(one -> one.impact().savedMs()).sum();
      if (saved > law.spent(cause) + ROUNDED * cause.size()) {
        broken.add("the cause of " + finding.id() + " gives back " + saved);
      }
    }
    return broken;
  }

  private void gather(String id, Set<String> seen, Set<Finding> cause) {
    if (seen.add(id)) {
      Finding finding =
          requireNonNull(findings.get(id), "a finding is related to what is not there");
      cause.add(finding);
      finding.related().forEach(related -> gather(related.id(), seen, cause));
    }
  }

  private double spent(Iterable<Finding> of) {
    Set<String> statements = new HashSet<>();
    of.forEach(finding -> statements.addAll(finding.statements()));
    return statements.stream().mapToDouble(s -> spent.getOrDefault(s, 0.0)).sum();
  }
}
