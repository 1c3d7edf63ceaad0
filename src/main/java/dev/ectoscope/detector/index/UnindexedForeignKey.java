package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.postgres.Catalog.ForeignKey;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

@DetectorInfo(
    id = "unindexed-foreign-key",
    title = "A foreign key has no index",
    whyItMatters =
        """
        references makes a constraint, not an index. Without one, loading the children of a parent \
        and deleting or renumbering a parent read the whole table of the children.""",
    whenItIsFine =
        """
        When parents are never deleted and nothing looks the children up by their parent, or when the \
        table stays small.""",
    evidence = {"log", "catalog"},
    bad =
        """
        add :patient_id, references(:patients)""",
    good =
        """
        create index(:visits, [:patient_id], concurrently: true)""",
    references = "https://hexdocs.pm/ecto_sql/Ecto.Migration.html#references/2")
public final class UnindexedForeignKey implements Detector {

  private static final double SMALL_TABLE_ROWS = 1000;

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Map<String, List<StatementStatistics>> byTable = new TreeMap<>();
    Map<String, Relation> relations = new TreeMap<>();
    for (StatementStatistics one : workload.statements()) {
      for (Relation relation : one.statement().shape().relations()) {
        List<StatementStatistics> known =
            byTable.computeIfAbsent(relation.qualified(), t -> new ArrayList<>());
        relations.putIfAbsent(relation.qualified(), relation);
        if (!known.contains(one)) {
          known.add(one);
        }
      }
    }
    return byTable.entrySet().stream()
        .map(e -> suspicion(relations.get(e.getKey()), e.getValue(), workload));
  }

  private static Suspicion suspicion(
      Relation relation, List<StatementStatistics> all, Workload workload) {
    List<StatementStatistics> dearestFirst =
        all.stream()
            .sorted(
                Comparator.comparingLong(StatementStatistics::db)
                    .reversed()
                    .thenComparing(s -> s.statement().fingerprint()))
            .toList();
    List<StatementStatistics> byReference =
        dearestFirst.stream().filter(s -> usesReference(s.statement().shape(), relation)).toList();
    List<StatementStatistics> shown =
        byReference.isEmpty() ? dearestFirst.subList(0, 1) : byReference;
    var fingerprints = new HashSet<>(shown.stream().map(s -> s.statement().fingerprint()).toList());
    return new Suspicion(
        "",
        relation.qualified(),
        shown.stream().map(StatementStatistics::statement).toList(),
        shown.stream()
            .flatMap(s -> s.callSites().keySet().stream())
            .filter(CallSite::isKnown)
            .distinct()
            .sorted(Comparator.comparing(CallSite::toString))
            .toList(),
        List.of(relation.table()),
        shown.stream().mapToLong(StatementStatistics::calls).sum(),
        workload.unitsRunning(fingerprints).size(),
        shown.stream().mapToLong(StatementStatistics::db).sum() / 10.0,
        0,
        List.of(),
        null,
        List.of(),
        Map.of("schema", relation.schema()));
  }

  private static boolean usesReference(Shape shape, Relation relation) {
    return shape.predicates().stream()
        .anyMatch(p -> columns(p, shape, relation).stream().anyMatch(c -> c.endsWith("_id")));
  }

  /** Columns of the table that a predicate compares with a value or joins by. */
  private static List<String> columns(Predicate predicate, Shape shape, Relation relation) {
    List<dev.ectoscope.sql.Column> named = new ArrayList<>();
    if (predicate.column() != null) {
      named.add(predicate.column());
    }
    if (predicate.operand() instanceof dev.ectoscope.sql.Operand.OtherColumn other) {
      named.add(other.column());
    }
    return named.stream()
        .filter(
            c ->
                c.table().equals(relation.table())
                    || (c.table().isEmpty() && shape.relations().size() == 1))
        .map(dev.ectoscope.sql.Column::name)
        .toList();
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String name = suspicion.tables().get(0);
    String schema = (String) suspicion.facts().get("schema");
    if (evidence.schema().isEmpty()) {
      return new Verdict.NotChecked(
          evidence.reason().isEmpty() ? "needs a replica" : evidence.reason());
    }
    Catalog.Table table = evidence.catalog().table(schema, name);
    if (table == null) {
      return new Verdict.NotChecked("the replica has no table " + name);
    }
    List<ForeignKey> bare =
        evidence.catalog().foreignKeysOf(schema, name).stream()
            .filter(key -> !isIndexed(evidence.catalog(), schema, key))
            .toList();
    if (bare.isEmpty()) {
      return new Verdict.Dismissed("every foreign key of " + name + " has an index");
    }
    if (table.rows() >= 0 && table.rows() < SMALL_TABLE_ROWS) {
      return new Verdict.Dismissed(
          name + " has " + Math.round(table.rows()) + " rows: its foreign keys need no index yet");
    }
    return confirmed(suspicion, table, schema, bare);
  }

  private static boolean isIndexed(Catalog catalog, String schema, ForeignKey key) {
    int width = key.columns().size();
    return catalog.indexesOn(schema, key.table()).stream()
        .filter(i -> i.valid() && i.keys().size() >= width)
        .filter(i -> i.method().equals("btree") || (i.method().equals("hash") && width == 1))
        .filter(i -> i.predicate().isEmpty() || isOnlyNotNull(i.predicate(), key))
        .anyMatch(
            i ->
                new HashSet<>(
                        i.keys().subList(0, width).stream().map(k -> k.replace("\"", "")).toList())
                    .equals(new HashSet<>(key.columns())));
  }

  private static boolean isOnlyNotNull(String predicate, ForeignKey key) {
    String bare = predicate.replaceAll("[()\"]", "");
    return key.columns().size() == 1
        && bare.equalsIgnoreCase(key.columns().get(0) + " IS NOT NULL");
  }

  private static Verdict confirmed(
      Suspicion suspicion, Catalog.Table table, String schema, List<ForeignKey> bare) {
    List<Note> notes = new ArrayList<>();
    List<Fix> fixes = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long lookups = 0;
    for (ForeignKey key : bare) {
      String columns = String.join(", ", key.columns());
      names.add(columns);
      notes.add(
          new Note(
              "catalog",
              columns
                  + " refers to "
                  + key.referencedTable()
                  + " ("
                  + key.name()
                  + "), no index begins with it"));
      long using = suspicion.statements().stream().filter(s -> uses(s, key, table)).count();
      lookups += using;
      if (using > 0) {
        notes.add(
            new Note(
                "log",
                using
                    + (using == 1 ? " statement looks " : " statements look ")
                    + "rows up by "
                    + columns));
      }
      fixes.add(
          new Fix.CreateIndex(schema, table.name(), key.columns(), "btree", "", List.of(), ""));
    }
    if (table.rows() >= 0) {
      notes.add(
          new Note("catalog", table.name() + " has about " + Math.round(table.rows()) + " rows"));
    }
    String title =
        names.size() == 1
            ? table.name() + "." + names.get(0) + " is a foreign key without an index"
            : names.size()
                + " foreign keys of "
                + table.name()
                + " have no index: "
                + String.join("; ", names);
    return new Verdict.Confirmed(
        title,
        Confidence.OBSERVED,
        // Only statements that look rows up by the key have something to gain now; deleting a
        // parent
        // reads the whole table, which no log shows apart.
        lookups > 0 ? Verdict.UNKNOWN_SAVING : 0,
        0,
        notes,
        "Create an index for each foreign key that children are looked up or deleted by.",
        fixes,
        null);
  }

  private static boolean uses(Statement statement, ForeignKey key, Catalog.Table table) {
    Relation relation = new Relation("", table.name(), table.name());
    return statement.shape().predicates().stream()
        .anyMatch(
            p ->
                columns(p, statement.shape(), relation).stream().anyMatch(key.columns()::contains));
  }
}
