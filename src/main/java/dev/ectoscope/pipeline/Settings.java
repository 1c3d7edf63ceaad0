package dev.ectoscope.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.ectoscope.detector.query.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What a team says in {@code .ectoscope.toml}: which findings it lives with, and why.
 *
 * <pre>
 * [[ignore]]
 * detector = "n-plus-one-query"
 * path = "lib/my_app/admin/**"
 * reason = "at most five rows"
 * expires = 2027-01-31
 *
 * [thresholds]
 * calls-in-unit = 6
 *
 * [[thresholds-in]]
 * path = "lib/my_app/admin/**"
 * calls-in-unit = 50
 * </pre>
 */
public record Settings(List<Ignore> ignores, Thresholds thresholds, List<InPath> inPaths) {

  /** Other thresholds for the findings of some files. */
  record InPath(FileGlob path, Thresholds thresholds) {}

  /** Where it is looked for when nobody names another file. */
  public static final Path USUAL_FILE = Path.of(".ectoscope.toml");

  public static final Settings NONE = new Settings(List.of(), Thresholds.DEFAULT, List.of());

  private static final Set<String> SECTIONS = Set.of("ignore", "thresholds", "thresholds-in");

  private static final Set<String> KEYS =
      Set.of("detector", "finding", "path", "function", "table", "reason", "expires");

  public Settings {
    ignores = List.copyOf(ignores);
    inPaths = List.copyOf(inPaths);
  }

  /** A file that says something Ectoscope does not know. */
  public static final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotUnderstood(Path file, String what) {
      super(file + ": " + what);
    }
  }

  /**
   * @throws NotUnderstood when the file is not there, is no TOML, or holds an unknown key
   */
  public static Settings read(Path file) {
    JsonNode root;
    try {
      root = new TomlMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new NotUnderstood(file, "this is no TOML" + where + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new NotUnderstood(file, "cannot be read. Is the path right?");
    }
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!SECTIONS.contains(name)) {
        throw new NotUnderstood(
            file,
            "unknown key " + name + "; known are [[ignore]], [thresholds] and [[thresholds-in]]");
      }
    }
    List<Ignore> ignores = new ArrayList<>();
    for (JsonNode one : tables(file, "ignore", root)) {
      ignores.add(ignore(file, one, ignores.size() + 1));
    }
    Thresholds everywhere =
        thresholds(file, "[thresholds]", Thresholds.DEFAULT, root.path("thresholds"));
    List<InPath> inPaths = new ArrayList<>();
    for (JsonNode one : tables(file, "thresholds-in", root)) {
      String which = "[[thresholds-in]] number " + (inPaths.size() + 1);
      String path = one.path("path").asText();
      if (path.isEmpty()) {
        throw new NotUnderstood(file, which + " has no path. Name the files, as in lib/admin/**.");
      }
      inPaths.add(new InPath(glob(file, which, path), thresholds(file, which, everywhere, one)));
    }
    return new Settings(ignores, everywhere, inPaths);
  }

  /** The tables of {@code [[name]]}. */
  private static JsonNode tables(Path file, String name, JsonNode root) {
    JsonNode tables = root.path(name);
    if (!tables.isMissingNode() && !tables.isArray()) {
      throw new NotUnderstood(
          file, name + " stands in double brackets, once for each: [[" + name + "]]");
    }
    return tables;
  }

  private static FileGlob glob(Path file, String which, String text) {
    try {
      return new FileGlob(text);
    } catch (PatternSyntaxException e) {
      throw new NotUnderstood(file, which + ": path is no glob like lib/my_app/admin/**: " + text);
    }
  }

  private static Thresholds thresholds(Path file, String which, Thresholds usual, JsonNode node) {
    if (!node.isMissingNode() && !node.isObject()) {
      throw new NotUnderstood(file, which + " is a table: put name = number in the lines below it");
    }
    Map<String, Long> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals("path")) {
        continue;
      }
      if (!field.getValue().isIntegralNumber() || field.getValue().asLong() < 1) {
        throw new NotUnderstood(
            file, which + ": " + field.getKey() + " must be a whole number from 1");
      }
      changes.put(field.getKey(), field.getValue().asLong());
    }
    try {
      return usual.with(changes);
    } catch (ArithmeticException e) {
      throw new NotUnderstood(file, which + ": a number is larger than anything can be counted");
    } catch (IllegalArgumentException e) {
      throw new NotUnderstood(file, which + ": " + e.getMessage());
    }
  }

  private static Ignore ignore(Path file, JsonNode one, int number) {
    String which = "[[ignore]] number " + number;
    for (Iterator<String> names = one.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KEYS.contains(name)) {
        throw new NotUnderstood(
            file,
            which + " has an unknown key " + name + "; known are " + String.join(", ", sorted()));
      }
    }
    Ignore ignore =
        new Ignore(
            one.path("detector").asText(),
            one.path("finding").asText(),
            glob(file, which, one.path("path").asText()),
            one.path("function").asText(),
            one.path("table").asText(),
            one.path("reason").asText().strip(),
            date(file, which, one.path("expires").asText()));
    if (ignore.reason().isEmpty()) {
      throw new NotUnderstood(file, which + " has no reason. Say why, for those who come after.");
    }
    if (ignore.about().isEmpty()) {
      throw new NotUnderstood(
          file,
          which + " would ignore everything. Name a detector, finding, path, function or table.");
    }
    if (!ignore.detector().isEmpty() && !Detectors.infos().containsKey(ignore.detector())) {
      throw new NotUnderstood(
          file,
          which
              + ": there is no detector "
              + ignore.detector()
              + ". There are: "
              + String.join(", ", Detectors.infos().keySet()));
    }
    return ignore;
  }

  private static List<String> sorted() {
    return KEYS.stream().sorted().toList();
  }

  private static @Nullable LocalDate date(Path file, String which, String text) {
    try {
      return text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new NotUnderstood(file, which + ": expires is no date like 2027-01-31: " + text);
    }
  }
}
