package dev.ectoscope.cli;

import dev.ectoscope.review.Severity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code analyze} is usually told: logs, and the options that a log alone has use for.
 * The command line's library takes a fifth of a small log's time to look at the options of a class;
 * it reads everything else, and all that is wrong.
 */
final class UsualArguments {

  private final AnalyzeCommand command = new AnalyzeCommand();
  private final List<String> logs = new ArrayList<>();
  private final Set<String> given = new HashSet<>();

  private UsualArguments() {}

  /** The command as it would be run, or null for the library to read. */
  static @Nullable AnalyzeCommand read(String... arguments) {
    if (arguments.length < 2 || !arguments[0].equals("analyze")) {
      return null;
    }
    UsualArguments usual = new UsualArguments();
    try {
      return usual.areAllTaken(arguments) ? usual.command() : null;
    } catch (IllegalArgumentException e) {
      return null; // no path, or no name of a format or severity
    }
  }

  private AnalyzeCommand command() {
    command.logs = logs;
    return command;
  }

  private boolean areAllTaken(String... arguments) {
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("-") || isPlain(argument)) {
        logs.add(argument);
      } else if (argument.equals("--all") && given.add(argument)) {
        command.all = true;
      } else {
        int equals = argument.indexOf('=');
        boolean joined = equals > 0;
        String name = joined ? argument.substring(0, equals) : argument;
        String value = joined ? argument.substring(equals + 1) : after(i++, arguments);
        if (!given.add(name) || !isPlain(value) || !isSet(name, value)) {
          return false;
        }
      }
    }
    return true;
  }

  private static String after(int i, String... arguments) {
    return i + 1 < arguments.length ? arguments[i + 1] : "";
  }

  /** No option, no file of arguments, and nothing that a shell leaves behind. */
  private static boolean isPlain(String argument) {
    return !argument.isEmpty() && "-@\"'".indexOf(argument.charAt(0)) < 0;
  }

  /**
   * @throws InvalidPathException when the value is no path
   */
  private boolean isSet(String name, String value) {
    switch (name) {
      case "--format" -> command.format = ReportFormat.valueOf(upper(value));
      case "--output" -> command.output = Path.of(value);
      case "--fail-on" -> command.failOn = Severity.valueOf(upper(value));
      case "--source" -> command.analysis.source = Path.of(value);
      case "--since" -> command.analysis.since = value;
      case "--until" -> command.analysis.until = value;
      case "--log-format" -> command.analysis.logFormat = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  private static String upper(String value) {
    return value.toUpperCase(Locale.ROOT);
  }
}
