package dev.ectoscope.evidence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFileTest {

  @TempDir Path folder;

  @Test
  void aFewBytesThatUnpackToVeryManyAreRefused() throws IOException {
    Path file = folder.resolve("evidence.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      byte[] blanks = " ".repeat(1 << 20).getBytes();
      for (int i = 0; i < 65; i++) {
        out.write(blanks);
      }
    }
    assertThatThrownBy(() -> EvidenceFile.read(file))
        .isInstanceOf(EvidenceFile.EvidenceNotUnderstood.class)
        .hasMessageContaining("more than 64 MB")
        .hasMessageContaining("--save-evidence");
  }
}
