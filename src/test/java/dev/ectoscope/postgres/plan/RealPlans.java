package dev.ectoscope.postgres.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plans PostgreSQL 13 and 18 really printed; {@code make.sql} beside them says of which statements.
 */
public final class RealPlans {

  private static final Path FOLDER = Path.of("src", "test", "resources", "plans");

  private RealPlans() {}

  /** All files: {@code 13/cte.txt}. */
  public static List<String> names() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(f -> f.toString().endsWith(".txt") || f.toString().endsWith(".json"))
          .map(f -> FOLDER.relativize(f).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Plan plan(String name) {
    return PlanReader.read(text(name));
  }
}
