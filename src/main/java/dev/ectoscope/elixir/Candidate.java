package dev.ectoscope.elixir;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Repo call that may have sent a statement.
 *
 * @param points how well it fits
 * @param depth how many calls lie between the printed line and it
 */
record Candidate(RepoCall call, int points, int depth) {

  Candidate less(int bonus) {
    return new Candidate(call, points - bonus, depth);
  }

  /** The best, one for each function: two calls of one function are one place. */
  static List<Candidate> best(List<Candidate> candidates) {
    int most = candidates.stream().mapToInt(Candidate::points).max().orElse(0);
    Map<String, Candidate> byFunction = new LinkedHashMap<>();
    candidates.stream()
        .filter(candidate -> candidate.points() == most)
        .sorted(Comparator.comparingInt(Candidate::depth))
        .forEach(candidate -> byFunction.putIfAbsent(candidate.call().function(), candidate));
    return List.copyOf(byFunction.values());
  }
}
