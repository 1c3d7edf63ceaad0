package dev.ectoscope.detector;

import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.UnitOfWork;
import java.util.List;
import java.util.Map;

/**
 * What looks wrong in a workload. Times are milliseconds.
 *
 * @param variant of the detector, or ""
 * @param subject what it is about, stable across runs: fingerprint, function without line, table
 *     and columns
 * @param statements involved, the culprit first
 * @param occurrences executions concerned
 * @param units units of work concerned
 * @param spentMs database (or queue) time concerned
 * @param savedMs estimate of what the change gives back from the log alone
 * @param notes evidence from the log
 * @param example a unit that shows it well, or null
 * @param needs questions to the replica
 * @param facts whatever {@code judge} needs of what {@code suspect} saw, by name; strings, numbers,
 *     lists
 */
public record Suspicion(
    String variant,
    String subject,
    List<Statement> statements,
    List<CallSite> callSites,
    List<String> tables,
    long occurrences,
    long units,
    double spentMs,
    double savedMs,
    List<Note> notes,
    UnitOfWork example,
    List<EvidenceRequest> needs,
    Map<String, Object> facts) {

  public Suspicion {
    statements = List.copyOf(statements);
    callSites = List.copyOf(callSites);
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
    needs = List.copyOf(needs);
    facts = Map.copyOf(facts);
  }

  public Statement statement() {
    return statements.get(0);
  }

  /** The function that holds the first call, or "". */
  public String function() {
    return callSites.isEmpty() || !callSites.get(0).isApplication()
        ? ""
        : callSites.get(0).function();
  }

  /** Its file, or "". */
  public String file() {
    return callSites.isEmpty() || !callSites.get(0).isApplication() ? "" : callSites.get(0).file();
  }
}
