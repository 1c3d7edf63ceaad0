package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "leading-wildcard",
    title = "A pattern begins with a wildcard",
    whyItMatters =
        """
        A btree index is sorted by the beginning of the text, so a pattern that begins with % reads the whole table. \
        A trigram index serves it.""",
    whenItIsFine = "When the table is small, or another condition leaves few rows.",
    evidence = {"log", "catalog"},
    bad =
        """
        from(b in Book, where: ilike(b.title, ^"%#{term}%"))""",
    good =
        """
        execute "CREATE EXTENSION IF NOT EXISTS pg_trgm"
        create index(:books, ["title gin_trgm_ops"], using: :gin)""",
    references = "https://www.postgresql.org/docs/current/pgtrgm.html")
public final class LeadingWildcard implements Detector {

  private static final String OPERATOR_CLASS = " gin_trgm_ops";
  private static final String VARIES = "varies";
  private static final String KEYS = "keys";

  /** Different patterns from which the log shows what people search for. */
  private static final int ENOUGH_PATTERNS = 3;

  private final Thresholds thresholds;

  public LeadingWildcard() {
    this(Thresholds.DEFAULT);
  }

  public LeadingWildcard(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream().flatMap(LeadingWildcard::suspicions);
  }

  private static Stream<Suspicion> suspicions(StatementStatistics statistics) {
    List<Predicate> patterns =
        statistics.statement().shape().predicates().stream()
            .filter(p -> p.operator() == Operator.LIKE || p.operator() == Operator.ILIKE)
            .toList();
    if (patterns.isEmpty()) {
      return Stream.empty();
    }
    Samples samples = Samples.of(statistics);
    return patterns.stream()
        .filter(p -> beginsWithWildcard(p, samples))
        .limit(1)
        .map(p -> suspicion(p, beside(p, patterns), statistics, samples));
  }

  /** The columns of an OR: one without an index makes it read every row. */
  private static List<String> beside(Predicate first, List<Predicate> patterns) {
    return patterns.stream()
        .filter(p -> p == first || p.disjunct() && first.disjunct())
        .filter(p -> p.column().table().equals(first.column().table()))
        .map(LeadingWildcard::key)
        .distinct()
        .toList();
  }

  private static String key(Predicate predicate) {
    boolean plain = predicate.expression().isEmpty() && predicate.column().isKnown();
    return plain ? predicate.column().name() : "(" + predicate.expression() + ")";
  }

  private static List<String> trigrams(List<String> keys) {
    return keys.stream().map(key -> key + OPERATOR_CLASS).toList();
  }

  private static boolean beginsWithWildcard(Predicate predicate, Samples samples) {
    if (predicate.operand() instanceof Operand.Parameter parameter) {
      return samples.values(parameter.number()).stream().anyMatch(v -> v.startsWith("%"));
    }
    return predicate.operand() instanceof Operand.Literal l && l.text().matches("(?s)'?%.*");
  }

  private static Suspicion suspicion(
      Predicate predicate, List<String> keys, StatementStatistics statistics, Samples samples) {
    List<Relation> relations = statistics.statement().shape().relations();
    boolean named = !predicate.column().table().isEmpty();
    String table = named ? predicate.column().table() : statistics.statement().shape().rootTable();
    String schema =
        relations.stream()
            .filter(r -> r.table().equals(table))
            .findFirst()
            .map(Relation::schema)
            .orElse("");
    Note note =
        new Note(
            "log",
            Wording.count(statistics.calls(), "query", "queries")
                + " with a pattern that begins with %: "
                + predicate.canonical()
                + ".");
    return Whole.suspicion(
        statistics,
        "",
        0,
        List.of(note),
        List.of(
            new WhatIfIndex(
                statistics.statement().fingerprint(), schema, table, trigrams(keys), "gin", "")),
        Map.of("schema", schema, "table", table, KEYS, keys, VARIES, varies(predicate, samples)));
  }

  /** Whether the pattern comes with the call, and the log holds but few of all that will come. */
  private static boolean varies(Predicate predicate, Samples samples) {
    return predicate.operand() instanceof Operand.Parameter parameter
        && samples.distinct(parameter.number()) < ENOUGH_PATTERNS;
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String schema = suspicion.text("schema");
    String table = suspicion.text("table");
    List<String> keys = suspicion.list(KEYS, String.class);
    String key = String.join(" and ", keys);
    Catalog catalog = evidence.catalog();
    if (catalog != null) {
      Optional<Verdict> small = Waste.ofSmall(catalog.table(schema, table), thresholds.fewRows());
      if (small.isPresent()) {
        return small.get();
      }
      boolean served =
          keys.stream()
              .allMatch(
                  one ->
                      catalog.indexesOn(schema, table).stream()
                          .anyMatch(i -> i.valid() && isTrigram(i.definition(), one)));
      if (served) {
        return new Verdict.Dismissed("a trigram index on " + table + "." + key + " serves it");
      }
    }
    Answer answer = evidence.answer(suspicion.needs().get(0));
    if (!(answer instanceof Answer.WhatIf whatIf)) {
      return confirmed(suspicion, schema, table, keys, null);
    }
    if (whatIf.used() && whatIf.ratio() < 1) {
      return confirmed(suspicion, schema, table, keys, whatIf);
    }
    // A term that most rows hold is found sooner without the index; others are not.
    return suspicion.is(VARIES)
        ? confirmed(suspicion, schema, table, keys, null)
        : new Verdict.Dismissed("the planner would not use a trigram index on " + table);
  }

  private static boolean isTrigram(String definition, String key) {
    String bare = key.replaceAll("[()\"\\s]", "");
    return definition.contains("_trgm_ops")
        && definition.replaceAll("[()\"\\s]|::\\w+", "").contains(bare);
  }

  private static Verdict confirmed(
      Suspicion suspicion,
      String schema,
      String table,
      List<String> keys,
      Answer.@Nullable WhatIf whatIf) {
    String key = String.join(" and ", keys);
    return new Verdict.Confirmed(
        table
            + "."
            + key
            + (keys.size() == 1 ? " is" : " are")
            + " searched by a pattern that no btree index serves",
        whatIf == null
            ? Confidence.OBSERVED
            : whatIf.isMeasured() ? Confidence.MEASURED : Confidence.PLANNED,
        whatIf == null ? Verdict.UNKNOWN_SAVING : suspicion.spentMs() * (1 - whatIf.ratio()),
        0,
        List.of(),
        "Create a trigram index on " + table + "." + key,
        List.of(
            new Fix.CreateIndex(schema, table, trigrams(keys), "gin", "", List.of(), "pg_trgm")),
        whatIf);
  }
}
