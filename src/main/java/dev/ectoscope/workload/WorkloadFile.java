package dev.ectoscope.workload;

import dev.ectoscope.sql.SqlReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Workloads as files: a line that names the version, then gzip. Texts among the parameters of the
 * few kept executions are replaced ({@link ParameterMask}); hashes of parameter lists are kept to
 * tell equal ones.
 */
public final class WorkloadFile {

  private static final String FORMAT = "ectoscope.workload/";
  private static final String VERSION = "9";
  private static final int LONGEST_FIRST_LINE = 64;

  private WorkloadFile() {}

  /** The same bytes for equal workloads. */
  public static byte[] write(Workload workload) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes((FORMAT + VERSION + "\n").getBytes(StandardCharsets.US_ASCII));
    try (GZIPOutputStream packed = new GZIPOutputStream(file)) {
      packed.write(new TallyWriter(workload.tally(), new ParameterMask()).write());
    } catch (IOException e) {
      throw new UncheckedIOException("memory is always written", e);
    }
    return file.toByteArray();
  }

  /** Everything that a workload holds. */
  static byte[] plain(Workload workload) {
    return new TallyWriter(workload.tally(), UnaryOperator.identity()).write();
  }

  /** What it says when nothing more is to come, but for the names of the inputs. */
  static byte[] plainOfClosed(Workload workload) {
    Tally closed = workload.closed();
    closed.inputs.clear();
    return new TallyWriter(closed, UnaryOperator.identity()).write();
  }

  /**
   * @param patterns asked for the units that its logs may have cut
   * @throws WorkloadNotUnderstood when the file is missing, damaged, of another version, or no
   *     workload
   */
  public static Workload read(Path file, SqlReader reader, List<UnitPattern> patterns) {
    return read(file, reader, patterns, Limits.STANDARD);
  }

  static Workload read(Path file, SqlReader reader, List<UnitPattern> patterns, Limits limits) {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      checkVersion(file, firstLine(bytes));
      Tally tally = new Tally(reader, limits, List.copyOf(patterns));
      PackReader in = new PackReader(new BufferedInputStream(new GZIPInputStream(bytes)));
      new TallyReader(in, tally).read();
      if (!in.isAtEnd()) {
        throw new IOException("more follows than was saved");
      }
      return new Workload(tally);
    } catch (NoSuchFileException e) {
      throw new WorkloadNotUnderstood(
          file + " does not exist. " + made(file) + " makes a saved workload.");
    } catch (IOException | RuntimeException e) {
      throw e instanceof WorkloadNotUnderstood known
          ? known
          : new WorkloadNotUnderstood(
              file
                  + " is damaged or cut off: it cannot be read as a saved workload. Make it again"
                  + " with "
                  + made(file)
                  + ".");
    }
  }

  private static String firstLine(InputStream bytes) throws IOException {
    byte[] line = new byte[LONGEST_FIRST_LINE];
    int length = 0;
    for (int b; length < line.length && (b = bytes.read()) >= 0 && b != '\n'; ) {
      line[length++] = (byte) b;
    }
    return new String(Arrays.copyOf(line, length), StandardCharsets.ISO_8859_1);
  }

  private static void checkVersion(Path file, String line) {
    if (!line.startsWith(FORMAT)) {
      throw new WorkloadNotUnderstood(
          file + " is not a saved workload. Make one with " + made(file) + ".");
    }
    String version = line.substring(FORMAT.length());
    if (!version.equals(VERSION)) {
      throw new WorkloadNotUnderstood(
          file
              + " was saved by another version of Ectoscope (format "
              + version
              + ", this one reads "
              + VERSION
              + "). Make it again with "
              + made(file)
              + ".");
    }
  }

  private static String made(Path file) {
    return "`ectoscope analyze LOG --save-workload " + file + "`";
  }

  /** The file does not hold a workload that can be read. The message says what to do next. */
  public static final class WorkloadNotUnderstood extends RuntimeException {
    WorkloadNotUnderstood(String message) {
      super(message);
    }
  }
}
