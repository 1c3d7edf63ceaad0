package dev.ectoscope.detector.index;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.index.IndexCandidates.Candidate;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One candidate with the statements it may serve; both lists grow while candidates are gathered.
 *
 * @param alternatives the candidate, then what may serve the same statements instead
 */
record Served(List<Candidate> alternatives, List<StatementStatistics> statements) {

  Served() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  /** The candidates asked about, with some of the statements they were asked for. */
  static Served of(List<WhatIfIndex> questions, Set<String> fingerprints, Workload workload) {
    List<Candidate> candidates =
        questions.stream()
            .map(q -> new Candidate(q.schema(), q.table(), q.keys(), q.where()))
            .distinct()
            .toList();
    List<StatementStatistics> statements =
        fingerprints.stream()
            .map(f -> requireNonNull(workload.statement(f), "what was suspected is known"))
            .toList();
    return new Served(candidates, statements);
  }

  Candidate main() {
    return alternatives.get(0);
  }

  static List<StatementStatistics> dearestFirst(List<StatementStatistics> statements) {
    return statements.stream()
        .distinct()
        .sorted(
            Comparator.comparingLong(StatementStatistics::db)
                .reversed()
                .thenComparing(s -> s.statement().fingerprint()))
        .toList();
  }

  Suspicion suspicion(Workload workload) {
    List<StatementStatistics> dearest = dearestFirst(statements);
    Candidate main = main();
    List<String> fingerprints = dearest.stream().map(s -> s.statement().fingerprint()).toList();
    long calls = dearest.stream().mapToLong(StatementStatistics::calls).sum();
    double spent = dearest.stream().mapToLong(StatementStatistics::db).sum() / 10.0;
    Note note =
        new Note(
            "log",
            Figures.count(calls, "execution")
                + " of "
                + Figures.count(dearest.size(), "statement")
                + ", ≥ "
                + Figures.time(spent)
                + " in the database");
    return new Suspicion(
        "",
        main.schema()
            + "."
            + main.table()
            + "("
            + String.join(",", main.keys())
            + ") "
            + main.where(),
        dearest.stream().map(StatementStatistics::statement).toList(),
        callSites(dearest),
        List.of(main.table()),
        calls,
        workload.unitsRunning(fingerprints),
        spent,
        0,
        List.of(note),
        null,
        needs(fingerprints),
        facts(dearest, workload));
  }

  private List<EvidenceRequest> needs(List<String> fingerprints) {
    List<EvidenceRequest> needs = new ArrayList<>();
    for (String fingerprint : fingerprints) {
      needs.add(new MeasuredPlan(fingerprint));
      for (Candidate c : alternatives) {
        needs.add(
            new WhatIfIndex(fingerprint, c.schema(), c.table(), c.keys(), "btree", c.where()));
      }
    }
    return needs;
  }

  private Map<String, Object> facts(List<StatementStatistics> dearest, Workload workload) {
    Map<String, Object> facts = new HashMap<>();
    facts.put(Updates.FACT, Updates.of(workload, main().schema(), main().table()));
    for (StatementStatistics one : dearest) {
      facts.put(IndexProfit.SPENT + one.statement().fingerprint(), one.db() / 10.0);
      facts.put(IndexProfit.CALLS + one.statement().fingerprint(), one.calls());
    }
    return facts;
  }

  private static List<CallSite> callSites(List<StatementStatistics> statements) {
    return statements.stream()
        .flatMap(
            s ->
                s.callSites().entrySet().stream()
                    .sorted(
                        Map.Entry.<CallSite, Long>comparingByValue()
                            .reversed()
                            .thenComparing(e -> e.getKey().toString()))
                    .map(Map.Entry::getKey))
        .filter(CallSite::isKnown)
        .distinct()
        .toList();
  }
}
