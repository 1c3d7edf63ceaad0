package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is known from elsewhere of the units that executed a query group, where the log does not say
 * whose its executions are: how many units began that can have asked it.
 *
 * @param kind of those units; OTHER when they are of several kinds
 * @param units that began
 * @param executions in their loops; all of the group's when nothing else can have asked it
 * @param exact whether these are all executions; otherwise at least so many are the loops'
 * @param how it was concluded, a sentence
 */
public record Runs(UnitKind kind, long units, long executions, boolean exact, String how) {

  /** Executions in each unit, rounded down. */
  public long perUnit() {
    return executions / units;
  }

  /** All bursts of a group as these units ran them. */
  Bursts of(QueryGroup group) {
    Bursts sum = new Bursts(kind(group.bursts()));
    group.bursts().forEach(sum::add);
    sum.countAs(group, this);
    return sum;
  }

  /** What the bursts look like that are told apart, if they are most. */
  private BurstClass kind(List<Bursts> bursts) {
    long all = calls(bursts, b -> true);
    boolean told = 2 * calls(bursts, b -> !b.kind().mixed()) > all;
    DistinctCount parameters = new DistinctCount();
    bursts.forEach(b -> parameters.add(b.parameters()));
    boolean differ =
        told
            ? 2 * calls(bursts, b -> b.kind().parametersDiffer()) >= all
            // Of units that began before the log there may be one more.
            : parameters.count() > units + 1;
    BurstClass most =
        bursts.stream()
            .max(Comparator.comparingLong(Bursts::calls))
            .map(Bursts::kind)
            .orElseThrow(() -> new IllegalStateException("what is mixed has bursts"));
    return new BurstClass(
        kind,
        BurstClass.roundedCalls((int) Math.min(perUnit(), Integer.MAX_VALUE)),
        !told,
        differ,
        bursts.stream().allMatch(b -> b.kind().held()),
        most.uninterrupted(),
        told ? most.pause() : 0,
        told && most.afterFailure(),
        bursts.stream().anyMatch(b -> b.kind().lists()),
        0);
  }

  private static long calls(List<Bursts> bursts, Predicate<Bursts> which) {
    return bursts.stream().filter(which).mapToLong(Bursts::calls).sum();
  }
}
