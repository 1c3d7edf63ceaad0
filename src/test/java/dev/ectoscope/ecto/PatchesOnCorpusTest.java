package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.pipeline.Advisor;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.pipeline.LogReading;
import dev.ectoscope.pipeline.Progress;
import dev.ectoscope.review.Finding;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own advice taken: the sources with all changes made are sources still. */
class PatchesOnCorpusTest {

  private static final Path CORPUS = Path.of("../shared/corpus");
  private static final Path APP = CORPUS.resolve("app");

  @TempDir private Path folder;

  @Test
  void theAppWithEveryChangeMadeParsesAndIsFormatted() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(CORPUS), "needs ../shared/corpus");
    ElixirProject project = ElixirProject.read(APP);
    Map<String, String> changed = new LinkedHashMap<>();
    patches(project)
        .forEach(
            (file, patches) -> {
              String text = project.lines(file, 1, Integer.MAX_VALUE);
              for (Finding.Code patch : patches) {
                assertThat(text).contains(patch.before());
                text = text.replace(patch.before(), patch.code());
              }
              changed.put(file, text);
            });
    assertThat(changed).hasSizeGreaterThan(3);
    changed.forEach((file, text) -> assertThat(ElixirProject.parses(text)).as(file).isTrue());
    if (FormattedByMixTest.isInstalled("mix")) {
      formatted(project, changed);
    }
  }

  /** By file, from the last line to the first; of two changes of the same lines the first. */
  private static Map<String, List<Finding.Code>> patches(ElixirProject project) {
    var workload =
        new LogReading(new SqlReader(), Progress.SILENT)
            .read(List.of(CORPUS.resolve("logs/prod_phoenix.log").toString()));
    Map<String, List<Finding.Code>> files = new TreeMap<>();
    new Advisor(Detectors.ALL, Advisor.Witness.NONE)
        .withSource(project).advise(workload, Instant.EPOCH).findings().stream()
            .flatMap(finding -> finding.recommendation().fixes().stream())
            .filter(code -> !code.before().isEmpty())
            .forEach(code -> add(files.computeIfAbsent(code.path(), k -> new ArrayList<>()), code));
    files.values().forEach(l -> l.sort(Comparator.comparingInt(Finding.Code::line).reversed()));
    return files;
  }

  private static void add(List<Finding.Code> patches, Finding.Code patch) {
    boolean free =
        patches.stream()
            .allMatch(
                other ->
                    other.line() + other.before().lines().count() <= patch.line()
                        || patch.line() + patch.before().lines().count() <= other.line());
    if (free) {
      patches.add(patch);
    }
  }

  private void formatted(ElixirProject project, Map<String, String> changed)
      throws IOException, InterruptedException {
    int number = 0;
    Map<Path, Path> written = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : changed.entrySet()) {
      Path before = folder.resolve("before" + number + ".ex");
      Files.writeString(before, project.lines(file.getKey(), 1, Integer.MAX_VALUE));
      Path after = folder.resolve("after" + number++ + ".ex");
      Files.writeString(after, file.getValue());
      written.put(before, after);
    }
    Map<Path, String> texts = new LinkedHashMap<>();
    for (Map.Entry<Path, Path> file : written.entrySet()) {
      texts.put(file.getKey(), Files.readString(file.getKey()));
      texts.put(file.getValue(), Files.readString(file.getValue()));
    }
    Files.writeString(folder.resolve(".formatter.exs"), FormattedByMixTest.FORMATTER);
    Process process =
        new ProcessBuilder("mix", "format", "*.ex")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    for (Map.Entry<Path, Path> file : written.entrySet()) {
      // A file that was not formatted before need not be so after.
      if (Files.readString(file.getKey()).equals(texts.get(file.getKey()))) {
        assertThat(Files.readString(file.getValue())).isEqualTo(texts.get(file.getValue()));
      }
    }
  }
}
