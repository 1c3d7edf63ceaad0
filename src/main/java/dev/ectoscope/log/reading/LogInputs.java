package dev.ectoscope.log.reading;

import dev.ectoscope.log.RotationOrder;
import dev.ectoscope.log.input.Compression;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.input.LogText;
import dev.ectoscope.log.input.TarLogs;
import dev.ectoscope.log.input.TemporaryCopy;
import dev.ectoscope.log.input.Unpacked;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
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

  private static final String STDIN = "-";
  private static final Pattern LOG_NAME =
      Pattern.compile(
          ".*(\\.log|\\.log[.\\-_].*|\\.txt|\\.gz|\\.zst|\\.bz2|\\.xz|\\.tar|\\.tgz|\\.jsonl|\\.ndjson"
              + "|(^|/)postgres[^/]*\\.(csv|json)|(^|/)[^/]*log[^/]*\\.json)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private LogInputs() {}

  /** One input: a file, a member of a tar archive, or standard input. */
  public static final class Input {

    private final String path;
    private final long stored;
    private final Source source;
    private final @Nullable TarLogs archive;
    private final @Nullable String damage;
    private @Nullable Unpacked opened;

    private Input(
        String path,
        long stored,
        Source source,
        @Nullable TarLogs archive,
        @Nullable String damage) {
      this.path = path;
      this.stored = stored;
      this.source = source;
      this.archive = archive;
      this.damage = damage;
    }

    private Input(String path, long stored, Source source) {
      this(path, stored, source, null, null);
    }

    /**
     * As given, or found in the folder given; {@code logs.tar.gz!app.log} for a member of an
     * archive; {@code -} for standard input.
     */
    public String path() {
      return path;
    }

    /** Bytes that {@link #open()} will give, or -1 when unknown (packed, standard input). */
    public long size() {
      try {
        return isPlain() ? stored : -1;
      } catch (IOException e) {
        return -1;
      }
    }

    /** Bytes the input takes where it is kept, packed as it is, or -1 when unknown. */
    public long storedSize() {
      return stored;
    }

    private boolean isPlain() throws IOException {
      if (stored < 0 || archive != null) {
        return false;
      }
      try (InputStream bytes = source.open()) {
        return Compression.of(bytes.readNBytes(8)) == null;
      }
    }

    /**
     * The bytes, unpacked. The caller closes it, and asks it for {@link LogStream#damage} after its
     * end. May be asked once only for standard input.
     *
     * @throws LogInputException when the bytes are empty, binary or not readable
     */
    public LogStream open() {
      try {
        Unpacked unpacked = opened == null ? Unpacked.of(source.open()) : opened;
        opened = null;
        return checked(unpacked);
      } catch (IOException | RuntimeException e) {
        throw e instanceof LogInputException said ? said : unreadable(path, e);
      }
    }

    private LogStream checked(Unpacked unpacked) throws IOException {
      try {
        if (unpacked.isTar()) {
          throw new LogInputException(
              path + " is an archive inside another. Unpack the outer one and name the inner.");
        }
        LogText.check(path, unpacked);
        boolean plain = stored >= 0 && archive == null && unpacked.layers().isEmpty();
        return new LogStream(
            unpacked.bytes(),
            unpacked.stored()::count,
            what(unpacked),
            damage,
            plain ? Path.of(path) : null);
      } catch (IOException | RuntimeException e) {
        if (!path.equals(STDIN)) {
          unpacked.bytes().close();
        }
        throw e;
      }
    }

    private String what(Unpacked unpacked) {
      return archive == null || !unpacked.layers().isEmpty() ? unpacked.what() : "the tar";
    }

    /**
     * The logs in it: itself, or the members of the archive it turns out to be. {@link #resolve}
     * has done this for files; standard input is looked into here, which waits for its first bytes.
     *
     * @throws LogInputException when the archive is empty or cannot be read at all
     */
    public List<Input> expanded() {
      if (archive != null) {
        return List.of(this);
      }
      try {
        Unpacked unpacked = Unpacked.of(source.open());
        boolean tar = unpacked.isTar();
        if (stored < 0 && !tar) {
          opened = unpacked;
          return List.of(this);
        }
        if (stored < 0) {
          Path copy = TemporaryCopy.of(unpacked.bytes());
          return members(path, () -> Files.newInputStream(copy));
        }
        unpacked.bytes().close();
        return tar ? members(path, source) : List.of(this);
      } catch (IOException | RuntimeException e) {
        throw e instanceof LogInputException said ? said : unreadable(path, e);
      }
    }

    @Override
    public String toString() {
      return path;
    }
  }

  /** Opens the bytes; may be asked once only for standard input. */
  @FunctionalInterface
  private interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Files as given; of a folder the files called as logs are ({@code *.log}, {@code *.log.*},
   * {@code *.log-*}, {@code *.txt}, packed ones); what a glob matches; the members of a tar; {@code
   * -} is standard input. The files of one rotated log stand in the order they were written. The
   * same file named twice is read once. What was found, not named, is checked only when opened.
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
    Set<String> seen = new HashSet<>();
    for (String argument : arguments) {
      for (Input input : resolve(argument)) {
        if (seen.add(identity(input))) {
          inputs.putIfAbsent(input.path(), input);
        }
      }
    }
    // An archive is read as it stands: going back in it would mean unpacking it again.
    return inputs.values().stream()
        .sorted(Comparator.comparing(LogInputs::place, RotationOrder.BY_TIME))
        .toList();
  }

  /** The file itself, by whatever names and links it is reached. */
  private static String identity(Input input) {
    String file = place(input);
    Path path = path(file);
    try {
      String real = path == null ? file : path.toRealPath().toString();
      return real + input.path().substring(file.length());
    } catch (IOException e) {
      return input.path();
    }
  }

  private static String place(Input input) {
    return input.archive == null ? input.path : input.path.substring(0, input.path.indexOf('!'));
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

  private static List<Input> missing(String argument) {
    throw new LogInputException(
        argument
            + " does not exist. Check the spelling, or give the path from "
            + Path.of("").toAbsolutePath()
            + ".");
  }

  private static List<Input> folder(Path folder, String argument) {
    List<Path> logs;
    try (Stream<Path> entries = Files.list(folder)) {
      logs = entries.filter(Files::isRegularFile).filter(p -> isLogName(p.toString())).toList();
    } catch (IOException e) {
      throw unreadable(argument, e);
    }
    if (logs.isEmpty()) {
      throw new LogInputException(
          argument
              + " holds no logs: no file in it ends in .log, .log.*, .txt or .gz."
              + " Name the log files themselves if they are called otherwise.");
    }
    return found(logs, argument);
  }

  /** Of many files the empty ones are passed over, unless all are empty. */
  private static List<Input> found(List<Path> paths, String argument) {
    List<Input> inputs = new ArrayList<>();
    for (Path path : paths.stream().sorted().toList()) {
      if (sizeOf(path) > 0) {
        Input input = input(path);
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
  private static List<Input> expandedOrItself(Input input) {
    try {
      return input.expanded();
    } catch (LogInputException e) {
      return List.of(input);
    }
  }

  private static boolean isLogName(String name) {
    return LOG_NAME.matcher(name).matches();
  }

  private static boolean isGlob(String argument) {
    return argument.chars().anyMatch(c -> "*?{[".indexOf(c) >= 0);
  }

  private static List<Input> glob(String argument) {
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
      throw unreadable(argument, e);
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
  private static List<Input> file(Path path) {
    Input input = input(path);
    if (!Files.isRegularFile(path)) {
      return List.of(input); // a pipe: what is read from it is gone
    }
    List<Input> logs = input.expanded();
    if (logs.size() == 1) {
      try (LogStream probe = logs.get(0).open()) {
        return logs;
      } catch (IOException e) {
        throw unreadable(path.toString(), e);
      }
    }
    return logs;
  }

  private static Input input(Path path) {
    long size = Files.isRegularFile(path) ? sizeOf(path) : -1;
    // A channel asks for its position, which a pipe does not have.
    return size < 0
        ? new Input(path.toString(), size, () -> new FileInputStream(path.toFile()))
        : new Input(path.toString(), size, () -> Files.newInputStream(path));
  }

  private static List<Input> members(String path, Source source) throws IOException {
    TarLogs archive = new TarLogs(source::open);
    TarLogs.Listing listing = archive.list();
    List<TarLogs.Member> all = listing.members();
    if (all.isEmpty()) {
      throw new LogInputException(
          path
              + " is an archive without a file that can be read: it is empty, or cut off."
              + " Name the logs themselves.");
    }
    List<TarLogs.Member> logs = all.stream().filter(m -> isLogName(m.name())).toList();
    List<TarLogs.Member> wanted = logs.isEmpty() ? all : logs;
    List<Input> inputs = new ArrayList<>();
    for (TarLogs.Member member : wanted) {
      boolean last = member == all.get(all.size() - 1) || inputs.size() == wanted.size() - 1;
      inputs.add(
          new Input(
              path + "!" + member.name(),
              member.size(),
              () -> archive.open(member),
              archive,
              last && listing.damage() != null ? listing.damage() + " was not read" : null));
    }
    return inputs;
  }

  private static long sizeOf(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(path.toString(), e);
    }
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
