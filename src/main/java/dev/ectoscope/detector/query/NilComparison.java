package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.term.ElixirTerm;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.workload.Execution;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@DetectorInfo(
    id = "nil-comparison",
    title = "A column is compared with nil",
    whyItMatters =
        """
        In SQL nothing equals NULL, not even NULL: the comparison is never true and the query returns no row, \
        whatever is stored. Ecto refuses it where it sees it; in a fragment it does not see it.""",
    whenItIsFine = "When no row is what should come back.",
    evidence = {"log"},
    bad =
        """
        from(b in Book, where: fragment("? = ?", b.branch_id, ^branch_id))""",
    good =
        """
        if is_nil(branch_id),
          do: from(b in Book, where: is_nil(b.branch_id)),
          else: from(b in Book, where: b.branch_id == ^branch_id)""",
    references = "https://hexdocs.pm/ecto/Ecto.Query.html#module-nil-comparison")
public final class NilComparison implements Detector {

  private static final Pattern OPTIONAL = Pattern.compile("\\(*\\$[\\w:\\[\\]]*\\)* IS NULL");

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream().flatMap(s -> suspicion(s).stream());
  }

  private static Optional<Suspicion> suspicion(StatementStatistics statistics) {
    return statistics.statement().shape().predicates().stream()
        .filter(p -> p.isPlain() && isComparison(p.operator()))
        .filter(p -> p.operand() instanceof Operand.Parameter)
        .filter(p -> isNil(statistics, ((Operand.Parameter) p.operand()).number()))
        .filter(p -> !p.disjunct() || !asksForNil(statistics))
        .findFirst()
        .map(p -> suspicion(statistics, p));
  }

  /** {@code $1 IS NULL OR x = $2}: without a value the filter is not meant to filter. */
  private static boolean asksForNil(StatementStatistics statistics) {
    return statistics.statement().shape().predicates().stream()
        .filter(p -> p.disjunct() && !p.column().isKnown())
        .anyMatch(p -> OPTIONAL.matcher(p.canonical()).matches());
  }

  private static boolean isComparison(Operator operator) {
    return operator == Operator.EQUALS
        || operator == Operator.NOT_EQUALS
        || (operator.isRange() && operator != Operator.BETWEEN);
  }

  private static boolean isNil(StatementStatistics statistics, int parameter) {
    for (Execution execution : statistics.executions()) {
      String printed = execution.parameters().text();
      if (!printed.contains("nil")) {
        continue;
      }
      ElixirTerm.Parsed parsed = ElixirTerm.parse(printed);
      if (parsed.complete()
          && parameter <= parsed.values().size()
          && parsed.values().get(parameter - 1) == null) {
        return true;
      }
    }
    return false;
  }

  private static Suspicion suspicion(StatementStatistics statistics, Predicate predicate) {
    Note note = new Note("log", "nil was sent for " + predicate.canonical() + ".");
    return Whole.suspicion(
        statistics,
        "",
        0,
        List.of(note),
        List.of(),
        Map.of("column", predicate.column().name(), "table", predicate.column().table()));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String column = suspicion.text("column");
    String table = suspicion.text("table");
    String name = table.isEmpty() ? column : table + "." + column;
    return new Verdict.Confirmed(
        name + " is compared with nil, which is never true",
        Confidence.OBSERVED,
        0,
        0,
        List.of(),
        "Ask is_nil(" + column + ") when the value is nil" + Wording.in(suspicion.function()),
        List.of(new Fix.NilOrValue(suspicion.function(), suspicion.file(), table, column)));
  }
}
