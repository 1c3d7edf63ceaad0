package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Findings of one detector that nobody can read through: those with most time at stake stay, and
 * how many more there are is said.
 */
final class TooMany {

  static final int SHOWN = 1_000;

  private TooMany() {}

  /** With the others turned into what was not looked at. */
  static List<Judged> of(List<Judged> judged, Function<Judged, String> ids) {
    Map<String, List<Judged>> confirmed = new HashMap<>();
    for (Judged one : judged) {
      if (one.verdict() instanceof Verdict.Confirmed) {
        confirmed.computeIfAbsent(one.detector().id(), d -> new ArrayList<>()).add(one);
      }
    }
    Set<Judged> others = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Judged> same : confirmed.values()) {
      if (same.size() > SHOWN) {
        same.sort(
            Comparator.comparing((Judged one) -> -one.suspicion().spentMs()).thenComparing(ids));
        others.addAll(same.subList(SHOWN, same.size()));
      }
    }
    return others.isEmpty()
        ? judged
        : judged.stream().map(one -> others.contains(one) ? notShown(one) : one).toList();
  }

  private static Judged notShown(Judged one) {
    String reason =
        String.format(
            Locale.US,
            "of each kind the %,d findings with most time at stake are shown: there are more",
            SHOWN);
    return new Judged(one.detector(), one.suspicion(), new Verdict.NotChecked(reason));
  }
}
