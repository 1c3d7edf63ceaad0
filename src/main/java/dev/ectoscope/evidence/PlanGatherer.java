package dev.ectoscope.evidence;

import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.ColumnValues;
import dev.ectoscope.postgres.explain.Explain;
import dev.ectoscope.postgres.guard.Guard;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.workload.StatementStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans of one statement after another, each with several sets of values; each asked once. */
final class PlanGatherer {

  private static final String UNKNOWN_VALUES =
      "the log does not print its parameters in full, and the statistics cannot fill them in";

  private final Replica replica;
  private final Catalog catalog;
  private final Limits limits;
  private final LoadWatch watch;
  private final Guard guard;
  private @Nullable Plan measuredGeneric;
  private final Map<String, Answer> plans = new HashMap<>();
  private final Map<String, List<List<String>>> values = new HashMap<>();
  private final Map<String, ColumnValues> columns = new HashMap<>();

  PlanGatherer(Replica replica, Catalog catalog, Limits limits, LoadWatch watch) {
    this.replica = replica;
    this.catalog = catalog;
    this.limits = limits;
    this.watch = watch;
    this.guard = Guard.on(replica);
  }

  /**
   * @throws DatabaseException when not even a plain plan is to be had
   */
  Answer plan(StatementStatistics statement) {
    String fingerprint = statement.statement().fingerprint();
    Answer known = plans.get(fingerprint);
    if (known == null) {
      known = planned(statement);
      plans.put(fingerprint, known);
    }
    return known;
  }

  /** The values of each execution that {@link #plan} tried; none at all for the generic plan. */
  List<List<String>> triedValues(StatementStatistics statement) {
    return values.getOrDefault(statement.statement().fingerprint(), List.of(List.of()));
  }

  Guard guard() {
    return guard;
  }

  /** The table, and its partitions: what a plan reads. */
  Set<String> tablesOf(EvidenceRequest.WhatIfIndex candidate) {
    Set<String> names = new HashSet<>(Set.of(candidate.table()));
    Catalog.Table table = catalog.table(candidate.schema(), candidate.table());
    if (table != null) {
      catalog.partitionsOf(table).forEach(part -> names.add(part.name()));
    }
    return names;
  }

  private Answer planned(StatementStatistics statement) {
    String sql = statement.statement().text();
    Guard.Verdict verdict = guard.check(sql);
    if (verdict instanceof Guard.Refused refused) {
      return new Answer.Unavailable(refused.reason());
    }
    List<ParameterSets.Choice> choices = ParameterSets.of(statement, catalog, this::column);
    if (choices.isEmpty()) {
      return new Answer.Planned(
          PlanMask.of(Explain.plan(replica, sql, List.of()), sql), UNKNOWN_VALUES);
    }
    values.put(
        statement.statement().fingerprint(),
        choices.stream().map(ParameterSets.Choice::values).toList());
    List<Answer.Execution> executions = new ArrayList<>();
    measuredGeneric = null;
    for (ParameterSets.Choice choice : choices) {
      if (!executions.isEmpty() && !watch.obstacle().isEmpty()) {
        break;
      }
      try {
        executions.add(execution(sql, verdict, choice, executions.isEmpty()));
      } catch (NotVerified e) {
        if (executions.isEmpty()) {
          throw e;
        }
      }
    }
    Answer.Execution first = executions.get(0);
    return new Answer.Planned(first.plan(), first.note(), executions, generic(sql, first));
  }

  private ColumnValues column(String schema, String table, String column) {
    return columns.computeIfAbsent(
        schema + "." + table + "." + column,
        key -> ColumnValues.read(replica, schema, table, column));
  }

  private Answer.Execution execution(
      String sql, Guard.Verdict verdict, ParameterSets.Choice choice, boolean first) {
    String why = verdict.reason();
    if (verdict instanceof Guard.Allowed allowed) {
      why = watch.obstacleNow();
      if (why.isEmpty()) {
        try {
          return execution(sql, choice, measured(allowed, choice, first), allowed.note());
        } catch (NotVerified e) {
          // Too slow, too dear or in the way of replay: its plan can still be had unrun.
          why = e.reason();
        }
      }
    }
    return execution(sql, choice, Explain.plan(replica, sql, choice.values()), why);
  }

  private Plan measured(Guard.Allowed allowed, ParameterSets.Choice choice, boolean first) {
    long start = System.nanoTime();
    try {
      Explain.Measured measured =
          Explain.measure(replica, allowed, choice.values(), limits.maxPlanCost(), first);
      measuredGeneric = first ? measured.generic() : measuredGeneric;
      return measured.plan();
    } finally {
      LoadWatch.pause((System.nanoTime() - start) / 1_000_000);
    }
  }

  private static Answer.Execution execution(
      String sql, ParameterSets.Choice choice, Plan plan, String note) {
    String notes = note.isEmpty() || choice.note().isEmpty() ? "" : "; ";
    return new Answer.Execution(
        choice.origin(),
        choice.types(),
        choice.loggedMs(),
        PlanMask.of(plan, sql),
        note + notes + choice.note());
  }

  /** That of the measured execution, or one of its own where nothing could be run. */
  private @Nullable Plan generic(String sql, Answer.Execution first) {
    if (first.plan().analyzed()) {
      return measuredGeneric == null ? null : PlanMask.of(measuredGeneric, sql);
    }
    if (Explain.parameters(sql) == 0 || !watch.obstacle().isEmpty()) {
      return null;
    }
    try {
      return PlanMask.of(Explain.generic(replica, sql), sql);
    } catch (NotVerified e) {
      return null;
    }
  }
}
