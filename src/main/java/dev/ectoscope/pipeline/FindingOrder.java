package dev.ectoscope.pipeline;

import dev.ectoscope.review.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to do first stands first, and what is about the same statement stands together. */
final class FindingOrder {

  private static final Comparator<Finding> FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparing(f -> -f.impact().savedMs())
          .thenComparing(f -> -f.impact().dbMs())
          .thenComparing(Finding::id);

  private FindingOrder() {}

  /**
   * By severity, then by the time given back, then by the time at stake; a finding follows the
   * first one of its severity that has the same culprit.
   */
  static List<Finding> of(List<Finding> findings) {
    Map<Object, List<Finding>> byCause = new LinkedHashMap<>();
    findings.stream()
        .sorted(FIRST)
        .forEach(f -> byCause.computeIfAbsent(cause(f), cause -> new ArrayList<>()).add(f));
    return byCause.values().stream().flatMap(List::stream).toList();
  }

  /** Severity and culprit; a finding without a statement stands alone. */
  private static Object cause(Finding finding) {
    return finding.statements().isEmpty()
        ? new Object()
        : List.of(finding.severity(), finding.statements().get(0));
  }
}
