package dev.ectoscope.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code EXPLAIN (FORMAT JSON)} of PostgreSQL 13 to 18. */
public final class PlanReader {

  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanReader() {}

  /**
   * Reads one plan.
   *
   * @param explainJson the array EXPLAIN prints, or its only element
   * @throws IllegalArgumentException when the text is not such JSON
   */
  public static Plan read(String explainJson) {
    JsonNode top = parse(explainJson);
    JsonNode statement = top.isArray() ? top.path(0) : top;
    JsonNode plan = statement.path("Plan");
    if (!plan.isObject()) {
      throw new IllegalArgumentException("no Plan in the text of EXPLAIN");
    }
    double execution = number(statement, "Execution Time");
    boolean analyzed = !Double.isNaN(execution) || plan.has("Actual Loops");
    return new Plan(
        node(plan), number(statement, "Planning Time"), execution, analyzed, false, explainJson);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the text of EXPLAIN is not JSON", e);
    }
  }

  private static PlanNode node(JsonNode plan) {
    return new PlanNode(
        text(plan, "Node Type"),
        text(plan, "Relation Name"),
        text(plan, "Schema"),
        text(plan, "Alias"),
        text(plan, "Index Name"),
        text(plan, "Parent Relationship"),
        text(plan, "Join Type"),
        text(plan, "Filter"),
        first(plan, "Index Cond", "Recheck Cond", "TID Cond"),
        first(plan, "Hash Cond", "Merge Cond", "Join Filter"),
        number(plan, "Startup Cost"),
        number(plan, "Total Cost"),
        number(plan, "Plan Rows"),
        (int) whole(plan, "Plan Width"),
        number(plan, "Actual Rows"),
        number(plan, "Actual Loops"),
        number(plan, "Actual Total Time"),
        number(plan, "Rows Removed by Filter"),
        whole(plan, "Shared Hit Blocks"),
        whole(plan, "Shared Read Blocks"),
        whole(plan, "Temp Written Blocks"),
        number(plan, "Heap Fetches"),
        text(plan, "Sort Method"),
        texts(plan.path("Sort Key")),
        children(plan.path("Plans")));
  }

  private static List<PlanNode> children(JsonNode plans) {
    List<PlanNode> children = new ArrayList<>();
    plans.forEach(plan -> children.add(node(plan)));
    return children;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static String first(JsonNode plan, String... names) {
    for (String name : names) {
      if (plan.hasNonNull(name)) {
        return plan.get(name).asText();
      }
    }
    return "";
  }

  private static String text(JsonNode plan, String name) {
    return plan.path(name).asText("");
  }

  private static double number(JsonNode plan, String name) {
    return plan.path(name).asDouble(Double.NaN);
  }

  private static long whole(JsonNode plan, String name) {
    return plan.path(name).asLong(-1);
  }
}
