package dev.ectoscope.evidence;

import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.postgres.CatalogReader;
import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.ElixirTerm;
import dev.ectoscope.postgres.Explain;
import dev.ectoscope.postgres.Guard;
import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.Plan;
import dev.ectoscope.postgres.PlanNode;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.ServerStatements;
import dev.ectoscope.postgres.WhatIf;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the replica, one statement at a time. A question that cannot be answered gets {@link
 * Answer.Unavailable} with the reason; all others go on.
 */
public final class EvidenceGatherer implements AutoCloseable {

  /** A scan that reads fewer rows than this is not worth an index. */
  private static final double FEW_ROWS = 1_000;

  private final Replica replica;
  private final List<Replica> others;
  private final Map<String, Answer> plans = new HashMap<>();
  private ServerStatements statements;
  private Guard guard;
  private WhatIf whatIf;

  /** Hears how many of the questions have been asked. */
  @FunctionalInterface
  public interface Progress {
    void asked(long done, long total);
  }

  public EvidenceGatherer(Replica replica) {
    this(replica, List.of());
  }

  /**
   * @param others further servers of the same database, asked for their counters only
   */
  public EvidenceGatherer(Replica replica, List<Replica> others) {
    this.replica = replica;
    this.others = List.copyOf(others);
  }

  /** Takes these statements for those of the servers, which are then not asked for them. */
  public EvidenceGatherer withStatements(ServerStatements known) {
    this.statements = known;
    return this;
  }

  /**
   * @throws DatabaseException when even the catalog cannot be read
   */
  public Evidence gather(
      Workload workload, Collection<EvidenceRequest> requests, Progress progress) {
    Catalog catalog = CatalogReader.read(replica).withUsage(Servers.usage(replica, others));
    guard = Guard.on(replica);
    Map<EvidenceRequest, Answer> answers = new LinkedHashMap<>();
    for (EvidenceRequest request : requests) {
      progress.asked(answers.size(), requests.size());
      answers.put(request, answer(workload, request));
    }
    List<ServerStatements> sources =
        statements == null ? Servers.statements(replica, others) : List.of(statements);
    Map<String, String> ids = StatementIdentification.of(workload, sources, replica, guard);
    var load = replica.load();
    return new Evidence(
        catalog,
        answers,
        "",
        new Evidence.Server(replica.description(), load.statements(), load.millis()),
        sources,
        ids);
  }

  private Answer answer(Workload workload, EvidenceRequest request) {
    try {
      if (request instanceof EvidenceRequest.MeasuredPlan plan) {
        return plan(workload.statement(plan.fingerprint()));
      }
      if (request instanceof EvidenceRequest.WhatIfIndex candidate) {
        return whatIf(workload.statement(candidate.fingerprint()), candidate);
      }
      throw new AssertionError(request);
    } catch (NotVerified e) {
      return new Answer.Unavailable(e.reason());
    } catch (DatabaseException e) {
      return new Answer.Unavailable(e.getMessage());
    }
  }

  private Answer plan(StatementStatistics statement) {
    String fingerprint = statement.statement().fingerprint();
    Answer known = plans.get(fingerprint);
    if (known == null) {
      known = explain(statement.statement().text(), values(statement));
      plans.put(fingerprint, known);
    }
    return known;
  }

  private Answer explain(String sql, List<String> values) {
    Guard.Verdict verdict = guard.check(sql);
    if (verdict instanceof Guard.Refused refused) {
      return new Answer.Unavailable(refused.reason());
    }
    boolean known = !values.isEmpty() || !sql.contains("$1");
    if (verdict instanceof Guard.Allowed && known) {
      try {
        return new Answer.Planned(PlanMask.of(Explain.measure(replica, sql, values), sql), "");
      } catch (NotVerified e) {
        // Too slow or in the way of replay: its plan can still be had without running it.
        return new Answer.Planned(PlanMask.of(Explain.plan(replica, sql, values), sql), e.reason());
      }
    }
    String why = known ? verdict.reason() : "the log does not print its parameters in full";
    return new Answer.Planned(PlanMask.of(Explain.plan(replica, sql, values), sql), why);
  }

  private static List<String> values(StatementStatistics statement) {
    for (Execution execution : statement.executions()) {
      ElixirTerm.Parsed parsed = ElixirTerm.parse(execution.parameters().text());
      if (parsed.complete()) {
        return parsed.values();
      }
    }
    return List.of();
  }

  /** The generic plan is asked for by null. */
  private static List<String> valuesOrNull(StatementStatistics statement) {
    List<String> values = values(statement);
    return values.isEmpty() && statement.statement().text().contains("$1") ? null : values;
  }

  private Answer whatIf(StatementStatistics statement, EvidenceRequest.WhatIfIndex candidate) {
    Answer now = plan(statement);
    if (!(now instanceof Answer.Planned planned)) {
      return now;
    }
    if (!readsMuch(planned.plan(), candidate.table())) {
      return new Answer.Needless(
          "the plan of now reads few rows of " + candidate.table() + " or finds them by an index");
    }
    if (whatIf == null) {
      whatIf = WhatIf.on(replica);
    }
    String sql = statement.statement().text();
    WhatIf.Answer answer = whatIf.cost(sql, valuesOrNull(statement), candidate.sql());
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

  /** A whole scan, or one by an index that throws most rows away, of the table. */
  private static boolean readsMuch(Plan plan, String table) {
    return plan.allNodes().stream()
        .filter(n -> n.relation().equals(table))
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
