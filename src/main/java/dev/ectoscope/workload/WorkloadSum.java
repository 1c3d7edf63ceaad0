package dev.ectoscope.workload;

import org.jspecify.annotations.Nullable;

/**
 * The sum of many workloads: what {@link Workload#merge} gives of one after the other, without
 * copying what was summed up so far for each.
 */
public final class WorkloadSum {

  private Workload only = Workload.EMPTY;
  private @Nullable Tally sum;

  public WorkloadSum add(Workload other) {
    if (other == Workload.EMPTY) {
      return this;
    }
    if (sum != null) {
      sum.add(other.tally());
      sum.cut();
    } else if (only == Workload.EMPTY) {
      only = other;
    } else {
      sum = only.merge(other).tally();
    }
    return this;
  }

  /** All that was added; nothing is to be added any more. */
  public Workload get() {
    return sum == null ? only : new Workload(sum);
  }
}
