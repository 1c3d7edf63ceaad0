package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The libraries that a project is built with, in which versions, as its lock file says.
 *
 * @param project null when no source was read
 */
record Libraries(@Nullable ElixirProject project) {

  private static final Pattern DATALOADER = Pattern.compile("\\bdataloader\\((:\\w+|[A-Z][\\w.]*)");

  /** Whether the project is known to use a library. */
  boolean knows(String library) {
    return project != null && project.version(library).isPresent();
  }

  /** Whether the project uses dataloader, whatever its lock file says. */
  boolean usesDataloader() {
    if (project == null) {
      return false;
    }
    ElixirProject read = project;
    return knows("dataloader")
        || read.modules().stream()
            .map(module -> read.lines(module.file(), module.line(), module.lastLine()))
            .anyMatch(text -> text.contains("dataloader(") || text.contains("Dataloader."));
  }

  /** What the project calls its one Dataloader source. */
  Optional<String> dataloaderSource() {
    if (project == null) {
      return Optional.empty();
    }
    ElixirProject read = project;
    List<String> found =
        read.modules().stream()
            .map(module -> read.lines(module.file(), module.line(), module.lastLine()))
            .flatMap(text -> DATALOADER.matcher(text).results())
            .map(name -> name.group(1))
            .distinct()
            .toList();
    return found.size() == 1 && !found.get(0).startsWith("__")
        ? Optional.of(found.get(0))
        : Optional.empty();
  }

  /** Whether the project's version of a library is at least this one; true when not known. */
  boolean has(String library, int major, int minor) {
    String version = project == null ? "" : project.version(library).orElse("");
    String[] parts = version.split("[^0-9]+");
    if (parts.length < 2 || !parts[0].matches("\\d{1,5}") || !parts[1].matches("\\d{1,5}")) {
      return true;
    }
    int itsMajor = Integer.parseInt(parts[0]);
    return itsMajor > major || itsMajor == major && Integer.parseInt(parts[1]) >= minor;
  }
}
