package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.IndexCandidates.Candidate;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.postgres.Plan;
import dev.ectoscope.postgres.PlanNode;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

@DetectorInfo(
    id = "missing-index",
    title = "A query reads many rows to return few, and no index leads to them",
    whyItMatters =
        """
        PostgreSQL reads the whole table for each execution, so the query slows down with every row \
        that is added, and it pushes other tables out of the cache.""",
    whenItIsFine =
        """
        For small tables, for queries that return most of the rows, and for tables that are written \
        far more often than read: each index costs every write.""",
    evidence = {"log", "plan", "what-if", "catalog"},
    bad =
        """
        # no index begins with patient_id
        from v in Visit, where: v.patient_id == ^id, order_by: [desc: v.started_at], limit: 10""",
    good =
        """
        create index(:visits, [:patient_id, :started_at], concurrently: true)""",
    references = "https://hexdocs.pm/ecto_sql/Ecto.Migration.html#index/3")
public final class MissingIndex implements Detector {

  private static final double SMALL_TABLE_ROWS = 1000;
  private static final double REMOVED_SHARE = 0.9;

  /** What an index must give back a call, or in all: it is paid for by each insert and update. */
  private static final double WORTH_A_CALL_MS = 0.2;

  private static final double WORTH_IN_ALL_MS = 50;

  private static final double SAVED_SHARE = 0.5;
  private static final double SAVED_COST = 100;
  private static final double PARTIAL_MUST_BE_BETTER_BY = 1.1;
  private static final String SPENT = "spent:";

  /** One candidate with the statements it may serve. */
  private static final class Served {
    private final List<Candidate> alternatives = new ArrayList<>();
    private final List<StatementStatistics> statements = new ArrayList<>();

    Candidate main() {
      return alternatives.get(0);
    }
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    List<StatementStatistics> statements =
        workload.statements().stream().filter(s -> isCandidate(s.statement())).toList();
    IndexCandidates candidates = new IndexCandidates(popularity(statements));
    Map<Candidate, Served> byMain = new LinkedHashMap<>();
    for (StatementStatistics one : statements) {
      Map<String, List<Candidate>> byTable = new TreeMap<>();
      candidates
          .of(one.statement().shape())
          .forEach(
              c ->
                  byTable
                      .computeIfAbsent(c.schema() + "." + c.table(), t -> new ArrayList<>())
                      .add(c));
      byTable.values().forEach(alternatives -> serve(byMain, alternatives, one));
    }
    return withoutPrefixes(List.copyOf(byMain.values())).stream()
        .map(served -> suspicion(served, workload));
  }

  private static boolean isCandidate(Statement statement) {
    Kind kind = statement.kind();
    return statement.shape().understood()
        && (kind == Kind.READ || kind == Kind.UPDATE || kind == Kind.DELETE);
  }

  private static Map<String, Long> popularity(List<StatementStatistics> statements) {
    Map<String, Long> popularity = new HashMap<>();
    for (StatementStatistics one : statements) {
      one.statement().shape().predicates().stream()
          .filter(IndexCandidates::isPin)
          .map(p -> p.column().toString())
          .distinct()
          .forEach(column -> popularity.merge(column, 1L, Long::sum));
    }
    return popularity;
  }

  private static void serve(
      Map<Candidate, Served> byMain, List<Candidate> alternatives, StatementStatistics statement) {
    Served served = byMain.computeIfAbsent(alternatives.get(0), c -> new Served());
    alternatives.stream()
        .filter(c -> !served.alternatives.contains(c))
        .forEach(served.alternatives::add);
    served.statements.add(statement);
  }

  /** An index serves what an index of its first columns serves: such suspicions become one. */
  private static List<Served> withoutPrefixes(List<Served> all) {
    List<Served> widestFirst =
        all.stream()
            .sorted(
                Comparator.comparingInt((Served s) -> -s.main().keys().size())
                    .thenComparing(s -> s.main().toString()))
            .toList();
    List<Served> kept = new ArrayList<>();
    for (Served served : widestFirst) {
      Served wider =
          kept.stream().filter(k -> begins(k.main(), served.main())).findFirst().orElse(null);
      if (wider == null) {
        kept.add(served);
      } else {
        wider.statements.addAll(served.statements);
        served.alternatives.stream()
            .filter(c -> !wider.alternatives.contains(c))
            .forEach(wider.alternatives::add);
      }
    }
    return kept;
  }

  private static boolean begins(Candidate wide, Candidate narrow) {
    return wide.schema().equals(narrow.schema())
        && wide.table().equals(narrow.table())
        && wide.where().equals(narrow.where())
        && wide.keys().size() > narrow.keys().size()
        && wide.keys().subList(0, narrow.keys().size()).equals(narrow.keys());
  }

  private static Suspicion suspicion(Served served, Workload workload) {
    List<StatementStatistics> dearestFirst =
        served.statements.stream()
            .distinct()
            .sorted(
                Comparator.comparingLong(StatementStatistics::db)
                    .reversed()
                    .thenComparing(s -> s.statement().fingerprint()))
            .toList();
    Map<String, Object> facts = new HashMap<>();
    List<EvidenceRequest> needs = new ArrayList<>();
    for (StatementStatistics one : dearestFirst) {
      String fingerprint = one.statement().fingerprint();
      facts.put(SPENT + fingerprint, one.db() / 10.0);
      needs.add(new MeasuredPlan(fingerprint));
      for (Candidate c : served.alternatives) {
        needs.add(
            new WhatIfIndex(fingerprint, c.schema(), c.table(), c.keys(), "btree", c.where()));
      }
    }
    Candidate main = served.main();
    Set<String> fingerprints =
        new LinkedHashSet<>(dearestFirst.stream().map(s -> s.statement().fingerprint()).toList());
    long units = workload.unitsRunning(fingerprints);
    long calls = dearestFirst.stream().mapToLong(StatementStatistics::calls).sum();
    double spent = dearestFirst.stream().mapToLong(StatementStatistics::db).sum() / 10.0;
    Note note =
        new Note(
            "log",
            Figures.count(calls, "execution")
                + " of "
                + Figures.count(dearestFirst.size(), "statement")
                + ", ≥ "
                + Figures.time(spent)
                + " in the database");
    return new Suspicion(
        "",
        main.schema()
            + "."
            + main.table()
            + "("
            + String.join(",", main.keys())
            + ") "
            + main.where(),
        dearestFirst.stream().map(StatementStatistics::statement).toList(),
        callSites(dearestFirst),
        List.of(main.table()),
        calls,
        units,
        spent,
        0,
        List.of(note),
        null,
        needs,
        facts);
  }

  private static List<CallSite> callSites(List<StatementStatistics> statements) {
    return statements.stream()
        .flatMap(
            s ->
                s.callSites().entrySet().stream()
                    .sorted(
                        Map.Entry.<CallSite, Long>comparingByValue()
                            .reversed()
                            .thenComparing(e -> e.getKey().toString()))
                    .map(Map.Entry::getKey))
        .filter(CallSite::isKnown)
        .distinct()
        .toList();
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    List<WhatIfIndex> questions =
        suspicion.needs().stream()
            .filter(WhatIfIndex.class::isInstance)
            .map(WhatIfIndex.class::cast)
            .toList();
    if (evidence.schema().isEmpty() || questions.isEmpty()) {
      return new Verdict.NotChecked(
          evidence.reason().isEmpty() ? "needs a replica" : evidence.reason());
    }
    Catalog catalog = evidence.catalog();
    WhatIfIndex first = questions.get(0);
    Catalog.Table table = catalog.table(first.schema(), first.table());
    if (table == null) {
      return new Verdict.NotChecked("the replica has no table " + first.table());
    }
    for (String key : first.keys()) {
      if (!table.columns().isEmpty() && table.column(column(key)) == null) {
        return new Verdict.Dismissed(table.name() + " has no column " + column(key));
      }
    }
    if (table.rows() >= 0 && table.rows() < SMALL_TABLE_ROWS) {
      return new Verdict.Dismissed(
          table.name()
              + " has "
              + Figures.count(table.rows(), "row")
              + ": reading it whole costs little");
    }
    Catalog.Index existing = existing(catalog, first);
    if (existing != null) {
      return new Verdict.Dismissed(
          existing.name() + " begins with " + String.join(", ", first.keys()));
    }
    return judge(suspicion, evidence, questions, table);
  }

  private static Catalog.Index existing(Catalog catalog, WhatIfIndex wanted) {
    List<String> columns = wanted.keys().stream().map(MissingIndex::column).toList();
    return catalog.indexesOn(wanted.schema(), wanted.table()).stream()
        .filter(i -> i.valid() && i.method().equals("btree"))
        .filter(i -> i.predicate().isEmpty() || i.predicate().equals(wanted.where()))
        .filter(i -> i.keys().size() >= columns.size())
        .filter(
            i ->
                i.keys().subList(0, columns.size()).stream()
                    .map(MissingIndex::unquoted)
                    .toList()
                    .equals(columns))
        .findFirst()
        .orElse(null);
  }

  private static String unquoted(String key) {
    return key.replace("\"", "");
  }

  private static String column(String key) {
    return key.endsWith(" DESC") ? key.substring(0, key.length() - 5) : key;
  }

  /** What one index would do for the statements of a suspicion. */
  private record Profit(
      WhatIfIndex index, double savedMs, double savedCost, Answer.WhatIf shown, long statements) {

    double score() {
      double worth = savedMs > 0 ? savedMs : savedCost / 1e6;
      return index.where().isEmpty() ? worth * PARTIAL_MUST_BE_BETTER_BY : worth;
    }
  }

  private static Verdict judge(
      Suspicion suspicion, Evidence evidence, List<WhatIfIndex> questions, Catalog.Table table) {
    Map<String, List<WhatIfIndex>> byIndex = new LinkedHashMap<>();
    questions.forEach(
        q -> byIndex.computeIfAbsent(q.keys() + q.where(), k -> new ArrayList<>()).add(q));
    Profit best =
        byIndex.values().stream()
            .filter(same -> existing(evidence.catalog(), same.get(0)) == null)
            .map(same -> profit(suspicion, evidence, same, table))
            .filter(profit -> profit.statements() > 0)
            .max(Comparator.comparingDouble(Profit::score))
            .orElse(null);
    if (best == null) {
      return unprofitable(evidence, questions);
    }
    return isWorthAWrite(best, suspicion)
        ? confirmed(best, suspicion, evidence, table)
        : new Verdict.Dismissed(
            String.format(
                Locale.ROOT,
                "an index on %s would save %.2f ms a call, less than every write pays for it",
                String.join(", ", best.index().keys()),
                best.savedMs() / suspicion.occurrences()));
  }

  private static boolean isWorthAWrite(Profit profit, Suspicion suspicion) {
    return profit.savedMs() >= WORTH_A_CALL_MS * suspicion.occurrences()
        || profit.savedMs() >= WORTH_IN_ALL_MS;
  }

  private static Verdict unprofitable(Evidence evidence, List<WhatIfIndex> questions) {
    boolean answered =
        questions.stream().map(evidence::answer).anyMatch(Answer.WhatIf.class::isInstance);
    if (answered) {
      return new Verdict.Dismissed(
          "with an index on "
              + String.join(", ", questions.get(0).keys())
              + " the planner would save little");
    }
    for (WhatIfIndex question : questions) {
      if (evidence.answer(question) instanceof Answer.Needless needless) {
        return new Verdict.Dismissed(needless.reason());
      }
    }
    String reason =
        questions.stream()
            .map(evidence::answer)
            .filter(Answer.Unavailable.class::isInstance)
            .map(a -> ((Answer.Unavailable) a).reason())
            .findFirst()
            .orElse("the replica did not answer");
    return new Verdict.NotChecked(reason);
  }

  private static Profit profit(
      Suspicion suspicion, Evidence evidence, List<WhatIfIndex> same, Catalog.Table table) {
    double savedMs = 0;
    double savedCost = 0;
    long statements = 0;
    Answer.WhatIf shown = null;
    for (WhatIfIndex question : same) {
      if (evidence.answer(question) instanceof Answer.WhatIf answer
          && pays(answer, question, evidence, table)) {
        Object spent = suspicion.facts().getOrDefault(SPENT + question.fingerprint(), 0.0);
        savedMs += ((Number) spent).doubleValue() * (1 - answer.ratio());
        savedCost += answer.before().totalCost() - answer.after().totalCost();
        statements++;
        shown = shown == null ? answer : shown;
      }
    }
    return new Profit(same.get(0), savedMs, savedCost, shown, statements);
  }

  private static boolean pays(
      Answer.WhatIf answer, WhatIfIndex question, Evidence evidence, Catalog.Table table) {
    double before = answer.before().totalCost();
    double after = answer.after().totalCost();
    boolean cheaper = after <= before * (1 - SAVED_SHARE) || before - after >= SAVED_COST;
    boolean measured =
        evidence.answer(new MeasuredPlan(question.fingerprint())) instanceof Answer.Planned planned
            && isWasteful(planned.plan(), table);
    return answer.used()
        && after < before
        && cheaper
        && (measured || isWasteful(answer.before(), table));
  }

  private static boolean isWasteful(Plan plan, Catalog.Table table) {
    return plan.allNodes().stream()
        .filter(node -> node.relation().equals(table.name()))
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
      return rows >= SMALL_TABLE_ROWS;
    }
    return read >= SMALL_TABLE_ROWS && removed > REMOVED_SHARE * read;
  }

  private static double zero(double number) {
    return Double.isNaN(number) || number < 0 ? 0 : number;
  }

  private static Verdict confirmed(
      Profit profit, Suspicion suspicion, Evidence evidence, Catalog.Table table) {
    WhatIfIndex index = profit.index();
    List<String> columns = index.keys().stream().map(MissingIndex::column).toList();
    List<Note> notes = new ArrayList<>();
    now(profit, evidence, table).ifPresent(notes::add);
    notes.add(new Note("what-if", difference(profit.shown())));
    if (profit.statements() < suspicion.statements().size()) {
      notes.add(
          new Note(
              "what-if",
              "it helps "
                  + profit.statements()
                  + " of the "
                  + suspicion.statements().size()
                  + " statements"));
    }
    Fix fix =
        new Fix.CreateIndex(
            index.schema(), index.table(), index.keys(), "btree", index.where(), List.of(), "");
    return new Verdict.Confirmed(
        title(suspicion, index.table(), columns),
        profit.shown().isMeasured() ? Confidence.MEASURED : Confidence.PLANNED,
        Math.min(suspicion.spentMs(), profit.savedMs()),
        0,
        notes,
        "Create an index on "
            + index.table()
            + " ("
            + String.join(", ", index.keys())
            + ")"
            + (index.where().isEmpty() ? "" : " where " + index.where())
            + "; it costs every write of the table a little.",
        List.of(fix),
        profit.shown());
  }

  private static String title(Suspicion suspicion, String table, List<String> columns) {
    boolean sorted =
        suspicion.statement().shape().order().stream()
            .anyMatch(k -> k.column() != null && k.column().name().equals(columns.get(0)));
    boolean filtered =
        suspicion.statements().stream()
            .flatMap(s -> s.shape().predicates().stream())
            .filter(Predicate::isPlain)
            .anyMatch(p -> p.column().name().equals(columns.get(0)));
    if (sorted && !filtered) {
      return table + " has no index in the order of " + String.join(", ", columns);
    }
    return columns.size() == 1
        ? table + "." + columns.get(0) + " has no index"
        : table + " has no index on (" + String.join(", ", columns) + ")";
  }

  private static Optional<Note> now(Profit profit, Evidence evidence, Catalog.Table table) {
    Answer measured = evidence.answer(new MeasuredPlan(profit.index().fingerprint()));
    Plan plan =
        measured instanceof Answer.Planned planned ? planned.plan() : profit.shown().before();
    return plan.allNodes().stream()
        .filter(node -> node.relation().equals(table.name()) && isWasteful(node, table))
        .findFirst()
        .map(node -> new Note("plan", reading(node, plan, table)));
  }

  private static String reading(PlanNode node, Plan plan, Catalog.Table table) {
    String what = node.nodeType() + " on " + table.name();
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
