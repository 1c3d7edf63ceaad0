package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.IndexCandidates.Candidate;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  static final double SMALL_TABLE_ROWS = 1000;

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    List<StatementStatistics> statements =
        workload.statements().stream().filter(s -> isCandidate(s.statement())).toList();
    IndexCandidates candidates = new IndexCandidates(popularity(statements));
    Map<Candidate, Served> byMain = new LinkedHashMap<>();
    for (StatementStatistics one : statements) {
      Map<String, List<Candidate>> byTable = new TreeMap<>();
      candidates
          .of(one.statement().shape(), TextBeginnings.of(one))
          .forEach(
              c ->
                  byTable
                      .computeIfAbsent(c.schema() + "." + c.table(), t -> new ArrayList<>())
                      .add(c));
      byTable.values().forEach(alternatives -> serve(byMain, alternatives, one));
    }
    List<Served> all = withoutPrefixes(List.copyOf(byMain.values()));
    Overlaps.asked(all);
    return all.stream().map(served -> served.suspicion(workload));
  }

  private static boolean isCandidate(Statement statement) {
    Kind kind = statement.kind();
    return statement.shape().understood()
        && (kind == Kind.READ || kind == Kind.UPDATE || kind == Kind.DELETE);
  }

  private static Map<String, Long> popularity(List<StatementStatistics> statements) {
    Map<String, Long> popularity = new LinkedHashMap<>();
    for (StatementStatistics one : Served.dearestFirst(statements)) {
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
        .filter(c -> !served.alternatives().contains(c))
        .forEach(served.alternatives()::add);
    served.statements().add(statement);
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
        wider.statements().addAll(served.statements());
        served.alternatives().stream()
            .filter(c -> !wider.alternatives().contains(c))
            .forEach(wider.alternatives()::add);
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

  /** Of the statements it may serve those it pays for, and an index for what it leaves. */
  @Override
  public List<Suspicion> narrowed(Suspicion suspicion, Workload workload, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    List<WhatIfIndex> questions = questions(suspicion);
    Catalog.Table table =
        catalog == null || questions.isEmpty()
            ? null
            : catalog.table(questions.get(0).schema(), questions.get(0).table());
    if (catalog == null || table == null) {
      return List.of(suspicion);
    }
    List<WhatIfIndex> left = new ArrayList<>(open(questions, catalog));
    List<Suspicion> parts = new ArrayList<>();
    Optional<IndexProfit> best = best(suspicion, evidence, left, table);
    while (best.isPresent()) {
      IndexProfit chosen = best.get();
      parts.add(part(suspicion, chosen, parts.isEmpty() ? questions : left, workload));
      left.removeIf(q -> sameIndex(q, chosen.index()) || chosen.helped().contains(q.fingerprint()));
      best = best(suspicion, evidence, left, table);
    }
    return parts.isEmpty() ? List.of(suspicion) : parts;
  }

  private static Suspicion part(
      Suspicion whole, IndexProfit chosen, List<WhatIfIndex> questions, Workload workload) {
    if (chosen.helped().size() == whole.statements().size()) {
      return whole;
    }
    boolean first = questions(whole).equals(questions);
    List<WhatIfIndex> asked = new ArrayList<>(questions);
    if (!first) {
      // What the part is called by.
      asked.removeIf(q -> sameIndex(q, chosen.index()));
      asked.add(0, chosen.index());
    }
    Suspicion part = Served.of(asked, chosen.helped(), workload).suspicion(workload);
    return first ? part.about(whole.subject()) : part;
  }

  private static boolean sameIndex(WhatIfIndex one, WhatIfIndex other) {
    return one.keys().equals(other.keys()) && one.where().equals(other.where());
  }

  private static List<WhatIfIndex> questions(Suspicion suspicion) {
    return suspicion.needs().stream()
        .filter(WhatIfIndex.class::isInstance)
        .map(WhatIfIndex.class::cast)
        .toList();
  }

  private static List<WhatIfIndex> open(List<WhatIfIndex> questions, Catalog catalog) {
    return questions.stream().filter(q -> existing(catalog, q).isEmpty()).toList();
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    List<WhatIfIndex> questions = questions(suspicion);
    Catalog catalog = evidence.catalog();
    if (catalog == null || questions.isEmpty()) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    WhatIfIndex first = questions.get(0);
    Catalog.Table table = catalog.table(first.schema(), first.table());
    if (table == null) {
      return new Verdict.NotChecked("the replica has no table " + first.table());
    }
    for (String key : first.keys()) {
      String column = TextBeginnings.text(column(key));
      if (!table.columns().isEmpty() && !column.contains("(") && table.column(column) == null) {
        return new Verdict.Dismissed(table.name() + " has no column " + column);
      }
    }
    if (table.rows() >= 0 && table.rows() < SMALL_TABLE_ROWS) {
      return new Verdict.Dismissed(
          table.name()
              + " has "
              + Figures.count(table.rows(), "row")
              + ": reading it whole costs little");
    }
    List<WhatIfIndex> open = open(questions, catalog);
    if (open.isEmpty()) {
      return new Verdict.Dismissed(
          existing(catalog, first).orElseThrow().name()
              + " begins with "
              + String.join(", ", first.keys()));
    }
    IndexProfit best = best(suspicion, evidence, open, table).orElse(null);
    if (best == null) {
      return unprofitable(evidence, open);
    }
    String objection = best.objection(suspicion, catalog);
    return objection.isEmpty()
        ? confirmed(best, suspicion, evidence, table)
        : new Verdict.Dismissed(objection);
  }

  private static Optional<Index> existing(Catalog catalog, WhatIfIndex wanted) {
    List<String> columns = wanted.keys().stream().map(MissingIndex::column).toList();
    return catalog.indexesOn(wanted.schema(), wanted.table()).stream()
        .filter(i -> i.valid() && i.method().equals("btree"))
        .filter(i -> plain(i.predicate()).equals(plain(wanted.where())))
        .filter(i -> i.keys().size() >= columns.size())
        .filter(
            i ->
                i.keys().subList(0, columns.size()).stream()
                    .map(MissingIndex::unquoted)
                    .toList()
                    .equals(columns))
        .findFirst();
  }

  /** PostgreSQL prints a predicate in its own way. */
  private static String plain(String predicate) {
    return predicate
        .replaceAll("::[a-z ]+(\\(\\d+\\))?(\\[\\])?", "")
        .replaceAll("[()\"\\s]", "")
        .toLowerCase(Locale.ROOT);
  }

  private static String unquoted(String key) {
    return key.replace("\"", "");
  }

  private static String column(String key) {
    return key.endsWith(" DESC") ? key.substring(0, key.length() - 5) : key;
  }

  private static Optional<IndexProfit> best(
      Suspicion suspicion, Evidence evidence, List<WhatIfIndex> questions, Catalog.Table table) {
    Map<String, List<WhatIfIndex>> byIndex = new LinkedHashMap<>();
    questions.forEach(
        q -> byIndex.computeIfAbsent(q.keys() + q.where(), k -> new ArrayList<>()).add(q));
    return byIndex.values().stream()
        .flatMap(same -> IndexProfit.of(same, suspicion, evidence, table).stream())
        .max(Comparator.comparingDouble(IndexProfit::score));
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

  private static Verdict confirmed(
      IndexProfit profit, Suspicion suspicion, Evidence evidence, Catalog.Table table) {
    WhatIfIndex index = profit.index();
    List<String> columns = index.keys().stream().map(MissingIndex::column).toList();
    boolean beginning = index.keys().stream().anyMatch(TextBeginnings::isOne);
    return new Verdict.Confirmed(
        index.keys().equals(List.of(IndexCandidates.PRIMARY_KEY))
            ? index.table() + " has no index of the rows where " + index.where()
            : title(suspicion, index.table(), columns),
        profit.shown().isMeasured() ? Confidence.MEASURED : Confidence.PLANNED,
        Math.min(suspicion.spentMs(), profit.savedMs()),
        0,
        profit.notes(suspicion, evidence, table),
        "Create an index on "
            + index.table()
            + " ("
            + String.join(", ", index.keys())
            + ")"
            + (index.where().isEmpty() ? "" : " where " + index.where())
            + "; it costs every write of the table a little."
            + (beginning ? " LIKE needs its operator class unless the collation is C." : ""),
        List.of(fix(index, evidence, table)),
        profit.shown());
  }

  private static Fix fix(WhatIfIndex index, Evidence evidence, Catalog.Table table) {
    Catalog catalog = evidence.catalog();
    if (table.isPartitioned() && catalog != null) {
      return PartitionedIndex.of(catalog, table, index.keys(), index.where());
    }
    return new Fix.CreateIndex(
        index.schema(), index.table(), index.keys(), "btree", index.where(), List.of(), "");
  }

  private static String title(Suspicion suspicion, String table, List<String> columns) {
    String last = columns.get(columns.size() - 1);
    if (TextBeginnings.isOne(last)) {
      return table + " has no index for the beginning of " + TextBeginnings.text(last);
    }
    boolean sorted =
        suspicion.statement().shape().order().stream()
            .anyMatch(k -> k.column().name().equals(columns.get(0)));
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
}
