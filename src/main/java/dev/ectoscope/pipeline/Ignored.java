package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.review.Review;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Takes out what a team ignores, and tells which of its words no longer hold. */
final class Ignored {

  private final Settings settings;
  private final LocalDate today;
  private final Set<Ignore> used = new HashSet<>();

  Ignored(Settings settings, LocalDate today) {
    this.settings = settings;
    this.today = today;
  }

  /** With what is ignored turned into dismissals that say why. */
  List<Judged> of(List<Judged> judged, Function<Judged, String> ids) {
    return judged.stream().map(one -> settled(one, ids)).toList();
  }

  private Judged settled(Judged one, Function<Judged, String> ids) {
    if (!(one.verdict() instanceof Verdict.Confirmed)) {
      return one;
    }
    for (Ignore ignore : settings.ignores()) {
      if (ignore.covers(one, ids.apply(one))) {
        used.add(ignore);
        if (!ignore.isOver(today)) {
          return new Judged(one.detector(), one.suspicion(), new Verdict.Dismissed(ignore.said()));
        }
      }
    }
    return one;
  }

  /** What wants a look: ignores that have ended, and those that nothing answers to any more. */
  List<Review.NotChecked> remarks() {
    List<Review.NotChecked> remarks = new ArrayList<>();
    for (Ignore ignore : settings.ignores()) {
      if (used.contains(ignore) && ignore.isOver(today)) {
        remarks.add(
            new Review.NotChecked(
                "ignore " + ignore.about(), "it ended on " + ignore.expires() + ": decide again"));
      } else if (!used.contains(ignore)) {
        remarks.add(
            new Review.NotChecked("ignore " + ignore.about(), "nothing in this log answers to it"));
      }
    }
    return remarks;
  }
}
