package dev.ectoscope.workload;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what a pattern sights in units, one after the other. */
final class Sights implements UnitPattern.Sink {

  private final UnitPattern pattern;
  private final String id;
  private final Tally tally;
  private final UnitPattern.Statements statements;
  private @Nullable OpenUnit unit;
  private @Nullable UnitOfWork whole;

  Sights(UnitPattern pattern, Tally tally, UnitPattern.Statements statements) {
    this.pattern = pattern;
    this.id = pattern.id();
    this.tally = tally;
    this.statements = statements;
  }

  /**
   * Lets the pattern look at a complete unit.
   *
   * @param complete the same unit
   */
  void look(OpenUnit open, UnitOfWork complete) {
    unit = open;
    whole = complete;
    pattern.look(complete, statements, this);
    unit = null;
    whole = null;
  }

  @Override
  public void sighted(
      String variant, List<GroupKey> concerned, long occurrences, long tenths, long... parameters) {
    UnitOfWork seen = requireNonNull(whole, "sighted outside of a unit");
    Sighting sighting =
        tally.sightings.get(new Sighting.Key(id, variant, concerned), Sighting::new);
    if (sighting == null) {
      tally.otherSightings++;
      return;
    }
    sighting.add(seen, occurrences, tenths, parameters);
    int culprit = first(seen, concerned);
    sighting.best().offer(tenths, requireNonNull(unit), culprit, tally.limits.shownCalls());
  }

  private static int first(UnitOfWork unit, List<GroupKey> groups) {
    for (int i = 0; i < unit.calls().size(); i++) {
      if (groups.contains(unit.calls().get(i).key())) {
        return i;
      }
    }
    return 0;
  }
}
