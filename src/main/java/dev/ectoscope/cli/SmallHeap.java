package dev.ectoscope.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Analyses large logs in a JVM of its own that is told to stay small. Left to itself a JVM takes
 * what the machine has: half a gigabyte of garbage before it collects any. Nothing in a jar can say
 * otherwise, only the command line can.
 */
final class SmallHeap {

  /** Below this the second JVM's start costs more than it is worth. */
  private static final long LARGE = 32L << 20;

  /** Above this the optimising compiler earns more than its own time and memory. */
  private static final long HUGE = 1L << 30;

  private static final String MARK = "ectoscope.smallHeap";

  private SmallHeap() {}

  /** The exit code, when the command was run that way. */
  static OptionalInt run(String[] arguments) {
    boolean analyze = arguments.length > 0 && arguments[0].equals("analyze");
    if (!analyze || System.getProperty(MARK) != null || !isJar() || isToldItsMemory()) {
      return OptionalInt.empty();
    }
    long bytes = sizes(arguments);
    return bytes < LARGE ? OptionalInt.empty() : rerun(arguments, bytes < HUGE);
  }

  /** Started by {@code java -jar}: then the class path is the jar, and all that is needed. */
  private static boolean isJar() {
    String path = System.getProperty("java.class.path", "");
    return path.endsWith(".jar") && path.indexOf(File.pathSeparatorChar) < 0;
  }

  /** Whether whoever started this JVM chose its memory; also when that cannot be known. */
  private static boolean isToldItsMemory() {
    return ProcessHandle.current()
        .info()
        .arguments()
        .map(given -> Stream.of(given).anyMatch(g -> g.startsWith("-Xm") || g.contains("RAM")))
        .orElse(true);
  }

  static long sizes(String[] arguments) {
    long bytes = 0;
    for (String argument : arguments) {
      bytes += size(argument);
    }
    return bytes;
  }

  private static long size(String argument) {
    try (Stream<Path> files = Files.walk(Path.of(argument), 1, new FileVisitOption[0])) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException | InvalidPathException e) {
      return 0; // an option, a glob, or a file that is missing: the command says so
    }
  }

  private static OptionalInt rerun(String[] arguments, boolean quickly) {
    String java = ProcessHandle.current().info().command().orElse(null);
    if (java == null) {
      return OptionalInt.empty();
    }
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms40m", "-Xmn24m", "-Xshare:auto"));
    if (quickly) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-D" + MARK + "=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return OptionalInt.of(process.waitFor());
    } catch (IOException e) {
      return OptionalInt.empty(); // then it is done here, with more memory
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.of(Main.USAGE);
    }
  }
}
