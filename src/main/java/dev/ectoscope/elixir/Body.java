package dev.ectoscope.elixir;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a function does, as far as queries go.
 *
 * @param repoCalls its Repo calls
 * @param calls its calls of functions of the project
 * @param given lines on which it calls a function that a variable holds: {@code fun.(id)}
 */
record Body(List<RepoCall> repoCalls, List<Call> calls, Set<Integer> given) {

  static final Body NONE = new Body(List.of(), List.of(), Set.of());

  Body {
    repoCalls = List.copyOf(repoCalls);
    calls = List.copyOf(calls);
    given = Set.copyOf(given);
  }

  Body and(Body other) {
    Set<Integer> lines = new HashSet<>(given);
    lines.addAll(other.given);
    return new Body(
        Stream.concat(repoCalls.stream(), other.repoCalls.stream()).toList(),
        Stream.concat(calls.stream(), other.calls.stream()).toList(),
        lines);
  }
}
