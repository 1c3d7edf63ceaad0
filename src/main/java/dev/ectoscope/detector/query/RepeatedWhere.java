package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

@DetectorInfo(
    id = "repeated-where",
    title = "The same conditions are written in several places",
    whyItMatters =
        """
        A rule of the business, such as which rows count as active, is written again in each query. \
        Whoever changes it must find them all, and an index for it is hard to see.""",
    whenItIsFine = "When the conditions are alike by chance and will change apart.",
    evidence = {"log"},
    bad =
        """
        from(b in Book, where: is_nil(b.withdrawn_at) and b.status == "on_shelf" and b.branch_id == ^id)""",
    good =
        """
        def on_shelf(query \\\\ Book, branch_id) do
          from(b in query, where: is_nil(b.withdrawn_at) and b.status == "on_shelf" and b.branch_id == ^branch_id)
        end""",
    references = "https://hexdocs.pm/ecto/Ecto.Query.html#module-composition")
public final class RepeatedWhere implements Detector {

  private final Thresholds thresholds = Thresholds.DEFAULT;

  /** The conditions of a statement on one table. */
  private record Where(
      StatementStatistics statistics, Set<String> conditions, Set<String> literal) {}

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Map<String, List<Where>> byTable = new TreeMap<>();
    for (StatementStatistics statistics : workload.statements()) {
      Shape shape = statistics.statement().shape();
      shape.relations().stream()
          .map(r -> r.table())
          .distinct()
          .forEach(t -> add(byTable, t, where(statistics, t)));
    }
    Stream<Suspicion> shared =
        byTable.entrySet().stream().flatMap(e -> shared(e.getKey(), e.getValue()).stream());
    return Stream.concat(shared, window(workload).stream());
  }

  private void add(Map<String, List<Where>> byTable, String table, Where where) {
    if (where.conditions().size() >= thresholds.sharedConditions()) {
      byTable.computeIfAbsent(table, t -> new ArrayList<>()).add(where);
    }
  }

  private static Where where(StatementStatistics statistics, String table) {
    Set<String> conditions = new TreeSet<>();
    Set<String> literal = new TreeSet<>();
    for (Predicate p : statistics.statement().shape().predicates()) {
      boolean key = p.isPlain() && p.column().name().matches("id|uuid");
      if (p.isPlain() && !key && !p.disjunct() && p.column().table().equals(table)) {
        conditions.add(p.canonical());
        if (!(p.operand() instanceof Operand.Parameter)) {
          literal.add(p.canonical());
        }
      }
    }
    return new Where(statistics, conditions, literal);
  }

  private List<Suspicion> shared(String table, List<Where> wheres) {
    Set<Set<String>> candidates = new LinkedHashSet<>();
    for (Where a : wheres) {
      for (Where b : wheres) {
        Set<String> common = new TreeSet<>(a.conditions());
        common.retainAll(b.conditions());
        if (common.size() >= thresholds.sharedConditions() && isShared(common, wheres)) {
          candidates.add(common);
        }
      }
    }
    return candidates.stream()
        .filter(c -> candidates.stream().noneMatch(d -> d.size() > c.size() && d.containsAll(c)))
        .map(c -> suspicion(table, c, wheres))
        .toList();
  }

  private boolean isShared(Set<String> conditions, List<Where> wheres) {
    List<Where> sharers = sharers(conditions, wheres);
    long functions =
        sharers.stream()
            .flatMap(w -> Whole.callSites(w.statistics()).stream())
            .filter(CallSite::isApplication)
            .map(CallSite::function)
            .distinct()
            .count();
    return sharers.size() >= thresholds.sharers()
        || sharers.size() > 1 && functions >= thresholds.sharers();
  }

  private static List<Where> sharers(Set<String> conditions, List<Where> wheres) {
    return wheres.stream().filter(w -> w.conditions().containsAll(conditions)).toList();
  }

  private static Suspicion suspicion(String table, Set<String> conditions, List<Where> wheres) {
    List<Where> sharers = sharers(conditions, wheres);
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            "log",
            sharers.size()
                + " statements on "
                + table
                + " share: "
                + String.join(" AND ", conditions)));
    Set<String> literal = new TreeSet<>(sharers.get(0).literal());
    literal.retainAll(conditions);
    if (!literal.isEmpty()) {
      notes.add(
          new Note(
              "log",
              "An index on the other columns may be partial: WHERE "
                  + String.join(" AND ", literal)));
    }
    List<StatementStatistics> statements = sharers.stream().map(Where::statistics).toList();
    return suspicion("", List.of(table), conditions, statements, notes);
  }

  private static Suspicion suspicion(
      String variant,
      List<String> tables,
      Set<String> conditions,
      List<StatementStatistics> statements,
      List<Note> notes) {
    long calls = statements.stream().mapToLong(StatementStatistics::calls).sum();
    return new Suspicion(
        variant,
        String.join(",", tables) + " " + String.join(" AND ", conditions),
        statements.stream().map(StatementStatistics::statement).toList(),
        statements.stream().flatMap(s -> Whole.callSites(s).stream()).distinct().toList(),
        tables,
        calls,
        calls,
        statements.stream().mapToLong(StatementStatistics::db).sum() / 10.0,
        0,
        notes,
        null,
        List.of(),
        Map.of("conditions", List.copyOf(conditions)));
  }

  /** The same window of time asked of different columns: {@code x >= $ AND x < $}. */
  private static List<Suspicion> window(Workload workload) {
    Map<String, List<StatementStatistics>> byColumn = new TreeMap<>();
    for (StatementStatistics s : workload.statements()) {
      Set<String> conditions = new TreeSet<>();
      s.statement().shape().predicates().forEach(p -> conditions.add(p.canonical()));
      for (Predicate p : s.statement().shape().predicates()) {
        String column = p.isPlain() ? p.column().name() : "";
        if (p.canonical().equals(column + " >= $") && conditions.contains(column + " < $")) {
          byColumn.computeIfAbsent(column, c -> new ArrayList<>()).add(s);
        }
      }
    }
    List<StatementStatistics> all =
        byColumn.values().stream().flatMap(List::stream).distinct().toList();
    List<String> tables =
        all.stream().map(s -> s.statement().shape().rootTable()).distinct().toList();
    if (all.size() < 2) {
      return List.of();
    }
    Set<String> conditions = new LinkedHashSet<>();
    byColumn.keySet().forEach(c -> conditions.addAll(List.of(c + " >= $", c + " < $")));
    Note note =
        new Note(
            "log", all.size() + " statements ask for a window: " + String.join(", ", conditions));
    return List.of(suspicion("window", tables, conditions, all, List.of(note)));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    @SuppressWarnings("unchecked")
    List<String> conditions = (List<String>) suspicion.facts().get("conditions");
    String table = suspicion.tables().get(0);
    int places = suspicion.statements().size();
    return new Verdict.Confirmed(
        "The same conditions on "
            + String.join(", ", suspicion.tables())
            + " stand in "
            + places
            + " queries",
        Confidence.OBSERVED,
        0,
        0,
        List.of(),
        "Write the conditions on " + table + " once, as a composable query function",
        List.of(new Fix.Scope(table, conditions)),
        null);
  }
}
