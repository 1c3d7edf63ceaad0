package dev.ectoscope.elixir;

import dev.ectoscope.log.CallSite;
import java.util.List;
import java.util.Optional;

/**
 * Where the Repo call of a statement stands.
 *
 * @param function full name of the function, e.g. {@code Blog.posts/1}; when it is not known, the
 *     function as printed, or ""
 * @param file path of its file, or ""
 * @param line line of the Repo call, or 0
 * @param certainty how it was found
 * @param reason one sentence: how it was found, or why it cannot be known
 * @param call the Repo call, when one was found
 * @param loop where the one loop of the source stands that calls the function once per item, when
 *     the Repo call itself stands in none: there the change is made
 */
public record Place(
    String function,
    String file,
    int line,
    Certainty certainty,
    String reason,
    Optional<RepoCall> call,
    Optional<CallSite> loop) {

  /** How a place was found, best first. */
  public enum Certainty {
    /** The printed line holds the Repo call. */
    PRINTED,
    /** The printed line calls the function that holds it. */
    FOLLOWED,
    /** Nothing else in the source sends such a statement. */
    MATCHED,
    /** Several calls may send it, or none was found. */
    UNKNOWN
  }

  public boolean isKnown() {
    return certainty != Certainty.UNKNOWN;
  }

  static Place of(RepoCall call, Certainty certainty, String reason) {
    return new Place(
        call.function(),
        call.file(),
        call.line(),
        certainty,
        reason,
        Optional.of(call),
        Optional.empty());
  }

  /** Of several calls that may have sent it none is named. */
  static Place several(List<Candidate> best, CallSite printed) {
    List<String> names = best.stream().map(c -> c.call().function()).limit(3).toList();
    return unknown(
        printed,
        best.size()
            + " functions send such a statement: "
            + String.join(", ", names)
            + (best.size() > 3 ? ", …" : ""));
  }

  static Place unknown(CallSite printed, String reason) {
    return new Place(
        printed.function(),
        printed.file(),
        printed.line(),
        Certainty.UNKNOWN,
        reason,
        Optional.empty(),
        Optional.empty());
  }

  Place in(Optional<CallSite> found) {
    return new Place(function, file, line, certainty, reason, call, found);
  }
}
