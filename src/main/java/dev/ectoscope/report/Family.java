package dev.ectoscope.report;

import java.util.Locale;
import java.util.Set;

/** What kind of thing a detector looks at: the folder that holds it. */
public enum Family {
  QUERY("Queries"),
  INDEX("Indexes"),
  PLAN("Plans"),
  POOL("Pool"),
  SCHEMA("Failures");

  private static final Set<String> PLANS =
      Set.of(
          "row-misestimate",
          "sort-spill",
          "lossy-bitmap",
          "stale-visibility",
          "filter-discards-most",
          "nested-loop-blowup",
          "generic-plan-cliff",
          "jit-overhead",
          "slow-query");
  private static final Set<String> INDEXES =
      Set.of(
          "missing-index",
          "unindexed-foreign-key",
          "duplicate-index",
          "invalid-index",
          "unused-index");
  private static final Set<String> POOLS = Set.of("pool-exhaustion", "long-transaction");
  private static final Set<String> FAILURES = Set.of("deadlock", "query-timeout", "failing-query");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  /** By the detector's id; what is unknown looks at queries. */
  public static Family of(String detector) {
    return PLANS.contains(detector)
        ? PLAN
        : INDEXES.contains(detector)
            ? INDEX
            : POOLS.contains(detector) ? POOL : FAILURES.contains(detector) ? SCHEMA : QUERY;
  }

  /** As it stands in addresses, and as the folder is called. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }
}
