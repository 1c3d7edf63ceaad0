package dev.ectoscope.log.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** An archive from a pipe, kept in a temporary file until the program ends. */
public final class TemporaryCopy {

  private TemporaryCopy() {}

  public static Path of(InputStream bytes) throws IOException {
    Path copy = Files.createTempFile("ectoscope-", ".tar");
    copy.toFile().deleteOnExit();
    try {
      Files.copy(bytes, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      // Cut off: its listing will say so, after giving what is whole.
      if (Files.size(copy) == 0) {
        throw e;
      }
    }
    return copy;
  }
}
