package dev.ectoscope.postgres.statements;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of pg_stat_statements in the order of each version, for a file without their names:
 * {@code \copy pg_stat_statements TO 'file' CSV} writes none. Source: the extension's scripts,
 * pg_stat_statements--1.4.sql to --1.11--1.12.sql.
 */
final class StatementLayouts {

  private static final String BLOCKS =
      " rows shared_blks_hit shared_blks_read shared_blks_dirtied shared_blks_written"
          + " local_blks_hit local_blks_read local_blks_dirtied local_blks_written"
          + " temp_blks_read temp_blks_written";

  private static final String EXECUTION =
      " plans total_plan_time min_plan_time max_plan_time mean_plan_time stddev_plan_time"
          + " calls total_exec_time min_exec_time max_exec_time mean_exec_time stddev_exec_time"
          + BLOCKS;

  private static final String WAL = " wal_records wal_fpi wal_bytes";

  private static final String JIT =
      " jit_functions jit_generation_time jit_inlining_count jit_inlining_time"
          + " jit_optimization_count jit_optimization_time jit_emission_count jit_emission_time";

  private static final String SPLIT_TIMES =
      " shared_blk_read_time shared_blk_write_time local_blk_read_time local_blk_write_time"
          + " temp_blk_read_time temp_blk_write_time";

  private static final String SINCE = " stats_since minmax_stats_since";

  /** By number of columns, which no two versions share. */
  private static final Map<Integer, List<String>> BY_WIDTH = new LinkedHashMap<>();

  static {
    String ids = "userid dbid queryid query";
    String leveled = "userid dbid toplevel queryid query";
    String oldTimes = " blk_read_time blk_write_time";
    add(ids + " calls total_time min_time max_time mean_time stddev_time" + BLOCKS + oldTimes);
    add(ids + EXECUTION + oldTimes + WAL);
    add(leveled + EXECUTION + oldTimes + WAL);
    add(leveled + EXECUTION + oldTimes + " temp_blk_read_time temp_blk_write_time" + WAL + JIT);
    String deform = " jit_deform_count jit_deform_time";
    add(leveled + EXECUTION + SPLIT_TIMES + WAL + JIT + deform + SINCE);
    String parallel = " parallel_workers_to_launch parallel_workers_launched";
    add(
        leveled
            + EXECUTION
            + SPLIT_TIMES
            + WAL
            + " wal_buffers_full"
            + JIT
            + deform
            + parallel
            + SINCE);
  }

  private StatementLayouts() {}

  private static void add(String columns) {
    List<String> names = List.of(columns.split(" "));
    BY_WIDTH.put(names.size(), names);
  }

  /**
   * The names of the columns of a file whose first row is this one.
   *
   * @return nothing when it is no row of the view
   */
  static List<String> of(List<String> row) {
    List<String> names = BY_WIDTH.getOrDefault(row.size(), List.of());
    List<String> numbers = new ArrayList<>(List.of("userid", "dbid", "calls", "rows"));
    boolean fits =
        !names.isEmpty()
            && numbers.stream().allMatch(name -> row.get(names.indexOf(name)).matches("\\d+"));
    return fits ? names : List.of();
  }
}
