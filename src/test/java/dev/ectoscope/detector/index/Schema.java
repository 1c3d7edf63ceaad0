package dev.ectoscope.detector.index;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.catalog.IndexDetail;
import dev.ectoscope.postgres.catalog.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A catalog of the table visits with indexes as a test wants them. */
final class Schema {

  private static final long MEGABYTE = 1 << 20;

  private final List<Index> indexes = new ArrayList<>();
  private final List<Usage> usage = new ArrayList<>();

  static Schema ofVisits() {
    return new Schema();
  }

  Schema index(String name, String... keys) {
    return add(plain(name, keys));
  }

  Schema add(Index index) {
    indexes.add(index);
    return this;
  }

  static Index plain(String name, String... keys) {
    return of(name, "public", List.of(keys), "", false, false, true, detail(""));
  }

  static Index unique(String name, String... keys) {
    return of(name, "public", List.of(keys), "", true, false, true, detail(""));
  }

  static Index primary(String name, String... keys) {
    return of(name, "public", List.of(keys), "", true, true, true, detail(name));
  }

  static Index partial(String name, String where, String... keys) {
    return of(name, "public", List.of(keys), where, false, false, true, detail(""));
  }

  static Index invalid(String name, String... keys) {
    return of(name, "public", List.of(keys), "", false, false, false, detail(""));
  }

  static Index in(String schema, String name, String... keys) {
    return of(name, schema, List.of(keys), "", false, false, true, detail(""));
  }

  static Index withClass(Index index, String operatorClass) {
    IndexDetail old = index.more();
    return with(
        index,
        new IndexDetail(
            List.of(operatorClass),
            old.constraint(),
            old.referencedBy(),
            old.replicaIdentity(),
            old.clustered(),
            old.nullsNotDistinct(),
            old.ready(),
            old.live(),
            old.parent(),
            old.partitioned(),
            old.rows(),
            old.bloatBytes()));
  }

  static Index replicaIdentity(Index index) {
    return with(
        index,
        new IndexDetail(
            List.of(), "", List.of(), true, false, false, true, true, "", false, -1, -1));
  }

  private static Index with(Index i, IndexDetail more) {
    return new Index(
        i.schema(),
        i.name(),
        i.table(),
        i.method(),
        i.keys(),
        i.options(),
        i.include(),
        i.predicate(),
        i.unique(),
        i.primary(),
        i.valid(),
        i.bytes(),
        i.definition(),
        more);
  }

  /** Of that many bytes. */
  static Index of(Index i, long bytes) {
    return new Index(
        i.schema(),
        i.name(),
        i.table(),
        i.method(),
        i.keys(),
        i.options(),
        i.include(),
        i.predicate(),
        i.unique(),
        i.primary(),
        i.valid(),
        bytes,
        i.definition(),
        i.more());
  }

  static Index descending(Index i) {
    return new Index(
        i.schema(),
        i.name(),
        i.table(),
        i.method(),
        i.keys(),
        Collections.nCopies(i.keys().size(), "DESC"),
        i.include(),
        i.predicate(),
        i.unique(),
        i.primary(),
        i.valid(),
        i.bytes(),
        i.definition(),
        i.more());
  }

  private static IndexDetail detail(String constraint) {
    return new IndexDetail(
        List.of(), constraint, List.of(), false, false, false, true, true, "", false, -1, -1);
  }

  private static Index of(
      String name,
      String schema,
      List<String> keys,
      String where,
      boolean unique,
      boolean primary,
      boolean valid,
      IndexDetail detail) {
    return new Index(
        schema,
        name,
        "visits",
        "btree",
        keys,
        Collections.nCopies(keys.size(), ""),
        List.of(),
        where,
        unique,
        primary,
        valid,
        4 * MEGABYTE * keys.size(),
        "CREATE INDEX "
            + name
            + " ON "
            + schema
            + ".visits USING btree ("
            + String.join(", ", keys)
            + ")",
        detail);
  }

  /** A server that reads visits and the named indexes. */
  Schema server(boolean primary, double days, int standbys, String... read) {
    List<Usage.IndexUse> uses = new ArrayList<>();
    for (String name : read) {
      uses.add(new Usage.IndexUse("public", name, 12, ""));
    }
    usage.add(
        new Usage(
            primary ? "db1/clinic" : "db2/clinic",
            primary,
            "2024-01-01" + usage.size(),
            "2024-05-01T00:00:00Z",
            days,
            standbys,
            uses,
            List.of(new Usage.TableUse("public", "visits", 900, 50, 10, 5, 1)),
            List.of(),
            ""));
    return this;
  }

  Schema building(String index) {
    usage.add(
        new Usage("db1/clinic", true, "now", "", -1, 0, List.of(), List.of(), List.of(index), ""));
    return this;
  }

  Catalog catalog() {
    List<String> schemas = indexes.stream().map(Index::schema).distinct().toList();
    return new Catalog(
            schemas.stream()
                .map(s -> new Catalog.Table(s, "visits", "table", 90_000, 0, 0, List.of()))
                .toList(),
            indexes,
            schemas.stream()
                .map(
                    s ->
                        new Catalog.ForeignKey(
                            s,
                            "visits",
                            List.of("patient_id"),
                            s,
                            "patients",
                            List.of("id"),
                            "visits_patient_id_fkey"))
                .toList(),
            List.of(),
            List.of("public"))
        .withUsage(usage);
  }
}
