package dev.ectoscope.pipeline;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.QueryCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where people look for the calls of a finding: the application's own frames first. Where the log
 * prints nothing but a frame of a library ({@code Enum.map/2} after a capture, a transaction's),
 * the application's last query before it in the same unit of work says from where it was reached.
 *
 * @param sites to show; the first is the application's if one is known
 * @param notes how the first was found, when the log does not print it
 */
record Frames(List<FindingSite> sites, List<Note> notes) {

  /** More call sites than people look at. */
  private static final int MOST = 200;

  static Frames of(Suspicion suspicion) {
    List<FindingSite> all = printed(suspicion).distinct().toList();
    List<FindingSite> own = all.stream().filter(Frames::isApplication).toList();
    List<FindingSite> foreign = all.stream().filter(site -> !isApplication(site)).toList();
    if (own.isEmpty() && !foreign.isEmpty()) {
      Optional<CallSite> near = near(suspicion, foreign.get(0));
      if (near.isPresent()) {
        return reachedFrom(near.get(), foreign);
      }
    }
    return listed(Stream.concat(own.stream(), foreign.stream()).toList());
  }

  private static Frames listed(List<FindingSite> sites) {
    if (sites.size() <= MOST) {
      return new Frames(sites, List.of());
    }
    String more =
        String.format(
            Locale.US,
            "%,d more call sites are not listed: where functions are made at run time, or logs of"
                + " many applications come together, there is no end to them.",
            sites.size() - MOST);
    return new Frames(sites.subList(0, MOST), List.of(new Note("log", more)));
  }

  private static Frames reachedFrom(CallSite near, List<FindingSite> foreign) {
    FindingSite first = foreign.get(0);
    List<FindingSite> sites = new ArrayList<>();
    // The line is that of another query.
    sites.add(new FindingSite(near.function(), first.printed(), near.file(), 0));
    sites.addAll(foreign);
    Note note =
        new Note(
            "not-verified",
            "The log prints a frame of a library, `"
                + first.printed().replace("`", "'")
                + "`; the application's own query next to it was sent by "
                + near.function()
                + ". `--source` finds the line.");
    return new Frames(sites, List.of(note));
  }

  /** The application's frame nearest before the first call from this site, else nearest after. */
  private static Optional<CallSite> near(Suspicion suspicion, FindingSite site) {
    if (suspicion.example() == null) {
      return Optional.empty();
    }
    CallSite before = null;
    boolean seen = false;
    for (QueryCall call : suspicion.example().calls()) {
      CallSite at = call.callSite();
      seen |= at.printed().equals(site.printed()) && at.line() == site.line();
      if (at.isApplication()) {
        if (seen && before == null) {
          return Optional.of(at);
        }
        before = seen ? before : at;
      }
    }
    return seen ? Optional.ofNullable(before) : Optional.empty();
  }

  private static boolean isApplication(FindingSite site) {
    return new CallSite(site.function(), site.file(), site.line()).isApplication();
  }

  private static Stream<FindingSite> printed(Suspicion suspicion) {
    return suspicion.places().isEmpty()
        ? suspicion.callSites().stream().filter(CallSite::isKnown).map(Frames::site)
        : suspicion.places().stream()
            .filter(call -> call.place().isKnown() || call.printed().isKnown())
            .flatMap(Frames::sites);
  }

  private static Stream<FindingSite> sites(PlacedCall call) {
    return Stream.concat(Stream.of(site(call)), call.place().loop().map(Frames::site).stream());
  }

  private static FindingSite site(CallSite site) {
    return new FindingSite(site.function(), site.printed(), site.file(), site.line());
  }

  private static FindingSite site(PlacedCall call) {
    Place place = call.place();
    return place.isKnown()
        ? new FindingSite(place.function(), call.printed().printed(), place.file(), place.line())
        : site(call.printed());
  }
}
