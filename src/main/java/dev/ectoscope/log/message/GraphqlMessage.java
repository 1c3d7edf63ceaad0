package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Absinthe.Logger prints of a document before it runs: {@code ABSINTHE schema=…
 * variables=%{…}}, then the document between lines of three dashes.
 */
final class GraphqlMessage {

  private static final int LONGEST = 8192;
  private static final String FENCE = "\n---\n";
  private static final Pattern COMPILED = Pattern.compile("\\[COMPILED#<([^>]*)>]");
  private static final Pattern OPERATION =
      Pattern.compile("(?m)^\\s*(query|mutation|subscription)\\b\\s*(\\w*)");
  private static final Pattern FIELD = Pattern.compile("\\{\\s*(?:\\w+\\s*:\\s*)?(\\w+)");

  private GraphqlMessage() {}

  /** Reads the whole message [from, to). */
  static void read(byte[] bytes, int from, int to, Reading reading) {
    String text = new String(bytes, from, Math.min(to - from, LONGEST), UTF_8);
    int fence = text.indexOf(FENCE);
    if (!text.startsWith("ABSINTHE ") || fence < 0) {
      return;
    }
    String name = name(text.substring(fence + FENCE.length() - 1));
    if (!name.isEmpty()) {
      reading.emit(
          new LogEvent.UnitNamed(
              reading.position(), reading.clock(), reading.process(), name, true));
    }
  }

  /** {@code query Feed}; of an operation without a name {@code query posts}, its first field. */
  private static String name(String document) {
    Matcher compiled = COMPILED.matcher(document);
    if (compiled.lookingAt() || compiled.find()) {
      return compiled.group(1);
    }
    Matcher operation = OPERATION.matcher(document);
    boolean typed = operation.find();
    String type = typed ? operation.group(1) : "query";
    if (typed && !operation.group(2).isEmpty()) {
      return type + " " + operation.group(2);
    }
    Matcher field = FIELD.matcher(document);
    return field.find(typed ? operation.end() : 0) ? type + " " + field.group(1) : "";
  }
}
