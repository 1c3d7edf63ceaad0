package dev.ectoscope.evidence;

import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.Pressure;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.CatalogReader;
import dev.ectoscope.postgres.explain.WhatIf;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the replica, one statement at a time. A question that cannot be answered gets {@link
 * Answer.Unavailable} with the reason; all others go on.
 */
public final class EvidenceGatherer implements AutoCloseable {

  /** A scan that reads fewer rows than this is not worth an index. */
  private static final double FEW_ROWS = 1_000;

  private final Replica replica;
  private final List<Replica> others;
  private @Nullable ServerStatements statements;
  private final Limits limits;

  private @Nullable WhatIf whatIf;

  /** Hears how many of the questions have been asked. */
  @FunctionalInterface
  public interface Progress {
    void asked(long done, long total);
  }

  public EvidenceGatherer(Replica replica) {
    this(replica, List.of(), Limits.standard());
  }

  /**
   * @param others further servers of the same database, asked for their counters only
   * @param limits how much may be asked
   */
  public EvidenceGatherer(Replica replica, List<Replica> others, Limits limits) {
    this.replica = replica;
    this.others = List.copyOf(others);
    this.limits = limits;
  }

  /** Takes these statements for those of the servers, which are then not asked for them. */
  public EvidenceGatherer withStatements(ServerStatements known) {
    this.statements = known;
    return this;
  }

  /**
   * Asks all questions. Without the catalog, which a migration may lock, plans are still to be had.
   */
  public Evidence gather(
      Workload workload, Collection<EvidenceRequest> requests, Progress progress) {
    @Nullable Catalog catalog = null;
    String missing = "";
    try {
      catalog = CatalogReader.read(replica).withUsage(Servers.usage(replica, others));
    } catch (NotVerified e) {
      missing = e.reason();
    }
    LoadWatch watch;
    try {
      watch = new LoadWatch(limits, () -> Pressure.of(replica));
    } catch (NotVerified e) {
      return new Evidence(catalog, unavailable(requests, e.reason()), e.reason(), server());
    }
    PlanGatherer plans =
        new PlanGatherer(replica, catalog == null ? Catalog.empty() : catalog, limits, watch);
    Map<EvidenceRequest, Answer> answers = new LinkedHashMap<>();
    for (EvidenceRequest request : requests) {
      progress.asked(answers.size(), requests.size());
      String obstacle = watch.obstacle();
      answers.put(
          request,
          obstacle.isEmpty() ? answer(workload, request, plans) : new Answer.Unavailable(obstacle));
    }
    List<ServerStatements> sources = List.of();
    Map<String, String> ids = Map.of();
    try {
      sources = statements == null ? Servers.statements(replica, others) : List.of(statements);
      if (watch.obstacle().isEmpty()) {
        ids = StatementIdentification.of(workload, sources, replica, plans.guard());
      }
    } catch (NotVerified e) {
      // Statements are then matched by their text; what was answered so far stays.
    }
    return new Evidence(catalog, answers, missing, server(), sources, ids);
  }

  private static Map<EvidenceRequest, Answer> unavailable(
      Collection<EvidenceRequest> requests, String reason) {
    Map<EvidenceRequest, Answer> answers = new LinkedHashMap<>();
    requests.forEach(request -> answers.put(request, new Answer.Unavailable(reason)));
    return answers;
  }

  private Evidence.Server server() {
    var load = replica.load();
    return new Evidence.Server(replica.description(), load.statements(), load.millis());
  }

  private Answer answer(Workload workload, EvidenceRequest request, PlanGatherer plans) {
    StatementStatistics statement = workload.statement(request.fingerprint());
    if (statement == null) {
      return new Answer.Unavailable("the log does not hold the statement");
    }
    try {
      return request instanceof EvidenceRequest.WhatIfIndex candidate
          ? whatIf(statement, candidate, plans)
          : plans.plan(statement);
    } catch (DatabaseException e) {
      return new Answer.Unavailable(e.getMessage());
    }
  }

  private Answer whatIf(
      StatementStatistics statement, EvidenceRequest.WhatIfIndex candidate, PlanGatherer plans) {
    Answer now = plans.plan(statement);
    if (!(now instanceof Answer.Planned planned)) {
      return now;
    }
    if (!readsMuch(planned.plan(), plans.tablesOf(candidate))) {
      return new Answer.Needless(
          "the plan of now reads few rows of " + candidate.table() + " or finds them by an index");
    }
    if (whatIf == null) {
      whatIf = WhatIf.on(replica);
    }
    String sql = statement.statement().text();
    WhatIf.Answer answer = cost(whatIf, candidate, sql, plans.triedValues(statement));
    if (answer instanceof WhatIf.Unavailable not) {
      return new Answer.Unavailable(not.reason());
    }
    WhatIf.Costed costed = (WhatIf.Costed) answer;
    return new Answer.WhatIf(
        PlanMask.of(costed.beforePlan(), sql),
        PlanMask.of(costed.afterPlan(), sql),
        costed.used(),
        costed.indexBytes(),
        costed.method());
  }

  /**
   * With the values of the slowest execution. For an inverted index the others count too: a term
   * that most rows hold is found sooner without it, a rare one is not.
   */
  private static WhatIf.Answer cost(
      WhatIf whatIf,
      EvidenceRequest.WhatIfIndex candidate,
      String sql,
      List<List<String>> executions) {
    WhatIf.Answer first = whatIf.cost(sql, executions.get(0), candidate.sql());
    if (!candidate.method().equals("gin")) {
      return first;
    }
    WhatIf.Answer best = first;
    for (int i = 1; i < executions.size() && !isUsed(best); i++) {
      WhatIf.Answer other = whatIf.cost(sql, executions.get(i), candidate.sql());
      best = isUsed(other) ? other : best;
    }
    return best;
  }

  private static boolean isUsed(WhatIf.Answer answer) {
    return answer instanceof WhatIf.Costed costed && costed.used();
  }

  /** A whole scan, or one by an index that throws most rows away, of the table. */
  private static boolean readsMuch(Plan plan, Set<String> tables) {
    return plan.allNodes().stream()
        .filter(n -> tables.contains(n.relation()))
        .anyMatch(n -> n.isSeqScan() || removed(n) >= FEW_ROWS || n.totalCost() >= FEW_ROWS);
  }

  private static double removed(PlanNode node) {
    return Double.isNaN(node.rowsRemovedByFilter()) ? 0 : node.rowsRemovedByFilter();
  }

  @Override
  public void close() {
    if (whatIf != null) {
      whatIf.close();
    }
  }
}
