package dev.ectoscope.cli;

import dev.ectoscope.report.HtmlReport;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The classes of an analysis as the JVM wants them in memory: a start loads them in one piece. The
 * build leaves them beside the jar, see {@link PackagedArchive}. Of a jar that was taken elsewhere
 * they are kept in the user's cache: the first run leaves a mark, the second makes the archive when
 * its work is done, so that a machine that is thrown away after one run never pays for it. Whatever
 * is wrong with the archive or its folder, the analysis runs without it. See "Class Data Sharing"
 * of the JVM's tools reference.
 */
final class ClassArchive {

  private static final String PREFIX = "ectoscope-";
  private static final String SUFFIX = ".jsa";
  static final String SAMPLE = "/sample-logs/inkwell-prod.log.gz";
  private static final int MOST_SECONDS = 60;

  private final Path jar;
  private final Path archive;
  private final Path mark;

  private ClassArchive(Path jar, Path archive) {
    this.jar = jar;
    this.archive = archive;
    this.mark = archive.resolveSibling(archive.getFileName() + ".seen");
  }

  /**
   * @param jar what the JVM is started from
   * @param environment {@code ECTOSCOPE_NO_CDS}, when set, allows no archive; {@code
   *     XDG_CACHE_HOME} is where it is kept
   */
  static Optional<ClassArchive> of(Path jar, Map<String, String> environment) {
    if (!environment.getOrDefault("ECTOSCOPE_NO_CDS", "").isEmpty()) {
      return Optional.empty();
    }
    ClassArchive beside = beside(jar);
    if (beside.isWhole()) {
      return Optional.of(beside);
    }
    try {
      return Optional.of(new ClassArchive(jar, cache(environment).resolve(name(jar))));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** In the folder of the jar. */
  static ClassArchive beside(Path jar) {
    return new ClassArchive(jar, jar.resolveSibling(name(jar)));
  }

  /** Another one for each place and state of the jar, and each JVM. */
  static String name(Path jar) {
    String of = jar + "|" + stamp(jar.toFile());
    String jvm = System.getProperty("java.home") + "|" + System.getProperty("java.vm.version");
    return PREFIX
        + HtmlReport.VERSION
        + "-"
        + Runtime.version().feature()
        + "-"
        + Integer.toHexString((of + jvm).hashCode())
        + SUFFIX;
  }

  private static String stamp(File file) {
    return file.length() + "|" + file.lastModified();
  }

  private static Path cache(Map<String, String> environment) {
    String told = environment.getOrDefault("XDG_CACHE_HOME", "");
    // A relative path is to be ignored, says the XDG Base Directory Specification.
    boolean usable = !told.isEmpty() && Path.of(told).isAbsolute();
    Path home = Path.of(System.getProperty("user.home", ""));
    return (usable ? Path.of(told) : home.resolve(".cache")).resolve("ectoscope");
  }

  /** What to tell the JVM; nothing before there is an archive. */
  List<String> options() {
    // A JVM that does not like its archive would say so in the middle of the report.
    return isWhole() ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable") : List.of();
  }

  /**
   * The JVM itself does not survive an archive that was cut short, and believes one that was
   * written over: the mark knows its length and when it was made.
   */
  private boolean isWhole() {
    File made = archive.toFile();
    try (FileInputStream file = new FileInputStream(mark.toFile())) {
      return made.canRead()
          && new String(file.readAllBytes(), StandardCharsets.UTF_8).equals(stamp(made));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * After a run: leaves the mark, or makes the archive. Never fails.
   *
   * @param java the command and options of the JVM that it is for
   */
  void prepareNext(List<String> java) {
    try {
      if (isWhole()) {
        return;
      }
      Files.createDirectories(archive.getParent());
      if (!Files.exists(mark)) {
        Files.createFile(mark);
        return;
      }
      make(java);
    } catch (IOException | SecurityException e) {
      // The next run starts as slowly as this one.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Makes the archive in a JVM of its own; where that fails there is none.
   *
   * @param java the command and options of the JVM that it is for
   */
  void make(List<String> java) throws IOException, InterruptedException {
    Path draft =
        archive.resolveSibling(archive.getFileName() + "." + ProcessHandle.current().pid());
    List<String> command = new ArrayList<>(java);
    command.add("-XX:ArchiveClassesAtExit=" + draft);
    command.addAll(List.of("-Xlog:disable", "-cp", jar.toString(), ClassArchive.class.getName()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      boolean done = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
      if (done && process.exitValue() == 0 && Files.exists(draft)) {
        removeOthers();
        Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(mark, stamp(archive.toFile()));
      }
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(draft);
    }
  }

  /** Those of earlier versions and other jars: each takes 20 MB. */
  private void removeOthers() throws IOException {
    try (Stream<Path> files = Files.list(archive.getParent())) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(PREFIX) && (name.endsWith(SUFFIX) || name.endsWith(".seen"))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Analyses a sample, packed, as it is and without the ids of its requests, so that the classes of
   * all this are loaded when the JVM writes them down.
   */
  public static void main(String[] arguments) throws IOException {
    SmallHeap.run(new String[] {}); // where a start looks first
    Path packed = Files.createTempFile("ectoscope", ".log.gz");
    Path plain = Files.createTempFile("ectoscope", ".log");
    Path nameless = Files.createTempFile("ectoscope", ".log");
    Path report = Files.createTempFile("ectoscope", ".out");
    try (InputStream sample = ClassArchive.class.getResourceAsStream(SAMPLE)) {
      Files.copy(sample, packed, StandardCopyOption.REPLACE_EXISTING);
      try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(packed))) {
        Files.copy(unpacked, plain, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(nameless, Files.readString(plain).replaceAll(" request_id=\\S+", ""));
      analyse(packed, "json", report);
      analyse(plain, "console", report);
      analyse(nameless, "json", report);
    } finally {
      for (Path made : List.of(packed, plain, nameless, report)) {
        Files.delete(made);
      }
    }
    System.exit(0);
  }

  private static void analyse(Path log, String format, Path report) {
    Main.run("analyze", log.toString(), "--format", format, "--output", report.toString());
  }
}
