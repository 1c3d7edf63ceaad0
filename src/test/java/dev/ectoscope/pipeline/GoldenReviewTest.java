package dev.ectoscope.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.EvidenceFile;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The whole path from the sample log and saved evidence to the outputs, without a database.
 * Re-baseline with {@code mvn test -Dtest=GoldenReviewTest -Dectoscope.rebaseline=true}, and read
 * the difference before you commit it.
 */
class GoldenReviewTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path EVIDENCE = GOLDEN.resolve("inkwell-evidence.json.gz");
  private static final String LOG = "sample-logs/inkwell-prod.log.gz";
  private static final Review REVIEW =
      new Advisor(Detectors.ALL, (workload, requests) -> EvidenceFile.read(EVIDENCE))
          .withSource(ElixirProject.read(Path.of("sample-logs/inkwell/app")))
          .advise(
              new LogReading(new SqlReader(), Progress.SILENT).read(List.of(LOG)),
              Instant.parse("2026-11-21T12:00:00Z"));

  @Test
  void theReview() throws IOException {
    matches("inkwell-review.json", new JsonReport().write(REVIEW));
  }

  @Test
  void whatItGivesBackAddsUp() {
    assertThat(CauseLaw.broken(REVIEW)).isEmpty();
  }

  @Test
  void theConsole() throws IOException {
    matches(
        "inkwell-console.txt",
        new ConsoleReport(Detectors.ALL.size()).render(REVIEW, 80, false, false));
  }

  @Test
  void thePage() throws IOException {
    matches("inkwell-report.html.gz", new HtmlReport(Detectors.described()).singleFile(REVIEW));
  }

  @Test
  void noOutputHoldsAParameterOfTheLog() {
    String outputs =
        new JsonReport().write(REVIEW)
            + new HtmlReport(Detectors.described()).singleFile(REVIEW)
            + new ConsoleReport(Detectors.ALL.size()).render(REVIEW, 120, false, true);
    assertThat(outputs).doesNotContain("INV-00000001", "user77@example.com", "SKU-000", "REF77");
  }

  /** The text is kept in target/golden, to be compared where it differs. */
  private static void matches(String name, String text) throws IOException {
    Path file = GOLDEN.resolve(name);
    if (Boolean.getBoolean("ectoscope.rebaseline")) {
      Files.write(file, name.endsWith(".gz") ? packed(text) : text.getBytes(UTF_8));
    }
    byte[] kept = Files.readAllBytes(file);
    String golden = new String(name.endsWith(".gz") ? unpacked(kept) : kept, UTF_8);
    if (!text.equals(golden)) {
      Path folder = Files.createDirectories(Path.of("target/golden"));
      Files.writeString(folder.resolve(name.replace(".gz", "")), text);
      Files.writeString(folder.resolve("golden-" + name.replace(".gz", "")), golden);
      fail(
          "%s differs first here:%n  was %s%n  is  %s%nBoth are in %s. If that is meant: mvn test"
              + " -Dtest='GoldenReviewTest,ReadmeTest' -Dectoscope.rebaseline=true",
          name, first(golden, text), first(text, golden), folder);
    }
  }

  /** The first line that the other has not in the same place. */
  private static String first(String text, String other) {
    List<String> lines = text.lines().toList();
    List<String> others = other.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (i >= others.size() || !lines.get(i).equals(others.get(i))) {
        return (i + 1) + ": " + lines.get(i).strip();
      }
    }
    return "its end";
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] unpacked(byte[] bytes) throws IOException {
    try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    }
  }
}
