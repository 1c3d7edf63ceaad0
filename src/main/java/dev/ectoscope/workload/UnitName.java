package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;

/**
 * What units of work are called.
 *
 * @param name {@code GET /posts/:id}, {@code FeedLive mount}, a worker, or ""
 */
public record UnitName(UnitKind kind, String name) implements Comparable<UnitName> {

  @Override
  public int compareTo(UnitName other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }

  long order() {
    return DistinctCount.mix(name.hashCode() * 7L + kind.ordinal() + 1);
  }

  // Written out: what the compiler makes of records is linked at run time and several times slower.
  @Override
  public boolean equals(Object other) {
    return other instanceof UnitName that && kind == that.kind && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return kind.ordinal() * 31 + name.hashCode();
  }
}
