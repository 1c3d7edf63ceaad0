package dev.ectoscope.evidence;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.ectoscope.postgres.Plan;

/** An answer of the replica, or the reason why there is none. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Planned.class, name = "planned"),
  @JsonSubTypes.Type(value = Answer.WhatIf.class, name = "what-if"),
  @JsonSubTypes.Type(value = Answer.Needless.class, name = "needless"),
  @JsonSubTypes.Type(value = Answer.Unavailable.class, name = "unavailable")
})
public sealed interface Answer {

  /**
   * @param plan {@code plan.analyzed()} tells measured from planned
   * @param note why it was only planned, or ""
   */
  record Planned(Plan plan, String note) implements Answer {}

  /**
   * @param before plan of now on the same server as {@code after}
   * @param used whether the planner takes the candidate
   * @param sizeBytes estimated or real size of the candidate
   * @param method hypopg, or a scratch copy: for people
   */
  record WhatIf(Plan before, Plan after, boolean used, long sizeBytes, String method)
      implements Answer {}

  /** The question answers itself, for the reason given: the plan of now is good already. */
  record Needless(String reason) implements Answer {}

  /** Not verified: reason. */
  record Unavailable(String reason) implements Answer {}
}
