package dev.ectoscope.report;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.query.DuplicateQuery;
import dev.ectoscope.detector.query.NPlusOneQuery;
import dev.ectoscope.detector.query.NPlusOneWrite;
import dev.ectoscope.detector.query.UnbatchedInsert;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Span;
import dev.ectoscope.review.Finding.Timeline;
import java.util.Set;

/** Findings of a statement that runs again and again where once would do. */
final class Loops {

  private static final Set<String> DETECTORS =
      Detector.ids(
          NPlusOneQuery.class, NPlusOneWrite.class, UnbatchedInsert.class, DuplicateQuery.class);

  private Loops() {}

  static boolean is(Finding finding) {
    return DETECTORS.contains(finding.detector());
  }

  /** Time the repeated queries of a finding's example take, waiting included. */
  static double repeatedMs(Timeline timeline) {
    return timeline.whole() != null
        ? timeline.whole().repeatedMs()
        : timeline.spans().stream()
            .filter(Span::repeated)
            .mapToDouble(s -> s.queueMs() + s.dbMs())
            .sum();
  }

  /**
   * Time they would take as one query: what the finding does not save, shared out as this example
   * shares in the whole. 0 when nothing is saved.
   */
  static double afterMs(Finding finding, Timeline timeline) {
    double spent = finding.impact().dbMs();
    double saved = finding.impact().savedMs();
    if (!is(finding) || saved <= 0 || spent <= 0) {
      return 0;
    }
    return repeatedMs(timeline) * Math.max(0, 1 - saved / spent);
  }
}
