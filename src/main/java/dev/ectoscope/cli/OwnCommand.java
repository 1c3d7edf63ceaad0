package dev.ectoscope.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What started this JVM.
 *
 * @param java the program
 * @param options those given to the JVM itself
 */
record OwnCommand(String java, List<String> options) {

  private static final String JAR = "-jar";
  private static final List<String> MORE_OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Null when it cannot be known, or was no jar. */
  static @Nullable OwnCommand read() {
    File java = new File(System.getProperty("java.home"), "bin/java");
    List<String> arguments = java.canExecute() ? ofLinux() : null;
    if (arguments != null) {
      return of(java.getPath(), arguments);
    }
    // Sets up threads and more, which takes as long as all the rest of this JVM's work.
    ProcessHandle.Info info = ProcessHandle.current().info();
    String command = info.command().orElse(null);
    String[] known = info.arguments().orElse(null);
    return command == null || known == null ? null : of(command, List.of(known));
  }

  /** The arguments of this process, or null on other systems. See proc(5). */
  private static @Nullable List<String> ofLinux() {
    try (InputStream file = new FileInputStream("/proc/self/cmdline")) {
      String all = new String(file.readAllBytes(), Charset.defaultCharset());
      List<String> arguments = new ArrayList<>(List.of(all.split("\0")));
      arguments.remove(0);
      return arguments;
    } catch (IOException e) {
      return null;
    }
  }

  static @Nullable OwnCommand of(String java, List<String> arguments) {
    int jar = arguments.indexOf(JAR);
    return jar < 0 ? null : new OwnCommand(java, List.copyOf(arguments.subList(0, jar)));
  }

  /**
   * Whether nobody chose the JVM's memory, collector, agents or a file of options: system
   * properties and what is opened to whom hold for any JVM.
   */
  boolean leavesTheJvmToUs(Map<String, String> environment) {
    for (String option : options) {
      if (isOfOneJvm(option)) {
        return false;
      }
    }
    for (String name : MORE_OPTIONS) {
      String more = environment.get(name);
      if (more != null) {
        for (String option : more.trim().split("\\s+")) {
          if (isOfOneJvm(option)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isOfOneJvm(String option) {
    return option.startsWith("-X")
        || option.startsWith("@")
        || option.startsWith("-agent")
        || option.startsWith("-javaagent");
  }
}
