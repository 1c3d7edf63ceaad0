package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.pool.LongTransaction;
import dev.ectoscope.ecto.EctoCode;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.term.ElixirTerm;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Severity;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns one confirmed suspicion into a finding of the review. */
final class FindingAssembly {

  private static final int SAMPLES = 3;
  private static final String NOT_VERIFIED = "not-verified";

  private final Workload workload;
  private final EctoCode code;
  private final ServerEvidence server;
  private final Evidence evidence;
  private final LogAdvice advice;

  FindingAssembly(
      Workload workload,
      EctoCode code,
      ServerEvidence server,
      Evidence evidence,
      LogAdvice advice) {
    this.advice = advice;
    this.workload = workload;
    this.code = code;
    this.server = server;
    this.evidence = evidence;
  }

  /** What a finding tells beside its verdict, but for the code. */
  record Told(List<Note> notes, List<String> samples, Finding.@Nullable Timeline timeline) {}

  /** Depends on nothing that other findings tell. */
  Told told(Judged judged) {
    Suspicion suspicion = judged.suspicion();
    Verdict.Confirmed verdict = (Verdict.Confirmed) judged.verdict();
    List<String> fingerprints = fingerprints(suspicion);
    List<Note> notes =
        Stream.<List<Note>>of(
                suspicion.notes(),
                CallPlaces.notes(suspicion),
                Frames.of(suspicion).notes(),
                advice.notes(suspicion),
                verdict.notes(),
                unproved(judged, fingerprints),
                server.notes(fingerprints))
            .flatMap(List::stream)
            .toList();
    UnitOfWork example = suspicion.example();
    return new Told(
        notes,
        samples(suspicion),
        example == null ? null : Timelines.of(example, suspicion, workload));
  }

  /** To be asked for one finding after the other: migrations are numbered. */
  List<Finding.Code> code(Judged judged) {
    Suspicion suspicion = judged.suspicion();
    return ((Verdict.Confirmed) judged.verdict())
        .fixes().stream()
            .flatMap(
                f -> code.write(f, suspicion.place().orElse(null), suspicion.callSites()).stream())
            .toList();
  }

  private static List<String> fingerprints(Suspicion suspicion) {
    return suspicion.statements().stream().map(Statement::fingerprint).distinct().toList();
  }

  Finding finding(Judged judged, Told told, List<Finding.Code> written) {
    Suspicion suspicion = judged.suspicion();
    Verdict.Confirmed verdict = (Verdict.Confirmed) judged.verdict();
    Frames frames = Frames.of(suspicion);
    boolean unknown = Double.isNaN(verdict.savedMs());
    double saved = unknown ? 0 : Math.max(0, Math.min(verdict.savedMs(), suspicion.spentMs()));
    double share = workload.timeMs() == 0 ? 0 : suspicion.spentMs() / workload.timeMs();
    double savedShare = workload.timeMs() == 0 ? 0 : saved / workload.timeMs();
    List<String> fingerprints = fingerprints(suspicion);
    return new Finding(
        id(judged),
        judged.detector().id(),
        suspicion.variant(),
        verdict.title(),
        Severity.of(savedShare, unknown ? atStake(suspicion, share) : 0, verdict.failures()),
        verdict.confidence(),
        suspicion.tables(),
        fingerprints,
        frames.sites(),
        suspicion.occurrences(),
        suspicion.units(),
        new Finding.Impact(round(suspicion.spentMs()), share, round(saved)),
        told.notes(),
        told.samples(),
        new Finding.Recommendation(said(verdict.action(), written), written),
        told.timeline(),
        plans(judged, fingerprints),
        suspicion.example() == null ? "" : UnitKinds.word(suspicion.example().kind()),
        List.of());
  }

  /** Rows of Ash's resources are not inserted by Ecto. */
  private static String said(String action, List<Finding.Code> written) {
    boolean ash = written.stream().anyMatch(code -> code.code().contains("Ash.bulk_create!("));
    return ash ? action.replace("with insert_all", "with Ash.bulk_create") : action;
  }

  /** A connection that is held keeps others waiting as one that works does. */
  private double atStake(Suspicion suspicion, double share) {
    return suspicion.facts().get(LongTransaction.HELD) instanceof Double held
        ? Math.max(share, held / Math.max(1, workload.timeMs()))
        : share;
  }

  /**
   * Why the server did not run the statement, where a server was asked and nothing else says so.
   */
  private List<Note> unproved(Judged judged, List<String> fingerprints) {
    Verdict.Confirmed verdict = (Verdict.Confirmed) judged.verdict();
    boolean said = verdict.notes().stream().anyMatch(n -> n.kind().equals(NOT_VERIFIED));
    boolean asked = evidence.server() != null && !judged.suspicion().needs().isEmpty();
    if (said || !asked || fingerprints.isEmpty()) {
      return List.of();
    }
    Answer answer = evidence.answer(new EvidenceRequest.MeasuredPlan(fingerprints.get(0)));
    boolean planned = answer instanceof Answer.Planned one && !one.plan().analyzed();
    String reason = planned ? ((Answer.Planned) answer).note() : "";
    return reason.isEmpty()
        ? List.of()
        : List.of(new Note(NOT_VERIFIED, "The statement was planned and not run: " + reason));
  }

  private List<Finding.PlanView> plans(Judged judged, List<String> fingerprints) {
    Answer shown = ((Verdict.Confirmed) judged.verdict()).whatIf();
    return shown == null || fingerprints.isEmpty()
        ? server.plans(fingerprints)
        : PlanViews.of(
            shown, evidence.answer(new EvidenceRequest.MeasuredPlan(fingerprints.get(0))));
  }

  private static double round(double ms) {
    return Math.round(ms * 10) / 10.0;
  }

  /** Letters of the detector's id, and a hash of what it is about. */
  static String id(Judged judged) {
    StringBuilder initials = new StringBuilder();
    for (String word : judged.detector().id().split("-")) {
      initials.append(word.charAt(0));
    }
    String about = judged.detector().id() + "|" + judged.suspicion().subject();
    return initials + "-" + Fingerprint.of('"' + about.replace("\"", "") + '"').substring(0, 8);
  }

  private List<String> samples(Suspicion suspicion) {
    return suspicion.statements().stream()
        .map(s -> workload.statement(s.fingerprint()))
        .filter(s -> s != null)
        .flatMap(s -> s.executions().stream().map(e -> sample(s, e)))
        .limit(SAMPLES)
        .toList();
  }

  private static String sample(StatementStatistics statement, Execution execution) {
    String source = statement.source().isEmpty() ? "" : " source=\"" + statement.source() + "\"";
    return execution.position().input()
        + ":"
        + execution.position().line()
        + " QUERY"
        + source
        + " db="
        + execution.db() / 10.0
        + "ms\n"
        + Shortened.text(statement.statement().text())
        + " "
        + Shortened.list(ElixirTerm.parse(execution.parameters().text()).types());
  }
}
