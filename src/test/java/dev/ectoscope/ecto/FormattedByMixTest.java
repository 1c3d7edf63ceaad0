package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.pipeline.Advisor;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.pipeline.LogReading;
import dev.ectoscope.pipeline.Progress;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what {@code mix format} would write; checked where Elixir is installed. */
class FormattedByMixTest {

  private static final Path CORPUS = Path.of("../shared/corpus");

  /** As Ecto exports them. */
  static final String FORMATTER =
      """
      [
        locals_without_parens: [
          from: 1, from: 2, field: 1, field: 2, field: 3, belongs_to: 2, belongs_to: 3,
          has_one: 2, has_one: 3, has_many: 2, has_many: 3, many_to_many: 3,
          create: 1, create_if_not_exists: 1, drop: 1, drop_if_exists: 1, rename: 2,
          alter: 2, add: 2, add: 3, execute: 1, execute: 2
        ]
      ]
      """;

  @TempDir private Path folder;

  @Test
  void theFormatterChangesNothing() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        isInstalled("mix"), "mix is not on the PATH: install Elixir to check this");
    List<String> codes = new ArrayList<>(snippets());
    for (int i = 0; i < codes.size(); i++) {
      Files.writeString(folder.resolve(i + ".ex"), codes.get(i));
    }
    Files.writeString(folder.resolve(".formatter.exs"), FORMATTER);
    assertThat(run("mix", "format", "*.ex")).isEqualTo("");
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < codes.size(); i++) {
      all.assertThat(codes.get(i)).isEqualTo(Files.readString(folder.resolve(i + ".ex")));
    }
    all.assertAll();
  }

  private static Set<String> snippets() {
    Set<String> codes = new LinkedHashSet<>();
    EctoCode ecto =
        new EctoCode(new AppNames("Clinic", "Clinic.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4));
    EctoCodeTest.everyCase()
        .forEach(fix -> ecto.write(fix).forEach(code -> codes.add(code.code())));
    LibraryVersionTest.everyCode().forEach(codes::add);
    SentByLibraryTest.everyCode().forEach(codes::add);
    ComponentCodeTest.everyCode().forEach(codes::add);
    WriteRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    FunctionShapesTest.everyChange().forEach(code -> codes.add(inModule(code)));
    KeysetRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    MountSourceTest.everyChange().forEach(code -> codes.add(inModule(code)));
    CountAndMountRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    SelectRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    ScopeRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    CallerRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    FormRewriteTest.everyChange().forEach(code -> codes.add(inModule(code)));
    for (String log : List.of("logs/prod_phoenix.log", "fixed/logs/prod_phoenix.log")) {
      Path path = CORPUS.resolve(log);
      if (Files.exists(path)) {
        Path app = path.getParent().resolveSibling("app");
        codes.addAll(ofReview(path, null));
        codes.addAll(ofReview(path, ElixirProject.read(app)));
      }
    }
    return codes;
  }

  /** Changes of a function stand in a module, as in their file. */
  private static List<String> ofReview(Path log, ElixirProject project) {
    var workload = new LogReading(new SqlReader(), Progress.SILENT).read(List.of(log.toString()));
    Advisor advisor = new Advisor(Detectors.ALL, Advisor.Witness.NONE);
    Review review =
        (project == null ? advisor : advisor.withSource(project)).advise(workload, Instant.EPOCH);
    return review.findings().stream()
        .flatMap(finding -> finding.recommendation().fixes().stream())
        .filter(code -> code.language().equals("elixir"))
        // What its author did not format is left as it is.
        .filter(code -> code.before().lines().allMatch(line -> line.length() <= Elixir.WIDTH))
        .map(FormattedByMixTest::inModule)
        .toList();
  }

  private static String inModule(Finding.Code code) {
    boolean whole = code.before().isEmpty() || code.code().startsWith("defmodule");
    // Empty lines around it part it from its neighbours in the file.
    String alone = code.code().replaceFirst("^\n+", "").stripTrailing();
    return whole ? code.code() : "defmodule M do\n" + alone + "\nend\n";
  }

  static boolean isInstalled(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() == 0 ? "" : output;
  }
}
