package dev.ectoscope.elixir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.syntax.Function;
import java.util.Map;

/** Any text is read as Elixir: what it is not is skipped. */
class ElixirSourceFuzzTest {

  @FuzzTest
  void module(byte[] text) {
    lawsHold("lib/app/blog.ex", text);
  }

  @FuzzTest
  void config(byte[] text) {
    lawsHold("config/config.exs", text);
  }

  @FuzzTest
  void lock(byte[] text) {
    lawsHold("mix.lock", text);
  }

  private static void lawsHold(String path, byte[] text) {
    String source = new String(text, UTF_8);
    ElixirProject project = ElixirProject.of(Map.of(path, source));
    long lines = source.chars().filter(c -> c == '\n').count() + 1;
    for (ElixirModule module : project.modules()) {
      assertThat(module.line()).isBetween(1, module.lastLine());
      assertThat((long) module.lastLine()).isLessThanOrEqualTo(lines);
      for (Function function : module.functions()) {
        assertThat(function.line()).isBetween(1, function.lastLine());
        assertThat(project.text(function)).isNotBlank();
        project.repoCalls(function);
      }
    }
    project.repoCalls();
    project.schemas().forEach(schema -> assertThat(schema.table()).isNotNull());
  }
}
