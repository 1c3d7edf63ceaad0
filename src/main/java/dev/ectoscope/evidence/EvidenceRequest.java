package dev.ectoscope.evidence;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A question to the replica. Plain data: it can be saved beside its answer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EvidenceRequest.MeasuredPlan.class, name = "plan"),
  @JsonSubTypes.Type(value = EvidenceRequest.WhatIfIndex.class, name = "what-if")
})
public sealed interface EvidenceRequest {

  /** Of the statement it is about. */
  String fingerprint();

  /** How the statement runs: EXPLAIN ANALYZE when the guard proves it harmless, else EXPLAIN. */
  record MeasuredPlan(String fingerprint) implements EvidenceRequest {

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof MeasuredPlan that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
      return fingerprint.hashCode();
    }
  }

  /**
   * How the statement would be planned with one more index. Answered only where the plan of now
   * reads much to return little.
   *
   * @param keys columns, or expressions, in order; a descending key ends in {@code " DESC"}
   * @param method btree or gin
   * @param where predicate or ""
   */
  record WhatIfIndex(
      String fingerprint,
      String schema,
      String table,
      List<String> keys,
      String method,
      String where)
      implements EvidenceRequest {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    /** {@code CREATE INDEX …} without a name. */
    public String sql() {
      String relation = schema.isEmpty() ? quoted(table) : quoted(schema) + "." + quoted(table);
      String columns = keys.stream().map(WhatIfIndex::key).collect(Collectors.joining(", "));
      return "CREATE INDEX ON "
          + relation
          + " USING "
          + method
          + " ("
          + columns
          + ")"
          + (where.isEmpty() ? "" : " WHERE " + where);
    }

    /** A column may stand before its direction or operator class. */
    private static String key(String key) {
      int blank = key.indexOf(' ');
      String column = blank < 0 ? key : key.substring(0, blank);
      return NAME.matcher(column).matches() ? quoted(column) + key.substring(column.length()) : key;
    }

    private static String quoted(String name) {
      return '"' + name.replace("\"", "\"\"") + '"';
    }

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof WhatIfIndex that
          && fingerprint.equals(that.fingerprint)
          && schema.equals(that.schema)
          && table.equals(that.table)
          && keys.equals(that.keys)
          && method.equals(that.method)
          && where.equals(that.where);
    }

    @Override
    public int hashCode() {
      return ((((fingerprint.hashCode() * 31 + schema.hashCode()) * 31 + table.hashCode()) * 31
                          + keys.hashCode())
                      * 31
                  + method.hashCode())
              * 31
          + where.hashCode();
    }
  }
}
