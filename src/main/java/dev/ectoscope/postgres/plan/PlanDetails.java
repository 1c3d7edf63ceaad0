package dev.ectoscope.postgres.plan;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What EXPLAIN prints beside the common properties of a node. Texts that are absent are "", whole
 * numbers -1, other numbers NaN.
 *
 * @param subplan {@code CTE recent}, {@code InitPlan 1 (returns $0)}, {@code SubPlan 2}
 * @param strategy of an aggregate: {@code Plain}, {@code Sorted}, {@code Hashed}, {@code Mixed}
 * @param partialMode of an aggregate: {@code Partial}, {@code Finalize}, {@code Simple}
 * @param operation of ModifyTable: {@code Insert}, {@code Update} …
 * @param cte name of the CTE a CTE Scan reads
 * @param function name of the function a Function Scan calls
 * @param groupKeys what is grouped by
 * @param presortedKeys keys an incremental sort finds sorted
 * @param startupMs ms until the first row, per loop
 * @param indexSearches descents into the index (PostgreSQL 18)
 * @param disabled whether the node is used although switched off (PostgreSQL 18)
 * @param mentions results of InitPlans that its expressions read: {@code $0}, {@code InitPlan 1}
 */
public record PlanDetails(
    String subplan,
    String strategy,
    String partialMode,
    String operation,
    String cte,
    String function,
    List<String> groupKeys,
    List<String> presortedKeys,
    double startupMs,
    double indexSearches,
    boolean disabled,
    Set<String> mentions,
    Parallel parallel,
    Discarded discarded,
    Memory memory,
    Bitmap bitmap,
    Cache cache,
    Io io) {

  /** Nothing is known. */
  public static final PlanDetails NONE =
      new PlanDetails(
          "",
          "",
          "",
          "",
          "",
          "",
          List.of(),
          List.of(),
          Double.NaN,
          Double.NaN,
          false,
          Set.of(),
          Parallel.NONE,
          Discarded.NONE,
          Memory.NONE,
          Bitmap.NONE,
          Cache.NONE,
          Io.NONE);

  public PlanDetails {
    groupKeys = groupKeys == null ? List.of() : List.copyOf(groupKeys);
    presortedKeys = presortedKeys == null ? List.of() : List.copyOf(presortedKeys);
    mentions = mentions == null ? Set.of() : Set.copyOf(mentions);
    parallel = parallel == null ? Parallel.NONE : parallel;
    discarded = discarded == null ? Discarded.NONE : discarded;
    memory = memory == null ? Memory.NONE : memory;
    bitmap = bitmap == null ? Bitmap.NONE : bitmap;
    cache = cache == null ? Cache.NONE : cache;
    io = io == null ? Io.NONE : io;
  }

  /**
   * @param aware whether the workers share the node's work
   * @param planned workers of a Gather
   * @param launched workers that were there
   * @param workers what each did, where EXPLAIN VERBOSE says it
   */
  public record Parallel(boolean aware, int planned, int launched, List<Worker> workers) {
    static final Parallel NONE = new Parallel(false, -1, -1, List.of());

    public Parallel {
      workers = workers == null ? List.of() : List.copyOf(workers);
    }
  }

  /** One worker; rows and ms are per loop. */
  public record Worker(int number, double rows, double loops, double totalMs) {}

  /** Rows thrown away, per loop, beside those of the filter. */
  public record Discarded(double byRecheck, double byJoinFilter) {
    static final Discarded NONE = new Discarded(Double.NaN, Double.NaN);
  }

  /**
   * Memory of sorts and hashes.
   *
   * @param sortSpace {@code Memory} or {@code Disk}
   * @param sortKb used by the sort there
   * @param batches of a hash or a hashed aggregate
   * @param originalBatches as planned
   * @param peakKb most memory used by a hash
   * @param diskKb spilled by a hashed aggregate
   */
  public record Memory(
      String sortSpace,
      long sortKb,
      double batches,
      double originalBatches,
      long peakKb,
      long diskKb) {
    static final Memory NONE = new Memory("", -1, Double.NaN, Double.NaN, -1, -1);
  }

  /** Heap pages of a bitmap scan: known row by row, or only as a whole page. */
  public record Bitmap(long exact, long lossy) {
    static final Bitmap NONE = new Bitmap(-1, -1);
  }

  /** A Memoize node's cache. */
  public record Cache(long hits, long misses, long evictions, long overflows) {
    static final Cache NONE = new Cache(-1, -1, -1, -1);
  }

  /** Waiting for the disk (ms, with track_io_timing) and WAL written; children included. */
  public record Io(double readMs, double writeMs, long walRecords, long walBytes) {
    static final Io NONE = new Io(Double.NaN, Double.NaN, -1, -1);
  }

  /** Whether it is run on demand, by the first node that wants its result. */
  boolean isLazy() {
    return subplan.startsWith("CTE ") || subplan.startsWith("InitPlan ");
  }

  PlanDetails withTexts(UnaryOperator<String> change) {
    return new PlanDetails(
        subplan,
        strategy,
        partialMode,
        operation,
        cte,
        function,
        groupKeys.stream().map(change).toList(),
        presortedKeys.stream().map(change).toList(),
        startupMs,
        indexSearches,
        disabled,
        mentions,
        parallel,
        discarded,
        memory,
        bitmap,
        cache,
        io);
  }
}
