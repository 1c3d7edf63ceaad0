package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.ecto.AppNames;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which settings of Logger and Ecto would make the log say more: once for the whole review where
 * they are missing throughout, otherwise with the findings that want them.
 */
final class LogAdvice {

  private static final String MIXED = "burst:";

  private final Workload workload;
  private final String stacktrace;
  private final boolean anySite;
  private final boolean anyId;

  LogAdvice(Workload workload, AppNames names) {
    this.workload = workload;
    this.stacktrace = "`config " + names.otpApp() + ", " + names.repo() + ", stacktrace: true`";
    this.anySite = workload.groups().stream().anyMatch(g -> g.callSite().isKnown());
    this.anyId = examples().anyMatch(unit -> isNamed(unit.key()));
  }

  private Stream<UnitOfWork> examples() {
    return workload.statements().stream().map(s -> s.example()).filter(Objects::nonNull);
  }

  private static boolean isNamed(String key) {
    return key.startsWith("request:") || key.startsWith("pid:");
  }

  /** What is missing throughout. */
  Stream<Review.NotChecked> missing() {
    List<Review.NotChecked> missing = new ArrayList<>();
    if (!anySite && !workload.groups().isEmpty()) {
      missing.add(
          new Review.NotChecked(
              "call sites",
              "the log prints none, so equal statements of different functions count together; "
                  + stacktrace
                  + " prints the function and line of each query"));
    }
    if (!anyId && examples().anyMatch(unit -> unit.key().startsWith(MIXED))) {
      missing.add(
          new Review.NotChecked(
              "requests that run at the same time",
              "the log does not say which query is whose; " + metadata() + " tells them apart"));
    }
    return missing.stream();
  }

  private static String metadata() {
    return "`config :logger, :console, metadata: [:request_id, :pid]`";
  }

  /** What would make this one surer. */
  List<Note> notes(Suspicion suspicion) {
    List<Note> notes = new ArrayList<>();
    boolean mixed = suspicion.example() != null && suspicion.example().key().startsWith(MIXED);
    if (mixed && anyId) {
      notes.add(
          new Note(
              "log",
              "These queries print no request id while several requests run; "
                  + metadata()
                  + " tells whose they are."));
    }
    boolean placed = suspicion.callSites().stream().anyMatch(c -> c.isKnown());
    if (anySite && !placed && suspicion.example() != null && !suspicion.statements().isEmpty()) {
      notes.add(
          new Note(
              "log",
              "The log prints no call site of this query: Repo.query prints none, other calls do"
                  + " with "
                  + stacktrace
                  + "."));
    }
    return notes;
  }
}
