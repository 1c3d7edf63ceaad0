package dev.ectoscope.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes whole files or none, and standard output in UTF-8 whatever the system's own coding is. */
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
    if (!Files.exists(target) && !Files.isWritable(folder)) {
      throw new UsageException(
          file + " could not be written: its folder is not yours to write in. Name another one.");
    }
  }

  /** Standard output for text. */
  static PrintStream standard() {
    return new PrintStream(System.out, true, StandardCharsets.UTF_8);
  }

  /** What is to be written: a report may have tens of megabytes, and is held once. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  static void print(@Nullable Path file, String text) {
    print(file, of(text));
  }

  private static Content of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return out -> out.write(bytes);
  }

  /**
   * To the file, or to standard output when there is none.
   *
   * @throws UsageException when it cannot be written; a reader that wants no more ({@code | head})
   *     is none of our business
   */
  static void print(@Nullable Path file, Content content) {
    if (file != null) {
      write(file, content);
      return;
    }
    try {
      content.writeTo(System.out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a stream that prints throws none
    }
    if (System.out.checkError() && !isClosedByItsReader()) {
      throw new UsageException(
          "standard output could not be written whole. Free some space where it goes, or give"
              + " another --output.");
    }
  }

  /** A stream that prints hides why it failed; the next byte fails for the same reason. */
  private static boolean isClosedByItsReader() {
    try {
      new FileOutputStream(FileDescriptor.out).write('\n'); // not to be closed: others print too
      return false;
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      return why.contains("pipe") || why.contains("stream closed");
    }
  }

  /**
   * Writes beside the file and moves it into place, so that a full disk leaves the earlier file
   * untouched.
   *
   * @throws UsageException when it cannot be written
   */
  static void write(Path file, String text) {
    write(file, of(text));
  }

  static void write(Path file, byte[] content) {
    write(file, out -> out.write(content));
  }

  private static void write(Path file, Content content) {
    check(file);
    Path target = file.toAbsolutePath();
    @Nullable Path draft = null;
    try {
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        // A device or pipe: there is nothing to move into place.
        to(target, content);
        return;
      }
      if (Files.exists(target)) {
        target = target.toRealPath(); // what a link leads to is written, the link stays
      }
      draft = target.resolveSibling("." + target.getFileName() + ".part");
      to(draft, content);
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException(
          file
              + " could not be written ("
              + reason(e)
              + "). Nothing was left behind; free some space or name another file.");
    } finally {
      delete(draft);
    }
  }

  private static void to(Path file, Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      content.writeTo(out);
    }
  }

  /** Java's message of a refused file is its name alone. */
  private static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
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
