package dev.ectoscope.log.reading;

import static java.util.Comparator.comparingInt;

import dev.ectoscope.log.RotationOrder;
import dev.ectoscope.log.input.Compression;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.input.LogText;
import dev.ectoscope.log.input.TarLogs;
import dev.ectoscope.log.input.TemporaryCopy;
import dev.ectoscope.log.input.Unpacked;
import dev.ectoscope.log.input.ZipLogs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One input: a file, a member of an archive, or standard input. */
public final class LogInput {

  /** As many as nearly all messages have. */
  public static final int FIRST_BYTES = 256 * 1024;

  static final String STDIN = "-";
  private static final long SMALL_ARCHIVE = 256L << 20;
  private static final long SOON_UNPACKED = 16L << 20;

  private final String path;
  private final long stored;
  private final Source source;
  private final @Nullable String archive;
  private final @Nullable String damage;
  private final boolean isDeep;
  private @Nullable Unpacked opened;

  private LogInput(
      String path,
      long stored,
      Source source,
      @Nullable String archive,
      @Nullable String damage,
      boolean isDeep) {
    this.path = path;
    this.stored = stored;
    this.source = source;
    this.archive = archive;
    this.damage = damage;
    this.isDeep = isDeep;
  }

  LogInput(String path, long stored, Source source) {
    this(path, stored, source, null, null, false);
  }

  /**
   * As given, or found in the folder given; {@code logs.tar.gz!app.log} for a member of an archive;
   * {@code -} for standard input.
   */
  public String path() {
    return path;
  }

  /** The path of the file it is in. */
  String place() {
    return archive == null ? path : path.substring(0, path.indexOf('!'));
  }

  /** Whether its first bytes are had without reading much else, and may be read again. */
  boolean isQuicklyOpened() {
    return stored >= 0 && !isDeep;
  }

  /**
   * At most {@link #FIRST_BYTES} bytes that it begins with, unpacked; none when they are not
   * quickly had, or cannot be read at all.
   */
  public byte[] firstBytes() {
    if (!isQuicklyOpened()) {
      return new byte[0];
    }
    try (LogStream bytes = open()) {
      return bytes.readNBytes(FIRST_BYTES);
    } catch (IOException | LogInputException e) {
      return new byte[0]; // said when it is read
    }
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
    return archive == null || !unpacked.layers().isEmpty() ? unpacked.what() : archive;
  }

  /**
   * The logs in it: itself, or the members of the archive it turns out to be. {@link
   * LogInputs#resolve} has done this for files; standard input is looked into here, which waits for
   * its first bytes.
   *
   * @throws LogInputException when the archive is empty or cannot be read at all
   */
  public List<LogInput> expanded() {
    if (archive != null) {
      return List.of(this);
    }
    try {
      Unpacked unpacked = Unpacked.of(source.open());
      boolean tar = unpacked.isTar();
      boolean zip = !tar && unpacked.layers().isEmpty() && unpacked.isZip();
      if (stored < 0 && !tar && !zip) {
        opened = unpacked;
        return List.of(this);
      }
      if (stored < 0) {
        Path copy = TemporaryCopy.of(unpacked.bytes());
        return zip ? zipped(path, copy) : members(path, () -> Files.newInputStream(copy));
      }
      unpacked.bytes().close();
      if (zip) {
        return zipped(path, Path.of(path));
      }
      return tar ? members(path, source) : List.of(this);
    } catch (IOException | RuntimeException e) {
      throw e instanceof LogInputException said ? said : unreadable(path, e);
    }
  }

  @Override
  public String toString() {
    return path;
  }

  /** Opens the bytes; may be asked once only for standard input. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  private static List<LogInput> members(String path, Source source) throws IOException {
    TarLogs archive = new TarLogs(source::open);
    TarLogs.Listing listing = archive.list();
    List<TarLogs.Member> all = listing.members();
    if (all.isEmpty()) {
      throw new LogInputException(
          path
              + " is an archive without a file that can be read: it is empty, or cut off."
              + " Name the logs themselves.");
    }
    List<TarLogs.Member> logs = all.stream().filter(m -> LogInputs.isLogName(m.name())).toList();
    List<TarLogs.Member> wanted = inTurn(logs.isEmpty() ? all : logs);
    TarLogs.Member cut = wanted.stream().max(comparingInt(TarLogs.Member::entry)).orElseThrow();
    boolean isDeep = all.stream().mapToLong(TarLogs.Member::size).sum() > SOON_UNPACKED;
    List<LogInput> inputs = new ArrayList<>();
    for (TarLogs.Member member : wanted) {
      boolean last = member == cut;
      inputs.add(
          new LogInput(
              path + "!" + member.name(),
              member.size(),
              () -> archive.open(member),
              "the tar",
              last && listing.damage() != null ? listing.damage() + " was not read" : null,
              isDeep));
    }
    return inputs;
  }

  private static List<LogInput> zipped(String path, Path file) throws IOException {
    ZipLogs archive = new ZipLogs(file);
    List<ZipLogs.Member> all;
    try {
      all = archive.list();
    } catch (IOException e) {
      throw new LogInputException(
          path
              + " is a zip file that is cut off or damaged. Unpack what can be, and name the logs.",
          e);
    }
    List<ZipLogs.Member> logs = all.stream().filter(m -> LogInputs.isLogName(m.name())).toList();
    if (all.isEmpty()) {
      throw new LogInputException(
          path + " is an archive without a file. Name the logs themselves.");
    }
    return (logs.isEmpty() ? all : logs)
        .stream()
            .sorted(Comparator.comparing(ZipLogs.Member::name, RotationOrder.BY_TIME))
            .map(
                member ->
                    new LogInput(
                        path + "!" + member.name(),
                        member.size(),
                        () -> archive.open(member),
                        "the zip",
                        null,
                        false))
            .toList();
  }

  /** As they were written, unless to go back in the archive takes long. */
  private static List<TarLogs.Member> inTurn(List<TarLogs.Member> members) {
    boolean small = members.stream().mapToLong(TarLogs.Member::size).sum() <= SMALL_ARCHIVE;
    return small
        ? members.stream()
            .sorted(Comparator.comparing(TarLogs.Member::name, RotationOrder.BY_TIME))
            .toList()
        : members;
  }

  static LogInputException unreadable(String path, Exception cause) {
    return new LogInputException(
        path
            + " cannot be read ("
            + cause.getClass().getSimpleName()
            + "). Check its permissions, and that it is whole if it is compressed.",
        cause);
  }
}
