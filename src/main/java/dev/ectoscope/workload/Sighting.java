package dev.ectoscope.workload;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All sightings of a {@link UnitPattern} that concern the same query groups. */
public final class Sighting {

  /** What sightings are counted together by. */
  record Key(String pattern, String variant, List<GroupKey> groups) {
    Key {
      groups = List.copyOf(groups);
    }

    long order() {
      long hash = pattern.hashCode() * 31L + variant.hashCode();
      for (GroupKey group : groups) {
        hash = hash * 31 + group.order();
      }
      return DistinctCount.mix(hash);
    }

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && pattern.equals(that.pattern)
          && variant.equals(that.variant)
          && groups.equals(that.groups);
    }

    @Override
    public int hashCode() {
      return (pattern.hashCode() * 31 + variant.hashCode()) * 31 + groups.hashCode();
    }
  }

  private final Key key;
  private final LatencyDistribution times = new LatencyDistribution();
  private long count;
  private long units;
  private long occurrences;
  private long tenths;
  private final DistinctCount parameters = new DistinctCount();
  private final Example example = new Example();
  private @Nullable UnitOfWork last;

  Sighting(Key key) {
    this.key = key;
  }

  void add(UnitOfWork unit, long more, long time, long... lists) {
    for (long list : lists) {
      parameters.add(list);
    }
    count++;
    units += unit == last ? 0 : 1;
    last = unit;
    occurrences += more;
    tenths += time;
    times.record(time);
  }

  /** Lets go of the unit that was sighted last. */
  void seal() {
    last = null;
  }

  void add(Sighting other) {
    count += other.count;
    units += other.units;
    occurrences += other.occurrences;
    tenths += other.tenths;
    times.add(other.times);
    parameters.add(other.parameters);
    example.add(other.example);
  }

  void restore(long[] sums, LatencyDistribution distribution, DistinctCount distinct) {
    parameters.add(distinct);
    count = sums[0];
    units = sums[1];
    occurrences = sums[2];
    tenths = sums[3];
    times.add(distribution);
  }

  Key key() {
    return key;
  }

  public String variant() {
    return key.variant();
  }

  /** The query groups concerned, the culprit first. */
  public List<GroupKey> groups() {
    return key.groups();
  }

  /** Times it was sighted. */
  public long count() {
    return count;
  }

  /** Units of work in which it was sighted. */
  public long units() {
    return units;
  }

  /** Executions concerned. */
  public long occurrences() {
    return occurrences;
  }

  /** Time concerned, tenths of a millisecond. */
  public long tenths() {
    return tenths;
  }

  /** Distribution of the time of each sighting. */
  public LatencyDistribution times() {
    return times;
  }

  /** Different parameter lists concerned, where the pattern minds them. */
  public DistinctCount parameters() {
    return parameters;
  }

  /** The unit with the longest one. */
  public UnitOfWork example() {
    return requireNonNull(example.unit, "a sighting is of a unit");
  }

  Example best() {
    return example;
  }
}
