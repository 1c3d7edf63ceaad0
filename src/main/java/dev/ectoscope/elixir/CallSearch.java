package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.log.CallSite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The Repo call, of all in the source, that sends a statement whose frame names none. */
final class CallSearch {

  private final ElixirProject project;
  private @Nullable List<RepoCall> all;

  CallSearch(ElixirProject project) {
    this.project = project;
  }

  /** The function that a frame names, or that holds the line it prints. */
  Optional<Function> function(Frame frame, CallSite printed) {
    Optional<Function> named = project.function(frame.function());
    if (named.isPresent() && (printed.line() == 0 || named.get().covers(printed.line()))) {
      return named;
    }
    return project
        .file(printed.file())
        .flatMap(
            file ->
                project.modules().stream()
                    .filter(m -> m.file().equals(file) && m.covers(printed.line()))
                    .flatMap(m -> m.functionAt(printed.line()).stream())
                    .findFirst())
        .or(() -> named);
  }

  /** Looks through the whole source: what is expected first, then anything that fits. */
  Place of(
      Predicate<RepoCall> expected,
      Fit fit,
      List<CallSite> near,
      Set<String> opened,
      CallSite printed,
      String why,
      String hint) {
    Set<String> modules = new HashSet<>();
    Set<String> functions = new HashSet<>();
    for (CallSite site : near) {
      Frame frame = Frame.of(site, project);
      if (frame.kind() == Frame.Kind.APPLICATION) {
        function(frame, site).ifPresent(f -> reach(f, functions, modules));
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    boolean reachable = reachable(opened, fit);
    boolean library = Frame.of(printed, project).kind() == Frame.Kind.LIBRARY;
    for (RepoCall call : allCalls()) {
      // What calls the Repo itself prints its own frame; only a tail call leaves the library's.
      if (library && !call.tail()) {
        continue;
      }
      int points = fit.leavesOut(call) ? Fit.NO : fit.of(call);
      // Of a call whose table is not known, who opened the transaction must lead to it.
      boolean led = opened.isEmpty() || opened.contains(call.function());
      if (!led && (!call.query().isKnown() || reachable)) {
        continue;
      }
      if (points > 0 || points == 0 && call.query().select().isEmpty() && !call.query().isKnown()) {
        int bonus = expected.test(call) ? 8 : 0;
        bonus += functions.contains(call.function()) ? 6 : 0;
        bonus += modules.contains(call.function().replaceAll("\\.[^.]*$", "")) ? 2 : 0;
        candidates.add(new Candidate(call, points + bonus, 0));
      }
    }
    List<Candidate> best = Candidate.best(candidates);
    // What repeats may be called in a loop elsewhere, or stand in one itself.
    if (best.size() > 1 || best.size() == 1 && expected.test(best.get(0).call())) {
      List<Candidate> plain =
          Candidate.best(
              candidates.stream()
                  .map(c -> expected.test(c.call()) && printed == CallSite.UNKNOWN ? c.less(8) : c)
                  .toList());
      best =
          plain.size() == 1 && !plain.get(0).call().equals(best.get(0).call())
              ? List.of(best.get(0), plain.get(0))
              : best;
    }
    if (best.size() == 1 && best.get(0).points() > 6) {
      return Place.of(
          best.get(0).call(),
          Place.Certainty.MATCHED,
          why + "; of all Repo calls in the source this one fits the statement");
    }
    String further = hint.isEmpty() ? "" : "; " + hint;
    return best.isEmpty() || best.get(0).points() <= 6
        ? Place.unknown(
            printed, why + ", and no Repo call in the source fits the statement" + further)
        : Place.several(best, printed);
  }

  /** Whether one of the functions sends what fits. */
  private boolean reachable(Set<String> opened, Fit fit) {
    return !opened.isEmpty()
        && allCalls().stream()
            .filter(call -> opened.contains(call.function()))
            .anyMatch(call -> !fit.leavesOut(call) && fit.of(call) >= 0);
  }

  /** Functions that those who opened a transaction call; none when what they are given runs. */
  Set<String> opened(Set<CallSite> openers) {
    Set<String> functions = new HashSet<>();
    for (CallSite site : openers) {
      Frame frame = Frame.of(site, project);
      Optional<Function> function =
          frame.kind() == Frame.Kind.APPLICATION ? function(frame, site) : Optional.empty();
      if (function.isEmpty() || !project.body(function.get()).given().isEmpty()) {
        return Set.of();
      }
      reach(function.get(), functions, new HashSet<>());
    }
    return functions;
  }

  /** Functions that a function calls, itself included. */
  private void reach(Function function, Set<String> functions, Set<String> modules) {
    List<Function> open = new ArrayList<>(List.of(function));
    for (int i = 0; i < open.size() && i < 60; i++) {
      if (functions.add(open.get(i).fullName())) {
        modules.add(open.get(i).module());
        for (Call call : project.body(open.get(i)).calls()) {
          project.called(call.target()).ifPresent(open::add);
        }
      }
    }
  }

  private synchronized List<RepoCall> allCalls() {
    if (all == null) {
      all = project.repoCalls();
    }
    return all;
  }
}
