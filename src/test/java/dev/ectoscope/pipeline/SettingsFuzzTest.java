package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.FuzzedFile;
import java.nio.file.Path;

/** Settings that nobody would write are refused in a sentence. */
class SettingsFuzzTest {

  @FuzzTest
  void settings(byte[] toml) {
    Settings read = FuzzedFile.read(toml, SettingsFuzzTest::orNull);
    if (read != null) {
      assertThat(read.ignores())
          .allMatch(ignore -> !ignore.reason().isBlank() && !ignore.about().isBlank());
    }
  }

  private static Settings orNull(Path file) {
    try {
      return Settings.read(file);
    } catch (Settings.NotUnderstood e) {
      assertThat(e).hasMessageContaining(file.toString());
      return null;
    }
  }
}
