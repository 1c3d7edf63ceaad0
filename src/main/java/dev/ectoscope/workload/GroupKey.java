package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;

/** Statement × call site: what a query group is known by. */
public record GroupKey(String fingerprint, CallSite callSite) implements Comparable<GroupKey> {

  @Override
  public int compareTo(GroupKey other) {
    int byStatement = fingerprint.compareTo(other.fingerprint);
    if (byStatement != 0) {
      return byStatement;
    }
    int byFunction = callSite.printed().compareTo(other.callSite.printed());
    if (byFunction != 0) {
      return byFunction;
    }
    int byFile = callSite.file().compareTo(other.callSite.file());
    return byFile != 0 ? byFile : Integer.compare(callSite.line(), other.callSite.line());
  }

  private static final long LOW = 0xffff_ffffL;

  /**
   * The same in every run: decides who stays when there are too many. By statement first: groups of
   * statements that are left out must not push out others.
   */
  long order() {
    long hash = callSite.printed().hashCode() * 31L + callSite.file().hashCode();
    long site = DistinctCount.mix(hash * 31 + callSite.line());
    return StatementSet.hash(fingerprint) & ~LOW | site & LOW;
  }

  /** Those of the call site. */
  int characters() {
    return callSite.printed().length() + callSite.file().length();
  }

  // Written out: what the compiler makes of records is linked at run time and several times slower.
  @Override
  public boolean equals(Object other) {
    return other == this
        || other instanceof GroupKey that
            && fingerprint.equals(that.fingerprint)
            && callSite.equals(that.callSite);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode() * 31 + callSite.hashCode();
  }

  @Override
  public String toString() {
    return "GroupKey[fingerprint=" + fingerprint + ", callSite=" + callSite + "]";
  }
}
