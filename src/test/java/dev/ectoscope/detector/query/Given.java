package dev.ectoscope.detector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A log, seen by a detector: {@code given("x/bad.log").seenBy(new
 * X()).finds(1).proposes(Fix.Preload.class)}.
 */
public final class Given {

  private final Workload workload;

  private Given(Workload workload) {
    this.workload = workload;
  }

  public static Given given(String sample) {
    return new Given(read(Path.of("sample-logs/detectors").resolve(sample)));
  }

  /** A log written in the test. */
  public static Given text(String log) {
    return new Given(ofText(log));
  }

  /** What a log written in the test holds. */
  static Workload ofText(String log) {
    try {
      return read("test.log", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Workload read(Path log) {
    try (InputStream bytes = Files.newInputStream(log)) {
      return read(log.toString(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Workload read(String name, InputStream bytes) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader(), Detectors.PATTERNS);
    return builder.build(new LogReader(builder, Fingerprint::of).read(name, bytes, n -> {}));
  }

  public Workload workload() {
    return workload;
  }

  public Seen seenBy(Detector detector) {
    return seenBy(detector, Evidence.NONE);
  }

  public Seen seenBy(Detector detector, Evidence evidence) {
    return new Seen(
        detector.suspect(workload).map(s -> new Judged(s, detector.judge(s, evidence))).toList());
  }

  public record Judged(Suspicion suspicion, Verdict verdict) {}

  public record Seen(List<Judged> judged) {

    private List<Judged> confirmed() {
      return judged.stream().filter(j -> j.verdict() instanceof Verdict.Confirmed).toList();
    }

    public void staysSilent() {
      assertEquals(List.of(), confirmed());
    }

    public Seen finds(int findings) {
      assertEquals(findings, confirmed().size(), () -> judged.toString());
      return this;
    }

    /** Not found, and this is why. */
    public void dismisses(String reason) {
      staysSilent();
      assertTrue(
          judged.stream().anyMatch(j -> j.verdict().equals(new Verdict.Dismissed(reason))),
          () -> judged.toString());
    }

    public Seen at(String path) {
      assertTrue(
          confirmed().get(0).suspicion().callSites().stream().anyMatch(c -> c.path().equals(path)),
          () -> judged.toString());
      return this;
    }

    public Seen says(String title) {
      assertEquals(title, ((Verdict.Confirmed) confirmed().get(0).verdict()).title());
      return this;
    }

    public Seen isVariant(String variant) {
      assertEquals(variant, confirmed().get(0).suspicion().variant());
      return this;
    }

    public Seen notes(String text) {
      assertTrue(
          confirmed().get(0).suspicion().notes().stream().anyMatch(n -> n.text().equals(text)),
          () -> confirmed().get(0).suspicion().notes().toString());
      return this;
    }

    public Seen proposesNothing() {
      assertEquals(List.of(), ((Verdict.Confirmed) confirmed().get(0).verdict()).fixes());
      return this;
    }

    public Seen proposes(Class<? extends Fix> fix) {
      assertTrue(fix.isInstance(((Verdict.Confirmed) confirmed().get(0).verdict()).fixes().get(0)));
      return this;
    }
  }
}
