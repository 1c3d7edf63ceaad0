package dev.ectoscope.pipeline;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;

/** Files of call sites, as {@code lib/my_app/admin/**}. */
record FileGlob(String text) {

  /** No file at all. */
  static final FileGlob NONE = new FileGlob("");

  /**
   * @throws PatternSyntaxException when it is no glob
   */
  FileGlob {
    matcher(text);
  }

  boolean isNone() {
    return text.isEmpty();
  }

  /** A file that no file system could name, as a log may print it, is covered by none. */
  boolean covers(String file) {
    try {
      return !file.isEmpty() && matcher(text).matches(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }
}
