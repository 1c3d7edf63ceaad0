package dev.ectoscope.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Writes whole files or none. */
final class Output {

  private Output() {}

  /**
   * Looks whether a file could be written, before hours are spent on what goes into it.
   *
   * @param file or null
   * @throws UsageException when its folder does not exist, or it is a folder itself
   */
  static void check(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path target = file.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new UsageException(file + " is a folder. Name a file in it.");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException(
          file
              + " could not be written: its folder does not exist. Create it, or name a file in"
              + " another one.");
    }
  }

  /**
   * Writes beside the file and moves it into place, so that a full disk leaves the earlier file
   * untouched.
   *
   * @throws UsageException when it cannot be written
   */
  static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] content) {
    check(file);
    Path target = file.toAbsolutePath();
    @Nullable Path draft = null;
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        // A device or pipe: there is nothing to move into place.
        Files.write(target, content);
        return;
      }
      draft = target.resolveSibling("." + target.getFileName() + ".part");
      Files.write(draft, content);
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException(
          file
              + " could not be written ("
              + e.getMessage()
              + "). Nothing was left behind; free some space or give"
              + " another --output.");
    } finally {
      delete(draft);
    }
  }

  private static void delete(@Nullable Path draft) {
    try {
      if (draft != null) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException ignored) {
      // Already reported: the draft could not be written either.
    }
  }
}
