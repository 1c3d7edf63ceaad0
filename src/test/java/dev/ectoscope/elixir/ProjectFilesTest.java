package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.module.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as they are found: with dependencies, links, odd encodings and generated files. */
class ProjectFilesTest {

  @TempDir Path folder;

  @Test
  void onlyTheProjectsOwnCodeIsRead() throws IOException {
    write("mix.exs", "defmodule Own.MixProject do\nend\n");
    write("lib/own.ex", schema("Own", "own"));
    write("lib/deps/tree.ex", schema("Own.Tree", "trees"));
    write("deps/other/lib/other.ex", schema("Other", "others"));
    write("_build/dev/lib/own.ex", schema("Built", "built"));
    write("assets/node_modules/kit/kit.ex", schema("Kit", "kits"));
    assertThat(read().schemas().map(Schema::table)).containsExactlyInAnyOrder("own", "trees");
  }

  @Test
  void lineEndsAndEncodingsDoNotMatter() throws IOException {
    write("lib/a.ex", schema("Windows", "windows").replace("\n", "\r\n"));
    write("lib/b.ex", "\uFEFF" + schema("Marked", "marked"));
    Path latin = folder.resolve("lib/c.ex");
    Files.write(latin, schema("Latin", "caf\u00e9s").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(read().schemas().map(Schema::module))
        .containsExactlyInAnyOrder("Windows", "Marked", "Latin");
  }

  @Test
  void linksThatLeadNowhereOrInCirclesAndLargeFilesAreNamed() throws IOException {
    write("lib/own.ex", schema("Own", "own"));
    write("lib/table.ex", "# " + "x".repeat(1 << 20));
    Files.createSymbolicLink(folder.resolve("lib/gone.ex"), folder.resolve("nowhere"));
    Files.createSymbolicLink(folder.resolve("lib/again"), folder.resolve("lib"));
    ElixirProject project = read();
    assertThat(project.schemas()).hasSize(1);
    assertThat(project.skipped())
        .extracting(Skipped::file)
        .containsExactly("lib/gone.ex", "lib/table.ex");
  }

  private static String schema(String module, String table) {
    return "defmodule %s do\n  use Ecto.Schema\n  schema \"%s\" do\n    field :a\n  end\nend\n"
        .formatted(module, table);
  }

  private ElixirProject read() {
    return ElixirProject.read(folder);
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
