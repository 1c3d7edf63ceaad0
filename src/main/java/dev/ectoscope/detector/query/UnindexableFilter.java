package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "unindexable-filter",
    title = "A function or cast hides a column's index",
    whyItMatters =
        """
        An index on a column knows its values, not what a function makes of them. \
        PostgreSQL then reads every row of the table and calls the function for each.""",
    whenItIsFine =
        "When an expression index on the same words exists, or another condition leaves few rows.",
    evidence = {"log", "catalog", "plan", "what-if"},
    bad =
        """
        from(l in Loan, where: fragment("date(?)", l.lent_at) == ^day)""",
    good =
        """
        from(l in Loan, where: l.lent_at >= ^midnight and l.lent_at < ^next_midnight)""",
    references = "https://www.postgresql.org/docs/current/indexes-expressional.html")
public final class UnindexableFilter implements Detector {

  private static final Pattern KEY_AS_TEXT =
      Pattern.compile(
          "(?i)(id|uuid|\\w+_id)::(text|varchar)|cast\\((id|uuid|\\w+_id) as (text|varchar)\\)");

  private final Thresholds thresholds;

  public UnindexableFilter() {
    this(Thresholds.DEFAULT);
  }

  public UnindexableFilter(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream().flatMap(s -> suspicion(s).stream());
  }

  private static Optional<Suspicion> suspicion(StatementStatistics statistics) {
    Shape shape = statistics.statement().shape();
    List<Hidden> hidden =
        shape.predicates().stream()
            .filter(p -> isFilter(p) && (!p.disjunct() || isTextOfKey(p)))
            .flatMap(p -> Hidden.of(p).stream())
            .toList();
    // One filter that an index can serve is enough.
    if (hidden.isEmpty() || shape.predicates().stream().anyMatch(UnindexableFilter::pinsKey)) {
      return Optional.empty();
    }
    Hidden first = hidden.get(0);
    String table = first.table().isEmpty() ? shape.rootTable() : first.table();
    String schema =
        shape.relations().stream()
            .filter(r -> r.table().equals(table))
            .findFirst()
            .map(r -> r.schema())
            .orElse("");
    Note note =
        new Note(
            "log",
            Wording.count(statistics.calls(), "query", "queries")
                + " filter by "
                + first.said()
                + ".");
    return Optional.of(
        Whole.suspicion(
            statistics,
            first.variant(),
            0,
            List.of(note),
            needs(statistics.statement().fingerprint(), first.index(schema, table)),
            Map.of(
                "schema",
                schema,
                "table",
                table,
                "hidden",
                first,
                Waste.MEAN,
                Waste.meanMs(statistics))));
  }

  private static List<EvidenceRequest> needs(
      String fingerprint, Optional<Fix.CreateIndex> asWritten) {
    List<EvidenceRequest> needs = new ArrayList<>(List.of(new MeasuredPlan(fingerprint)));
    asWritten
        .map(i -> new WhatIfIndex(fingerprint, i.schema(), i.table(), i.keys(), i.method(), ""))
        .ifPresent(needs::add);
    return needs;
  }

  private static boolean isFilter(Predicate predicate) {
    boolean compares =
        predicate.operator().isEquality()
            || predicate.operator().isRange()
            || predicate.operator() == Operator.CONTAINS
            || predicate.operand() instanceof Operand.Expression;
    return predicate.column().isKnown() && compares && !predicate.isJoin();
  }

  /** {@code id::text = $1 OR …}: the key's own index serves neither, and so the table is read. */
  private static boolean isTextOfKey(Predicate predicate) {
    return predicate.operator() == Operator.EQUALS
        && KEY_AS_TEXT.matcher(predicate.expression()).matches();
  }

  private static boolean pinsKey(Predicate predicate) {
    return predicate.isPlain()
        && !predicate.disjunct()
        && predicate.operator() == Operator.EQUALS
        && predicate.column().name().matches("id|uuid|.*_id");
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String schema = suspicion.text("schema");
    String name = suspicion.text("table");
    Hidden hidden = suspicion.fact("hidden", Hidden.class);
    boolean noticeable = Waste.isNoticeable(suspicion);
    Catalog catalog = evidence.catalog();
    if (catalog == null) {
      if (hidden.needsCatalog()) {
        return Verdict.NotChecked.withoutDatabase(evidence);
      }
      return noticeable
          ? confirmed(suspicion, hidden, schema, name, null)
          : new Verdict.Dismissed("it takes less than a millisecond a call");
    }
    Catalog.Table table = catalog.table(schema, name);
    if (table != null && table.rows() >= 0 && table.rows() < thresholds.fewRows()) {
      return new Verdict.Dismissed(name + " is small");
    }
    Optional<Index> serving =
        catalog.indexesOn(schema, name).stream()
            .filter(i -> i.valid() && hidden.isServedBy(i))
            .findFirst();
    if (serving.isPresent()) {
      return new Verdict.Dismissed(serving.get().name() + " serves " + hidden.expression());
    }
    if (Waste.isPlannedAway(suspicion.statement().fingerprint(), name, evidence)) {
      return new Verdict.Dismissed("another condition leaves few rows of " + name);
    }
    return confirmed(suspicion, hidden, schema, name, whatIf(suspicion, evidence));
  }

  private static Answer.@Nullable WhatIf whatIf(Suspicion suspicion, Evidence evidence) {
    return suspicion.needs().stream()
        .filter(WhatIfIndex.class::isInstance)
        .map(evidence::answer)
        .filter(Answer.WhatIf.class::isInstance)
        .map(Answer.WhatIf.class::cast)
        .findFirst()
        .orElse(null);
  }

  private static Verdict confirmed(
      Suspicion suspicion,
      Hidden hidden,
      String schema,
      String table,
      Answer.@Nullable WhatIf whatIf) {
    List<Note> notes = new ArrayList<>();
    boolean noticeable = Waste.isNoticeable(suspicion);
    double saved = noticeable ? Verdict.UNKNOWN_SAVING : 0;
    if (whatIf != null) {
      notes.add(new Note("what-if", Waste.difference(whatIf)));
      saved = whatIf.used() ? suspicion.spentMs() * (1 - whatIf.ratio()) : 0;
    }
    if (!noticeable) {
      notes.add(
          new Note(
              "log", "It is quick today, under a millisecond a call; it grows with the table."));
    }
    return new Verdict.Confirmed(
        hidden.title(table),
        whatIf == null
            ? Confidence.OBSERVED
            : whatIf.isMeasured() ? Confidence.MEASURED : Confidence.PLANNED,
        saved,
        0,
        notes,
        // An index is no change of a function.
        hidden.action(table)
            + (hidden.action(table).startsWith("Create") ? "" : Wording.in(suspicion.function()))
            + hidden.condition(),
        hidden.fixes(suspicion.function(), suspicion.file(), schema, table),
        whatIf);
  }
}
