package dev.ectoscope.log.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What auto_explain prints after {@code plan:}.
 *
 * @param statement as it ran
 * @param json whether the plan is JSON, otherwise text
 * @param plan as EXPLAIN prints it
 */
record AutoExplain(String statement, boolean json, String plan) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUERY = "Query Text: ";
  private static final Pattern ROOT = Pattern.compile("(?m)^\\S.*\\(cost=\\d");
  private static final Pattern PARAMETERS = Pattern.compile("(?m)^Query Parameters: ");

  /** Null for what is cut off. YAML and XML become JSON. */
  static @Nullable AutoExplain read(String text) {
    String whole = text.strip();
    if (PlanDocument.isXml(whole) || PlanDocument.isYaml(whole)) {
      String json = PlanDocument.json(whole);
      return json == null ? null : json(json);
    }
    return whole.startsWith("{") ? json(whole) : text(whole);
  }

  private static @Nullable AutoExplain json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      boolean whole = node.path("Plan").isObject() && node.hasNonNull("Query Text");
      return whole ? new AutoExplain(node.get("Query Text").asText(), true, text) : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static @Nullable AutoExplain text(String text) {
    Matcher root = ROOT.matcher(text);
    if (!text.startsWith(QUERY) || !root.find()) {
      return null;
    }
    String statement = text.substring(QUERY.length(), Math.max(QUERY.length(), root.start()));
    Matcher parameters = PARAMETERS.matcher(statement);
    int end = parameters.find() ? parameters.start() : statement.length();
    return new AutoExplain(
        statement.substring(0, end).stripTrailing(), false, text.substring(root.start()));
  }
}
