package dev.ectoscope.postgres.statements;

import dev.ectoscope.postgres.MaskedText;
import dev.ectoscope.postgres.statements.ServerStatements.Counters;
import dev.ectoscope.postgres.statements.ServerStatements.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The columns of pg_stat_statements under the names of every version from 1.7 to 1.12, and under
 * those people give them when they export. 1.8 renamed total_time to total_exec_time, 1.11
 * blk_read_time to shared_blk_read_time.
 */
final class StatementColumns {

  private static final Map<String, List<String>> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("query", List.of("query", "query_text", "statement", "sql", "queries"));
    NAMES.put("calls", List.of("calls", "total_calls", "executions", "count"));
    NAMES.put(
        "total_exec_time",
        List.of("total_exec_time", "total_time", "total_exec_ms", "total_ms", "total_time_ms"));
    NAMES.put("queryid", List.of("queryid", "query_id", "query_identifier"));
    NAMES.put("role", List.of("rolname", "usename", "user", "username", "role", "userid"));
    NAMES.put("database", List.of("datname", "database", "db", "dbid"));
    NAMES.put("toplevel", List.of("toplevel"));
    NAMES.put("mean_exec_time", List.of("mean_exec_time", "mean_time", "mean_exec_ms", "mean_ms"));
    NAMES.put("min_exec_time", List.of("min_exec_time", "min_time", "min_exec_ms", "min_ms"));
    NAMES.put("max_exec_time", List.of("max_exec_time", "max_time", "max_exec_ms", "max_ms"));
    NAMES.put(
        "stddev_exec_time",
        List.of("stddev_exec_time", "stddev_time", "stddev_exec_ms", "stddev_ms"));
    NAMES.put("rows", List.of("rows", "total_rows"));
    NAMES.put("shared_blks_hit", List.of("shared_blks_hit"));
    NAMES.put("shared_blks_read", List.of("shared_blks_read"));
    NAMES.put("shared_blks_dirtied", List.of("shared_blks_dirtied"));
    NAMES.put("temp_blks_written", List.of("temp_blks_written"));
    NAMES.put("blk_read_time", List.of("shared_blk_read_time", "blk_read_time"));
    NAMES.put("blk_write_time", List.of("shared_blk_write_time", "blk_write_time"));
    NAMES.put("wal_bytes", List.of("wal_bytes"));
    NAMES.put("plans", List.of("plans"));
    NAMES.put("total_plan_time", List.of("total_plan_time", "total_plan_ms"));
    NAMES.put("jit_generation_time", List.of("jit_generation_time"));
  }

  private static final List<String> JIT =
      List.of(
          "jit_generation_time",
          "jit_inlining_time",
          "jit_optimization_time",
          "jit_emission_time",
          "jit_deform_time");

  private static final Set<String> TOLD_WHEN_MISSING =
      Set.of("queryid", "rows", "shared_blks_hit", "shared_blks_read", "max_exec_time");

  /** Names of the source by names of ours. */
  private final Map<String, String> known = new LinkedHashMap<>();

  private final boolean decimalComma;

  /**
   * @param header names as the source writes them
   * @param decimalComma whether 1,5 is one and a half
   */
  StatementColumns(Iterable<String> header, boolean decimalComma) {
    this.decimalComma = decimalComma;
    Map<String, String> bySpelling = new LinkedHashMap<>();
    header.forEach(name -> bySpelling.putIfAbsent(spelling(name), name));
    NAMES.forEach(
        (ours, theirs) ->
            theirs.stream()
                .filter(bySpelling::containsKey)
                .findFirst()
                .ifPresent(name -> known.put(ours, bySpelling.get(name))));
    for (String phase : JIT) {
      if (bySpelling.containsKey(phase)) {
        known.put(phase, bySpelling.get(phase));
      }
    }
  }

  private static String spelling(String name) {
    return name.strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_+|_+$", "");
  }

  /** Columns without which nothing can be said. */
  List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    for (String needed : List.of("query", "calls")) {
      if (!known.containsKey(needed)) {
        lacking.add(needed);
      }
    }
    if (!known.containsKey("total_exec_time") && !known.containsKey("mean_exec_time")) {
      lacking.add("total_exec_time");
    }
    return lacking;
  }

  /** Columns that would say more. */
  List<String> missing() {
    return NAMES.keySet().stream()
        .filter(name -> TOLD_WHEN_MISSING.contains(name) && !known.containsKey(name))
        .toList();
  }

  /** How many of the names are columns of the view. */
  int recognised() {
    return known.size();
  }

  Row row(Map<String, String> values) {
    double calls = number(values, "calls");
    double total = number(values, "total_exec_time");
    if (Double.isNaN(total)) {
      total = number(values, "mean_exec_time") * calls;
    }
    double jit = JIT.stream().mapToDouble(n -> number(values, n)).filter(v -> v == v).sum();
    double read = number(values, "blk_read_time");
    double written = number(values, "blk_write_time");
    return new Row(
        identifier(text(values, "queryid")),
        text(values, "role"),
        text(values, "database"),
        !text(values, "toplevel").toLowerCase(Locale.ROOT).startsWith("f"),
        query(values),
        new Counters(
            calls,
            total,
            number(values, "min_exec_time"),
            number(values, "max_exec_time"),
            number(values, "stddev_exec_time"),
            number(values, "rows"),
            number(values, "shared_blks_hit"),
            number(values, "shared_blks_read"),
            number(values, "shared_blks_dirtied"),
            number(values, "temp_blks_written"),
            Double.isNaN(written) ? read : read + written,
            number(values, "wal_bytes"),
            number(values, "plans"),
            number(values, "total_plan_time"),
            known.containsKey(JIT.get(0)) ? jit : Double.NaN));
  }

  /** The server lost its file of texts, or a role may not see it: the counters still count. */
  private String query(Map<String, String> values) {
    String query = text(values, "query");
    boolean hidden = query.isEmpty() && !Double.isNaN(number(values, "calls"));
    return hidden ? Row.HIDDEN : MaskedText.of(query);
  }

  // A spreadsheet turns the 19 digits into 3.40695E+17, which identifies nothing.
  private static String identifier(String text) {
    return text.matches("-?\\d{1,20}") && !text.equals("0") ? text : "";
  }

  private String text(Map<String, String> values, String name) {
    String value = known.containsKey(name) ? values.get(known.get(name)) : null;
    return value == null || value.equals("\\N") ? "" : value.strip();
  }

  private double number(Map<String, String> values, String name) {
    String text = text(values, name).replace("\u00a0", "").replace(" ", "");
    try {
      return text.isEmpty() ? Double.NaN : Double.parseDouble(point(text));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private String point(String text) {
    if (decimalComma && text.indexOf(',') >= 0) {
      return text.replace(".", "").replace(',', '.');
    }
    return text.matches("-?\\d{1,3}(,\\d{3})+(\\.\\d+)?") ? text.replace(",", "") : text;
  }
}
