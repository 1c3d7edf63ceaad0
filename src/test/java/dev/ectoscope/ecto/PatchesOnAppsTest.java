package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.syntax.Function;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Our own advice taken: git applies each change to a copy of the app and all of them together, the
 * files are sources still, as formatted as before, compile without new warnings but those that the
 * change speaks of, and no longer ask in a loop.
 */
class PatchesOnAppsTest {

  /** Apps with a log of theirs. */
  enum App {
    CORPUS("../shared/corpus/app", "../shared/corpus/logs/prod_phoenix.log", Elixir.WIDTH, 30, 3),
    SECOND(
        "src/test/resources/second-app/app",
        "src/test/resources/second-app/prod.log.gz",
        120,
        15,
        3),
    THIRD(
        "src/test/resources/third-app/app", "src/test/resources/third-app/meta.log.gz", 98, 15, 0);

    private final Path folder;
    private final Path log;
    private final int width;
    private final int atLeast;
    private final int formatted;

    /**
     * @param width the formatter's line_length
     * @param atLeast changes
     * @param formatted more files than these are formatted before
     */
    App(String folder, String log, int width, int atLeast, int formatted) {
      this.folder = Path.of(folder);
      this.log = Path.of(log);
      this.width = width;
      this.atLeast = atLeast;
      this.formatted = formatted;
    }
  }

  /** A change, and the finding that gives it. */
  private record Given(Finding finding, Finding.Code code) {

    long lastLine() {
      return code.line() + code.before().lines().count() - 1;
    }

    boolean overlaps(Given other) {
      return code.path().equals(other.code.path())
          && code.line() <= other.lastLine()
          && other.code.line() <= lastLine();
    }

    boolean isSame(Given other) {
      return code.path().equals(other.code.path())
          && code.line() == other.code.line()
          && code.code().equals(other.code.code());
    }

    /** All lines taken out, all put in: as a diff without context. */
    String hunk(int moved) {
      StringBuilder hunk = new StringBuilder();
      long taken = code.before().lines().count();
      long put = code.code().lines().count();
      hunk.append("@@ -").append(code.line()).append(',').append(taken).append(" +");
      hunk.append(code.line() + moved).append(',').append(put).append(" @@\n");
      code.before().lines().forEach(line -> hunk.append('-').append(line).append('\n'));
      code.code().lines().forEach(line -> hunk.append('+').append(line).append('\n'));
      return hunk.toString();
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void changesApplyAloneAndTogether(App app) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(app.log), "needs " + app.log);
    Assumptions.assumeTrue(FormattedByMixTest.isInstalled("git"), "needs git");
    ElixirProject before = ElixirProject.read(app.folder);
    List<Given> all = changes(app, before);
    assertThat(all).hasSizeGreaterThan(app.atLeast);
    copy(app.folder, folder);
    run("git", "init", "-q");
    for (Given change : all) {
      assertThat(lines(app.folder.resolve(change.code.path()), change))
          .isEqualTo(change.code.before());
      run("git", "apply", "--unidiff-zero", "--check", written(List.of(change)));
    }
    List<Given> together = together(all);
    run("git", "apply", "--unidiff-zero", written(together));
    ElixirProject after = ElixirProject.read(folder);
    assertThat(after.skipped()).isEqualTo(before.skipped());
    asksInFewerLoops(together, before, after);
    if (FormattedByMixTest.isInstalled("mix")) {
      assertThat(warnings(app)).as("what the compiler says besides").isEqualTo(spokenOf(together));
      formatted(app, together);
    }
  }

  private static List<Given> changes(App app, ElixirProject project) {
    var workload =
        new LogReading(new SqlReader(), Progress.SILENT).read(List.of(app.log.toString()));
    List<Given> all = new ArrayList<>();
    new Advisor(Detectors.ALL, Advisor.Witness.NONE)
        .withSource(project).advise(workload, Instant.EPOCH).findings().stream()
            .flatMap(
                finding ->
                    finding.recommendation().fixes().stream()
                        .filter(code -> !code.before().isEmpty())
                        .map(code -> new Given(finding, code)))
            .forEach(
                one ->
                    all.stream()
                        .filter(one::isSame)
                        .findFirst()
                        .ifPresentOrElse(same -> related(one, same), () -> all.add(one)));
    return all;
  }

  /** Of changes of the same lines the first; its finding says that the other comes later. */
  private static List<Given> together(List<Given> all) {
    List<Given> together = new ArrayList<>();
    for (Given change : all) {
      List<Given> others = together.stream().filter(change::overlaps).toList();
      if (others.isEmpty()) {
        together.add(change);
      }
      for (Given other : others) {
        assertThat(change.finding.related())
            .as("%s and %s change the same lines", change.finding.id(), other.finding.id())
            .anyMatch(related -> related.id().equals(other.finding.id()));
      }
    }
    return together;
  }

  private static String lines(Path file, Given change) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> part = lines.subList(change.code.line() - 1, (int) change.lastLine());
    return String.join("\n", part) + "\n";
  }

  private String written(List<Given> changes) throws IOException {
    Map<String, StringBuilder> files = new LinkedHashMap<>();
    Map<String, Integer> moved = new LinkedHashMap<>();
    changes.stream()
        .sorted((a, b) -> a.code.line() - b.code.line())
        .forEach(
            change -> {
              String path = change.code.path();
              int by = moved.getOrDefault(path, 0);
              files
                  .computeIfAbsent(
                      path, p -> new StringBuilder("--- a/" + p + "\n+++ b/" + p + "\n"))
                  .append(change.hunk(by));
              long more = change.code.code().lines().count() - change.code.before().lines().count();
              moved.put(path, by + (int) more);
            });
    Path diff = Files.createTempFile(folder, "change", ".diff");
    Files.writeString(diff, String.join("", files.values()));
    return diff.toString();
  }

  /**
   * A function that was changed for its loop asks in fewer loops than before; chunks that are
   * inserted are no loop over rows, and what stands in an inner loop stands in the outer one still.
   */
  private static void asksInFewerLoops(
      List<Given> changes, ElixirProject before, ElixirProject after) {
    Set<String> mended = new TreeSet<>();
    for (Given change : changes) {
      boolean loop = change.finding.detector().matches("n-plus-one-.*|unbatched-insert");
      if (!loop || change.finding.variant().equals("nested")) {
        continue;
      }
      before.modules().stream()
          .filter(module -> module.file().equals(change.code.path()))
          .flatMap(module -> module.functions().stream())
          .filter(function -> function.covers(change.code.line()))
          .filter(function -> inLoops(function, before) > 0)
          .forEach(
              function -> {
                Function changed = after.function(function.fullName()).orElseThrow();
                assertThat(inLoops(changed, after))
                    .as(change.code.code())
                    .isLessThan(inLoops(function, before));
                mended.add(function.fullName());
              });
    }
    assertThat(mended).hasSizeGreaterThan(5);
  }

  private static long inLoops(Function function, ElixirProject project) {
    return project.repoCalls(function).stream()
        .filter(call -> !call.name().equals("insert_all"))
        .filter(call -> isInLoop(call, function, project))
        .count();
  }

  private static boolean isInLoop(RepoCall call, Function function, ElixirProject project) {
    return function.clauses().stream()
        .filter(clause -> clause.covers(call.line()))
        .anyMatch(
            clause ->
                LoopSource.around(new FunctionSource(project, function, clause), call).isPresent());
  }

  /** Of a finding that has the same change as another one, each names the other. */
  private static void related(Given one, Given same) {
    assertThat(one.finding.related())
        .as("%s and %s have the same change", one.finding.id(), same.finding.id())
        .anyMatch(related -> related.id().equals(same.finding.id()));
  }

  private Set<String> warnings(App app) throws IOException, InterruptedException {
    String output =
        run(
            Path.of("src/test/resources/elixir"),
            "elixir",
            "compile_apps.exs",
            "app_stand_ins.ex",
            app.folder.toAbsolutePath().toString(),
            folder.toString());
    return new TreeSet<>(
        output
            .lines()
            .filter(line -> line.startsWith("said: "))
            .map(line -> line.replaceFirst("said: (warning \\S+ unused )?", ""))
            .toList());
  }

  private static Set<String> spokenOf(List<Given> changes) {
    Pattern left = Pattern.compile("Nothing names (\\w+) here any more");
    return new TreeSet<>(
        changes.stream()
            .flatMap(change -> left.matcher(change.code.note()).results())
            .map(name -> "alias " + name.group(1))
            .toList());
  }

  /** In a folder without the app's own mix.exs. */
  private void formatted(App app, List<Given> changes) throws IOException, InterruptedException {
    Path alone = Files.createTempDirectory(folder, "alone");
    String lineLength = "line_length: " + app.width + ",\n  locals_without_parens: [";
    Files.writeString(
        alone.resolve(".formatter.exs"),
        FormattedByMixTest.FORMATTER.replace("locals_without_parens: [", lineLength));
    List<String> paths = changes.stream().map(one -> one.code.path()).distinct().toList();
    for (int i = 0; i < paths.size(); i++) {
      Files.copy(app.folder.resolve(paths.get(i)), alone.resolve("before" + i + ".ex"));
      Files.copy(folder.resolve(paths.get(i)), alone.resolve("after" + i + ".ex"));
    }
    run(alone, "mix", "format", "*.ex");
    int checked = 0;
    for (int i = 0; i < paths.size(); i++) {
      String before = Files.readString(app.folder.resolve(paths.get(i)));
      // A file that was not formatted before need not be so after.
      if (Files.readString(alone.resolve("before" + i + ".ex")).equals(before)) {
        assertThat(Files.readString(folder.resolve(paths.get(i))))
            .isEqualTo(Files.readString(alone.resolve("after" + i + ".ex")));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(app.formatted);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(target, Files.readString(file));
      }
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    run(folder, command);
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
