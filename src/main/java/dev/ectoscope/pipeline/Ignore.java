package dev.ectoscope.pipeline;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Review;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Findings that a team has decided to live with. All that is named must agree.
 *
 * @param detector id of a detector, or ""
 * @param finding id of a finding, as the review prints it, or ""
 * @param path files of call sites, or {@link FileGlob#NONE}
 * @param function {@code MyApp.Blog.feed/1}, or without arity, or ""
 * @param table name, or ""
 * @param reason why, in the team's words
 * @param expires last day on which it holds, or null
 */
record Ignore(
    String detector,
    String finding,
    FileGlob path,
    String function,
    String table,
    String reason,
    @Nullable LocalDate expires) {

  boolean isOver(LocalDate today) {
    return expires != null && today.isAfter(expires);
  }

  boolean covers(Judged judged, String id) {
    return (detector.isEmpty() || detector.equals(judged.detector().id()))
        && (finding.isEmpty() || finding.equals(id))
        && (table.isEmpty() || judged.suspicion().tables().contains(table))
        && (path.isNone() || sites(judged).map(CallSite::file).anyMatch(path::covers))
        && (function.isEmpty() || sites(judged).anyMatch(this::isInFunction));
  }

  /** As printed, and as the source corrects them: a team may name either. */
  private static Stream<CallSite> sites(Judged judged) {
    return Stream.concat(
        judged.suspicion().callSites().stream(),
        judged.suspicion().places().stream()
            .map(PlacedCall::place)
            .map(place -> new CallSite(place.function(), place.file(), place.line())));
  }

  private boolean isInFunction(CallSite site) {
    return site.function().equals(function)
        || site.function().replaceAll("/\\d+$", "").equals(function);
  }

  /** As the review names it. */
  String said() {
    StringBuilder said = new StringBuilder(Review.Dismissed.ignored(reason));
    if (expires != null) {
      said.append(" (until ").append(expires).append(')');
    }
    return said.toString();
  }

  /** What it is about, for people. */
  String about() {
    return String.join(
        " ",
        Stream.of(detector, finding, path.text(), function, table)
            .filter(word -> !word.isEmpty())
            .toList());
  }
}
