package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which settings of Logger and Ecto would make the log say more, with the line of config: with each
 * finding that wants them, and once for the whole review where they are missing throughout.
 */
final class LogAdvice {

  private static final String MIXED = "burst:";

  private final Workload workload;
  private final String repo;
  private final String stacktrace;
  private final boolean anySite;
  private final boolean anyId;

  /**
   * @param repo as the configuration names it, {@code :my_app, MyApp.Repo}
   */
  LogAdvice(Workload workload, String repo) {
    this.workload = workload;
    this.repo = repo;
    this.stacktrace = "`config " + repo + ", stacktrace: true`";
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
    return "`config :logger, :default_formatter, metadata: [:request_id, :pid]` (`:console` instead"
        + " of `:default_formatter` before Elixir 1.15)";
  }

  /** What would make this one surer. */
  List<Note> notes(Suspicion suspicion) {
    UnitOfWork unit = suspicion.example();
    if (unit == null || suspicion.statements().isEmpty()) {
      return List.of();
    }
    return Stream.of(whose(unit), callSite(suspicion), parameters(suspicion))
        .filter(said -> !said.isEmpty())
        .map(said -> new Note("log", said))
        .toList();
  }

  private String whose(UnitOfWork unit) {
    if (unit.overlapping() > 1) {
      return (anyId
              ? "These queries print no request id while several requests run; "
              : "The log names no request, and several run at the same time; ")
          + metadata()
          + " tells whose they are.";
    }
    return !anyId && !isNamed(unit.key())
        ? "Only the order of the log says that these queries belong together; "
            + metadata()
            + " proves it."
        : "";
  }

  private String callSite(Suspicion suspicion) {
    boolean known = suspicion.callSites().stream().anyMatch(CallSite::isKnown);
    if (!known) {
      return anySite
          ? "The log prints no call site of this query, as of Repo.query and of a Multi's steps."
          : "The log prints no call sites; the function and line come with " + stacktrace + ".";
    }
    boolean own = suspicion.callSites().stream().anyMatch(CallSite::isApplication);
    boolean placed = suspicion.places().stream().anyMatch(one -> one.place().isKnown());
    return own || placed
        ? ""
        : "The printed line is a library's; from ecto_sql 3.13 on `config "
            + repo
            + ", stacktrace: true, log_stacktrace_mfa: {Ecto.Adapters.SQL,"
            + " :first_non_ecto_stacktrace, [5]}` prints the functions that called it as well.";
  }

  /** LoggerJSON.Ecto prints SQL alone. */
  private String parameters(Suspicion suspicion) {
    StatementStatistics statistics = workload.statement(suspicion.statement().fingerprint());
    boolean hidden =
        statistics != null
            && suspicion.statement().text().contains("$1")
            && statistics.executions().stream().noneMatch(e -> e.parameters().isPrinted());
    return hidden
        ? "The log prints no parameters, which tell a loop over rows from the same question asked"
            + " again; the Repo's own log does, with `config "
            + repo
            + ", log: :debug`."
        : "";
  }
}
