package dev.ectoscope.evidence;

import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.guard.Guard;
import dev.ectoscope.postgres.statements.QueryIdentifiers;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the server for the identifiers of statements whose text alone finds no entry. */
final class StatementIdentification {

  /** Each costs the server one EXPLAIN. */
  private static final int MOST_ASKED = 100;

  private StatementIdentification() {}

  /** Identifiers by fingerprint. */
  static Map<String, String> of(
      Workload workload, List<ServerStatements> sources, Replica replica, Guard guard) {
    Map<String, String> ids = new LinkedHashMap<>();
    Set<String> counted = new HashSet<>();
    sources.forEach(s -> s.rows().forEach(row -> counted.add(row.queryId())));
    counted.remove("");
    if (!QueryIdentifiers.areTold(replica) || counted.isEmpty()) {
      return ids;
    }
    List<StatementStatistics> unmatched =
        ServerStatementMatch.of(workload, sources, Map.of()).unmatched(workload);
    for (StatementStatistics one : unmatched.subList(0, Math.min(MOST_ASKED, unmatched.size()))) {
      String sql = one.statement().text();
      if (!one.statement().shape().understood() || guard.check(sql) instanceof Guard.Refused) {
        continue;
      }
      try {
        Optional<String> id = QueryIdentifiers.of(replica, sql);
        if (id.isEmpty()) {
          // compute_query_id is off: no further question would be answered.
          return ids;
        }
        id.filter(counted::contains).ifPresent(i -> ids.put(one.statement().fingerprint(), i));
      } catch (DatabaseException e) {
        // The statement cannot be planned here; its text has had its chance.
        continue;
      }
    }
    return ids;
  }
}
