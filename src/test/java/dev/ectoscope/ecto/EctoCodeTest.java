package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import dev.ectoscope.review.Fix.CreateIndex;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.treesitter.TSParser;
import org.treesitter.TreeSitterElixir;

class EctoCodeTest {

  private static final AppNames CLINIC = new AppNames("Clinic", "Clinic.Repo");
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 20, 12, 0, 0);
  private static final String FUNCTION = "Clinic.Visits.today/1";
  private static final String FILE = "lib/clinic/visits.ex";

  private final EctoCode ecto = new EctoCode(CLINIC, NOON);

  static Stream<Fix> everyCase() {
    List<Fix> fixes = new ArrayList<>();
    for (Association association : Association.values()) {
      fixes.add(
          new Fix.Preload(
              FUNCTION, FILE, "visits", "treatments", "visit_id", association, List.of()));
      fixes.add(
          new Fix.Preload(
              FUNCTION, FILE, "", "diagnoses", "id", association, List.of("noted_at DESC", "id")));
    }
    List<String> filters =
        List.of(
            "status = 'open'",
            "clinic_id = $",
            "deleted_at IS NULL",
            "NOT urgent",
            "kind = ANY($)",
            "f(x) = 1");
    for (List<String> order : List.of(List.<String>of(), List.of("given_at DESC"))) {
      for (List<String> conditions : List.of(filters, List.of("deleted_at IS NULL"))) {
        fixes.add(
            new Fix.Preload(
                FUNCTION,
                FILE,
                "visits",
                "treatments",
                "visit_id",
                Association.HAS_MANY,
                order,
                conditions));
      }
    }
    for (String aggregate : List.of("count", "sum", "avg", "min", "max")) {
      fixes.add(
          new Fix.GroupedAggregate(
              FUNCTION, FILE, "payments", "invoice_id", aggregate, "amount", filters));
      fixes.add(
          new Fix.GroupedAggregate("", "", "payments", "invoice_id", aggregate, "", List.of()));
    }
    fixes.add(new Fix.GroupedExists(FUNCTION, FILE, "allergies", "patient_id", filters));
    fixes.add(new Fix.GroupedExists(FUNCTION, FILE, "allergies", "patient_id", filters, "visits"));
    fixes.add(new Fix.LookupByKeys(FUNCTION, FILE, "patients", "", "id"));
    fixes.add(new Fix.LookupByKeys(FUNCTION, FILE, "visits", "", "id", "", List.of(), filters));
    fixes.add(
        new Fix.LookupByKeys(
            FUNCTION, FILE, "patients", "", "meta", "meta ->> 'ref'", List.of(), filters));
    fixes.add(
        new Fix.LookupByKeys(
            FUNCTION, FILE, "visits", "acme", "room_id", "", List.of("bed"), List.of()));
    fixes.add(new Fix.Reload(FUNCTION, FILE, "patients"));
    fixes.add(new Fix.LateralPerKey(FUNCTION, FILE, "patients", "id"));
    fixes.add(new Fix.LateralPerKey("", "", "visits", "patient_id"));
    fixes.add(new Fix.LookupByKeys(FUNCTION, FILE, "settings", "tenant \"a\"", "Key Name"));
    fixes.add(
        new Fix.FirstPerParent(
            FUNCTION, FILE, "visits", "patient_id", List.of("started_at DESC"), 1));
    fixes.add(
        new Fix.FirstPerParent(
            FUNCTION, FILE, "parts", "patient_id", List.of("started_at DESC", "id"), 3));
    for (int limit : List.of(1, 3)) {
      fixes.add(
          new Fix.FirstPerParent(
              FUNCTION, FILE, "visits", "patient_id", List.of("started_at"), limit, filters));
    }
    fixes.add(new Fix.UpdateAll(FUNCTION, FILE, "visits", "id", List.of("status", "updated_at")));
    fixes.add(
        new Fix.UpdateAll("odd \" name", "", "visits", "id", many("a_rather_long_column", 12)));
    fixes.add(new Fix.DeleteAll(FUNCTION, FILE, "visits", "id"));
    fixes.add(new Fix.DeleteAll(FUNCTION, FILE, "visits", "id", filters));
    fixes.add(new Fix.UpdateAll(FUNCTION, FILE, "visits", "id", List.of("status"), filters));
    fixes.add(new Fix.InsertAll(FUNCTION, FILE, "visits", List.of("id", "end"), true));
    fixes.add(new Fix.InsertAll(FUNCTION, FILE, "visits", many("column", 40), false));
    for (String conflict :
        List.of(
            "DO NOTHING",
            "(\"code\",\"end\") DO UPDATE SET \"a_rather_long_column\" = EXCLUDED.\"a_rather_long_column\", \"end\" = EXCLUDED.\"end\"",
            "(\"code\") DO UPDATE SET \"end\" = $3")) {
      fixes.add(
          new Fix.InsertAll(FUNCTION, FILE, "visits", List.of("code", "end"), false, conflict));
    }
    fixes.add(new Fix.LoadOnce(FUNCTION, FILE, "users"));
    fixes.add(new Fix.LoadWhenConnected(FUNCTION, FILE, "FeedLive", "posts"));
    fixes.add(
        new Fix.LoadWhenConnected("", "", "FeedLive", "a_table_whose_name_is_as_long_as_it_gets"));
    fixes.add(new Fix.Parameters(FUNCTION, FILE, "invoices", "number"));
    fixes.add(new Fix.Parameters("", "", "", ""));
    fixes.add(new Fix.ExtendedStatistics("", "visits", List.of("room", "ward")));
    fixes.add(new Fix.ExtendedStatistics("Odd \" one", "user", many("a_rather_long_column", 8)));
    fixes.add(new Fix.StatisticsTarget("clinic", "visits", "Room #{x}", 1000));
    fixes.add(new Fix.TableUpkeep("", "visits", false, Map.of()));
    fixes.add(
        new Fix.TableUpkeep("", "visits", true, Map.of("autovacuum_vacuum_scale_factor", "0.02")));
    fixes.add(new Fix.LocalSetting(FUNCTION, FILE, "work_mem", "64MB"));
    fixes.add(new Fix.LocalSetting("", "", "plan_cache_mode", "it's"));
    fixes.add(new Fix.Scope("visits", filters));
    fixes.add(new Fix.Scope("visits", List.of("f(x)  = 1 \n + 2")));
    fixes.add(new Fix.Window(List.of("started_at", "billed_at")));
    fixes.add(
        new Fix.KeysetPage(
            FUNCTION, FILE, "visits", List.of("started_at DESC", "id DESC"), 30, List.of()));
    fixes.add(
        new Fix.KeysetPage(
            FUNCTION,
            FILE,
            "visits",
            List.of("started_at DESC", "room"),
            30,
            List.of("room_id", "id")));
    fixes.add(
        new Fix.KeysetPage("Clinic.Visits.all!/0", FILE, "visits", List.of("id"), 0, List.of()));
    fixes.add(
        new Fix.SelectFields(
            FUNCTION, FILE, "visits", many("a_rather_long_column", 9), List.of("letter")));
    fixes.add(new Fix.RepoConfig("", Map.of("pool_size", "15", "queue_target", "100")));
    fixes.add(new Fix.RepoConfig("Clinic.ArchiveRepo", Map.of("pool_size", "15")));
    fixes.add(
        new Fix.ConstraintInChangeset(FUNCTION, FILE, "visits", List.of("room_id", "started_at")));
    for (String part : List.of("day", "month", "year")) {
      for (String operator : List.of("=", ">=", ">", "<", "<=")) {
        fixes.add(new Fix.DateRange(FUNCTION, FILE, "visits", "started_at", part, operator));
      }
    }
    fixes.add(new Fix.CompareAsTyped(FUNCTION, FILE, "visits", "id"));
    fixes.add(new Fix.NilOrValue(FUNCTION, FILE, "visits", "doctor_id"));
    fixes.add(new Fix.Ancestors(FUNCTION, FILE, "departments", "id", "parent_id"));
    fixes.add(
        new Fix.Descendants(
            FUNCTION, FILE, "departments", "id", "parent_id", List.of("name DESC")));
    fixes.add(new Fix.Descendants("", "", "departments", "uuid", "within", List.of()));
    fixes.add(new Fix.SameCase(FUNCTION, FILE, "patients", "email", "lower"));
    fixes.add(new Fix.SameCase("", "", "a_table_with_a_rather_long_name", "number", "upper"));
    fixes.add(new Fix.Contains(FUNCTION, FILE, "visits", "labels", List.of(), true));
    fixes.add(new Fix.Contains(FUNCTION, FILE, "visits", "meta", List.of("a", "b \"c"), false));
    fixes.add(new Fix.UnionInsteadOfOr(FUNCTION, FILE, List.of("visits", "patients")));
    fixes.add(new Fix.EstimatedCount(FUNCTION, FILE, "visits"));
    fixes.add(new Fix.LooseScan(FUNCTION, FILE, "visits", "kind"));
    fixes.add(new Fix.LockInOrder(FUNCTION, FILE, "visits"));
    fixes.add(new Fix.StatementTimeout(FUNCTION, FILE));
    fixes.add(new Fix.StatementTimeout("", ""));
    fixes.add(new Fix.WorkBeforeTransaction(FUNCTION, FILE, "visits"));
    fixes.add(new Fix.EctoForm(FUNCTION, FILE, "x <> $1", "v.x != ^value"));
    fixes.add(new Fix.LimitOrStream(FUNCTION, FILE, "visits"));
    fixes.addAll(indexes());
    indexes().forEach(i -> fixes.add(new Fix.CreateTenantIndex(i, List.of("acme", "globex"))));
    fixes.addAll(upkeep());
    return fixes.stream();
  }

  private static List<Fix> upkeep() {
    String long1 =
        "CREATE UNIQUE INDEX visits_code ON acme.visits USING btree (lower(code), \"Room No\" DESC)"
            + " INCLUDE (title) WITH (fillfactor='80') WHERE (note <> 'it''s #{x} \\\\ \"y\"'::text)";
    return List.of(
        new Fix.DropIndex(
            List.of("public"),
            "visits",
            "room",
            "CREATE INDEX room ON public.visits (room)",
            false,
            false),
        new Fix.DropIndex(List.of("acme"), "visits", "visits_code", long1, false, false),
        new Fix.DropIndex(List.of("acme", "globex"), "visits", "visits_code", long1, false, false),
        new Fix.DropIndex(
            List.of("public"),
            "Visits",
            "Room No",
            "CREATE INDEX \"Room No\" ON ONLY public.\"Visits\" USING btree (room)",
            true,
            false),
        new Fix.DropIndex(List.of("public"), "visits", "room_ccnew", "", false, true),
        new Fix.RebuildIndex("public", "visits", "room"),
        new Fix.CreatePartitionedIndex(
            "public",
            "visits",
            many("a_rather_long_column", 4),
            "",
            List.of(part("visits_2023"), part("visits_2024"))));
  }

  /** Ecto runs none of two migrations with one name. */
  @Test
  void indexesOfOneNameInTwoSchemasHaveMigrationsOfTheirOwn() {
    EctoCode code = new EctoCode(CLINIC, LocalDateTime.of(2026, 1, 2, 3, 4));
    List<Fix> fixes = new ArrayList<>();
    for (String schema : List.of("north", "south", "west")) {
      fixes.add(new Fix.CreatePartitionedIndex(schema, "visits", List.of("room"), "", List.of()));
    }
    fixes.add(fixes.get(1));
    List<Finding.Code> migrations =
        fixes.stream().flatMap(fix -> code.write(fix).stream()).toList();
    assertThat(migrations)
        .extracting(one -> one.path().replaceFirst("^.*/", ""))
        .containsExactly(
            "20260102030400_create_visits_room_index.exs",
            "20260102030401_create_visits_room_index_2.exs",
            "20260102030402_create_visits_room_index_3.exs",
            "20260102030401_create_visits_room_index_2.exs");
    assertThat(migrations)
        .extracting(one -> one.code().lines().findFirst().orElseThrow())
        .containsExactly(
            "defmodule Clinic.Repo.Migrations.CreateVisitsRoomIndex do",
            "defmodule Clinic.Repo.Migrations.CreateVisitsRoomIndex2 do",
            "defmodule Clinic.Repo.Migrations.CreateVisitsRoomIndex3 do",
            "defmodule Clinic.Repo.Migrations.CreateVisitsRoomIndex2 do");
    assertThat(migrations.get(1)).isEqualTo(migrations.get(3));
  }

  private static Fix.CreatePartitionedIndex.Partition part(String name) {
    return new Fix.CreatePartitionedIndex.Partition("public", name, false, -1);
  }

  @Test
  void droppingAnIndexRevertsToTheVeryIndex() {
    Fix drop =
        new Fix.DropIndex(
            List.of("public"),
            "visits",
            "visits_room_index",
            "CREATE UNIQUE INDEX visits_room_index ON public.visits USING btree (room DESC)",
            false,
            false);
    assertThat(only(drop))
        .isEqualTo(
            """
            defmodule Clinic.Repo.Migrations.DropVisitsRoomIndex do
              use Ecto.Migration
              @disable_ddl_transaction true
              @disable_migration_lock true

              def change do
                execute(
                  "DROP INDEX CONCURRENTLY IF EXISTS public.visits_room_index",
                  \"""
                  CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS visits_room_index ON public.visits USING
                  btree (room DESC)
                  \"""
                )
              end
            end
            """);
  }

  @Test
  void anIndexOfEveryTenantIsDroppedByPrefix() {
    Fix drop =
        new Fix.DropIndex(
            List.of("acme", "globex"),
            "visits",
            "room",
            "CREATE INDEX room ON acme.visits USING btree (room)",
            false,
            false);
    assertThat(only(drop))
        .contains("\"DROP INDEX CONCURRENTLY IF EXISTS \\\"#{prefix()}\\\".room\"")
        .contains("INDEX CONCURRENTLY IF NOT EXISTS room ON \\\"#{prefix()}\\\".visits USING")
        .doesNotContain("acme");
  }

  /** The planner's figures of an expression are those of the tenant whose index it is. */
  @Test
  void anIndexOfEveryTenantIsMadeByPrefix() {
    Fix lower =
        new Fix.CreateTenantIndex(
            index(List.of("lower(email)"), "btree", "", List.of(), ""), List.of("acme", "globex"));
    assertThat(only(lower))
        .contains("# Run it once for each tenant: mix ecto.migrate --prefix TENANT")
        .contains("execute(~s(ANALYZE \"#{prefix()}\".visits), \"\")")
        .doesNotContain("acme");
  }

  private static List<CreateIndex> indexes() {
    return List.of(
        index(List.of("user_id"), "btree", "", List.of(), ""),
        index(List.of("order"), "btree", "", List.of(), ""),
        index(List.of("clinic_id", "order DESC"), "btree", "status = 'open'", List.of("title"), ""),
        index(List.of("lower(email)"), "btree", "note <> '#{x}\\'", List.of(), ""),
        index(List.of("meta->>'source'"), "btree", "", List.of(), ""),
        index(List.of("notes gin_trgm_ops"), "gin", "", List.of(), "pg_trgm"),
        index(many("a_rather_long_column", 7), "btree", "", List.of(), ""));
  }

  private static CreateIndex index(
      List<String> keys, String method, String where, List<String> include, String extension) {
    return new CreateIndex("", "visits", keys, method, where, include, extension);
  }

  private static List<String> many(String word, int count) {
    return Stream.iterate(1, i -> i + 1).limit(count).map(i -> word + "_" + i).toList();
  }

  private String only(Fix fix) {
    List<Finding.Code> codes = ecto.write(fix);
    assertThat(codes).hasSize(1);
    return codes.get(0).code();
  }

  @ParameterizedTest
  @MethodSource("everyCase")
  void parsesAsElixirWithinTheWidth(Fix fix) {
    for (Finding.Code code : ecto.write(fix)) {
      TSParser parser = new TSParser();
      parser.setLanguage(new TreeSitterElixir());
      assertThat(parser.parseString(null, code.code()).getRootNode().hasError())
          .as(code.code())
          .isFalse();
      assertThat(code.code().lines())
          .allMatch(line -> line.length() <= 98)
          .noneMatch(l -> l.endsWith(" "));
      assertThat(code.language()).isEqualTo("elixir");
    }
  }

  @Test
  void everyCaseOfFixIsWritten() {
    Set<Class<?>> written = new HashSet<>();
    everyCase().forEach(fix -> written.add(fix.getClass()));
    assertThat(written).containsExactlyInAnyOrder(Fix.class.getPermittedSubclasses());
  }

  @Test
  void preloadKeepsTheOtherConditions() {
    Fix fix =
        new Fix.Preload(
            FUNCTION,
            FILE,
            "visits",
            "treatments",
            "visit_id",
            Association.HAS_MANY,
            List.of(),
            List.of("deleted_at IS NULL", "kind = $"));
    assertThat(only(fix))
        .contains("def today_preloaded(visits, kind) do")
        .contains(
            "  wanted = from t in Treatment, where: is_nil(t.deleted_at), where: t.kind == ^kind\n")
        .contains("  Clinic.Repo.preload(visits, treatments: wanted)\n");
  }

  @Test
  void preloadKeepsTheOrderAndTheOldFunction() {
    Fix fix =
        new Fix.Preload(
            FUNCTION,
            FILE,
            "visits",
            "treatments",
            "visit_id",
            Association.HAS_MANY,
            List.of("given_at"));
    assertThat(only(fix))
        .contains("def today_preloaded(visits) do")
        .contains("  in_order = from t in Treatment, order_by: t.given_at\n")
        .contains("  Clinic.Repo.preload(visits, treatments: in_order)\n")
        .contains("Clinic.Visits.today/1 in lib/clinic/visits.ex");
    assertThat(ecto.write(fix).get(0).path()).isEqualTo(FILE);
  }

  @Test
  void aggregateIsGrouped() {
    Fix fix =
        new Fix.GroupedAggregate(
            FUNCTION,
            FILE,
            "payments",
            "invoice_id",
            "sum",
            "amount",
            List.of("payments.kind = $"));
    assertThat(only(fix))
        .contains("def today_by_invoice_id(invoice_ids, kind) do")
        .contains("where: p.invoice_id in ^invoice_ids")
        .contains("where: p.kind == ^kind")
        .contains("select: {p.invoice_id, sum(p.amount)}");
  }

  @Test
  void aKeyOfAJoinedTableIsJoined() {
    Fix fix =
        new Fix.GroupedExists(
            FUNCTION, FILE, "prescriptions", "patient_id", List.of("drug_id = $"), "visits");
    assertThat(only(fix))
        .contains("from(p in Prescription,\n    join: v in assoc(p, :visit),")
        .contains("where: v.patient_id in ^patient_ids")
        .contains("where: p.drug_id == ^drug_id")
        .contains("select: v.patient_id");
  }

  @Test
  void theFirstOfEachKeepsItsConditions() {
    Fix fix =
        new Fix.FirstPerParent(
            FUNCTION, FILE, "readings", "patient_id", List.of(), 1, List.of("kind = 'pulse'"));
    assertThat(only(fix)).contains("where: r.kind == \"pulse\"");
  }

  @Test
  void anUpsertStaysOne() {
    Fix replaced =
        new Fix.InsertAll(
            FUNCTION,
            FILE,
            "drugs",
            List.of("code", "name"),
            false,
            "(\"code\") DO UPDATE SET \"name\" = EXCLUDED.\"name\"");
    assertThat(only(replaced))
        .contains("on_conflict: {:replace, [:name]}")
        .contains("conflict_target: [:code]");
    Fix kept = new Fix.InsertAll(FUNCTION, FILE, "drugs", List.of("code"), false, "DO NOTHING");
    assertThat(only(kept)).contains("insert_all(Drug, &1, on_conflict: :nothing)");
  }

  @Test
  void aPrefixIsGivenByTheCaller() {
    Fix fix = new Fix.LookupByKeys(FUNCTION, FILE, "settings", "tenant_a", "key");
    assertThat(only(fix))
        .contains("def today_by_key(prefix, keys) do")
        .contains(".all(prefix: prefix)");
  }

  @Test
  void migrationIsConcurrentAndTakesNoLock() {
    Finding.Code code = ecto.write(index(List.of("user_id"), "btree", "", List.of(), "")).get(0);
    assertThat(code.kind()).isEqualTo("migration");
    assertThat(code.path())
        .isEqualTo("priv/repo/migrations/20261120120000_create_visits_user_id_index.exs");
    assertThat(code.code())
        .isEqualTo(
            """
            defmodule Clinic.Repo.Migrations.CreateVisitsUserIdIndex do
              use Ecto.Migration
              @disable_ddl_transaction true
              @disable_migration_lock true

              def change do
                create index(:visits, [:user_id], concurrently: true)
              end
            end
            """);
  }

  @Test
  void namesAnIndexThatEctoWouldNameBadly() {
    assertThat(
            only(
                index(
                    List.of("clinic_id", "order DESC"), "btree", "status = 'open'", List.of(), "")))
        .contains("[:clinic_id, \"\\\"order\\\" DESC\"]")
        .contains("name: :visits_clinic_id_order_desc_where_status_open_index")
        .contains("where: \"status = 'open'\"");
  }

  @Test
  void statisticsComeWithTheWayBack() {
    Finding.Code code =
        ecto.write(new Fix.ExtendedStatistics("", "visits", List.of("room", "ward"))).get(0);
    assertThat(code.path()).endsWith("_create_visits_room_ward_stats.exs");
    assertThat(code.code().replaceAll("\\s+", " "))
        .contains(
            "CREATE STATISTICS visits_room_ward_stats (dependencies, ndistinct, mcv) ON room, ward FROM visits")
        .contains("execute(\"ANALYZE visits\")")
        .contains("execute(\"DROP STATISTICS visits_room_ward_stats\")");
    assertThat(ecto.write(new Fix.StatisticsTarget("", "visits", "room", 1000)).get(0).code())
        .contains("ALTER TABLE visits ALTER COLUMN room SET STATISTICS 1000")
        .contains("ALTER TABLE visits ALTER COLUMN room SET STATISTICS -1");
  }

  /** VACUUM cannot run inside a transaction block. */
  @Test
  void vacuumRunsOutsideATransaction() {
    Map<String, String> settings = Map.of("autovacuum_vacuum_scale_factor", "0.02");
    assertThat(ecto.write(new Fix.TableUpkeep("", "visits", true, settings)).get(0).code())
        .contains("@disable_ddl_transaction true")
        .contains("VACUUM (ANALYZE) visits")
        .contains("RESET (autovacuum_vacuum_scale_factor)");
  }

  @Test
  void aSettingForOneQueryEndsWithItsTransaction() {
    assertThat(ecto.write(new Fix.LocalSetting(FUNCTION, FILE, "work_mem", "64MB")).get(0).code())
        .contains("SET LOCAL work_mem = '64MB'")
        .contains("Clinic.Repo.transaction(fn ->");
  }

  @Test
  void extensionComesInAMigrationBefore() {
    List<Finding.Code> codes =
        ecto.write(index(List.of("notes gin_trgm_ops"), "gin", "", List.of(), "pg_trgm"));
    assertThat(codes).hasSize(2);
    assertThat(codes.get(0).code())
        .contains("\"CREATE EXTENSION IF NOT EXISTS pg_trgm\"")
        .contains("\"DROP EXTENSION IF EXISTS pg_trgm\"");
    assertThat(codes.get(0).path()).isLessThan(codes.get(1).path());
    assertThat(codes.get(1).code()).contains("using: \"GIN\"");
  }

  @Test
  void migrationsOfOneReviewHaveVersionsOfTheirOwn() {
    List<String> paths = new ArrayList<>();
    indexes().forEach(index -> ecto.write(index).forEach(code -> paths.add(code.path())));
    assertThat(paths.stream().map(p -> p.replaceAll("_create.*", ""))).doesNotHaveDuplicates();
    assertThat(ecto.write(indexes().get(0)).get(0).path()).isEqualTo(paths.get(0));
  }

  @Test
  void indexNamesFitIntoPostgresAndDiffer() {
    Random random = new Random(7);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      String table = "t" + i + "x".repeat(random.nextInt(50));
      String[] keys = new String[1 + random.nextInt(4)];
      Arrays.setAll(
          keys, k -> "c" + k + "é".repeat(random.nextInt(2)) + "y".repeat(random.nextInt(30)));
      String name =
          new IndexMigration(new CreateIndex("", table, List.of(keys), "btree", "", List.of(), ""))
              .name();
      assertThat(name).matches("[a-z][a-z0-9_]*").hasSizeLessThanOrEqualTo(63);
      assertThat(names.add(name)).isTrue();
    }
  }

  @Test
  void aLongNameIsCutBetweenWords() {
    CreateIndex partial =
        new CreateIndex(
            "",
            "visits",
            List.of("patient_id", "id"),
            "btree",
            "cancelled_at IS NULL AND kind = 'first'",
            List.of(),
            "");
    assertThat(new IndexMigration(partial).name())
        .matches("visits_patient_id_id_where_cancelled_at_is_null_[0-9a-f]{8}_index");
  }

  @Test
  void spellsTheIndexInSql() {
    CreateIndex index =
        new CreateIndex(
            "tenant_a",
            "visits",
            List.of("user", "at DESC"),
            "btree",
            "x IS NULL",
            List.of("y"),
            "");
    assertThat(EctoCode.sql(index))
        .startsWith("CREATE INDEX CONCURRENTLY visits_user_at_desc_include_y_where_x_is_null_index")
        .endsWith(" ON tenant_a.visits (\"user\", at DESC) INCLUDE (y) WHERE x IS NULL");
  }

  @Test
  void findsTheApplicationInTheLog() {
    assertThat(
            AppNames.from(
                List.of(
                    new CallSite("ClinicWeb.VisitController.index/2", "lib/a.ex", 1),
                    new CallSite("anonymous fn/1 in Clinic.Visits.today/1", "lib/b.ex", 1),
                    new CallSite("Ecto.Repo.x/1", "lib/c.ex", 1),
                    new CallSite("Bank.Rates.now/0", "lib/d.ex", 1))))
        .isEqualTo(CLINIC);
    assertThat(AppNames.from(List.of(CallSite.UNKNOWN)))
        .isEqualTo(new AppNames("MyApp", "MyApp.Repo"));
  }

  @Test
  void singularOfATable() {
    Map<String, String> singulars =
        Map.ofEntries(
            Map.entry("comments", "Comment"), Map.entry("categories", "Category"),
            Map.entry("statuses", "Status"), Map.entry("people", "People"),
            Map.entry("line_items", "LineItem"), Map.entry("addresses", "Address"),
            Map.entry("warehouses", "Warehouse"), Map.entry("movies", "Movie"),
            Map.entry("news", "News"), Map.entry("boxes", "Box"));
    singulars.forEach((table, module) -> assertThat(Elixir.schemaModule(table)).isEqualTo(module));
  }
}
