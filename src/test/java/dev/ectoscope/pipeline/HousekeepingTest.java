package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.ectoscope.detector.Described;
import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Family;
import dev.ectoscope.detector.index.MissingIndex;
import dev.ectoscope.detector.plan.SlowQuery;
import dev.ectoscope.log.LogEvent.UnitKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One file = one detector = one test = two logs = one page. */
class HousekeepingTest {

  private static final Path TESTS = Path.of("src/test/java");
  private static final Path LOGS = Path.of("sample-logs/detectors");

  @Test
  void theListHoldsEveryDetectorThereIs() {
    Set<String> written =
        new ClassFileImporter()
            .importPackages("dev.ectoscope.detector").stream()
                .filter(c -> c.isAnnotatedWith(DetectorInfo.class))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    Set<String> listed =
        Detectors.ALL.stream().map(d -> d.getClass().getName()).collect(Collectors.toSet());
    assertThat(listed).isEqualTo(written);
  }

  @Test
  void idsAreUniqueAndSayTheClassName() {
    assertThat(Detectors.infos()).hasSameSizeAs(Detectors.ALL);
    for (Detector detector : Detectors.ALL) {
      assertThat(detector.info().id()).isEqualTo(kebab(detector.getClass().getSimpleName()));
    }
  }

  @Test
  void everyDetectorHasItsTest() {
    for (Detector detector : Detectors.ALL) {
      assertThat(TESTS.resolve(detector.getClass().getName().replace('.', '/') + "Test.java"))
          .exists();
    }
  }

  @Test
  void everyDetectorHasABadLogAndAGoodOne() throws Exception {
    for (String id : Detectors.infos().keySet()) {
      Path bad = LOGS.resolve(id).resolve("bad.log");
      Path good = LOGS.resolve(id).resolve("good.log");
      assertThat(bad).exists();
      assertThat(good).exists();
      assertThat(Files.readString(bad)).isNotEqualTo(Files.readString(good));
    }
  }

  @Test
  void everyPageSaysWhatANewcomerAsks() {
    for (DetectorInfo info : Detectors.infos().values()) {
      assertThat(
              List.of(
                  info.title(), info.whyItMatters(), info.whenItIsFine(), info.bad(), info.good()))
          .as(info.id())
          .noneMatch(String::isBlank);
      assertThat(info.bad()).as(info.id()).isNotEqualTo(info.good());
      assertThat(info.references()).as(info.id()).startsWith("https://");
    }
  }

  @Test
  void thePageOfTheReviewNamesEveryKindOfUnit() throws Exception {
    String page = Files.readString(Path.of("src/site/markdown/REVIEW.md"));
    String kinds =
        Stream.of(UnitKind.values())
            .map(kind -> "`" + UnitKinds.word(kind) + "`")
            .collect(Collectors.joining(", "));
    assertThat(page.split(kinds, -1)).as(kinds + " of totals and of findings").hasSize(3);
  }

  /** NPlusOneQuery → n-plus-one-query. */
  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  @Test
  void theFolderSaysWhatADetectorLooksAt() {
    assertThat(new MissingIndex().described().family()).isEqualTo(Family.INDEX);
    assertThat(new SlowQuery().described().family()).isEqualTo(Family.PLAN);
    assertThat(Detectors.described().values())
        .extracting(Described::family)
        .contains(Family.values());
  }
}
