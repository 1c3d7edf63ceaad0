package dev.ectoscope.pipeline;

import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.workload.Workload;
import java.util.Map;
import java.util.TreeMap;

/** Kinds of units of work as the review spells them. */
final class UnitKinds {

  private UnitKinds() {}

  /** {@code request}, {@code live-view}, {@code channel}, {@code job}, {@code other}. */
  static String word(UnitKind kind) {
    return switch (kind) {
      case REQUEST -> "request";
      case LIVE_VIEW -> "live-view";
      case CHANNEL -> "channel";
      case JOB -> "job";
      case OTHER -> "other";
    };
  }

  static Map<String, Long> counted(Workload workload) {
    Map<String, Long> counts = new TreeMap<>();
    workload.unitsByKind().forEach((kind, units) -> counts.put(word(kind), units));
    return counts;
  }
}
