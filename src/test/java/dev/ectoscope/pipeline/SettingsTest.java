package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.detector.query.Thresholds;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Instant DAY = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path folder;

  private Settings settings(String toml) throws IOException {
    Path file = folder.resolve("ectoscope.toml");
    Files.writeString(file, toml);
    return Settings.read(file);
  }

  private Review review(String toml) throws IOException {
    var workload =
        new LogReading(new SqlReader(), Progress.SILENT)
            .read(List.of("sample-logs/detectors/n-plus-one-query/bad.log"));
    return new Advisor(Detectors.ALL, Advisor.Witness.NONE, settings(toml)).advise(workload, DAY);
  }

  private static List<String> detectors(Review review) {
    return review.findings().stream().map(Finding::detector).toList();
  }

  @Test
  void anEmptyFileIgnoresNothing() throws IOException {
    assertThat(detectors(review(""))).contains("n-plus-one-query");
  }

  @ParameterizedTest
  @CsvSource({
    "detector, n-plus-one-query",
    "path, lib/library/**",
    "function, Library.Shelves.browse/1",
    "function, Library.Shelves.browse",
    "table, reviews",
  })
  void whatIsIgnoredBecomesADismissalWithTheTeamsReason(String key, String value)
      throws IOException {
    Review review = review("[[ignore]]\n" + key + " = \"" + value + "\"\nreason = \"five rows\"\n");
    assertThat(detectors(review)).doesNotContain("n-plus-one-query");
    assertThat(review.dismissed()).anyMatch(d -> d.reason().equals("ignored: five rows"));
  }

  @Test
  void allThatIsNamedMustAgree() throws IOException {
    Review review =
        review(
            """
            [[ignore]]
            detector = "n-plus-one-query"
            table = "books"
            path = "lib/elsewhere/**"
            reason = "other place"
            """);
    assertThat(detectors(review)).contains("n-plus-one-query");
    assertThat(review.notChecked()).anyMatch(n -> n.reason().contains("nothing in this log"));
  }

  @Test
  void anIgnoreEndsAfterItsLastDayAndSaysSo() throws IOException {
    String until = "[[ignore]]\ndetector = \"n-plus-one-query\"\nreason = \"x\"\nexpires = ";
    assertThat(detectors(review(until + "2026-06-01"))).doesNotContain("n-plus-one-query");
    Review over = review(until + "2026-05-31");
    assertThat(detectors(over)).contains("n-plus-one-query");
    assertThat(over.notChecked()).anyMatch(n -> n.reason().contains("ended on 2026-05-31"));
  }

  @Test
  void thresholdsHoldEverywhere() throws IOException {
    assertThat(detectors(review("[thresholds]\ncalls-in-unit = 500\nsome-units = 500\n")))
        .doesNotContain("n-plus-one-query");
  }

  @Test
  void thresholdsOfAPathHoldThereAlone() throws IOException {
    String high = "calls-in-unit = 500\nsome-units = 500\n";
    assertThat(detectors(review("[[thresholds-in]]\npath = \"lib/library/**\"\n" + high)))
        .doesNotContain("n-plus-one-query");
    assertThat(detectors(review("[[thresholds-in]]\npath = \"lib/other/**\"\n" + high)))
        .contains("n-plus-one-query");
  }

  @Test
  void whatAPathDoesNotNameIsAsEverywhere() throws IOException {
    String toml =
        "[thresholds]\ncalls-in-unit = 500\nsome-units = 500\n"
            + "[[thresholds-in]]\npath = \"lib/library/**\"\n";
    assertThat(detectors(review(toml + "deep-offset = 5\n"))).doesNotContain("n-plus-one-query");
    assertThat(detectors(review(toml + "calls-in-unit = 5\n"))).contains("n-plus-one-query");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[ignore]]\\ndetector = \"n-plus-one-query\" | has no reason",
        "[[ignore]]\\nreason = \"x\" | would ignore everything",
        "[[ignore]]\\ndetektor = \"x\"\\nreason = \"x\" | unknown key detektor",
        "[[ignore]]\\ndetector = \"n+1\"\\nreason = \"x\" | there is no detector n+1",
        "[[ignore]]\\ntable = \"x\"\\nreason = \"x\"\\nexpires = \"soon\" | expires is no date",
        "ignored = 1 | unknown key ignored",
        "[thresholds]\\ncalls-in-units = 5 | unknown threshold calls-in-units; there are calls-in-unit,",
        "[thresholds]\\ncalls-in-unit = 99999999999 | larger than anything can be counted",
        "[thresholds]\\ncalls-in-unit = 0 | calls-in-unit must be a whole number from 1",
        "[thresholds]\\ncalls-in-unit = \"5\" | calls-in-unit must be a whole number from 1",
        "[[thresholds-in]]\\ncalls-in-unit = 5 | number 1 has no path",
        "[[ignore | this is no TOML",
        "[[ignore]]\\npath = \"lib/[a\"\\nreason = \"x\" | number 1: path is no glob like lib/",
        "[[thresholds-in]]\\npath = \"lib/{a\" | number 1: path is no glob like lib/",
        "[ignore]\\ntable = \"x\"\\nreason = \"x\" | double brackets, once for each: [[ignore]]",
        "thresholds = 5 | [thresholds] is a table",
        "[[thresholds]]\\ncalls-in-unit = 5 | [thresholds] is a table",
      })
  void whatItDoesNotKnowIsNamed(String toml, String said) {
    assertThatThrownBy(() -> settings(toml.replace("\\n", "\n")))
        .isInstanceOf(Settings.NotUnderstood.class)
        .hasMessageContaining(said);
  }

  @Test
  void aPathOfALogThatNoFileSystemCouldNameIsCoveredByNone() {
    FileGlob all = new FileGlob("**");
    assertThat(all.covers("lib/a.ex")).isTrue();
    assertThat(all.covers("lib/a\0.ex")).isFalse();
    assertThat(all.covers("")).isFalse();
  }

  @Test
  void thePageNamesEveryThresholdWithItsUsualValue() throws IOException {
    String page = Files.readString(Path.of("src/site/markdown/CONFIGURATION.md"));
    Thresholds.DEFAULT
        .byName()
        .forEach(
            (name, value) ->
                assertThat(page)
                    .contains(
                        String.format(Locale.ROOT, "| `%s` | %,d |", name, value.longValue())));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Settings.read(folder.resolve("none.toml")))
        .isInstanceOf(Settings.NotUnderstood.class)
        .hasMessageContaining("cannot be read");
  }
}
