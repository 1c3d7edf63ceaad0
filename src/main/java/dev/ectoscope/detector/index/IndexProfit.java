package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.StatementTitle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one index would do for the statements of a suspicion.
 *
 * @param index as asked for the first of them
 * @param savedMs of the time the log shows
 * @param savedCost planner's units, summed over one execution of each
 * @param shown the answer for the dearest statement it serves
 * @param helped fingerprints of those it serves
 */
record IndexProfit(
    WhatIfIndex index, double savedMs, double savedCost, Answer.WhatIf shown, Set<String> helped) {

  /** Facts of the suspicion under this and a fingerprint: milliseconds in the log. */
  static final String SPENT = "spent:";

  static final String CALLS = "calls:";

  private static final double REMOVED_SHARE = 0.9;

  /** What an index must give back a call, or in all: it is paid for by each insert and update. */
  private static final double WORTH_A_CALL_MS = 0.2;

  private static final double WORTH_IN_ALL_MS = 50;

  private static final double SAVED_SHARE = 0.5;

  /** Enough where much is saved: the other half may go to tables that another index is for. */
  private static final double LEAST_SAVED_SHARE = 0.3;

  private static final double SAVED_COST = 100;

  /**
   * A few hundred rows a call are worth an index only where it makes the call this much cheaper.
   */
  private static final double FEW_HUNDRED_ROWS = 200;

  private static final double MUCH_CHEAPER = 0.2;
  private static final double SLOW_CALL_MS = 1;
  private static final double RETURNED_SHARE = 0.1;

  /** Updates for each read from which on even a good index may cost more than it gives. */
  private static final long MANY_UPDATES = 100;

  /** What costs less is done before anybody notices; Dexter's {@code --min-cost} is as large. */
  private static final double LEAST_COST = 100;

  /** More of a table than this is read whole, or by a column that pins nothing. */
  private static final double MUCH = 0.25;

  private static final int MOST_TITLES = 4;

  private static final double PARTIAL_MUST_BE_BETTER_BY = 1.1;

  /**
   * @param same the question after one index, for each statement it may serve
   * @return empty when it serves none
   */
  static Optional<IndexProfit> of(
      List<WhatIfIndex> same, Suspicion suspicion, Evidence evidence, Catalog.Table table) {
    double savedMs = 0;
    double savedCost = 0;
    Set<String> helped = new LinkedHashSet<>();
    Answer.@Nullable WhatIf shown = null;
    for (WhatIfIndex question : same) {
      double spent = suspicion.number(SPENT + question.fingerprint());
      double meanMs = spent / Math.max(1, suspicion.number(CALLS + question.fingerprint()));
      if (evidence.answer(question) instanceof Answer.WhatIf answer
          && pays(answer, question, meanMs, evidence, table)) {
        savedMs += spent * (1 - answer.ratio());
        savedCost += answer.before().totalCost() - answer.after().totalCost();
        helped.add(question.fingerprint());
        shown = shown == null ? answer : shown;
      }
    }
    return shown == null
        ? Optional.empty()
        : Optional.of(new IndexProfit(same.get(0), savedMs, savedCost, shown, helped));
  }

  /** To choose among indexes. */
  double score() {
    double worth = savedMs > 0 ? savedMs : savedCost / 1e6;
    return index.where().isEmpty() ? worth * PARTIAL_MUST_BE_BETTER_BY : worth;
  }

  /** Why the index is not worth what it costs, or "". */
  String objection(Suspicion suspicion, Catalog catalog) {
    long calls = suspicion.occurrences();
    if (savedMs < WORTH_IN_ALL_MS && savedMs < WORTH_A_CALL_MS * calls) {
      return String.format(
          Locale.US,
          "an index on %s would save %.2f ms a call, less than every write pays for it",
          String.join(", ", index.keys()),
          savedMs / calls);
    }
    if (savedMs < WORTH_IN_ALL_MS && calls == 1) {
      return "the log has it once, and an index on "
          + String.join(", ", index.keys())
          + " would save "
          + Figures.time(savedMs);
    }
    Updates updates = suspicion.fact(Updates.FACT, Updates.class);
    String column = updates.hottest(index, catalog);
    boolean many = updates.times(column) >= MANY_UPDATES * calls;
    return many || updates.lostMs(column) > savedMs / 2
        ? "an index with " + column + " would cost its " + updates.times(column) + " updates more"
        : "";
  }

  /** What is read now, and what the planner or a clock says of the index. */
  List<Note> notes(Suspicion suspicion, Evidence evidence, Catalog.Table table) {
    List<Note> notes = new ArrayList<>();
    now(evidence, table).ifPresent(notes::add);
    notes.add(new Note("what-if", difference(shown)));
    price(suspicion, evidence).ifPresent(notes::add);
    served(suspicion).ifPresent(notes::add);
    return notes;
  }

  private static Optional<Note> served(Suspicion suspicion) {
    List<String> titles =
        suspicion.statements().stream()
            .map(statement -> StatementTitle.of(statement.shape()))
            .filter(title -> !title.isEmpty())
            .distinct()
            .toList();
    int more = titles.size() - MOST_TITLES;
    return titles.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Note(
                "what-if",
                "It serves: "
                    + titles.stream().limit(MOST_TITLES).collect(Collectors.joining("; "))
                    + (more > 0 ? "; and " + more + " more" : "")));
  }

  private Optional<Note> price(Suspicion suspicion, Evidence evidence) {
    Updates updates = suspicion.fact(Updates.FACT, Updates.class);
    String column = evidence.catalog() == null ? "" : updates.hottest(index, evidence.catalog());
    return column.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Note(
                "log",
                Figures.count(updates.times(column), "update")
                    + " set "
                    + column
                    + ": with this index none of them can be a HOT update any more"));
  }

  private static boolean pays(
      Answer.WhatIf answer,
      WhatIfIndex question,
      double meanMs,
      Evidence evidence,
      Catalog.Table table) {
    double before = answer.before().totalCost();
    double after = answer.after().totalCost();
    boolean cheaper =
        before >= LEAST_COST
            && (after <= before * (1 - SAVED_SHARE)
                || before - after >= SAVED_COST && after <= before * (1 - LEAST_SAVED_SHARE));
    boolean slow = meanMs >= SLOW_CALL_MS && after <= before * MUCH_CHEAPER;
    boolean wasteful =
        evidence.answer(new MeasuredPlan(question.fingerprint())) instanceof Answer.Planned planned
            && (isWasteful(planned.plan(), table, evidence)
                || slow && readsForFew(planned.plan(), table, evidence));
    return answer.used()
        && !readsMuchOf(answer.after(), question, table, evidence)
        && cheaper
        && (wasteful || isWasteful(answer.before(), table, evidence));
  }

  /** Hundreds of rows are read, by filter or by sort, for a handful that come back. */
  private static boolean readsForFew(Plan plan, Catalog.Table table, Evidence evidence) {
    boolean rows = plan.allNodes().stream().noneMatch(n -> n.nodeType().contains("Aggregate"));
    return rows
        && plan.analyzed()
        && plan.allNodes().stream()
            .filter(n -> isOf(n, table, evidence))
            .mapToDouble(n -> zero(n.returned()) + zero(n.discarded()))
            .anyMatch(
                read ->
                    read >= FEW_HUNDRED_ROWS
                        && zero(plan.root().actualRows()) <= RETURNED_SHARE * read);
  }

  /** Through an index whose value a good part of the rows have: half of them are VIPs. */
  private static boolean readsMuchOf(
      Plan plan, WhatIfIndex index, Catalog.Table table, Evidence evidence) {
    return plan.allNodes().stream().noneMatch(node -> node.nodeType().equals("Limit"))
        && plan.allNodes().stream()
            .filter(node -> isOf(node, table, evidence) && !node.isSeqScan())
            .anyMatch(
                node ->
                    (!node.indexCondition().isEmpty() || !index.where().isEmpty())
                        && table.rows() > 0
                        && node.planRows() > MUCH * table.rows());
  }

  /** A partition's scan is one of the table. */
  private static boolean isOf(PlanNode node, Catalog.Table table, Evidence evidence) {
    return node.relation().equals(table.name())
        || table.isPartitioned()
            && evidence.schema().stream()
                .flatMap(catalog -> catalog.partitionsOf(table).stream())
                .anyMatch(part -> part.name().equals(node.relation()));
  }

  private static boolean isWasteful(Plan plan, Catalog.Table table, Evidence evidence) {
    return plan.allNodes().stream()
        .filter(node -> isOf(node, table, evidence))
        .anyMatch(node -> isWasteful(node, table));
  }

  private static boolean isWasteful(PlanNode node, Catalog.Table table) {
    double removed = zero(node.rowsRemovedByFilter());
    double read = zero(node.actualRows()) + removed;
    if (node.isSeqScan()) {
      double rows =
          read > 0
              ? Math.max(read, table.rows())
              : table.rows() >= 0 ? table.rows() : node.planRows();
      return rows >= MissingIndex.SMALL_TABLE_ROWS;
    }
    return read >= MissingIndex.SMALL_TABLE_ROWS && removed > REMOVED_SHARE * read;
  }

  private static double zero(double number) {
    return Double.isNaN(number) || number < 0 ? 0 : number;
  }

  private Optional<Note> now(Evidence evidence, Catalog.Table table) {
    Answer measured = evidence.answer(new MeasuredPlan(index.fingerprint()));
    Plan plan = measured instanceof Answer.Planned planned ? planned.plan() : shown.before();
    return plan.allNodes().stream()
        .filter(node -> isOf(node, table, evidence) && isWasteful(node, table))
        .findFirst()
        .map(node -> new Note("plan", reading(node, plan, table)));
  }

  private static String reading(PlanNode node, Plan plan, Catalog.Table table) {
    String what = node.nodeType() + " on " + node.relation();
    return plan.analyzed()
        ? what
            + " reads "
            + Figures.count(zero(node.returned()) + node.discarded(), "row")
            + " to keep "
            + Figures.number(zero(node.returned()))
            + ", "
            + Figures.time(zero(plan.executionMs()))
        : what + " of " + Figures.count(Math.max(0, table.rows()), "row") + ", planned, not run";
  }

  private static String difference(Answer.WhatIf answer) {
    if (answer.isMeasured()) {
      return Figures.time(answer.before().executionMs())
          + " now, "
          + Figures.time(answer.after().executionMs())
          + " with the index, measured "
          + answer.where();
    }
    return "planner's cost "
        + Figures.number(answer.before().totalCost())
        + " now, "
        + Figures.number(answer.after().totalCost())
        + " with the index, planned "
        + answer.where();
  }
}
