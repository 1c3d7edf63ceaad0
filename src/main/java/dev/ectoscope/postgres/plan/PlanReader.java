package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code EXPLAIN} of PostgreSQL 13 to 18 prints, as JSON or as text. */
public final class PlanReader {

  /** A plan of a thousand partitions is about 1 MB. */
  static final int LONGEST = 16_000_000;

  private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());
  private static final Pattern BEGIN = Pattern.compile("[\\[{]\\s*+(?:\\{\\s*+)?+\"");
  private static final Pattern PLAN_KEY = Pattern.compile("\"Plan\"\\s*+:");

  /** {@code FORMAT XML} and {@code FORMAT YAML}, also as auto_explain prints them. */
  private static final Pattern OTHER_FORMAT =
      Pattern.compile("<explain\\b|<Node-Type>|(?m)^[\\s-]{0,40}Node Type: \"");

  private static final Pattern DURATION = Pattern.compile("duration: (\\d{1,12}\\.\\d{1,6}) ms");

  private PlanReader() {}

  /**
   * Reads one plan as a server answers it.
   *
   * @param explain JSON or text of EXPLAIN
   * @throws IllegalArgumentException when the text holds no plan
   */
  public static Plan read(String explain) {
    PlanReading reading = understand(explain);
    if (reading instanceof PlanReading.Understood understood) {
      return understood.plan();
    }
    throw new IllegalArgumentException(((PlanReading.Refused) reading).reason());
  }

  /**
   * Reads the first plan of any text: EXPLAIN's text or JSON, in psql's frame, with pgAdmin's
   * quotes, as an Elixir string, or in lines of auto_explain. Never throws.
   */
  public static PlanReading understand(String text) {
    if (text.length() > LONGEST) {
      return new PlanReading.Refused("The text is longer than 16 MB: paste one plan.");
    }
    String plain = PlanFrame.remove(text);
    if (plain.isBlank()) {
      return new PlanReading.Refused("The text is empty: paste the output of EXPLAIN.");
    }
    try {
      int json = jsonStart(plain);
      if (json >= 0) {
        return json(plain, json);
      }
      Matcher other = OTHER_FORMAT.matcher(plain);
      if (other.find()) {
        return new PlanReading.Refused(
            "The plan is in "
                + (other.group().startsWith("<") ? "XML" : "YAML")
                + ": ask for it again with EXPLAIN (ANALYZE, BUFFERS) as text, or with FORMAT JSON.");
      }
      PlanText read = PlanText.of(plain);
      double duration = duration(read.before());
      return new PlanReading.Understood(
          PlanBuilder.plan(read.statement(), duration, text), read.more());
    } catch (PlanNotUnderstood e) {
      return new PlanReading.Refused(e.getMessage());
    } catch (IOException e) {
      return new PlanReading.Refused(
          "The JSON is damaged or cut off: paste it whole, from the first bracket to the last.");
    }
  }

  /** Where JSON with a plan begins, or -1. */
  private static int jsonStart(String text) {
    Matcher key = PLAN_KEY.matcher(text);
    if (!key.find()) {
      return -1;
    }
    Matcher begin = BEGIN.matcher(text);
    return begin.find() && begin.start() < key.start() ? begin.start() : -1;
  }

  private static PlanReading json(String text, int start) throws IOException {
    JsonNode top;
    long end;
    try (JsonParser parser = JSON.createParser(text.substring(start))) {
      top = parser.readValueAsTree();
      end = start + parser.currentLocation().getCharOffset();
    }
    JsonNode statement = top.isArray() ? top.path(0) : top;
    if (!statement.path("Plan").isObject()) {
      throw new PlanNotUnderstood(
          "The JSON holds no \"Plan\": paste the whole output of EXPLAIN (FORMAT JSON).");
    }
    int more = top.isArray() ? top.size() - 1 : 0;
    Matcher further = PLAN_KEY.matcher(text);
    for (int at = (int) Math.min(end, text.length()); further.find(at); at = further.end()) {
      more++;
    }
    double duration = duration(text.substring(0, start));
    return new PlanReading.Understood(PlanBuilder.plan(statement, duration, text), more);
  }

  /** What auto_explain says before a plan, or NaN. */
  private static double duration(String before) {
    Matcher duration = DURATION.matcher(before);
    double last = Double.NaN;
    while (duration.find()) {
      last = Double.parseDouble(duration.group(1));
    }
    return last;
  }
}
