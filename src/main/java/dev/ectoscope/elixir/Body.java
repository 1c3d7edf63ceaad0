package dev.ectoscope.elixir;

import java.util.List;

/**
 * What a function does, as far as queries go.
 *
 * @param repoCalls its Repo calls
 * @param calls its calls of functions of the project
 */
record Body(List<RepoCall> repoCalls, List<Call> calls) {

  Body {
    repoCalls = List.copyOf(repoCalls);
    calls = List.copyOf(calls);
  }
}
