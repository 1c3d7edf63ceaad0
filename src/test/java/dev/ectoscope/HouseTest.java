package dev.ectoscope;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Imports only go down the stairs, and nobody goes round in circles. */
class HouseTest {

  /**
   * Floors from the ground; rooms of one floor do not know each other unless a lower line of a
   * floor says so.
   */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("sql"),
          List.of("log", "postgres"),
          List.of("workload", "elixir"),
          List.of("evidence"),
          List.of("review"),
          List.of("detector", "ecto"),
          List.of("report"),
          List.of("pipeline"),
          List.of("digest"),
          List.of("cli", "web"));

  /** The rooms inside log, from the ground; "log" is the one that holds the events. */
  private static final List<String> LOG =
      List.of(
          "log.bytes",
          "log",
          "log.message",
          "log.framing",
          "log.wrapper",
          "log.record",
          "log.input",
          "log.reading",
          "log.server");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ectoscope");

  @Test
  void importsOnlyGoDown() {
    List<String> above = new ArrayList<>();
    for (int floor = FLOORS.size() - 1; floor >= 0; floor--) {
      if (!above.isEmpty()) {
        noClasses()
            .that()
            .resideInAnyPackage(packages(FLOORS.get(floor)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(above))
            .check(CLASSES);
      }
      above.addAll(FLOORS.get(floor));
    }
  }

  @Test
  void importsOnlyGoDownInsideLog() {
    for (int floor = 0; floor < LOG.size() - 1; floor++) {
      noClasses()
          .that()
          .resideInAPackage("dev.ectoscope." + LOG.get(floor))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              LOG.subList(floor + 1, LOG.size()).stream()
                  .map(room -> "dev.ectoscope." + room)
                  .toArray(String[]::new))
          .check(CLASSES);
    }
    assertThat(
            CLASSES.getPackage("dev.ectoscope.log").getSubpackagesInTree().stream()
                .map(room -> room.getName().substring("dev.ectoscope.".length())))
        .as("rooms inside log")
        .containsExactlyInAnyOrderElementsOf(
            LOG.stream().filter(room -> !room.equals("log")).toList());
  }

  @Test
  void noRoomsGoRoundInCircles() {
    slices().matching("dev.ectoscope.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyRoomStandsOnAFloor() {
    List<String> rooms = FLOORS.stream().flatMap(List::stream).toList();
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(rooms))
        .should()
        .resideInAPackage("dev.ectoscope..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  /** Then NullAway holds it, at every compile, to say what may be null. */
  @Test
  void everyRoomIsNullMarked() {
    List<String> silent =
        CLASSES.getPackage("dev.ectoscope").getSubpackagesInTree().stream()
            .filter(room -> !room.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(silent).isEmpty();
  }

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(room -> "dev.ectoscope." + room + "..").toArray(String[]::new);
  }
}
