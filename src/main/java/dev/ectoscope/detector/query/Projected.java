package dev.ectoscope.detector.query;

import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;

/**
 * Read models that events are projected into, each event in a transaction of its own that also
 * writes down how far the projection came. Source: commanded_ecto_projections 1.4, {@code
 * Commanded.Projections.Ecto}.
 */
final class Projected {

  /** The table in which a projection writes down the last event it has seen. */
  static final String VERSIONS = "projection_versions";

  static final String EVENTS =
      "each execution stands in the transaction of an event that a projection takes up: events come"
          + " one at a time";

  private Projected() {}

  /** Whether no transaction of an event holds several executions, and none runs outside of one. */
  static boolean isEventByEvent(Loop loop, Workload workload) {
    boolean projects = false;
    int inside = 0;
    int events = 0;
    int all = 0;
    for (QueryCall call : loop.example().calls()) {
      StatementStatistics statistics = workload.statement(call.fingerprint());
      if (statistics == null) {
        continue;
      }
      boolean own = call.key().equals(loop.repetition().group().key());
      all += own ? 1 : 0;
      inside += own ? 1 : 0;
      projects |= statistics.statement().shape().rootTable().equals(VERSIONS);
      if (SqlReader.isTransaction(statistics.statement().verb())) {
        events += projects && inside == 1 ? 1 : 0;
        inside = 0;
        projects = false;
      }
    }
    return all > 0 && events == all;
  }
}
