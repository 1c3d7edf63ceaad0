package dev.ectoscope.workload;

/** Units of work of one name. Times are tenths of a millisecond. */
public final class UnitStatistics {

  private final UnitName name;
  private final LatencyDistribution duration = new LatencyDistribution();
  private long units;
  private long calls;
  private long db;
  private long queue;

  UnitStatistics(UnitName name) {
    this.name = name;
  }

  void add(long duration, long calls, long db, long queue) {
    this.units++;
    this.calls += calls;
    this.db += db;
    this.queue += queue;
    this.duration.record(duration);
  }

  void add(UnitStatistics other) {
    units += other.units;
    calls += other.calls;
    db += other.db;
    queue += other.queue;
    duration.add(other.duration);
  }

  void restore(long[] sums, LatencyDistribution durations) {
    units = sums[0];
    calls = sums[1];
    db = sums[2];
    queue = sums[3];
    duration.add(durations);
  }

  public UnitName name() {
    return name;
  }

  public long units() {
    return units;
  }

  /** Queries. */
  public long calls() {
    return calls;
  }

  public long db() {
    return db;
  }

  public long queue() {
    return queue;
  }

  /** As the log prints it, of those units whose end it prints. */
  public LatencyDistribution duration() {
    return duration;
  }
}
