package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose the queries are that ran while several jobs did, as the rest of the log tells. */
class UndecidedTest {

  private final StringBuilder log = new StringBuilder();
  private int ms;

  private UndecidedTest says(String text) {
    log.append("10:00:%02d.%03d %s%n".formatted(ms / 1000, ms++ % 1000, text));
    return this;
  }

  private UndecidedTest job(String event, int id, String worker) {
    return says(
        "[info] {\"event\":\"job:%s\",\"source\":\"oban\",\"id\":%d,\"worker\":\"%s\"}"
            .formatted(event, id, worker));
  }

  private UndecidedTest asks(int times, String table) {
    for (int i = 0; i < times; i++) {
      ms++;
      says(
          "[debug] QUERY OK source=\"%1$s\" db=1.0ms\nINSERT INTO \"%1$s\" (\"k\") VALUES ($1) [%2$d]"
              .formatted(table, ms));
    }
    return this;
  }

  private List<Long> loops() throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    byte[] bytes = log.toString().getBytes(StandardCharsets.UTF_8);
    Workload workload =
        builder.build(
            new LogReader(builder, Fingerprint::of)
                .read("log", new ByteArrayInputStream(bytes), n -> {}));
    return workload.repetitions().stream()
        .flatMap(r -> r.bursts().stream())
        .filter(b -> !b.kind().mixed())
        .map(Bursts::calls)
        .toList();
  }

  private UndecidedTest importBesideAnExport() {
    return job("start", 1, "App.Export")
        .asks(3, "exports")
        .job("start", 2, "App.Import")
        .asks(5, "audits")
        .job("stop", 1, "App.Export")
        .asks(10, "audits")
        .job("stop", 2, "App.Import");
  }

  @Test
  void aLoopThatGoesOnWhenTheOtherJobHasEndedIsOneLoop() throws IOException {
    assertThat(importBesideAnExport().loops()).containsExactlyInAnyOrder(3L, 15L);
  }

  @Test
  void whatBothJobsAreSeenToAskStaysUndecided() throws IOException {
    importBesideAnExport();
    job("start", 3, "App.Export").asks(1, "audits").job("stop", 3, "App.Export");
    assertThat(loops()).containsExactlyInAnyOrder(3L, 10L);
  }

  /** It may have asked for what it was not seen to ask for. */
  @Test
  void aJobThatHasShownNothingMayHaveAskedIt() throws IOException {
    job("start", 1, "App.Export").job("start", 2, "App.Import").asks(5, "audits");
    job("stop", 1, "App.Export").asks(10, "audits").job("stop", 2, "App.Import");
    assertThat(loops()).containsExactly(10L);
  }

  @Test
  void whatOneJobAsksWheneverItRunsAloneIsIts() throws IOException {
    job("start", 1, "App.Export").asks(4, "exports").job("stop", 1, "App.Export");
    job("start", 2, "App.Export").job("start", 3, "App.Import").asks(5, "audits");
    job("stop", 3, "App.Import").job("stop", 2, "App.Export");
    job("start", 4, "App.Import").asks(6, "audits").job("stop", 4, "App.Import");
    assertThat(loops()).containsExactlyInAnyOrder(4L, 5L, 6L);
  }
}
