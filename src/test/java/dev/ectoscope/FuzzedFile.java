package dev.ectoscope;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A file that holds what a fuzzer made up. */
public final class FuzzedFile {

  private FuzzedFile() {}

  /** What a reader of files makes of these bytes. */
  public static <T> T read(byte[] bytes, Function<Path, T> reader) {
    try {
      Path file = Files.createTempFile("fuzzed", ".in");
      try {
        return reader.apply(Files.write(file, bytes));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
