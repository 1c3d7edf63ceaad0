package dev.ectoscope.log.reading;

import dev.ectoscope.log.RotationOrder;
import dev.ectoscope.log.input.LogInputException;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the user named (files, folders, globs, {@code -}) into inputs that can be opened.
 * Compressions and tar archives are known by their bytes, not their names. The files of a rotated
 * log come in the order they were written.
 */
public final class LogInputs {

  private static final Pattern LOG_NAME =
      Pattern.compile(
          ".*(\\.log|\\.log[.\\-_].*|\\.txt|\\.gz|\\.zst|\\.bz2|\\.xz|\\.tar|\\.tgz|\\.jsonl|\\.ndjson"
              + "|(^|/)postgres[^/]*\\.(csv|json)|(^|/)[^/]*log[^/]*\\.json"
              + "|(^|/)(current|@4[0-9a-f]{23}(\\.[a-z])?))",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final int DEEPEST_FOLDER = 8;
  private static final String PROJECT = "mix.exs";
  private static final Set<String> OF_PROJECT = Set.of("log", "logs");

  private LogInputs() {}

  /**
   * Files as given; of a folder and those in it the files called as logs are ({@code *.log}, {@code
   * *.log.*}, {@code *.log-*}, {@code *.txt}, packed ones); what a glob matches; the members of a
   * tar; {@code -} is standard input. The files of one rotated log stand in the order they were
   * written. The same file named twice is read once. What was found, not named, is checked only
   * when opened.
   *
   * @throws LogInputException when something named does not exist, is empty, is binary, cannot be
   *     read, or holds no logs
   */
  public static List<LogInput> resolve(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new LogInputException(
          "No log was named. Name a log file, a folder of logs, or - for standard input.");
    }
    Map<String, LogInput> inputs = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (String argument : arguments) {
      for (LogInput input : resolve(argument)) {
        if (seen.add(identity(input))) {
          inputs.putIfAbsent(input.path(), input);
        }
      }
    }
    // An archive is read as it stands: going back in it would mean unpacking it again.
    return inputs.values().stream()
        .sorted(Comparator.comparing(LogInput::place, RotationOrder.BY_TIME))
        .toList();
  }

  /** The file itself, by whatever names and links it is reached. */
  private static String identity(LogInput input) {
    String file = input.place();
    Path path = path(file);
    try {
      String real = path == null ? file : path.toRealPath().toString();
      return real + input.path().substring(file.length());
    } catch (IOException e) {
      return input.path();
    }
  }

  private static List<LogInput> resolve(String argument) {
    if (argument.equals(LogInput.STDIN)) {
      return List.of(new LogInput(LogInput.STDIN, -1, () -> System.in));
    }
    Path path = path(argument);
    if (path != null && Files.isDirectory(path)) {
      return folder(path, argument);
    }
    if (path != null && Files.exists(path)) {
      return file(path);
    }
    return isGlob(argument) ? glob(argument) : missing(argument);
  }

  private static @Nullable Path path(String argument) {
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      return null; // such as * on Windows; may still be a glob
    }
  }

  private static List<LogInput> missing(String argument) {
    throw new LogInputException(
        argument
            + " does not exist. Check the spelling, or give the path from "
            + Path.of("").toAbsolutePath()
            + ".");
  }

  private static List<LogInput> folder(Path folder, String argument) {
    List<Path> logs = new ArrayList<>();
    collect(folder, DEEPEST_FOLDER, argument, logs);
    if (logs.isEmpty()) {
      throw new LogInputException(
          argument
              + " holds no logs: no file in it or below ends in .log, .log.*, .txt or .gz."
              + " Name the log files themselves if they are called otherwise.");
    }
    return found(logs, argument);
  }

  /** Folders that begin with a dot hold no logs, nor do those of an Elixir project but one. */
  private static void collect(Path folder, int depth, String argument, List<Path> logs) {
    List<Path> entries;
    try (Stream<Path> all = Files.list(folder)) {
      entries = all.sorted().toList();
    } catch (IOException e) {
      if (depth == DEEPEST_FOLDER) {
        throw LogInput.unreadable(argument, e);
      }
      return; // one that only others may look into
    }
    boolean project = Files.exists(folder.resolve(PROJECT));
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (Files.isRegularFile(entry)) {
        if (isLogName(entry.toString())) {
          logs.add(entry);
        }
      } else if (depth > 0
          && !name.startsWith(".")
          && (!project || OF_PROJECT.contains(name))
          && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        collect(entry, depth - 1, argument, logs);
      }
    }
  }

  /** Of many files the empty ones are passed over, unless all are empty. */
  private static List<LogInput> found(List<Path> paths, String argument) {
    List<LogInput> inputs = new ArrayList<>();
    for (Path path : paths.stream().sorted().toList()) {
      if (sizeOf(path) > 0) {
        LogInput input = input(path);
        inputs.addAll(expandedOrItself(input));
      }
    }
    if (inputs.isEmpty()) {
      throw new LogInputException(
          argument + ": every log in it is empty. Let the application run with its Repo's log on.");
    }
    return inputs;
  }

  /** What cannot be opened is said when it is read, beside the logs that can. */
  private static List<LogInput> expandedOrItself(LogInput input) {
    try {
      return input.expanded();
    } catch (LogInputException e) {
      return List.of(input);
    }
  }

  static boolean isLogName(String name) {
    return LOG_NAME.matcher(name).matches();
  }

  private static boolean isGlob(String argument) {
    return argument.chars().anyMatch(c -> "*?{[".indexOf(c) >= 0);
  }

  private static List<LogInput> glob(String argument) {
    Path root = globRoot(argument);
    PathMatcher matcher = matcher(argument);
    List<Path> found;
    try (Stream<Path> walk = Files.isDirectory(root) ? Files.walk(root) : Stream.empty()) {
      found =
          walk.map(LogInputs::withoutDot)
              .filter(matcher::matches)
              .filter(Files::isRegularFile)
              .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw LogInput.unreadable(argument, e);
    }
    if (found.isEmpty()) {
      throw new LogInputException(
          argument + " matches no file. Check the pattern, or name a folder to read all its logs.");
    }
    return found(found, argument);
  }

  /** As shells read it, {@code **} followed by a slash may stand for no folder at all. */
  private static PathMatcher matcher(String glob) {
    FileSystem files = FileSystems.getDefault();
    PathMatcher written = files.getPathMatcher("glob:" + glob);
    PathMatcher flat = files.getPathMatcher("glob:" + glob.replace("**/", ""));
    return path -> written.matches(path) || flat.matches(path);
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

  /** A file that was named: it is looked into now, so that what is wrong is said at once. */
  private static List<LogInput> file(Path path) {
    LogInput input = input(path);
    if (!Files.isRegularFile(path)) {
      return List.of(input); // a pipe: what is read from it is gone
    }
    List<LogInput> logs = input.expanded();
    if (logs.size() == 1) {
      try (LogStream probe = logs.get(0).open()) {
        return logs;
      } catch (IOException e) {
        throw LogInput.unreadable(path.toString(), e);
      }
    }
    return logs;
  }

  private static LogInput input(Path path) {
    long size = Files.isRegularFile(path) ? sizeOf(path) : -1;
    // A channel asks for its position, which a pipe does not have.
    return size < 0
        ? new LogInput(path.toString(), size, () -> new FileInputStream(path.toFile()))
        : new LogInput(path.toString(), size, () -> Files.newInputStream(path));
  }

  private static long sizeOf(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw LogInput.unreadable(path.toString(), e);
    }
  }
}
