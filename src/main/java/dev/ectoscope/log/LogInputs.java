package dev.ectoscope.log;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Turns what the user named (files, folders, globs, {@code -}) into inputs that can be opened. */
public final class LogInputs {

  private static final int PEEK = 4096;
  private static final String STDIN = "-";

  private LogInputs() {}

  /** Opens the bytes; may be asked once only for standard input. */
  @FunctionalInterface
  private interface Source {
    InputStream open() throws IOException;
  }

  /** One input, checked to be readable text or gzip when it was resolved. */
  public static final class Input {

    private final String path;
    private final long size;
    private final Source source;

    private Input(String path, long size, Source source) {
      this.path = path;
      this.size = size;
      this.source = source;
    }

    /** As given, or found in the folder given; {@code -} for standard input. */
    public String path() {
      return path;
    }

    /** Bytes that {@link #open()} will give, or -1 when unknown (gzip, standard input). */
    public long size() {
      return size;
    }

    /**
     * The bytes, uncompressed. The caller closes it.
     *
     * @throws LogInputException when the bytes are empty, binary or not readable
     */
    public InputStream open() {
      try {
        return checked(path, source.open());
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * Files as given; of a folder its {@code *.log}, {@code *.log.*}, {@code *.txt} and {@code *.gz},
   * sorted by name; what a glob matches, sorted; {@code -} is standard input. The same file named
   * twice is read once.
   *
   * @throws LogInputException when something named does not exist, is empty, is binary, cannot be
   *     read, or holds no logs
   */
  public static List<Input> resolve(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new LogInputException(
          "No log was named. Name a log file, a folder of logs, or - for standard input.");
    }
    Map<String, Input> inputs = new LinkedHashMap<>();
    for (String argument : arguments) {
      for (Input input : resolve(argument)) {
        inputs.putIfAbsent(input.path(), input);
      }
    }
    return List.copyOf(inputs.values());
  }

  private static List<Input> resolve(String argument) {
    if (argument.equals(STDIN)) {
      return List.of(new Input(STDIN, -1, () -> System.in));
    }
    Path path = path(argument);
    if (path != null && Files.isDirectory(path)) {
      return folder(path, argument);
    }
    if (path != null && Files.exists(path)) {
      return List.of(file(path));
    }
    return isGlob(argument) ? glob(argument) : missing(argument);
  }

  private static Path path(String argument) {
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      return null; // such as * on Windows; may still be a glob
    }
  }

  private static List<Input> missing(String argument) {
    throw new LogInputException(
        argument
            + " does not exist. Check the spelling, or give the path from "
            + Path.of("").toAbsolutePath()
            + ".");
  }

  private static List<Input> folder(Path folder, String argument) {
    List<Path> logs = list(folder, argument, LogInputs::isLogName);
    if (logs.isEmpty()) {
      throw new LogInputException(
          argument
              + " holds no logs: no file in it ends in .log, .log.*, .txt or .gz."
              + " Name the log files themselves if they are called otherwise.");
    }
    return nonEmpty(logs, argument);
  }

  /** Of many files the empty ones are passed over, unless all are empty. */
  private static List<Input> nonEmpty(List<Path> paths, String argument) {
    List<Input> inputs = new ArrayList<>();
    for (Path path : paths) {
      if (sizeOf(path) > 0) {
        inputs.add(file(path));
      }
    }
    if (inputs.isEmpty()) {
      throw new LogInputException(
          argument + ": every log in it is empty. Let the application run with its Repo's log on.");
    }
    return inputs;
  }

  private static boolean isLogName(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(".log")
        || name.contains(".log.")
        || name.endsWith(".txt")
        || name.endsWith(".gz");
  }

  private static List<Path> list(
      Path folder, String argument, java.util.function.Predicate<Path> wanted) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isRegularFile).filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw unreadable(argument, e);
    }
  }

  private static boolean isGlob(String argument) {
    return argument.indexOf('*') >= 0
        || argument.indexOf('?') >= 0
        || argument.indexOf('{') >= 0
        || argument.indexOf('[') >= 0;
  }

  private static List<Input> glob(String argument) {
    Path root = globRoot(argument);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + argument);
    List<Path> found;
    try (Stream<Path> walk = Files.isDirectory(root) ? Files.walk(root) : Stream.empty()) {
      found =
          walk.map(LogInputs::withoutDot)
              .filter(matcher::matches)
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw unreadable(argument, e);
    }
    if (found.isEmpty()) {
      throw new LogInputException(
          argument + " matches no file. Check the pattern, or name a folder to read all its logs.");
    }
    return nonEmpty(found, argument);
  }

  /** The folders before the first part that has a wild card. */
  private static Path globRoot(String argument) {
    int wild = 0;
    while (wild < argument.length() && "*?{[".indexOf(argument.charAt(wild)) < 0) {
      wild++;
    }
    int slash = argument.lastIndexOf('/', wild);
    if (slash < 0) {
      return Path.of(".");
    }
    return Path.of(slash == 0 ? "/" : argument.substring(0, slash));
  }

  private static Path withoutDot(Path path) {
    boolean dotted = path.getNameCount() > 1 && path.getName(0).toString().equals(".");
    return dotted && !path.isAbsolute() ? path.subpath(1, path.getNameCount()) : path;
  }

  private static Input file(Path path) {
    String name = path.toString();
    Source source = () -> Files.newInputStream(path);
    try (InputStream bytes = source.open()) {
      boolean gzip = isGzip(bytes.readNBytes(2));
      long size = gzip || !Files.isRegularFile(path) ? -1 : Files.size(path);
      Input input = new Input(name, size, source);
      if (Files.isRegularFile(path)) {
        input.open().close();
      }
      return input;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static long sizeOf(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
  }

  private static boolean isGzip(byte[] first) {
    return first.length >= 2 && (first[0] & 0xff) == 0x1f && (first[1] & 0xff) == 0x8b;
  }

  private static InputStream checked(String path, InputStream raw) throws IOException {
    InputStream text = raw;
    try {
      text = peekable(raw);
      if (isGzip(peek(text, 2))) {
        text = peekable(new GZIPInputStream(text, 64 * 1024));
      }
      byte[] first = peek(text, PEEK);
      if (first.length == 0) {
        throw new LogInputException(
            path + " is empty. Let the application run with its Repo's log on, then try again.");
      }
      if (ByteScan.indexOf(first, 0, 0, first.length) >= 0) {
        throw new LogInputException(
            path + " is a binary file, not a log. Name a text log, or one compressed by gzip.");
      }
      return text;
    } catch (IOException | LogInputException e) {
      if (!path.equals(STDIN)) {
        text.close();
      }
      throw e;
    }
  }

  private static InputStream peekable(InputStream bytes) {
    return new BufferedInputStream(bytes, 64 * 1024);
  }

  private static byte[] peek(InputStream bytes, int count) throws IOException {
    bytes.mark(count);
    byte[] first = bytes.readNBytes(count);
    bytes.reset();
    return first;
  }

  private static LogInputException unreadable(String path, Exception cause) {
    return new LogInputException(
        path
            + " cannot be read ("
            + cause.getClass().getSimpleName()
            + "). Check its permissions, and that it is whole if it is compressed.",
        cause);
  }
}
