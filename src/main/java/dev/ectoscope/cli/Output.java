package dev.ectoscope.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes whole files or none. */
final class Output {

  private Output() {}

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
    Path target = file.toAbsolutePath();
    Path draft = null;
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
              + reason(e)
              + "). Nothing was left behind; free some space or give"
              + " another --output.");
    } finally {
      delete(draft);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "its folder does not exist"
        : e.getMessage();
  }

  private static void delete(Path draft) {
    try {
      if (draft != null) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException ignored) {
      // Already reported: the draft could not be written either.
    }
  }
}
