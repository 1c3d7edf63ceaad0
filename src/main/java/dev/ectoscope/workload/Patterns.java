package dev.ectoscope.workload;

import dev.ectoscope.sql.Statement;
import java.util.List;

/**
 * The patterns that are looked for in units of work. What a unit asks, and what it is, rules most
 * of them out before anything of it is looked at: each group is asked about once.
 */
final class Patterns {

  private static final int ALL = -1;

  private final List<UnitPattern> patterns;
  private final Sights[] sights;

  /** Patterns that one of the unit's groups may be of: a bit for each. */
  private int minded;

  /** Groups of the one of its statements that has most of them. */
  private int groups;

  /**
   * @param others stands for the statements that are left out
   */
  Patterns(List<UnitPattern> patterns, Tally tally, StatementStatistics others) {
    if (patterns.size() >= Integer.SIZE) {
      throw new IllegalArgumentException(Integer.SIZE + " patterns or more");
    }
    UnitPattern.Statements statements = statements(others);
    this.patterns = patterns;
    this.sights =
        patterns.stream()
            .map(pattern -> new Sights(pattern, tally, statements))
            .toArray(Sights[]::new);
  }

  private static UnitPattern.Statements statements(StatementStatistics others) {
    return new UnitPattern.Statements() {
      @Override
      public String verb(QueryCall call) {
        return statistics(call).verb();
      }

      @Override
      public Statement of(QueryCall call) {
        return statistics(call).statement();
      }

      private StatementStatistics statistics(QueryCall call) {
        StatementStatistics known = call.group().statistics();
        return known.leftOut ? others : known;
      }
    };
  }

  List<UnitPattern> list() {
    return patterns;
  }

  /** Another group of the unit, the nth of its statement; one that is left out stands for many. */
  void pass(QueryGroup group, int nth) {
    if (group.leftOut) {
      minded = ALL;
      groups = Integer.MAX_VALUE;
      return;
    }
    if (group.minded == QueryGroup.NOT_ASKED) {
      group.minded = minding(group);
    }
    minded |= group.minded;
    groups = Math.max(groups, nth);
  }

  private int minding(QueryGroup group) {
    int minding = 0;
    for (int i = 0; i < sights.length; i++) {
      boolean minds = patterns.get(i).minds(group.key(), group.statistics().verb());
      minding |= minds ? 1 << i : 0;
    }
    return minding;
  }

  /** Lets them look at a complete unit whose groups have been passed. */
  void look(OpenUnit unit) {
    UnitOfWork whole = null;
    for (int i = 0; i < sights.length; i++) {
      UnitPattern pattern = patterns.get(i);
      boolean asks = (minded >>> i & 1) != 0 && groups >= pattern.groups();
      if (asks || pattern.minds(unit.kind, unit.name, unit.view)) {
        whole = whole == null ? unit.whole() : whole;
        sights[i].look(unit, whole);
      }
    }
    minded = 0;
    groups = 0;
  }
}
