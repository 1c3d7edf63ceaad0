package dev.ectoscope.pipeline;

import dev.ectoscope.review.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
    List<Finding> waiting = new ArrayList<>(findings.stream().sorted(FIRST).toList());
    List<Finding> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Finding next = waiting.remove(0);
      List<Finding> same = waiting.stream().filter(f -> isSameCause(next, f)).toList();
      waiting.removeAll(same);
      ordered.add(next);
      ordered.addAll(same);
    }
    return ordered;
  }

  private static boolean isSameCause(Finding one, Finding other) {
    return one.severity() == other.severity()
        && !one.statements().isEmpty()
        && !other.statements().isEmpty()
        && one.statements().get(0).equals(other.statements().get(0));
  }
}
