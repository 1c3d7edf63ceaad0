package dev.ectoscope.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.FuzzedFile;
import java.nio.file.Path;

/** Saved evidence that was damaged is refused in a sentence, or what is left of it is whole. */
class EvidenceFileFuzzTest {

  @FuzzTest
  void evidence(byte[] file) {
    Evidence read = FuzzedFile.read(file, EvidenceFileFuzzTest::orNull);
    if (read != null) {
      String saved = EvidenceFile.write(read);
      Evidence again = FuzzedFile.read(saved.getBytes(), EvidenceFileFuzzTest::orNull);
      assertThat(again).isNotNull();
      assertThat(EvidenceFile.write(again)).isEqualTo(saved);
    }
  }

  private static Evidence orNull(Path file) {
    try {
      return EvidenceFile.read(file);
    } catch (EvidenceFile.EvidenceNotUnderstood e) {
      assertThat(e).hasMessageContaining(file.toString());
      return null;
    }
  }
}
