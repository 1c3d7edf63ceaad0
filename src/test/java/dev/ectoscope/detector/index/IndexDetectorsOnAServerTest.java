package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.ecto.AppNames;
import dev.ectoscope.ecto.EctoCode;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.CatalogReader;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.catalog.Usage;
import dev.ectoscope.postgres.catalog.UsageReader;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The catalog detectors on a schema of a real primary, read from its standby. */
class IndexDetectorsOnAServerTest {

  private static final Pattern EXECUTED =
      Pattern.compile(
          "\"\"\"\\n(?<lines>.*?)\\n\\s*\"\"\"|\"(?<line>(?:[^\"\\\\]|\\\\.)*)\"", Pattern.DOTALL);

  private static Catalog catalog;
  private static Workload log;

  @BeforeAll
  static void read() {
    SharedCluster.with(
        """
        CREATE SCHEMA upkeep;
        CREATE TABLE upkeep.owners (id bigint PRIMARY KEY, region int, UNIQUE (region, id));
        CREATE TABLE upkeep."Pets" (id bigint PRIMARY KEY, owner_id bigint REFERENCES upkeep.owners,
          region int, "Nick Name" text, kind text, born date, tag text,
          FOREIGN KEY (region, owner_id) REFERENCES upkeep.owners (region, id));
        INSERT INTO upkeep.owners SELECT i, i % 10 FROM generate_series(1, 5000) i;
        INSERT INTO upkeep."Pets" SELECT i, 1 + i % 5000, (1 + i % 5000) % 10, 'n' || i, 'cat',
            date '2020-01-01' + i % 900, CASE WHEN i < 3 THEN 'same' ELSE 't' || i END
          FROM generate_series(1, 40000) i;
        CREATE INDEX pets_kind ON upkeep."Pets" (kind, born);
        CREATE INDEX pets_kind_only ON upkeep."Pets" (kind);
        CREATE INDEX pets_nick ON upkeep."Pets" ("Nick Name" COLLATE "C" DESC NULLS LAST)
          INCLUDE (born) WITH (fillfactor = 80) WHERE kind <> 'it''s #{x}';
        CREATE INDEX pets_nick_twice ON upkeep."Pets" ("Nick Name" COLLATE "C" DESC NULLS LAST)
          INCLUDE (born) WITH (fillfactor = 80) WHERE kind <> 'it''s #{x}';
        CREATE TABLE upkeep.parts (id bigint, pet_id bigint REFERENCES upkeep."Pets", made date)
          PARTITION BY RANGE (made);
        CREATE TABLE upkeep.parts_a PARTITION OF upkeep.parts
          FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        CREATE TABLE upkeep.parts_b PARTITION OF upkeep.parts
          FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
        INSERT INTO upkeep.parts SELECT i, 1 + i % 40000, date '2020-01-01' + i % 700
          FROM generate_series(1, 20000) i;
        CREATE INDEX parts_made ON upkeep.parts (made, id);
        CREATE INDEX parts_made_only ON upkeep.parts (made);
        ANALYZE upkeep.owners, upkeep."Pets", upkeep.parts_a, upkeep.parts_b;
        """);
    assertThatThrownBy(
            () ->
                SharedCluster.get()
                    .run("CREATE UNIQUE INDEX CONCURRENTLY pets_tag ON upkeep.\"Pets\" (tag)"))
        .hasMessageContaining("pets_tag");
    catalog = reread();
    log = Given.log(new DuplicateIndex(), "bad");
  }

  private static Catalog reread() {
    SharedCluster.get().awaitReplay();
    try (Replica replica = SharedCluster.replica()) {
      return CatalogReader.read(replica);
    }
  }

  @Test
  void findsTheDuplicatesAndTheirMigrationsRevert() {
    assertThat(Given.confirmed(new DuplicateIndex(), log, catalog))
        .extracting(Verdict.Confirmed::title)
        .contains(
            "pets_kind_only is the beginning of pets_kind",
            "pets_nick_twice is the same index as pets_nick",
            "parts_made_only is the beginning of parts_made");
    for (Verdict.Confirmed verdict : Given.confirmed(new DuplicateIndex(), log, catalog)) {
      Fix.DropIndex drop = (Fix.DropIndex) verdict.fixes().get(0);
      if (drop.schemas().contains("upkeep")) {
        dropAndRevert(drop);
      }
    }
  }

  private static void dropAndRevert(Fix.DropIndex drop) {
    String code =
        new EctoCode(AppNames.from(List.of()), LocalDateTime.of(2024, 5, 1, 10, 0))
            .write(drop)
            .get(0)
            .code();
    Matcher sql = EXECUTED.matcher(code);
    assertThat(sql.find()).as(code).isTrue();
    SharedCluster.get().run(sql(sql));
    assertThat(definition(drop.name())).isEmpty();
    assertThat(sql.find()).as(code).isTrue();
    SharedCluster.get().run(sql(sql));
    assertThat(definition(drop.name())).contains(drop.definition());
  }

  private static String sql(Matcher found) {
    return unescaped(found.group("line") == null ? found.group("lines") : found.group("line"));
  }

  private static String unescaped(String elixir) {
    return elixir.replace("\\#", "#").replace("\\\"", "\"").replace("\\\\", "\\");
  }

  private static List<String> definition(String index) {
    return reread().indexes().stream()
        .filter(i -> i.schema().equals("upkeep") && i.name().equals(index))
        .map(Index::definition)
        .toList();
  }

  @Test
  void findsTheFailedBuild() {
    List<Verdict.Confirmed> failed =
        Given.confirmed(new InvalidIndex(), log, catalog).stream()
            .filter(v -> v.title().startsWith("pets_tag "))
            .toList();
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0).fixes())
        .containsExactly(new Fix.RebuildIndex("upkeep", "Pets", "pets_tag"));
    assertThat(failed.get(0).notes().toString()).contains("values that occur twice");
  }

  @Test
  void findsForeignKeysOfMixedCaseCompositeAndPartitionedTables() {
    List<Verdict.Confirmed> found =
        Given.confirmed(new UnindexedForeignKey(), log, catalog).stream()
            .filter(v -> v.title().startsWith("Pets.") || v.title().startsWith("parts."))
            .toList();
    assertThat(found)
        .extracting(Verdict.Confirmed::title)
        .containsExactlyInAnyOrder(
            "Pets.owner_id is a foreign key without an index",
            "Pets.region, owner_id is a foreign key without an index",
            "parts.pet_id is a foreign key without an index");
    Fix.CreatePartitionedIndex parts =
        found.stream()
            .flatMap(v -> v.fixes().stream())
            .filter(Fix.CreatePartitionedIndex.class::isInstance)
            .map(Fix.CreatePartitionedIndex.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(parts.partitions()).extracting(p -> p.name()).containsExactly("parts_a", "parts_b");
    buildByPartition(parts);
  }

  private static void buildByPartition(Fix.CreatePartitionedIndex fix) {
    String code =
        new EctoCode(AppNames.from(List.of()), LocalDateTime.of(2024, 5, 1, 10, 0))
            .write(fix)
            .get(0)
            .code();
    Matcher sql = EXECUTED.matcher(code.substring(0, code.indexOf("def down")));
    while (sql.find()) {
      SharedCluster.get().run(sql(sql));
    }
    Catalog after = reread();
    assertThat(Given.confirmed(new UnindexedForeignKey(), log, after))
        .extracting(Verdict.Confirmed::title)
        .noneMatch(title -> title.startsWith("parts."));
    Index parent =
        after.indexesOn("upkeep", "parts").stream()
            .filter(i -> i.keys().equals(List.of("pet_id")))
            .findFirst()
            .orElseThrow();
    assertThat(parent.valid()).isTrue();
    assertThat(parent.bytes()).isPositive();
    String drop = "DROP INDEX IF EXISTS upkeep.\"" + parent.name() + "\"";
    SharedCluster.get().run(drop);
  }

  @Test
  void countsOnTheServerThatReads() {
    SharedCluster.get().run("SELECT count(*) FROM upkeep.\"Pets\" WHERE id = 5");
    Replica.Options options =
        Replica.Options.standard().withAllowPrimary(true).withAllowSuperuser(true);
    try (Replica standby = SharedCluster.replica();
        Replica primary = Replica.connect(SharedCluster.get().primaryUrl(), options)) {
      Usage there = UsageReader.read(standby);
      Usage here = UsageReader.read(primary);
      assertThat(there.problem()).isEmpty();
      assertThat(there.primary()).isFalse();
      assertThat(here.primary()).isTrue();
      assertThat(here.standbys()).isEqualTo(1);
      assertThat(here.days()).isBetween(0.0, 1.0);
      assertThat(here.since()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
      assertThat(here.reads("upkeep", "Pets")).isGreaterThan(0);
      assertThat(there.reads("upkeep", "Pets")).isZero();
      assertThat(here.started()).isNotEqualTo(there.started());
    }
  }

  @Test
  void estimatesBloatFromStatistics() {
    Index key =
        catalog.indexesOn("upkeep", "Pets").stream()
            .filter(Index::primary)
            .findFirst()
            .orElseThrow();
    // Built in order of its keys, so hardly any bloat: 40,000 entries of 20 bytes.
    assertThat(key.more().bloatBytes()).isBetween(0L, key.bytes() / 4);
    assertThat(catalog.setting("max_connections")).isEqualTo("100");
    assertThat(catalog.constraints()).anyMatch(c -> c.type().equals("primary key"));
    assertThat(catalog.table("upkeep", "parts").rows()).isEqualTo(20_000);
    assertThat(catalog.table("upkeep", "parts_a").parent()).isEqualTo("upkeep.parts");
  }
}
