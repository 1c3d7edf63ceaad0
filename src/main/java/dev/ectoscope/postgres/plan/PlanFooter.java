package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines below the tree: times, JIT, settings, triggers. */
final class PlanFooter {

  private static final Pattern TIME =
      Pattern.compile("(Planning|Execution) [Tt]ime: (\\d{1,12}(?:\\.\\d{1,6})?) ms");
  private static final Pattern TRIGGER =
      Pattern.compile("Trigger (.{1,400}?): (?:time=([\\d.]{1,20}) )?calls=([\\d.]{1,18})");
  private static final Pattern SETTING = Pattern.compile("([a-z_.0-9]{1,64}) = '([^']{0,400})'");
  private static final Pattern JIT_TOTAL = Pattern.compile("Total (\\d{1,12}(?:\\.\\d{1,6})?) ms");
  private static final Pattern SECTION =
      Pattern.compile("(Planning|JIT|Serialization|Optimizer|Query Identifier|Query Text)\\b.*");

  private final ObjectNode statement;
  private String section = "";

  PlanFooter(ObjectNode statement) {
    this.statement = statement;
  }

  /** Whether indented lines belong to a section below the tree. */
  boolean isOpen() {
    return !section.isEmpty();
  }

  /**
   * @return whether the line belongs to the plan
   */
  boolean read(String line) {
    Matcher time = TIME.matcher(line);
    if (time.matches()) {
      section = "time";
      String name = time.group(1) + " Time";
      statement.put(name, Double.parseDouble(time.group(2)));
      return true;
    }
    if (line.startsWith("Trigger ")) {
      return trigger(line);
    }
    if (line.startsWith("Settings: ")) {
      ObjectNode settings = statement.withObject("/Settings");
      for (Matcher one = SETTING.matcher(line); one.find(); ) {
        settings.put(one.group(1), one.group(2));
      }
      return true;
    }
    if (section.equals("JIT") && jit(line)) {
      return true;
    }
    Matcher named = SECTION.matcher(line);
    if (named.matches()) {
      section = named.group(1);
      return true;
    }
    return isOpen() && line.contains(": ");
  }

  private boolean jit(String line) {
    ObjectNode jit = statement.withObject("/JIT");
    if (line.startsWith("Functions: ") && line.length() < 24) {
      String count = line.substring("Functions: ".length());
      jit.put("Functions", count.matches("\\d{1,9}") ? Long.parseLong(count) : -1);
      return true;
    }
    if (line.startsWith("Options: ")) {
      jit.withObject("/Options").put("Optimization", line.contains("Optimization true"));
      return true;
    }
    Matcher total = JIT_TOTAL.matcher(line);
    if (line.startsWith("Timing: ") && total.find()) {
      jit.withObject("/Timing").put("Total", Double.parseDouble(total.group(1)));
      return true;
    }
    return false;
  }

  private boolean trigger(String line) {
    Matcher trigger = TRIGGER.matcher(line);
    if (trigger.matches()) {
      ObjectNode one = statement.withArray("Triggers").addObject();
      one.put("Trigger Name", trigger.group(1));
      if (trigger.group(2) != null && trigger.group(2).matches("\\d{1,15}(?:\\.\\d{1,4})?")) {
        one.put("Time", Double.parseDouble(trigger.group(2)));
      }
      one.put("Calls", Double.parseDouble(trigger.group(3).replaceAll("[^0-9]", "")));
    }
    return true;
  }
}
