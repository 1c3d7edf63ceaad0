package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What takes long to load is not loaded for a log alone. How long it takes is measured beside the
 * code ({@code WholeProcess}), never asserted.
 */
class StartTest {

  private static final List<String> NOT_NEEDED =
      List.of(
          "picocli.CommandLine", // looks at the options of classes
          "com.fasterxml.jackson.databind.ObjectMapper", // looks at the components of records
          "com.github.benmanes.caffeine", // and the logging that comes with it
          "java.text.DecimalFormat", // formatting by the rules of a locale but Locale.US
          "org.thymeleaf",
          "org.postgresql",
          "org.treesitter");

  @TempDir Path folder;

  @Test
  void aLogAloneNeedsLittle() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("a.log"),
            """
            10:00:00.100 request_id=F1 [debug] QUERY OK source="books" db=1.2ms idle=3.0ms
            SELECT b0."id" FROM "books" AS b0 WHERE (b0."id" = $1) [1]
            """
                .repeat(40));
    Path review = folder.resolve("review.json");
    Path loaded = folder.resolve("loaded.txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load:file=" + loaded,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "analyze",
            log.toString(),
            "--format=json",
            "--output",
            review.toString());
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    assertThat(review).content().contains("\"duplicate-query\"");
    try (Stream<String> classes = Files.lines(loaded)) {
      assertThat(classes.filter(line -> NOT_NEEDED.stream().anyMatch(line::contains))).isEmpty();
    }
  }
}
