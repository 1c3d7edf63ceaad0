package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.review.Fix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnboundedResultTest {

  private static Evidence returning(int rows) {
    String fingerprint =
        Given.read(Path.of("sample-logs/detectors/unbounded-result/bad.log"))
            .statements()
            .iterator()
            .next()
            .statement()
            .fingerprint();
    return Library.with(
        new MeasuredPlan(fingerprint),
        """
        [{"Plan": {"Node Type": "Seq Scan", "Relation Name": "loans", "Alias": "l0", \
        "Startup Cost": 0.0, "Total Cost": 900.0, "Plan Rows": 10, "Plan Width": 16, \
        "Actual Startup Time": 0.1, "Actual Total Time": 30.0, "Actual Rows": %d, \
        "Actual Loops": 1}, "Planning Time": 0.1, "Execution Time": 31.0}]
        """
            .formatted(rows));
  }

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("unbounded-result/good.log")
        .seenBy(new UnboundedResult(), returning(90_000))
        .staysSilent();
  }

  @Test
  void withoutAPlanNobodyKnowsHowManyRowsComeBack() {
    given("unbounded-result/bad.log").seenBy(new UnboundedResult()).staysSilent();
  }

  @Test
  void fewRowsNeedNoLimit() {
    given("unbounded-result/bad.log")
        .seenBy(new UnboundedResult(), returning(40))
        .dismisses("a query returns only 40 rows");
  }

  /** Nothing comes back of what the server refuses: its plan is not worth asking for. */
  @Test
  void whatAlwaysFailedIsNotAskedAbout(@TempDir Path folder) throws IOException {
    String log =
        Files.readString(Path.of("sample-logs/detectors/unbounded-result/bad.log"))
            .replace("QUERY OK", "QUERY ERROR");
    Path failed = Files.writeString(folder.resolve("failed.log"), log);
    assertThat(new UnboundedResult().suspect(Given.read(failed))).isEmpty();
  }

  /** {@code Repo.stream} prints its statement once for each fetch, inside its transaction. */
  @Test
  void aStreamIsWhatTheAdviceAsksFor(@TempDir Path folder) throws IOException {
    String fetch =
        """
        09:00:00.010 pid=<0.9.0> [debug] QUERY OK source="loans" db=1.0ms
        SELECT l0."id" FROM "loans" AS l0 []
        """;
    String log =
        "09:00:00.001 pid=<0.9.0> [debug] QUERY OK db=0.1ms idle=5.0ms\nbegin []\n"
            + fetch.repeat(5)
            + "09:00:00.030 pid=<0.9.0> [debug] QUERY OK db=0.1ms\ncommit []\n";
    Path streamed = Files.writeString(folder.resolve("streamed.log"), log);
    assertThat(new UnboundedResult().suspect(Given.read(streamed))).isEmpty();
    Path once = Files.writeString(folder.resolve("once.log"), fetch);
    assertThat(new UnboundedResult().suspect(Given.read(once))).hasSize(1);
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("unbounded-result/bad.log")
        .seenBy(new UnboundedResult(), returning(90_000))
        .finds(1)
        .says("90,000 rows of loans are read at once")
        .at("lib/library/desk.ex:60")
        .proposes(Fix.LimitOrStream.class);
  }
}
