package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.FuzzedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Saved workloads that were damaged, or made up by an enemy, are refused in a sentence. */
class WorkloadFileFuzzTest {

  /** What is inside gzip. */
  @FuzzTest
  void content(byte[] content) {
    lawsHold(file(content));
  }

  @FuzzTest
  void whole(byte[] file) {
    lawsHold(file);
  }

  private static void lawsHold(byte[] bytes) {
    Workload read = FuzzedFile.read(bytes, WorkloadFileFuzzTest::orNull);
    if (read != null) {
      byte[] saved = WorkloadFile.write(read);
      Workload again = FuzzedFile.read(saved, WorkloadFileFuzzTest::orNull);
      assertThat(again).isNotNull();
      assertThat(WorkloadFile.write(again)).isEqualTo(saved);
    }
  }

  private static byte[] file(byte[] content) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("ectoscope.workload/1\n".getBytes(StandardCharsets.US_ASCII));
    try (GZIPOutputStream packed = new GZIPOutputStream(file)) {
      packed.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }

  private static Workload orNull(Path file) {
    try {
      return WorkloadFile.read(file, Lines.SQL, Lines.PATTERNS);
    } catch (WorkloadFile.WorkloadNotUnderstood e) {
      assertThat(e).hasMessageContaining(file.toString());
      return null;
    }
  }
}
