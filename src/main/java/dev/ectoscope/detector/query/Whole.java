package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.workload.StatementStatistics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Suspicions of a statement wherever it runs. */
final class Whole {

  private Whole() {}

  /** The call sites of a statement, the application's own and the busiest first. */
  static List<CallSite> callSites(StatementStatistics statistics) {
    return statistics.callSites().entrySet().stream()
        .filter(e -> e.getKey().isKnown())
        .sorted(
            Comparator.comparing((Map.Entry<CallSite, Long> e) -> !e.getKey().isApplication())
                .thenComparing(e -> -e.getValue())
                .thenComparing(e -> e.getKey().toString()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Of a statement that nothing but its executions speaks against.
   *
   * @param what what it does, as the beginning of a sentence
   */
  static Suspicion asked(StatementStatistics statistics, String what) {
    return asked(statistics, what, List.of());
  }

  /**
   * The same with questions to the replica.
   *
   * @param what what it does, as the beginning of a sentence
   */
  static Suspicion asked(StatementStatistics statistics, String what, List<EvidenceRequest> needs) {
    String times = Wording.count(statistics.calls(), "query", "queries");
    Note note = new Note("log", what + " in " + times + ".");
    double mean = Waste.meanMs(statistics);
    return suspicion(statistics, "", 0, List.of(note), needs, Map.of(Waste.MEAN, mean));
  }

  static Suspicion suspicion(
      StatementStatistics statistics,
      String variant,
      double savedMs,
      List<Note> notes,
      List<EvidenceRequest> needs,
      Map<String, Object> facts) {
    return new Suspicion(
        variant,
        statistics.statement().fingerprint(),
        List.of(statistics.statement()),
        callSites(statistics),
        statistics.statement().shape().relations().stream()
            .map(Relation::table)
            .distinct()
            .toList(),
        statistics.calls(),
        statistics.calls(),
        statistics.db() / 10.0,
        savedMs,
        notes,
        null,
        needs,
        facts);
  }
}
