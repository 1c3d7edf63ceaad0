package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Templates;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a project that are worth reading. */
final class ProjectFiles extends SimpleFileVisitor<Path> {

  private static final Set<String> FOREIGN = Set.of("_build", "node_modules", "_checkouts");

  /** What mix puts beside mix.exs; below {@code lib} these are names like any other. */
  private static final Set<String> OF_MIX = Set.of("deps", "cover", "doc");

  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private final List<Skipped> skipped = new ArrayList<>();

  private ProjectFiles(Path root) {
    this.root = root;
  }

  /** Sorted by path, so that a project reads the same everywhere. */
  static ProjectFiles of(Path root) throws IOException {
    ProjectFiles found = new ProjectFiles(root);
    Files.walkFileTree(root, found);
    found.files.sort(Comparator.comparing(found::name));
    return found;
  }

  List<Path> files() {
    return files;
  }

  List<Skipped> skipped() {
    return skipped;
  }

  /** Path below the project's folder, with slashes. */
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    String name = folder.getFileName() == null ? "" : folder.getFileName().toString();
    boolean foreign =
        FOREIGN.contains(name)
            || OF_MIX.contains(name) && isMixProject(folder.getParent())
            || name.startsWith(".") && name.length() > 2;
    return foreign && !folder.equals(root)
        ? FileVisitResult.SKIP_SUBTREE
        : FileVisitResult.CONTINUE;
  }

  private boolean isMixProject(@Nullable Path folder) {
    return folder == null || folder.equals(root) || Files.exists(folder.resolve("mix.exs"));
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String name = file.getFileName().toString();
    boolean elixir = name.endsWith(".ex") || name.endsWith(".exs");
    if (elixir || name.equals("mix.lock") || Templates.isTemplate(name)) {
      if (Files.isRegularFile(file)) {
        files.add(file);
      } else {
        // Reading a named pipe would wait for ever.
        skipped.add(new Skipped(name(file), "no file with text, or a link that leads nowhere"));
      }
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) {
    skipped.add(new Skipped(name(file), "cannot be opened: " + failure.getClass().getSimpleName()));
    return FileVisitResult.CONTINUE;
  }
}
