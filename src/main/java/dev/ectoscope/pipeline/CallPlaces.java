package dev.ectoscope.pipeline;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Finds where in the source the calls of a suspicion stand. */
final class CallPlaces implements UnaryOperator<Suspicion> {

  private static final String KIND = "source";

  private final Workload workload;
  private final CallSites sites;
  private final Map<Asked, Place> known = new HashMap<>();

  private record Asked(
      CallSite printed,
      String fingerprint,
      List<CallSite> near,
      Set<CallSite> openers,
      boolean repeated) {}

  private CallPlaces(Workload workload, ElixirProject project) {
    this.workload = workload;
    this.sites = new CallSites(project);
  }

  /** Changes nothing when there is no source. */
  static UnaryOperator<Suspicion> of(Workload workload, Optional<ElixirProject> project) {
    return project
        .<UnaryOperator<Suspicion>>map(source -> new CallPlaces(workload, source))
        .orElse(UnaryOperator.identity());
  }

  @Override
  public Suspicion apply(Suspicion suspicion) {
    if (suspicion.statements().isEmpty() || suspicion.subject().isEmpty()) {
      return suspicion;
    }
    List<CallSite> near = near(suspicion);
    boolean repeated = suspicion.occurrences() > 2 * suspicion.units();
    Set<PlacedCall> places = new LinkedHashSet<>();
    List<CallSite> printed =
        suspicion.callSites().isEmpty() ? List.of(CallSite.UNKNOWN) : suspicion.callSites();
    for (CallSite site : printed) {
      for (Statement statement : sent(suspicion, site)) {
        Set<CallSite> openers = openers(suspicion, site, statement);
        places.add(
            new PlacedCall(
                site,
                known.computeIfAbsent(
                    new Asked(site, statement.fingerprint(), near, openers, repeated),
                    asked -> sites.place(site, statement, near, openers, repeated))));
      }
    }
    return suspicion.at(List.copyOf(places));
  }

  /**
   * Frames of the {@code begin} before each execution, which name who opened the transaction; none
   * when one of the executions stands in no transaction, or in one that prints no frame.
   */
  private Set<CallSite> openers(Suspicion suspicion, CallSite site, Statement statement) {
    Set<CallSite> openers = new LinkedHashSet<>();
    CallSite open = CallSite.UNKNOWN;
    for (QueryCall call : calls(suspicion)) {
      String verb = verb(call);
      if (verb.equals("begin")) {
        open = call.callSite();
      } else if (SqlReader.isTransaction(verb)) {
        open = CallSite.UNKNOWN;
      } else if (call.fingerprint().equals(statement.fingerprint())
          && call.callSite().equals(site)) {
        if (!open.isApplication()) {
          return Set.of();
        }
        openers.add(open);
      }
    }
    return openers;
  }

  private static List<QueryCall> calls(Suspicion suspicion) {
    return suspicion.example() == null ? List.of() : suspicion.example().calls();
  }

  private String verb(QueryCall call) {
    StatementStatistics statistics = workload.statement(call.fingerprint());
    return statistics == null ? "" : statistics.statement().verb();
  }

  /** Frames of the same unit of work: they say from where a frame of a library was reached. */
  private static List<CallSite> near(Suspicion suspicion) {
    return suspicion.example() == null
        ? List.of()
        : suspicion.example().calls().stream()
            .map(QueryCall::callSite)
            .filter(CallSite::isApplication)
            .distinct()
            .toList();
  }

  /** The statements of the suspicion that a call site sent. */
  private List<Statement> sent(Suspicion suspicion, CallSite site) {
    if (suspicion.statements().size() == 1) {
      return suspicion.statements();
    }
    List<Statement> sent = new ArrayList<>();
    for (Statement statement : suspicion.statements()) {
      StatementStatistics statistics = workload.statement(statement.fingerprint());
      if (statistics != null && statistics.callSites().containsKey(site)) {
        sent.add(statement);
      }
    }
    return sent;
  }

  /** What the source says about the call sites, where it corrects them or cannot. */
  static List<Note> notes(Suspicion suspicion) {
    return suspicion.places().stream()
        .flatMap(CallPlaces::note)
        .distinct()
        .map(text -> new Note(KIND, text))
        .toList();
  }

  private static Stream<String> note(PlacedCall call) {
    Place place = call.place();
    if (!place.isKnown()) {
      return Stream.of("The line of the Repo call cannot be told: " + place.reason() + ".");
    }
    boolean same =
        place.certainty() == Place.Certainty.PRINTED
            && place.function().equals(call.printed().function());
    return same
        ? Stream.empty()
        : Stream.of(
            "The Repo call stands in "
                + place.function()
                + " ("
                + place.file()
                + ":"
                + place.line()
                + "): "
                + place.reason()
                + ".");
  }
}
