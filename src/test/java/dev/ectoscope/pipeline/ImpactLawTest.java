package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a log holds, what its findings give back adds up to at most what was spent. */
class ImpactLawTest {

  private static final double ROUNDED = 0.05;
  private static final List<String> TABLES = List.of("orders", "items", "users", "tags");

  /** So many queries of a table after another, each of {@code tenths} of a millisecond. */
  private record Queries(int table, int times, int tenths, boolean insert, boolean sameKey) {

    String log(int unit) {
      StringBuilder log = new StringBuilder();
      String table = TABLES.get(table());
      for (int i = 0; i < times(); i++) {
        int key = sameKey() && i % 3 > 0 ? unit : 1000 * unit + i;
        String sql =
            insert()
                ? "INSERT INTO \"%s\" (\"name\") VALUES ($1) [\"n%d\"]".formatted(table, key)
                : "SELECT t0.\"id\" FROM \"%s\" AS t0 WHERE (t0.\"owner_id\" = $1) [%d]"
                    .formatted(table, key);
        log.append(
            "[debug] QUERY OK source=\"%s\" db=%d.%dms queue=0.2ms%n"
                .formatted(table, tenths() / 10, tenths() % 10));
        log.append(sql).append('\n');
        log.append("↳ App.Part%d.list/1, at: lib/part.ex:%d%n".formatted(table(), 3 + table()));
      }
      return log.toString();
    }
  }

  @Provide
  Arbitrary<List<List<Queries>>> requests() {
    Arbitrary<Queries> queries =
        Combinators.combine(
                Arbitraries.integers().between(0, TABLES.size() - 1),
                Arbitraries.integers().between(1, 15),
                Arbitraries.integers().between(0, 400),
                Arbitraries.of(false, false, true),
                Arbitraries.of(false, false, true))
            .as(Queries::new);
    return queries.list().ofMinSize(1).ofMaxSize(5).list().ofMinSize(1).ofMaxSize(5);
  }

  private static Review review(List<List<Queries>> requests) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < requests.size(); i++) {
      boolean event = requests.get(i).size() % 2 == 0;
      log.append(
          event ? "[debug] HANDLE EVENT \"open\" in AppWeb.PageLive\n" : "[info] GET /page\n");
      for (Queries queries : requests.get(i)) {
        log.append(queries.log(i + 1));
      }
      log.append(event ? "[debug] Replied in 900ms\n" : "[info] Sent 200 in 900ms\n");
    }
    return Reviews.of(log.toString());
  }

  @Property(tries = 80)
  void savingsAddUpToAtMostWhatWasSpent(@ForAll("requests") List<List<Queries>> requests)
      throws IOException {
    Review review = review(requests);
    double spent = review.totals().dbMs() + review.totals().queueMs();
    double saved = 0;
    for (Finding finding : review.findings()) {
      Finding.Impact impact = finding.impact();
      assertThat(impact.savedMs()).isBetween(0.0, impact.dbMs() + ROUNDED);
      assertThat(impact.share()).isBetween(0.0, 1.0);
      assertThat(impact.dbMs()).isLessThanOrEqualTo(spent + ROUNDED);
      saved += impact.savedMs();
    }
    assertThat(saved).isLessThanOrEqualTo(spent + ROUNDED * review.findings().size());
  }

  /** Two findings of one statement share its time: neither counts what the other gives back. */
  @Property(tries = 80)
  void noTimeOfAStatementIsGivenBackTwice(@ForAll("requests") List<List<Queries>> requests)
      throws IOException {
    Review review = review(requests);
    Map<String, Double> taken = new HashMap<>();
    for (Finding finding : review.findings()) {
      if (finding.statements().size() == 1) {
        taken.merge(finding.statements().get(0), finding.impact().savedMs(), Double::sum);
      }
    }
    review
        .statements()
        .forEach(
            row ->
                assertThat(taken.getOrDefault(row.fingerprint(), 0.0))
                    .isLessThanOrEqualTo(row.dbMs() + row.queueMs() + 3 * ROUNDED));
  }

  /** However findings point at each other: one cause gives back no more than its queries took. */
  @Property(tries = 40)
  void aCauseGivesBackAtMostWhatItTook(@ForAll("requests") List<List<Queries>> requests)
      throws IOException {
    Review review = review(requests);
    assertThat(CauseLaw.broken(review)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "src/test/resources/second-app, prod.log.gz",
    "src/test/resources/third-app, meta.log.gz",
    "src/test/resources/fourth-app, meta.log.gz",
  })
  void ofRealLogsToo(Path app, String log) {
    var workload =
        new LogReading(new SqlReader(), Progress.SILENT).read(List.of(app.resolve(log).toString()));
    Review review =
        new Advisor(Detectors.ALL, Advisor.Witness.NONE)
            .withSource(ElixirProject.read(app.resolve("app")))
            .advise(workload, Instant.EPOCH);
    assertThat(review.findings()).hasSizeGreaterThan(15);
    assertThat(CauseLaw.broken(review)).isEmpty();
  }

  /** The same requests again: twice the time, and shares that stay. */
  @Property(tries = 30)
  void twiceTheLogIsTwiceTheTime(@ForAll("requests") List<List<Queries>> requests)
      throws IOException {
    List<List<Queries>> twice = new ArrayList<>(requests);
    twice.addAll(requests);
    Review once = review(requests);
    Review both = review(twice);
    assertThat(both.totals().dbMs())
        .isBetween(2 * once.totals().dbMs() - 0.2, 2 * once.totals().dbMs() + 0.2);
    for (Finding finding : once.findings()) {
      both.findings().stream()
          .filter(other -> other.id().equals(finding.id()))
          .forEach(
              other ->
                  assertThat(other.impact().dbMs())
                      .isGreaterThanOrEqualTo(finding.impact().dbMs() - ROUNDED));
    }
  }
}
