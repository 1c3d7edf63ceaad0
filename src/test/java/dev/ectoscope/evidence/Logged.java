package dev.ectoscope.evidence;

import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/** A log written in a test: {@code logged().query(sql, "[1]", 2.0)}. */
public final class Logged {

  private final StringBuilder log = new StringBuilder();

  public static Logged logged() {
    return new Logged();
  }

  public Logged query(String sql, String parameters, double ms) {
    log.append("12:00:00.000 [debug] QUERY OK source=\"x\" db=")
        .append(ms)
        .append("ms idle=1.0ms\n");
    log.append(sql).append(' ').append(parameters).append('\n');
    return this;
  }

  public Workload workload() {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    try (var bytes = new ByteArrayInputStream(log.toString().getBytes(StandardCharsets.UTF_8))) {
      return builder.build(
          new LogReader(builder, Fingerprint::of).read("test.log", bytes, n -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A plan is asked for every statement, in the order of their cost. */
  public static Set<EvidenceRequest> plansOf(Workload workload) {
    Set<EvidenceRequest> requests = new LinkedHashSet<>();
    workload
        .statements()
        .forEach(s -> requests.add(new EvidenceRequest.MeasuredPlan(s.statement().fingerprint())));
    return requests;
  }
}
