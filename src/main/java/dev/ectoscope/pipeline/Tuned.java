package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.query.Thresholds;
import dev.ectoscope.log.CallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Detectors that speak from certain thresholds on, about certain files.
 *
 * @param covers whether a file is one of theirs; "" is no file
 */
record Tuned(List<Detector> detectors, Predicate<String> covers) {

  /** One set for each path that has thresholds of its own, and one for all the rest. */
  static List<Tuned> of(List<Detector> usual, Settings settings) {
    List<Tuned> sets = new ArrayList<>();
    Predicate<String> taken = file -> false;
    for (Settings.InPath one : settings.inPaths()) {
      Predicate<String> before = taken;
      Predicate<String> mine = file -> one.path().covers(file) && !before.test(file);
      sets.add(new Tuned(Detectors.with(one.thresholds()), mine));
      taken = taken.or(mine);
    }
    Thresholds thresholds = settings.thresholds();
    boolean changed = thresholds != Thresholds.DEFAULT && !thresholds.equals(Thresholds.DEFAULT);
    sets.add(new Tuned(changed ? Detectors.with(thresholds) : usual, taken.negate()));
    return sets;
  }

  /** Those of them that need nothing of PostgreSQL. */
  Tuned ofAnyDatabase() {
    return new Tuned(OtherDatabase.able(detectors), covers);
  }

  /** By the first call site of the application. */
  boolean speaksOf(Suspicion suspicion) {
    return covers.test(
        suspicion.callSites().stream()
            .filter(CallSite::isApplication)
            .map(CallSite::file)
            .findFirst()
            .orElse(""));
  }
}
