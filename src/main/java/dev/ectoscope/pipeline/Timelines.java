package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.review.Finding;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One unit of work as it ran, for the picture on a finding's page. */
final class Timelines {

  private static final int MOST_SPANS = 60;

  private Timelines() {}

  static Finding.Timeline of(UnitOfWork unit, Suspicion suspicion, Workload workload) {
    Set<String> culprits =
        suspicion.statements().stream().map(Statement::fingerprint).collect(Collectors.toSet());
    boolean clocked = unit.calls().stream().allMatch(c -> c.clock() >= 0);
    long origin = unit.calls().stream().mapToLong(QueryCall::startedAt).min().orElse(0);
    List<Finding.Span> spans = new ArrayList<>();
    double end = 0;
    long repeated = 0;
    double repeatedMs = 0;
    for (QueryCall call : unit.calls()) {
      // Without a clock the queries are drawn one after the other: that they did not overlap is all
      // that is known.
      double start = clocked ? (call.startedAt() - origin) / 10.0 : end;
      double queue = call.queueOrZero() / 10.0;
      double db = call.dbOrZero() / 10.0;
      end = Math.max(end, start + queue + db);
      boolean culprit = culprits.contains(call.fingerprint());
      if (culprit) {
        repeated++;
        repeatedMs += queue + db;
      }
      if (spans.size() < MOST_SPANS) {
        spans.add(new Finding.Span(label(call, workload), start, queue, db, culprit));
      }
    }
    int queries = unit.calls().size();
    return new Finding.Timeline(
        name(unit),
        Math.max(end, unit.duration() / 10.0),
        spans,
        queries == spans.size()
            ? null
            : new Finding.Whole(queries, repeated, Math.round(repeatedMs * 10) / 10.0));
  }

  private static String name(UnitOfWork unit) {
    return unit.name().isEmpty() ? unit.key() : unit.name();
  }

  private static String label(QueryCall call, Workload workload) {
    StatementStatistics known = workload.statement(call.fingerprint());
    if (known == null) {
      return "others";
    }
    Statement statement = known.statement();
    String table = statement.shape().rootTable();
    return table.isEmpty() ? statement.verb() : table;
  }
}
