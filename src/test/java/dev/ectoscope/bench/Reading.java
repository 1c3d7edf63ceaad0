package dev.ectoscope.bench;

import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Milliseconds for 16 MB of log in memory: bytes to events, and events to sums besides; the
 * difference is the price of the sums. Warm, on one thread.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * java -cp target/test-classes:target/classes:$(cat target/cp.txt) org.openjdk.jmh.Main bench.Reading
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Reading {

  private static final int BYTES = 16_000_000;

  @Param("sample-logs/detectors/n-plus-one-query/bad.log")
  String log;

  private byte[] bytes;

  @Setup
  public void read() throws IOException {
    byte[] one = Files.readAllBytes(Path.of(log));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    while (many.size() < BYTES) {
      many.writeBytes(one);
    }
    bytes = many.toByteArray();
  }

  @Benchmark
  public long events() throws IOException {
    long[] events = new long[1];
    new LogReader(event -> events[0]++).read(log, new ByteArrayInputStream(bytes), read -> {});
    return events[0];
  }

  @Benchmark
  public long sums() throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    return builder
        .build(new LogReader(builder).read(log, new ByteArrayInputStream(bytes), read -> {}))
        .units();
  }
}
