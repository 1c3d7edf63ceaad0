package dev.ectoscope.ecto;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Lines of one new function that stands beside the one of the log. */
final class FunctionCode {

  /** Which forms these are: src/site/markdown/FIXES.md. */
  static final String NOT_RUN = "Form from the documentation, not run by us.";

  private final String printed;
  private final String file;
  private final List<String> lines = new ArrayList<>();
  private final Predicate<String> taken;
  private final int heading;
  private String note = "";

  FunctionCode(String printed, String file) {
    this(printed, file, name -> false);
  }

  /**
   * @param taken whether the module has a function of a name
   */
  FunctionCode(String printed, String file, Predicate<String> taken) {
    this.taken = taken;
    this.printed = printed;
    this.file = file;
    if (!printed.isEmpty()) {
      String where = printed.contains(".__") ? "In the module of " : "Beside ";
      comment(where + printed + (file.isEmpty() ? "" : " in " + file) + ":");
    }
    heading = lines.size();
  }

  /** Says that the form was read in its library and not run against it. */
  FunctionCode read() {
    note = NOT_RUN;
    return this;
  }

  FunctionCode comment(String text) {
    lines.addAll(Elixir.comment(0, text));
    return this;
  }

  /** A comment directly after the one that says where the function goes. */
  FunctionCode first(String text) {
    lines.addAll(heading, Elixir.comment(0, text));
    return this;
  }

  FunctionCode raw(List<String> more) {
    lines.addAll(more);
    return this;
  }

  FunctionCode line(String line) {
    lines.add(line);
    return this;
  }

  FunctionCode call(int indent, String head, String first, List<String> arguments) {
    lines.addAll(Elixir.call(indent, head, first, arguments, indent + 2));
    return this;
  }

  /** {@code name = from(…)}, on a line of its own when it is too long. */
  FunctionCode assigned(String name, String first, List<String> parts) {
    String line = "  " + name + " = from(" + first + ", " + String.join(", ", parts) + ")";
    return line.length() <= Elixir.WIDTH
        ? line(line)
        : line("  " + name + " =").call(4, "from(", first, parts);
  }

  /** {@code Repo.all(from(…))}, broken when it is too long. */
  FunctionCode asked(String repoFunction, String first, List<String> parts) {
    String line = "  " + repoFunction + "(from(" + first + ", " + String.join(", ", parts) + "))";
    return line.length() <= Elixir.WIDTH
        ? line(line)
        : line("  " + repoFunction + "(").call(4, "from(", first, parts).line("  )");
  }

  /** {@code feed_preloaded} for {@code MyApp.Blog.feed/1}. */
  String name(String fallback, String suffix) {
    String function = printed.replaceAll("/\\d+$", "");
    String last = function.substring(function.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String base = last.replaceAll("[!?]$", "");
    boolean usable = base.matches("[a-z_][a-z0-9_]*") && !base.startsWith("__");
    String name = (usable ? base : Elixir.variable(fallback)) + suffix;
    return taken.test(name) ? name + "_2" : name;
  }

  String note() {
    return note;
  }

  String file() {
    return file;
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }
}
