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

  /** The same in every run: decides who stays when there are too many. */
  long order() {
    long hash = fingerprint.hashCode() * 31L + callSite.printed().hashCode();
    return DistinctCount.mix(hash * 31 + callSite.file().hashCode() * 17L + callSite.line());
  }
}
