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
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@DetectorInfo(
    id = "interpolated-sql",
    title = "Values are written into the text of a query",
    whyItMatters =
        """
        Whoever controls such a value controls the query: an injection. Each value also makes another text, \
        which the server parses and plans anew and prepares once more.""",
    whenItIsFine =
        "When the values come from the program alone and are few: then a constant in the source is clearer.",
    evidence = {"log"},
    bad =
        """
        Repo.query!("SELECT id FROM books WHERE isbn = '#{isbn}'")""",
    good =
        """
        Repo.all(from b in Book, where: b.isbn == ^isbn, select: b.id)""",
    references = "https://hexdocs.pm/ecto/Ecto.Query.html#module-interpolation-and-casting")
public final class InterpolatedSql implements Detector {

  private static final String COLUMN = "column";
  private static final String VALUES = "values";

  private final Thresholds thresholds;

  public InterpolatedSql() {
    this(Thresholds.DEFAULT);
  }

  public InterpolatedSql(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> varies(s) && isCompared(s.statement()))
        .map(InterpolatedSql::suspicion);
  }

  /** Constants of the source are at most a few for each place that holds one. */
  private boolean varies(StatementStatistics statistics) {
    long constants = 2L * statistics.callSites().size();
    return statistics.literals().count() >= Math.max(thresholds.literalTexts(), constants + 1);
  }

  private static boolean isCompared(Statement statement) {
    boolean catalog =
        statement.shape().relations().stream().anyMatch(r -> r.table().startsWith("pg_"));
    return !catalog
        && switch (statement.kind()) {
          case INSERT -> true;
          case READ, UPDATE, DELETE ->
              statement.shape().predicates().stream().anyMatch(InterpolatedSql::holdsValue);
          case TRANSACTION, OTHER -> false;
        };
  }

  private static boolean holdsValue(Predicate predicate) {
    return predicate.operand() instanceof Operand.Literal && predicate.operator() != Operator.IN;
  }

  private static Suspicion suspicion(StatementStatistics statistics) {
    Statement statement = statistics.statement();
    String column =
        statement.shape().predicates().stream()
            .filter(p -> holdsValue(p) && p.isPlain())
            .map(p -> p.column().name())
            .findFirst()
            .orElse("");
    long values = statistics.literals().count();
    String about = statistics.literals().isExact() ? "" : "about ";
    Note note =
        new Note(
            "log",
            Wording.count(statistics.calls(), "execution", "executions")
                + " with "
                + about
                + Wording.number(values)
                + " different texts that differ in their values only.");
    return new Suspicion(
        "",
        statement.fingerprint(),
        List.of(statement),
        Whole.callSites(statistics).stream().filter(CallSite::isKnown).toList(),
        statement.shape().relations().stream().map(r -> r.table()).distinct().toList(),
        statistics.calls(),
        statistics.units(),
        statistics.db() / 10.0,
        0,
        List.of(note),
        statistics.example(),
        List.of(),
        Map.of(COLUMN, column, VALUES, values));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String table = suspicion.statement().shape().rootTable();
    String column = suspicion.text(COLUMN);
    String of = column.isEmpty() ? "Values" : "Values of " + column;
    return new Verdict.Confirmed(
        of + " are written into the text of a query" + (table.isEmpty() ? "" : " on " + table),
        Confidence.OBSERVED,
        0,
        0,
        List.of(),
        "Pass the values as parameters, also against SQL injection"
            + Wording.in(suspicion.function()),
        List.of(new Fix.Parameters(suspicion.function(), suspicion.file(), table, column)));
  }
}
