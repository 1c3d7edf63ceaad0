package dev.ectoscope.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Analyses logs in a JVM of its own that is told to be small and quick. Left to itself a JVM takes
 * what the machine has: half a gigabyte of garbage before it collects any, and as much processor
 * time for its optimising compiler as for a small log. Nothing in a jar can say otherwise, only the
 * command line can. This JVM itself only starts and waits: without lambdas and streams it does so
 * with half as many classes.
 */
final class SmallHeap {

  /** Above this the optimising compiler earns more than its own time and memory. */
  private static final long HUGE = 8L << 30;

  private static final String MARK = "ectoscope.smallHeap";

  private SmallHeap() {}

  /** The exit code, when the command was run that way. */
  static OptionalInt run(String[] arguments) {
    if (!isForIt(List.of(arguments)) || System.getProperty(MARK) != null || !isJar()) {
      return OptionalInt.empty();
    }
    OwnCommand own = OwnCommand.read();
    return own == null || !own.leavesTheJvmToUs(System.getenv())
        ? OptionalInt.empty()
        : rerun(own, arguments, isQuick(arguments));
  }

  /** Ctrl-C ends --follow with a report, which is for this JVM to write in peace. */
  private static boolean isForIt(List<String> arguments) {
    return !arguments.isEmpty()
        && arguments.get(0).equals("analyze")
        && !arguments.contains("--follow");
  }

  /** Standard input may be of any length; most often it is no longer than other logs. */
  static boolean isQuick(String[] arguments) {
    return sizes(arguments) < HUGE;
  }

  /** Started by {@code java -jar}: then the class path is the jar, and all that is needed. */
  private static boolean isJar() {
    String path = System.getProperty("java.class.path", "");
    boolean hotSpot = !System.getProperty("java.vm.name", "").contains("J9");
    return hotSpot && path.endsWith(".jar") && path.indexOf(File.pathSeparatorChar) < 0;
  }

  static long sizes(String[] arguments) {
    long bytes = 0;
    for (String argument : arguments) {
      bytes += size(argument);
    }
    return bytes;
  }

  private static long size(String argument) {
    File named = new File(argument);
    File[] inside = named.listFiles();
    if (inside == null) {
      return named.length(); // 0 of an option, a glob or a missing file: the command says so
    }
    long bytes = 0;
    for (File file : inside) {
      bytes += file.length();
    }
    return bytes;
  }

  private static OptionalInt rerun(OwnCommand own, String[] arguments, boolean quickly) {
    // An archive of classes is for one path of the jar, however the jar was named.
    Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath().normalize();
    ClassArchive archive = ClassArchive.of(jar, System.getenv()).orElse(null);
    List<String> java = java(own, quickly);
    List<String> whole = new ArrayList<>(java);
    if (archive != null) {
      whole.addAll(archive.options());
    }
    whole.addAll(List.of("-cp", jar.toString(), Main.class.getName()));
    whole.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(whole).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new End(process));
      int code = process.waitFor();
      if (archive != null) {
        archive.prepareNext(java);
      }
      return OptionalInt.of(code);
    } catch (IOException e) {
      return OptionalInt.empty(); // then it is done here, with more memory
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.of(Main.USAGE);
    }
  }

  /** The command of the small JVM with its options. */
  static List<String> java(OwnCommand own, boolean quickly) {
    List<String> java = new ArrayList<>(List.of(own.java()));
    java.addAll(own.options());
    java.addAll(
        List.of("-XX:+UseSerialGC", "-Xms144m", "-Xmn40m", "-Xshare:auto", "-XX:-UsePerfData"));
    java.add("-XX:MinHeapFreeRatio=20"); // else what a huge log holds takes two thirds more
    if (quickly) {
      java.add("-XX:TieredStopAtLevel=1");
    }
    java.add("-D" + MARK + "=true");
    return java;
  }

  /** Ends the analysis with this JVM. */
  private static final class End extends Thread {
    private final Process process;

    End(Process process) {
      this.process = process;
    }

    @Override
    public void run() {
      process.destroy();
    }
  }
}
