package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Catalog.Column;
import dev.ectoscope.postgres.catalog.Catalog.ForeignKey;
import dev.ectoscope.postgres.catalog.Catalog.Table;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    return workload.statements().isEmpty() ? Stream.empty() : Stream.of(Copies.wholeSchema());
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload, Catalog catalog) {
    ForeignKeys keys = new ForeignKeys(catalog);
    // Tenants with a schema each repeat the same key: one cause is one finding.
    Map<String, List<ForeignKey>> bare = new LinkedHashMap<>();
    for (ForeignKey key : catalog.foreignKeys()) {
      if (!keys.isIndexed(key)) {
        String cause = key.table() + "|" + key.columns() + "|" + key.referencedTable();
        bare.computeIfAbsent(cause, k -> new ArrayList<>()).add(key);
      }
    }
    return bare.values().stream().map(same -> suspicion(same, workload, catalog));
  }

  private static Suspicion suspicion(List<ForeignKey> same, Workload workload, Catalog catalog) {
    ForeignKey key = same.get(0);
    List<String> schemas = same.stream().map(ForeignKey::schema).toList();
    KeyUse use = KeyUse.of(key, schemas, workload, catalog);
    return new Suspicion(
        "",
        (schemas.size() == 1 ? key.schema() + "." : "")
            + key.table()
            + "("
            + String.join(",", key.columns())
            + ")",
        use.statements(),
        use.callSites(),
        List.of(key.table()),
        use.calls(),
        use.units(workload),
        use.spentMs(),
        use.savedMs(),
        use.notes(key),
        null,
        List.of(),
        Map.of("schemas", schemas, "key", key.name(), "joined", !use.others().isEmpty()));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    if (catalog == null) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    if (Copies.isWholeSchema(suspicion)) {
      ForeignKeys keys = new ForeignKeys(catalog);
      long indexed = catalog.foreignKeys().stream().filter(keys::isIndexed).count();
      return new Verdict.Dismissed(
          indexed + " of " + catalog.foreignKeys().size() + " foreign keys have an index");
    }
    List<String> schemas = suspicion.list("schemas", String.class);
    ForeignKey key =
        catalog.foreignKeysOf(schemas.get(0), suspicion.tables().get(0)).stream()
            .filter(k -> k.name().equals(suspicion.text("key")))
            .findFirst()
            .orElseThrow();
    Table table = largest(catalog, schemas, key.table());
    if (table.rows() >= 0 && table.rows() < SMALL_TABLE_ROWS) {
      return new Verdict.Dismissed(
          key.table()
              + "."
              + String.join(", ", key.columns())
              + " needs no index yet: "
              + key.table()
              + " has "
              + Math.round(table.rows())
              + " rows");
    }
    return confirmed(suspicion, catalog, table, key, schemas.size());
  }

  private static Table largest(Catalog catalog, List<String> schemas, String name) {
    return schemas.stream()
        .map(schema -> catalog.table(schema, name))
        .filter(Objects::nonNull)
        .max(Comparator.comparingDouble(Table::rows))
        .orElseThrow();
  }

  private static Verdict confirmed(
      Suspicion suspicion, Catalog catalog, Table table, ForeignKey key, int schemas) {
    String columns = String.join(", ", key.columns());
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            "catalog",
            columns
                + " refers to "
                + key.referencedTable()
                + " ("
                + key.name()
                + ", on delete "
                + key.onDelete()
                + "), no index begins with it"));
    if (table.rows() >= 0) {
      notes.add(
          new Note("catalog", table.name() + " has about " + Figures.count(table.rows(), "row")));
    }
    if (schemas > 1) {
      notes.add(
          new Note(
              "catalog",
              "The same in "
                  + schemas
                  + " schemas: run the migration for each (mix ecto.migrate --prefix)"));
    }
    String in = schemas > 1 ? " (in " + schemas + " schemas)" : "";
    return new Verdict.Confirmed(
        table.name() + "." + columns + " is a foreign key without an index" + in,
        Confidence.OBSERVED,
        // A join may be as fast by hashing the whole table: nothing tells.
        suspicion.savedMs() == 0 && suspicion.is("joined")
            ? Verdict.UNKNOWN_SAVING
            : suspicion.savedMs(),
        0,
        notes,
        "Create an index on "
            + columns
            + ": without it every delete of a row of "
            + key.referencedTable()
            + " reads all of "
            + table.name()
            + ".",
        List.of(fix(catalog, table, key, schemas)));
  }

  private static Fix fix(Catalog catalog, Table table, ForeignKey key, int schemas) {
    boolean told = schemas > 1 || catalog.searchPath().contains(table.schema());
    String schema = told ? "" : table.schema();
    String where = mostlyNull(table, key) ? notNull(key) : "";
    if (table.isPartitioned()) {
      return PartitionedIndex.of(catalog, table, key.columns(), where);
    }
    return new Fix.CreateIndex(schema, table.name(), key.columns(), "btree", where, List.of(), "");
  }

  // The check of a delete compares with a value, so that it may use an index without the nulls.
  private static boolean mostlyNull(Table table, ForeignKey key) {
    Column column = key.columns().size() == 1 ? table.column(key.columns().get(0)) : null;
    return column != null && column.nullFraction() >= 0.5;
  }

  private static String notNull(ForeignKey key) {
    String name = key.columns().get(0);
    return (name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"')
        + " IS NOT NULL";
  }
}
