package dev.ectoscope.pipeline;

import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reviews of logs written in a test, from the log alone. */
final class Reviews {

  private Reviews() {}

  static Review of(String log) throws IOException {
    return of(read("test.log", log));
  }

  static Review of(Workload workload) {
    return new Advisor(Detectors.ALL, Advisor.Witness.NONE).advise(workload, Instant.EPOCH);
  }

  static Workload read(String name, String log) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader(), Detectors.PATTERNS);
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    return builder.build(
        new LogReader(builder, Fingerprint::of)
            .read(name, new ByteArrayInputStream(bytes), n -> {}));
  }
}
