package dev.ectoscope.report;

import dev.ectoscope.review.Severity;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bold, dim and five colours of a terminal, or nothing. */
record Ink(boolean on) {

  private static final Pattern LINE_END = Pattern.compile("\n");
  private static final Pattern LINE_END_OR_COLOUR =
      Pattern.compile("\n|\u001b\\[(?:[012]|3[1-5])m");

  String bold(String text) {
    return sgr("1", text);
  }

  String dim(String text) {
    return sgr("2", text);
  }

  String green(String text) {
    return sgr("32", text);
  }

  String path(String text) {
    return sgr("35", text);
  }

  String severity(Severity severity, String text) {
    return switch (severity) {
      case HIGH -> sgr("31", text);
      case MEDIUM -> sgr("33", text);
      case LOW -> sgr("34", text);
      case INFO -> text;
    };
  }

  private String sgr(String code, String text) {
    return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** The page without anything that steers a terminal but line ends and colours such as ours. */
  String printable(String page) {
    Matcher ours = (on ? LINE_END_OR_COLOUR : LINE_END).matcher(page);
    StringBuilder clean = new StringBuilder(page.length());
    int from = 0;
    while (ours.find()) {
      clean.append(Prose.printable(page.substring(from, ours.start()))).append(ours.group());
      from = ours.end();
    }
    return clean.append(Prose.printable(page.substring(from))).toString();
  }
}
