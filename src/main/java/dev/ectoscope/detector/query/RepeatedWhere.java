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
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "repeated-where",
    title = "The same conditions are written in several places",
    whyItMatters =
        """
        A rule of the business, such as which rows count as active, is written again in each query. \
        Whoever changes it must find them all, and an index for it is hard to see.""",
    whenItIsFine = "When the conditions are alike by chance and will change apart.",
    evidence = {"log", "source"},
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

  private static final String WINDOW = "window";

  private final Thresholds thresholds;

  public RepeatedWhere() {
    this(Thresholds.DEFAULT);
  }

  public RepeatedWhere(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * The conditions of a statement on one table.
   *
   * @param clauses for each condition the {@code where} that it is written in
   */
  private record Where(
      StatementStatistics statistics, Map<String, Integer> clauses, Set<String> literal) {

    Set<String> conditions() {
      return clauses.keySet();
    }

    /** Whether two of the conditions are written in one {@code where}, not each in its own. */
    boolean writesOut(Set<String> shared) {
      return shared.stream().map(clauses::get).distinct().count() < shared.size();
    }
  }

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
    return Stream.concat(shared, windows(workload).stream());
  }

  private void add(Map<String, List<Where>> byTable, String table, Where where) {
    if (where.conditions().size() >= thresholds.sharedConditions()) {
      byTable.computeIfAbsent(table, t -> new ArrayList<>()).add(where);
    }
  }

  private static Where where(StatementStatistics statistics, String table) {
    Map<String, Integer> clauses = new TreeMap<>();
    Set<String> literal = new TreeSet<>();
    for (Predicate p : statistics.statement().shape().predicates()) {
      boolean key = p.isPlain() && p.column().name().matches("id|uuid");
      if (p.isPlain() && !key && !p.disjunct() && p.column().table().equals(table)) {
        clauses.put(p.canonical(), p.clause());
        if (!(p.operand() instanceof Operand.Parameter)) {
          literal.add(p.canonical());
        }
      }
    }
    return new Where(statistics, clauses, literal);
  }

  private List<Suspicion> shared(String table, List<Where> wheres) {
    Set<Set<String>> candidates = new LinkedHashSet<>();
    for (Where a : wheres) {
      for (Where b : wheres) {
        Set<String> common = new TreeSet<>(a.conditions());
        common.retainAll(b.conditions());
        if (common.size() >= thresholds.sharedConditions() && isShared(sharers(common, wheres))) {
          candidates.add(common);
        }
      }
    }
    return candidates.stream()
        .filter(c -> candidates.stream().noneMatch(d -> d.size() > c.size() && d.containsAll(c)))
        .map(c -> suspicion(table, c, wheres))
        .toList();
  }

  private boolean isShared(List<Where> sharers) {
    long functions =
        sharers.stream()
            .flatMap(w -> Whole.callSites(w.statistics()).stream())
            .filter(CallSite::isApplication)
            .map(CallSite::function)
            .distinct()
            .count();
    long queries = queries(sharers.stream().map(w -> w.statistics().statement()));
    return queries >= thresholds.sharers() || queries > 1 && functions >= thresholds.sharers();
  }

  /** One query is one in whichever tenant's schema. */
  private static long queries(Stream<Statement> statements) {
    return statements.map(Statement::textWithoutSchemas).distinct().count();
  }

  private static List<Where> sharers(Set<String> conditions, List<Where> wheres) {
    return wheres.stream().filter(w -> w.conditions().containsAll(conditions)).toList();
  }

  private Suspicion suspicion(String table, Set<String> conditions, List<Where> wheres) {
    List<Where> all = sharers(conditions, wheres);
    List<Where> writing = all.stream().filter(w -> w.writesOut(conditions)).toList();
    boolean composed = !isShared(writing);
    List<Where> sharers = composed ? all : writing;
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            "log",
            queries(sharers.stream().map(w -> w.statistics().statement()))
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
    return suspicion("", List.of(table), conditions, statements, notes, composed);
  }

  private static Suspicion suspicion(
      String variant,
      List<String> tables,
      Set<String> conditions,
      List<StatementStatistics> statements,
      List<Note> notes,
      boolean composed) {
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
        Map.of("conditions", List.copyOf(conditions), "composed", composed));
  }

  /** A span of time asked of a column: {@code x >= $ AND x < $}, written in one {@code where}. */
  private record Window(StatementStatistics statistics, String table, String column) {
    List<String> conditions() {
      return List.of(column + " >= $", column + " < $");
    }

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Window that
          && statistics.equals(that.statistics)
          && table.equals(that.table)
          && column.equals(that.column);
    }

    @Override
    public int hashCode() {
      return (statistics.hashCode() * 31 + table.hashCode()) * 31 + column.hashCode();
    }
  }

  /** Functions that ask for the same span of time of several columns. */
  private static List<Suspicion> windows(Workload workload) {
    Map<String, List<Window>> byFunction = new TreeMap<>();
    for (StatementStatistics statistics : workload.statements()) {
      for (Window window : windowsOf(statistics)) {
        places(statistics)
            .forEach(f -> byFunction.computeIfAbsent(f, k -> new ArrayList<>()).add(window));
      }
    }
    return byFunction.values().stream()
        .filter(w -> w.stream().map(Window::column).distinct().count() > 1)
        .filter(w -> w.stream().map(Window::statistics).distinct().count() > 1)
        .distinct()
        .map(RepeatedWhere::window)
        .toList();
  }

  /** Functions that run it; where the log prints none, what its unit of work is called. */
  private static List<String> places(StatementStatistics statistics) {
    List<CallSite> sites = Whole.callSites(statistics);
    if (sites.stream().anyMatch(CallSite::isKnown)) {
      return sites.stream()
          .filter(CallSite::isApplication)
          .map(CallSite::function)
          .distinct()
          .toList();
    }
    UnitOfWork example = statistics.example();
    return example == null || example.name().isEmpty() ? List.of() : List.of(example.name());
  }

  private static List<Window> windowsOf(StatementStatistics statistics) {
    Map<String, Integer> ends = new TreeMap<>();
    List<Predicate> predicates = statistics.statement().shape().predicates();
    predicates.forEach(p -> ends.put(p.canonical(), p.clause()));
    return predicates.stream()
        .filter(p -> p.isPlain() && p.canonical().equals(p.column().name() + " >= $"))
        .filter(p -> Objects.equals(ends.get(p.column().name() + " < $"), p.clause()))
        .map(p -> new Window(statistics, p.column().table(), p.column().name()))
        .toList();
  }

  private static Suspicion window(List<Window> windows) {
    Set<String> conditions = new LinkedHashSet<>();
    windows.forEach(w -> conditions.addAll(w.conditions()));
    List<StatementStatistics> statements =
        windows.stream().map(Window::statistics).distinct().toList();
    Note note =
        new Note(
            "log",
            statements.size() + " statements ask for a window: " + String.join(", ", conditions));
    return suspicion(
        WINDOW,
        windows.stream().map(Window::table).distinct().toList(),
        conditions,
        statements,
        List.of(note),
        false);
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    if (suspicion.is("composed")) {
      return new Verdict.Dismissed(
          "each condition stands in a where of its own, as a composed query prints it");
    }
    Optional<String> once = evidence.source().flatMap(source -> WrittenOnce.in(source, suspicion));
    if (once.isPresent()) {
      return new Verdict.Dismissed("the conditions stand in " + once.get() + ", which all use");
    }
    List<String> conditions = suspicion.list("conditions", String.class);
    boolean window = suspicion.variant().equals(WINDOW);
    String table = suspicion.tables().get(0);
    String what = window ? "The same window of time on " : "The same conditions on ";
    return new Verdict.Confirmed(
        what
            + String.join(" and ", suspicion.tables())
            + (window ? " is asked for by " : " stand in ")
            + queries(suspicion.statements().stream())
            + " queries",
        Confidence.OBSERVED,
        0,
        0,
        List.of(),
        window
            ? "Write the window once, as a composable query function"
                + Wording.in(suspicion.function())
            : "Write the conditions on " + table + " once, as a composable query function",
        List.of(window ? new Fix.Window(columns(conditions)) : new Fix.Scope(table, conditions)));
  }

  private static List<String> columns(List<String> conditions) {
    return conditions.stream().map(c -> c.substring(0, c.indexOf(' '))).distinct().toList();
  }
}
