package dev.ectoscope.digest;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two reviews side by side.
 *
 * @param fresh findings of now that were not there before, largest saving first
 * @param worse findings of both whose cost for each occurrence grew by a fifth or more: more
 *     traffic is not worse
 * @param fixed findings of before that are gone although their statements or tables were seen again
 * @param open findings of both that did not grow, largest saving first
 * @param unseen findings of before whose statements did not run this time: nothing can be said
 * @param unchecked findings of before that nobody could look for this time, as without a replica
 * @param ignored findings of before that the team has decided to live with since
 */
record Comparison(
    List<Finding> fresh,
    List<Change> worse,
    List<Finding> fixed,
    List<Finding> open,
    List<Finding> unseen,
    List<Finding> unchecked,
    List<Finding> ignored) {

  private static final double GROWTH = 1.2;

  /** The same finding before and now; costs are milliseconds for each occurrence. */
  record Change(Finding now, double beforeMs, double nowMs) {}

  static Comparison of(Review before, Review now) {
    Map<String, Finding> earlier =
        before.findings().stream()
            .collect(Collectors.toMap(Finding::id, Function.identity(), (a, b) -> a));
    List<Finding> fresh = new ArrayList<>();
    List<Change> worse = new ArrayList<>();
    List<Finding> open = new ArrayList<>();
    for (Finding finding : now.findings()) {
      Finding same = earlier.get(finding.id());
      if (same == null) {
        fresh.add(finding);
      } else if (perOccurrence(finding) > GROWTH * perOccurrence(same)) {
        worse.add(new Change(finding, perOccurrence(same), perOccurrence(finding)));
      } else {
        open.add(finding);
      }
    }
    Set<String> current = now.findings().stream().map(Finding::id).collect(Collectors.toSet());
    List<Finding> gone = before.findings().stream().filter(f -> !current.contains(f.id())).toList();
    return new Comparison(
        sorted(fresh),
        worse,
        sorted(those(gone, Fate.FIXED, now)),
        sorted(open),
        those(gone, Fate.UNSEEN, now),
        those(gone, Fate.UNCHECKED, now),
        those(gone, Fate.IGNORED, now));
  }

  /** Why a finding is no longer there. */
  private enum Fate {
    FIXED,
    UNSEEN,
    UNCHECKED,
    IGNORED
  }

  private static List<Finding> those(List<Finding> gone, Fate fate, Review now) {
    return gone.stream().filter(finding -> fate(finding, now) == fate).toList();
  }

  private static Fate fate(Finding finding, Review now) {
    if (now.dismissed().stream().anyMatch(d -> isIgnored(d, finding))) {
      return Fate.IGNORED;
    }
    if (now.notChecked().stream().anyMatch(n -> n.isOf(finding.detector()))) {
      return Fate.UNCHECKED;
    }
    return wasSeen(finding, now) ? Fate.FIXED : Fate.UNSEEN;
  }

  private static boolean isIgnored(Review.Dismissed dismissed, Finding finding) {
    return dismissed.isIgnored()
        && dismissed.detector().equals(finding.detector())
        && (finding.statements().isEmpty()
            || finding.statements().stream().anyMatch(dismissed.statements()::contains));
  }

  private static double perOccurrence(Finding finding) {
    return finding.impact().dbMs() / Math.max(1, finding.occurrences());
  }

  /** Whether there was traffic to see it: its tables were read or written again. */
  private static boolean wasSeen(Finding finding, Review now) {
    Set<String> tables =
        now.statements().stream().map(StatementRow::table).collect(Collectors.toSet());
    Set<String> statements =
        now.statements().stream().map(StatementRow::fingerprint).collect(Collectors.toSet());
    return finding.statements().stream().anyMatch(statements::contains)
        || finding.tables().stream().anyMatch(tables::contains);
  }

  private static List<Finding> sorted(List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparingDouble((Finding f) -> -f.impact().savedMs()))
        .toList();
  }

  boolean isQuiet() {
    return fresh.isEmpty() && worse.isEmpty() && fixed.isEmpty();
  }
}
