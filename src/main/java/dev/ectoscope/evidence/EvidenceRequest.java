package dev.ectoscope.evidence;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A question to the replica. Plain data: it can be saved beside its answer. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EvidenceRequest.MeasuredPlan.class, name = "plan"),
  @JsonSubTypes.Type(value = EvidenceRequest.WhatIfIndex.class, name = "what-if")
})
public sealed interface EvidenceRequest {

  /** How the statement runs: EXPLAIN ANALYZE when the guard proves it harmless, else EXPLAIN. */
  record MeasuredPlan(String fingerprint) implements EvidenceRequest {}

  /**
   * How the statement would be planned with one more index. Answered only where the plan of now reads much to return
   * little.
   *
   * @param keys columns, or expressions, in order; a descending key ends in {@code " DESC"}
   * @param method btree or gin
   * @param where predicate or ""
   */
  record WhatIfIndex(
      String fingerprint, String schema, String table, List<String> keys, String method, String where)
      implements EvidenceRequest {}
}
