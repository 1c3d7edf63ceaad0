package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Fix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that says where each form was verified, and the notes that the forms carry. */
class FixesPageTest {

  private static final Path PAGE = Path.of("src/site/markdown/FIXES.md");
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)`([^|]*)\\|([^|]+)\\|([^|]+)\\|");

  /** Name of the fix to what its rows say of where it was verified. */
  private static Map<String, List<String>> rows() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.computeIfAbsent(row.group(1), k -> new ArrayList<>()).add(row.group(4).strip());
      }
    }
    return rows;
  }

  @Test
  void everyKindOfFixHasARow() throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (Class<?> kind : Fix.class.getPermittedSubclasses()) {
      kinds.add(kind.getSimpleName());
    }
    assertThat(new TreeSet<>(rows().keySet())).isEqualTo(kinds);
  }

  @Test
  void everyRowNamesWhereItWasVerified() throws IOException {
    rows()
        .forEach(
            (kind, verified) ->
                assertThat(verified)
                    .as(kind)
                    .allMatch(v -> v.matches("(facts \\d|test `|not run: ).*")));
  }

  @Test
  void testsThatAreNamedExist() throws IOException {
    Matcher name = Pattern.compile("`(\\w+Test)`").matcher(Files.readString(PAGE));
    while (name.find()) {
      assertThat(Path.of("src/test/java/dev/ectoscope/ecto/" + name.group(1) + ".java")).exists();
    }
  }

  @Test
  void aFormCarriesTheNoteExactlyWhereThePageSaysItDidNotRun() throws IOException {
    Map<String, List<String>> rows = rows();
    EctoCode ecto =
        new EctoCode(new AppNames("Clinic", "Clinic.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4));
    EctoCodeTest.everyCase()
        .forEach(
            fix -> {
              String verified = rows.get(fix.getClass().getSimpleName()).get(0);
              String note = verified.startsWith("not run") ? FunctionCode.NOT_RUN : "";
              assertThat(ecto.write(fix)).as(fix.toString()).allMatch(c -> c.note().equals(note));
            });
  }
}
