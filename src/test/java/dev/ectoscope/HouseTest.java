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

  /** Rooms that are divided, from the ground; what has the name of the whole lies open in it. */
  private static final List<List<String>> DIVIDED =
      List.of(
          List.of(
              "log.bytes",
              "log",
              "log.message",
              "log.framing",
              "log.wrapper",
              "log.record",
              "log.input",
              "log.reading",
              "log.server"),
          List.of(
              "postgres.term",
              "postgres.plan",
              "postgres",
              "postgres.guard",
              "postgres.cluster",
              "postgres.catalog",
              "postgres.statements",
              "postgres.explain"),
          List.of("elixir.syntax", "elixir.module", "elixir.config", "elixir"));

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
  void importsOnlyGoDownInsideARoomToo() {
    for (List<String> rooms : DIVIDED) {
      for (int floor = 0; floor < rooms.size() - 1; floor++) {
        noClasses()
            .that()
            .resideInAPackage("dev.ectoscope." + rooms.get(floor))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(exactly(rooms.subList(floor + 1, rooms.size())))
            .check(CLASSES);
      }
    }
  }

  @Test
  void everyRoomInsideADividedOneHasItsFloor() {
    for (List<String> rooms : DIVIDED) {
      String whole = rooms.get(0).substring(0, rooms.get(0).indexOf('.'));
      assertThat(
              CLASSES.getPackage("dev.ectoscope." + whole).getSubpackagesInTree().stream()
                  .map(room -> room.getName().substring("dev.ectoscope.".length())))
          .containsExactlyInAnyOrderElementsOf(
              rooms.stream().filter(room -> !room.equals(whole)).toList());
    }
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

  private static String[] exactly(List<String> rooms) {
    return rooms.stream().map(room -> "dev.ectoscope." + room).toArray(String[]::new);
  }

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(room -> "dev.ectoscope." + room + "..").toArray(String[]::new);
  }
}
