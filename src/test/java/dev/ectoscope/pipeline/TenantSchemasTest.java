package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.review.Fix.CreatePartitionedIndex;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tenants with a schema each: what differs in nothing else is one finding. */
class TenantSchemasTest {

  private int request;
  private final StringBuilder log = new StringBuilder();

  private void request(String... queries) {
    request++;
    String head = "10:00:%02d.000 request_id=Tenant%04d ".formatted(request, request);
    log.append(head).append("[info] GET /kilns\n");
    for (String query : queries) {
      log.append(head).append("[debug] QUERY OK db=40.0ms idle=1.0ms\n").append(query);
    }
    log.append(head).append("[info] Sent 200 in 400ms\n");
  }

  private static String kilns(String schema, String function) {
    return "SELECT k0.\"id\" FROM \"%s\".\"kilns\" AS k0 WHERE (((k0.\"hot\" = TRUE) AND (k0.\"lit\" = $1)) AND (k0.\"name\" LIKE $2)) [true, \"%%a\"]\n↳ Pottery.Kilns.%s/1, at: lib/pottery/kilns.ex:7\n"
        .formatted(schema, function);
  }

  private static String[] shelves(String schema) {
    String[] queries = new String[8];
    for (int i = 0; i < queries.length; i++) {
      queries[i] =
          "SELECT s0.\"id\" FROM \"%s\".\"shelves\" AS s0 WHERE (s0.\"kiln_id\" = $1) [%d]\n↳ anonymous fn/2 in Pottery.Kilns.all/1, at: lib/pottery/kilns.ex:17\n"
              .formatted(schema, i);
    }
    return queries;
  }

  private List<Finding> of(String detector) throws IOException {
    return Reviews.of(log.toString()).findings().stream()
        .filter(f -> f.detector().equals(detector))
        .toList();
  }

  /** Three schemas are no three queries. */
  @Test
  void oneQueryOfThreeTenantsRepeatsNoConditions() throws IOException {
    List.of("north", "south", "west").forEach(schema -> request(kilns(schema, "hot")));
    assertThat(of("repeated-where")).isEmpty();
    // Two more of another function are two queries, of three functions they are repeated.
    request(kilns("north", "hot").replace("SELECT k0.\"id\"", "SELECT k0.\"name\""));
    assertThat(of("repeated-where")).isEmpty();
    request(kilns("south", "lit").replace("SELECT k0.\"id\"", "SELECT count(*)"));
    assertThat(of("repeated-where"))
        .extracting(Finding::title)
        .containsExactly("The same conditions on kilns stand in 3 queries");
  }

  @Test
  void otherTablesAndFunctionsStayApart() throws IOException {
    request(shelves("north"));
    String[] others = shelves("south");
    for (int i = 0; i < others.length; i++) {
      others[i] = others[i].replace("Kilns.all/1", "Kilns.some/1");
    }
    request(others);
    assertThat(of("n-plus-one-query")).hasSize(2);
  }

  @Test
  void theLoopOfAllTenantsIsOneWithTheSchemasNamed() throws IOException {
    request(shelves("north"));
    request(shelves("south"));
    request(shelves("south"));
    List<Finding> found = of("n-plus-one-query");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).occurrences()).isEqualTo(24);
    assertThat(found.get(0).units()).isEqualTo(3);
    assertThat(found.get(0).statements()).hasSize(2);
    assertThat(found.get(0).evidence().get(0))
        .isEqualTo(
            new Note(
                "log",
                "The same in 2 schemas (north, south), together 24 executions in 3 units of work."
                    + " What follows is of south."));
  }

  @Test
  void thatOfTheSearchPathIsNoTenants() throws IOException {
    request(shelves("north"));
    for (int i = 0; i < 2; i++) {
      request(
          Stream.of(shelves("north")).map(q -> q.replace("\"north\".", "")).toArray(String[]::new));
    }
    assertThat(of("n-plus-one-query").get(0).evidence().get(0).text())
        .isEqualTo(
            "The same in 2 schemas (north, the search path's), together 24 executions in 3 units of"
                + " work. What follows is of the search path's.");
  }

  /** Which tenants happen to be in a log does not change what a finding is known by. */
  @Test
  void theIdIsThatOfOneTenant() throws IOException {
    request(shelves("north"));
    String alone = of("n-plus-one-query").get(0).id();
    request(shelves("south"));
    assertThat(of("n-plus-one-query").get(0).id()).isEqualTo(alone);
  }

  @Test
  void aJobForAllTenantsIsOneUnit() throws IOException {
    String[] north = shelves("north");
    String[] south = shelves("south");
    String[] both = new String[north.length + south.length];
    System.arraycopy(north, 0, both, 0, north.length);
    System.arraycopy(south, 0, both, north.length, south.length);
    request(both);
    assertThat(of("n-plus-one-query").get(0).units()).isEqualTo(1);
  }

  /** How bad it is follows from what all of them wait. */
  @Test
  void theTimeThatConnectionsAreHeldIsThatOfAllTenants() throws IOException {
    waiting("north", 300);
    List<Finding> alone = of("long-transaction");
    waiting("south", 800);
    waiting("south", 500);
    List<Finding> found = of("long-transaction");
    assertThat(found).hasSize(1);
    assertThat(alone.get(0).evidence()).extracting(Note::text).noneMatch(n -> n.contains("held"));
    assertThat(found.get(0).evidence())
        .extracting(Note::text)
        .startsWith(
            "The same in 2 schemas (north, south), together 6 executions in 3 units of work. What"
                + " follows is of south.",
            "Together they held connections for 1,600 ms in which the database had nothing to do.",
            "2 transactions stood still for 650 ms on average between select glazes and update"
                + " glazes.");
  }

  private void waiting(String schema, int ms) {
    request++;
    String[] queries = {
      "begin []",
      "SELECT g0.\"id\" FROM \"%s\".\"glazes\" AS g0 WHERE (g0.\"id\" = $1) FOR UPDATE [1]",
      "UPDATE \"%s\".\"glazes\" SET \"fired\" = $1 WHERE \"id\" = $2 [true, 1]",
      "commit []"
    };
    int[] at = {100, 102, 103 + ms, 104 + ms};
    for (int i = 0; i < queries.length; i++) {
      String idle = i == 0 ? " idle=1.0ms" : "";
      log.append("10:00:%02d.".formatted(request) + at[i])
          .append(" request_id=Tenant%04d [debug] QUERY OK db=1.0ms%s\n".formatted(request, idle))
          .append(queries[i].formatted(schema))
          .append("\n↳ Pottery.Glazes.fire/1, at: lib/pottery/glazes.ex:%d\n".formatted(i));
    }
  }

  /** One migration as Ecto runs it for each tenant; the statements name each schema. */
  @Test
  void anIndexIsMadeForEachTenant() throws IOException {
    List.of("north", "south").forEach(schema -> request(kilns(schema, "hot")));
    List<Finding> found = of("leading-wildcard");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).recommendation().fixes())
        .extracting(Finding.Code::code)
        .filteredOn(code -> code.contains("create index"))
        .singleElement()
        .asString()
        .contains("# Run it once for each tenant: mix ecto.migrate --prefix TENANT")
        .doesNotContain("prefix:");
    assertThat(Reviews.of(log.toString()).indexes().create())
        .extracting(Review.IndexChange::sql)
        .anyMatch(sql -> sql.contains(" ON north.kilns "))
        .anyMatch(sql -> sql.contains(" ON south.kilns "));
  }

  /** The one that takes most has the index already; partitions are built one by one in each. */
  @Test
  void whatOnlyOneTenantLacksIsMadeForThatOne() {
    Fix page =
        new Fix.KeysetPage(
            "Pottery.list/1", "lib/pottery.ex", "kilns", List.of("id"), 20, List.of());
    Fix index = new CreateIndex("south", "kilns", List.of("lit"), "btree", "", List.of(), "");
    Fix parts = new CreatePartitionedIndex("south", "kilns", List.of("hot"), "", List.of());
    List<Judged> joined =
        TenantSchemas.joined(
            List.of(deep("north", 90, page), deep("south", 10, page, index, parts)),
            Workload.EMPTY);
    assertThat(joined).hasSize(1);
    assertThat(((Verdict.Confirmed) joined.get(0).verdict()).fixes())
        .containsExactly(page, index, parts);
  }

  private static Judged deep(String schema, double spent, Fix... fixes) {
    Statement statement =
        new SqlReader()
            .read("SELECT k0.\"id\" FROM \"" + schema + "\".\"kilns\" AS k0 OFFSET 9000");
    Suspicion suspicion =
        new Suspicion(
            "",
            statement.fingerprint(),
            List.of(statement),
            List.of(),
            List.of("kilns"),
            1,
            1,
            spent,
            0,
            List.of(),
            null,
            List.of(),
            Map.of());
    Verdict verdict =
        new Verdict.Confirmed(
            "Deep pages", Confidence.OBSERVED, 1, 0, List.of(), "Page.", List.of(fixes), null);
    return new Judged(Detectors.infos().get("deep-offset"), suspicion, verdict);
  }
}
