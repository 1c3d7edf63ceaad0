package dev.ectoscope.detector.plan;

import dev.ectoscope.review.Fix;
import java.util.List;

/** How much work_mem a step would have wanted, as a setting for its query alone. */
final class WorkMemory {

  private static final long SMALLEST_MB = 8;
  private static final long LARGEST_MB = 256;

  private WorkMemory() {}

  /** The next power of two in MB, or nothing when it is too much to give to one query. */
  static List<Fix> fix(double neededKb, PlanCase plan) {
    long megabytes = megabytes(neededKb);
    return megabytes > LARGEST_MB
        ? List.of()
        : List.of(new Fix.LocalSetting(plan.function(), plan.file(), "work_mem", megabytes + "MB"));
  }

  static String action(double neededKb, String otherwise) {
    long megabytes = megabytes(neededKb);
    return megabytes > LARGEST_MB
        ? otherwise
        : "Give this query work_mem = " + megabytes + " MB in its own transaction.";
  }

  private static long megabytes(double neededKb) {
    long megabytes = SMALLEST_MB;
    while (megabytes * 1024 < neededKb && megabytes <= LARGEST_MB) {
      megabytes *= 2;
    }
    return megabytes;
  }
}
