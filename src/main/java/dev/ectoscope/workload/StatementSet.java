package dev.ectoscope.workload;

import java.util.Arrays;

/** The statements that a unit of work ran, as sorted hashes of their fingerprints. */
record StatementSet(long[] statements) {

  static long hash(String fingerprint) {
    long hash = 0;
    for (int i = 0; i < fingerprint.length(); i++) {
      hash = hash * 31 + fingerprint.charAt(i);
    }
    return DistinctCount.mix(hash);
  }

  boolean holdsAny(long[] sorted) {
    for (long one : sorted) {
      if (Arrays.binarySearch(statements, one) >= 0) {
        return true;
      }
    }
    return false;
  }

  long order() {
    return DistinctCount.mix(Arrays.hashCode(statements) * 31L + statements.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatementSet that && Arrays.equals(statements, that.statements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(statements);
  }
}
