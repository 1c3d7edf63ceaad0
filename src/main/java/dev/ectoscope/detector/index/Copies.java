package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.catalog.Usage;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One index as it stands in every schema that has it: tenants with a schema each repeat the same
 * tables, and one cause is one finding.
 */
record Copies(List<Index> indexes) {

  static final String WHOLE_SCHEMA = "schema";

  Copies {
    indexes = List.copyOf(indexes);
  }

  /** Groups the indexes of equal tables by what {@code likeness} says of them. */
  static List<Copies> of(Collection<Index> indexes, Function<Index, String> likeness) {
    Map<String, List<Index>> groups = new LinkedHashMap<>();
    for (Index index : indexes) {
      String key = index.table() + '\0' + index.name() + '\0' + likeness.apply(index);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(index);
    }
    return groups.values().stream().map(Copies::new).toList();
  }

  /** The copies that a suspicion speaks of. */
  static Copies of(Suspicion suspicion, Catalog catalog) {
    List<String> schemas = suspicion.list("schemas", String.class);
    String name = suspicion.text("index");
    return new Copies(
        catalog.indexes().stream()
            .filter(i -> schemas.contains(i.schema()) && i.name().equals(name))
            .toList());
  }

  Index first() {
    return indexes.get(0);
  }

  List<String> schemas() {
    return indexes.stream().map(Index::schema).toList();
  }

  long bytes() {
    return indexes.stream().mapToLong(Index::bytes).sum();
  }

  /** Scans of all copies and of their partitions on the servers that answered. */
  long scans(Catalog catalog) {
    return indexes.stream().mapToLong(i -> scans(catalog, i)).sum();
  }

  private static long scans(Catalog catalog, Index index) {
    long own = catalog.usage().stream().mapToLong(u -> u.scans(index.schema(), index.name())).sum();
    return index.more().partitioned()
        ? own + catalog.partsOf(index).stream().mapToLong(i -> scans(catalog, i)).sum()
        : own;
  }

  /** The name with how many schemas have it. */
  String title() {
    return indexes.size() == 1
        ? first().name()
        : first().name() + " (in " + indexes.size() + " schemas)";
  }

  Fix.DropIndex drop(boolean worthless) {
    return new Fix.DropIndex(
        schemas(),
        first().table(),
        first().name(),
        first().definition(),
        first().more().partitioned(),
        worthless);
  }

  /** About this index; what it costs is a share of the inserts into its table. */
  Suspicion suspicion(String variant, Workload workload, Map<String, Object> more) {
    List<StatementStatistics> inserts =
        workload.statements().stream().filter(s -> isInsert(s.statement(), schemas())).toList();
    Map<String, Object> facts = new LinkedHashMap<>(more);
    facts.put("schemas", schemas());
    facts.put("index", first().name());
    return new Suspicion(
        variant,
        (indexes.size() == 1 ? first().schema() + "." : "") + first().name(),
        List.of(),
        List.<CallSite>of(),
        List.of(first().table()),
        inserts.stream().mapToLong(StatementStatistics::calls).sum(),
        0,
        inserts.stream().mapToLong(StatementStatistics::db).sum() / 10.0,
        0,
        List.of(),
        null,
        List.of(),
        facts);
  }

  private boolean isInsert(Statement statement, List<String> schemas) {
    return statement.kind() == Kind.INSERT
        && statement.shape().relations().stream()
            .limit(1)
            .anyMatch(
                r ->
                    r.table().equals(first().table())
                        && (r.schema().isEmpty() || schemas.contains(r.schema())));
  }

  /**
   * What inserts give back without the index, if the table and each of its indexes take an equal
   * part of their time.
   */
  double savedMs(Suspicion suspicion, Catalog catalog) {
    int indexesOfTable = catalog.indexesOn(first().schema(), first().table()).size();
    return suspicion.spentMs() / (1 + indexesOfTable);
  }

  /** The suspicion that is raised whatever the log holds: the schema has not been looked at. */
  static Suspicion wholeSchema() {
    return new Suspicion(
        "",
        WHOLE_SCHEMA,
        List.of(),
        List.of(),
        List.of(),
        0,
        0,
        0,
        0,
        List.of(),
        null,
        List.of(),
        Map.of());
  }

  static boolean isWholeSchema(Suspicion suspicion) {
    return suspicion.subject().equals(WHOLE_SCHEMA);
  }

  /** Names of the servers whose counters are known. */
  static List<Usage> answered(Catalog catalog) {
    return catalog.usage().stream().filter(u -> u.problem().isEmpty()).toList();
  }
}
