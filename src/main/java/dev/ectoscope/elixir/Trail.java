package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows calls to the Repo calls that they end in: those in between leave no frame. */
final class Trail {

  private static final int DEEPEST = 6;

  private final ElixirProject project;
  private final Fit fit;
  private final boolean tailsOnly;

  /**
   * @param tailsOnly goes on from a function that is reached only by what it does last
   */
  Trail(ElixirProject project, Fit fit, boolean tailsOnly) {
    this.project = project;
    this.fit = fit;
    this.tailsOnly = tailsOnly;
  }

  List<Candidate> from(Call call, int bonus) {
    List<Candidate> candidates = new ArrayList<>();
    follow(call, 1, bonus, new HashSet<>(), candidates);
    return candidates;
  }

  private void follow(
      Call call, int depth, int bonus, Set<String> seen, List<Candidate> candidates) {
    if (depth > DEEPEST || !seen.add(call.target())) {
      return;
    }
    project.called(call.target()).stream()
        .flatMap(target -> Bodies.implementations(project, target).stream())
        .map(project::body)
        .forEach(body -> follow(body, depth, bonus, seen, candidates));
  }

  private void follow(
      Body body, int depth, int bonus, Set<String> seen, List<Candidate> candidates) {
    for (RepoCall inner : body.repoCalls()) {
      int points = fit.of(inner);
      if (points != Fit.NO) {
        candidates.add(
            new Candidate(inner, points + bonus + (inner.tail() ? 6 : 0) - depth, depth));
      }
    }
    for (Call next : body.calls()) {
      if (next.tail() || !tailsOnly) {
        follow(next, depth + 1, bonus, seen, candidates);
      }
    }
  }
}
