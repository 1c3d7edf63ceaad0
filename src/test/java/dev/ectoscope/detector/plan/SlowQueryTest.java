package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.Logged;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowQueryTest {

  private final SlowQuery detector = new SlowQuery();
  private final Workload bad = Given.log(detector, "bad");

  @Test
  void staysSilentOnFastQueries() {
    assertThat(detector.suspect(Given.log(detector, "good"))).isEmpty();
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  /** 75 ms a call are below the limit for a mean: it is the share that tells. */
  @Test
  void countsSharesOfWorkAndNotOfWaits() {
    Logged log = Logged.logged().query("SELECT pg_sleep($1)", "[2.6]", 2600);
    log.query(
        "SELECT r0.\"id\", sum(t1.\"cost\") FROM \"rooms\" AS r0 JOIN \"treatments\" AS t1 ON true GROUP BY 1",
        "[]",
        75);
    log.query(
        "SELECT r0.\"id\", sum(t1.\"cost\") FROM \"rooms\" AS r0 JOIN \"treatments\" AS t1 ON true GROUP BY 1",
        "[]",
        75);
    for (int i = 0; i < 400; i++) {
      log.query("SELECT r0.\"id\" FROM \"rooms\" AS r0 WHERE (r0.\"id\" = $1)", "[" + i + "]", 1.1);
    }
    assertThat(detector.suspect(log.workload()))
        .extracting(one -> one.tables())
        .containsExactly(List.of("rooms", "treatments"));
  }

  @Test
  void reportsWithoutAPlan() {
    Verdict.Confirmed confirmed = (Verdict.Confirmed) Given.verdict(detector, bad, Evidence.NONE);
    assertThat(confirmed.title()).isEqualTo("A query on treatments takes 342 ms a call");
    assertThat(confirmed.confidence()).isEqualTo(Confidence.OBSERVED);
  }

  @Test
  void namesTheWorstNodeOfAPlan() {
    Answer plan = new Answer.Planned(Given.plan("Seq Scan", 900, 5, 40_000, 300), "");
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed)
            Given.verdict(detector, bad, Given.answers(detector, bad, Given.visits(1), plan, plan));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.notes().get(0).text())
        .isEqualTo(
            "Seq Scan on visits takes 300 ms of 300 ms (100 %): returns 5 rows, throws 40,000 away");
  }

  /** The log tells of 342 ms a call; no cache makes a hundredth of it. */
  @Test
  void dismissesWhatHasBeenMendedSinceTheLog() {
    Answer plan = new Answer.Planned(Given.plan("Index Scan", 9, 5, 0, 0.3), "");
    Verdict verdict =
        Given.verdict(detector, bad, Given.answers(detector, bad, Given.visits(1), plan, plan));
    assertThat(((Verdict.Dismissed) verdict).reason())
        .startsWith("it takes 0.3 ms now, not 342 ms");
  }

  @Test
  void aQueryThatIsRatherSlowNeedsSomeShareOnly() {
    String sum = "SELECT sum(t0.\"cost\") FROM \"treatments\" AS t0";
    String key = "SELECT r0.\"id\" FROM \"rooms\" AS r0 WHERE (r0.\"id\" = $1)";
    for (int many : new int[] {4_000, 12_000}) {
      Logged log = Logged.logged().query(sum, "[]", 60).query(sum, "[]", 60);
      for (int i = 0; i < many; i++) {
        log.query(key, "[" + i + "]", 1.0);
      }
      assertThat(detector.suspect(log.workload()).filter(s -> s.tables().contains("treatments")))
          .hasSize(many == 4_000 ? 1 : 0);
    }
  }
}
