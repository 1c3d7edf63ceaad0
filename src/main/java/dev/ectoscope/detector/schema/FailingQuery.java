package dev.ectoscope.detector.schema;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.sql.StatementSummary;
import dev.ectoscope.workload.FailedQueries;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "failing-query",
    title = "A query fails",
    whyItMatters =
        """
        Whoever asked gets an error, and inside a transaction everything done before is undone and \
        was work for nothing.""",
    whenItIsFine =
        """
        When the failure is expected and handled: a unique_constraint of a changeset prints the same \
        QUERY ERROR and gives the user a message.""",
    evidence = {"log", "catalog"},
    bad =
        """
        # raises Ecto.ConstraintError when the room is taken
        Repo.insert(change(%Booking{}, attrs))""",
    good =
        """
        %Booking{}
        |> change(attrs)
        |> unique_constraint([:room_id, :starts_at])
        |> Repo.insert()""",
    references = "https://hexdocs.pm/ecto/Ecto.Changeset.html#unique_constraint/3")
public final class FailingQuery implements Detector {

  private static final String UNREPORTED = "";
  private static final String ERRORS = "errors";
  private static final String TEXTS = "texts";
  private static final String RAISED = "Ecto.ConstraintError";
  private static final Pattern CONSTRAINT =
      Pattern.compile("(unique|foreign_key|check|exclusion)_constraint\\([^()\\n]{1,80}\\)");

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> s.failures() != null && isData(s) && others(s.failures()) > 0)
        .map(s -> suspicion(s, s.failures()));
  }

  private static boolean isData(StatementStatistics statement) {
    Kind kind = statement.statement().kind();
    return kind == Kind.READ || kind == Kind.INSERT || kind == Kind.UPDATE || kind == Kind.DELETE;
  }

  /** Deadlocks and timeouts are findings of their own. */
  private static long others(FailedQueries failed) {
    long deadlocks = failed.byKind().getOrDefault(FailureKind.DEADLOCK, 0L);
    return failed.count() - deadlocks - QueryTimeout.timeouts(failed);
  }

  private static Suspicion suspicion(StatementStatistics statistics, FailedQueries failed) {
    Statement statement = statistics.statement();
    List<Note> notes = new ArrayList<>();
    String count =
        others(failed) + " of " + Figures.count(statistics.calls(), "execution") + " failed";
    notes.add(new Note("log", count));
    failed.texts().forEach(text -> notes.add(new Note("log", text)));
    return new Suspicion(
        reason(failed),
        statement.fingerprint(),
        List.of(statement),
        failed.callSites().stream()
            .filter(CallSite::isKnown)
            .sorted(Comparator.comparing(CallSite::toString))
            .toList(),
        statement.shape().relations().stream().map(r -> r.table()).distinct().toList(),
        others(failed),
        failed.units(),
        failed.spent() / 10.0,
        0,
        notes.stream().limit(5).toList(),
        failed.example(),
        List.of(),
        Map.of(ERRORS, others(failed), TEXTS, List.copyOf(failed.texts())));
  }

  /** What most reports say, or nothing when there are none. */
  private static String reason(FailedQueries failed) {
    Map<String, Long> reasons = new TreeMap<>();
    failed
        .byKind()
        .forEach(
            (kind, n) -> {
              if (kind == FailureKind.CONSTRAINT || kind == FailureKind.OTHER) {
                reasons.merge(
                    kind == FailureKind.CONSTRAINT ? "constraint" : "error", n, Long::sum);
              }
            });
    return reasons.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(UNREPORTED);
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Statement statement = suspicion.statement();
    boolean write = statement.kind() == Kind.INSERT || statement.kind() == Kind.UPDATE;
    List<String> texts = suspicion.list(TEXTS, String.class);
    // Ecto raises it for a struct whose changeset does not name the constraint.
    boolean raised = texts.stream().anyMatch(text -> text.startsWith(RAISED));
    boolean handled = (raised || suspicion.variant().equals(UNREPORTED)) && write;
    Violated violated = Violated.in(texts).orElse(null);
    long errors = suspicion.count(ERRORS);
    String table = suspicion.tables().isEmpty() ? "a table" : suspicion.tables().get(0);
    List<String> named =
        handled && violated == null
            ? evidence
                .source()
                .map(source -> constraints(source, suspicion, table))
                .orElse(List.of())
            : List.of();
    List<String> unique = columns(violated, evidence, statement, table);
    List<Fix> fixes =
        handled
                && named.isEmpty()
                && !unique.isEmpty()
                && (violated == null || violated.kind().equals("unique"))
            ? List.of(
                new Fix.ConstraintInChangeset(
                    suspicion.function(),
                    suspicion.file(),
                    table,
                    unique,
                    violated == null ? "" : violated.name()))
            : List.of();
    String title =
        what(suspicion, statement)
            + " failed "
            + (errors == 1 ? "once" : errors + " times")
            + because(suspicion, violated);
    return new Verdict.Confirmed(
        title,
        Confidence.OBSERVED,
        0,
        errors,
        List.of(),
        named.isEmpty() ? action(suspicion, handled, violated, unique) : alreadyNamed(named),
        fixes);
  }

  /** The constraints that the function, or the schema's module, turns into errors. */
  private static List<String> constraints(ElixirProject source, Suspicion suspicion, String table) {
    String function = source.function(suspicion.function()).map(source::text).orElse("");
    String schema =
        source
            .schemaOf(table)
            .flatMap(one -> source.module(one.module()))
            .map(module -> source.lines(module.file(), module.line(), module.lastLine()))
            .orElse("");
    return CONSTRAINT.matcher(function + schema).results().map(m -> m.group()).distinct().toList();
  }

  private static String alreadyNamed(List<String> constraints) {
    return String.join(", ", constraints)
        + (constraints.size() == 1 ? " turns" : " turn")
        + " a violation into {:error, changeset} already: answer it there, and name a constraint"
        + " only if it is another one that fails.";
  }

  /** {@code An insert on users}, or the statement itself where it names no table. */
  private static String what(Suspicion suspicion, Statement statement) {
    if (suspicion.tables().isEmpty()) {
      return "`" + StatementSummary.of(statement).replace("`", "'") + "`";
    }
    String article = "aeiou".indexOf(statement.verb().charAt(0)) < 0 ? "A " : "An ";
    return article + statement.verb() + " on " + suspicion.tables().get(0);
  }

  private static String because(Suspicion suspicion, @Nullable Violated violated) {
    if (violated != null) {
      return ": " + violated.said() + (violated.kind().equals("not_null") ? "" : " was violated");
    }
    return suspicion.variant().equals("constraint") ? ": a constraint was violated" : "";
  }

  private static String action(
      Suspicion suspicion, boolean handled, @Nullable Violated violated, List<String> columns) {
    if (violated != null && violated.kind().equals("not_null")) {
      return "Give "
          + violated.name()
          + " a value before the write, or require it in the changeset with validate_required.";
    }
    if (handled) {
      String call =
          violated == null
              ? "unique_constraint(:column) with the column of the violated index"
              : violated.call(suspicion.tables().get(0), columns);
      return "Name the constraint in the changeset, as "
          + call
          + (violated == null ? ", unless it is there already," : ",")
          + " so that the caller gets {:error, changeset}.";
    }
    if (!suspicion.variant().equals("constraint")) {
      return "Read the error beside this query in the log.";
    }
    return violated == null || violated.kind().equals("unique")
        ? "Check for the violated constraint before the write, or skip such rows with on_conflict."
        : "Check for " + violated.said() + " before the write.";
  }

  /** Of the constraint that the error names, else of the only one that it can be. */
  private static List<String> columns(
      @Nullable Violated violated, Evidence evidence, Statement statement, String table) {
    return violated == null
        ? uniqueColumns(evidence, statement)
        : violated.columns(table, evidence.catalog());
  }

  /** Columns of the only unique index besides the primary key, or none. */
  private static List<String> uniqueColumns(Evidence evidence, Statement statement) {
    List<Index> unique =
        evidence.schema().stream()
            .flatMap(c -> c.indexesOn("", statement.shape().rootTable()).stream())
            .filter(i -> i.unique() && !i.primary())
            .toList();
    boolean plain =
        unique.size() == 1 && unique.get(0).keys().stream().allMatch(k -> k.matches("\\w+"));
    return plain ? unique.get(0).keys() : List.of();
  }
}
