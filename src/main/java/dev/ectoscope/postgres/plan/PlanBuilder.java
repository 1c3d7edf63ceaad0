package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ectoscope.postgres.plan.PlanDetails.Bitmap;
import dev.ectoscope.postgres.plan.PlanDetails.Cache;
import dev.ectoscope.postgres.plan.PlanDetails.Discarded;
import dev.ectoscope.postgres.plan.PlanDetails.Io;
import dev.ectoscope.postgres.plan.PlanDetails.Memory;
import dev.ectoscope.postgres.plan.PlanDetails.Parallel;
import dev.ectoscope.postgres.plan.PlanDetails.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a {@link Plan} of the property names EXPLAIN (FORMAT JSON) prints. */
final class PlanBuilder {

  private static final int MOST_NODES = 50_000;
  private static final int DEEPEST = 900;

  private static final Pattern MENTION =
      Pattern.compile("(\\$\\d{1,9})|\\((InitPlan [^\\s()]{1,63})\\)");

  private int nodes;

  private PlanBuilder() {}

  static Plan plan(JsonNode statement, double durationMs, String text) {
    JsonNode root = statement.path("Plan");
    if (text(root, "Node Type").isEmpty()) {
      throw new PlanNotUnderstood("The plan has no node type: it is not what EXPLAIN prints.");
    }
    double execution = number(statement, "Execution Time");
    boolean analyzed = !Double.isNaN(execution) || root.has("Actual Loops");
    if (analyzed && Double.isNaN(execution)) {
      execution = durationMs;
    }
    return new Plan(
        new PlanBuilder().node(root, 0),
        number(statement, "Planning Time"),
        execution,
        analyzed,
        false,
        text,
        run(statement));
  }

  private static PlanRun run(JsonNode statement) {
    Map<String, String> settings = new HashMap<>();
    statement
        .path("Settings")
        .properties()
        .forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
    JsonNode jit = statement.path("JIT");
    List<PlanRun.Trigger> triggers = new ArrayList<>();
    for (JsonNode trigger : statement.path("Triggers")) {
      String name = first(trigger, "Constraint Name", "Trigger Name");
      triggers.add(new PlanRun.Trigger(name, number(trigger, "Time"), whole(trigger, "Calls")));
    }
    return new PlanRun(
        text(statement, "Query Text"),
        settings,
        new PlanRun.Jit(
            whole(jit, "Functions"),
            number(jit.path("Timing"), "Total"),
            jit.path("Options").path("Optimization").asBoolean(false)),
        triggers);
  }

  private PlanNode node(JsonNode plan, int depth) {
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw new PlanNotUnderstood("The plan has more nodes than can be read.");
    }
    return new PlanNode(
        text(plan, "Node Type"),
        text(plan, "Relation Name"),
        text(plan, "Schema"),
        text(plan, "Alias"),
        text(plan, "Index Name"),
        text(plan, "Parent Relationship"),
        text(plan, "Join Type"),
        first(plan, "Filter", "One-Time Filter"),
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
        children(plan.path("Plans"), depth),
        details(plan));
  }

  private List<PlanNode> children(JsonNode plans, int depth) {
    List<PlanNode> children = new ArrayList<>();
    for (JsonNode plan : plans) {
      children.add(node(plan, depth + 1));
    }
    return children;
  }

  private static PlanDetails details(JsonNode plan) {
    return new PlanDetails(
        text(plan, "Subplan Name"),
        text(plan, "Strategy"),
        text(plan, "Partial Mode"),
        text(plan, "Operation"),
        text(plan, "CTE Name"),
        text(plan, "Function Name"),
        texts(plan.path("Group Key")),
        texts(plan.path("Presorted Key")),
        number(plan, "Actual Startup Time"),
        number(plan, "Index Searches"),
        plan.path("Disabled").asBoolean(false),
        mentions(plan),
        parallel(plan),
        new Discarded(
            number(plan, "Rows Removed by Index Recheck"),
            number(plan, "Rows Removed by Join Filter")),
        memory(plan),
        new Bitmap(withWorkers(plan, "Exact Heap Blocks"), withWorkers(plan, "Lossy Heap Blocks")),
        new Cache(
            whole(plan, "Cache Hits"),
            whole(plan, "Cache Misses"),
            whole(plan, "Cache Evictions"),
            whole(plan, "Cache Overflows")),
        new Io(
            firstNumber(plan, "Shared I/O Read Time", "I/O Read Time"),
            firstNumber(plan, "Shared I/O Write Time", "I/O Write Time"),
            whole(plan, "WAL Records"),
            whole(plan, "WAL Bytes")));
  }

  private static Parallel parallel(JsonNode plan) {
    List<Worker> workers = new ArrayList<>();
    for (JsonNode worker : plan.path("Workers")) {
      workers.add(
          new Worker(
              (int) whole(worker, "Worker Number"),
              number(worker, "Actual Rows"),
              number(worker, "Actual Loops"),
              number(worker, "Actual Total Time")));
    }
    return new Parallel(
        plan.path("Parallel Aware").asBoolean(false),
        (int) whole(plan, "Workers Planned"),
        (int) whole(plan, "Workers Launched"),
        workers);
  }

  /** Where workers sorted too, the one that went to disk, or took most, speaks for all. */
  private static Memory memory(JsonNode plan) {
    String space = text(plan, "Sort Space Type");
    long used = whole(plan, "Sort Space Used");
    double batches = firstNumber(plan, "Hash Batches", "HashAgg Batches");
    long peak = whole(plan, "Peak Memory Usage");
    long disk = whole(plan, "Disk Usage");
    for (JsonNode worker : plan.path("Workers")) {
      if (text(worker, "Sort Space Type").equals("Disk") || space.isEmpty()) {
        used = (space.equals("Disk") ? used : 0) + whole(worker, "Sort Space Used");
        space = text(worker, "Sort Space Type");
      }
      peak = Math.max(peak, whole(worker, "Peak Memory Usage"));
      disk = Math.max(disk, 0) + Math.max(0, whole(worker, "Disk Usage"));
      batches = max(batches, number(worker, "HashAgg Batches"));
    }
    for (String groups : List.of("Full-sort Groups", "Pre-sorted Groups")) {
      long spilled = whole(plan.path(groups).path("Sort Space Disk"), "Peak Sort Space Used");
      if (spilled > 0) {
        space = "Disk";
        used = Math.max(used, spilled);
      }
    }
    return new Memory(space, used, batches, number(plan, "Original Hash Batches"), peak, disk);
  }

  /** PostgreSQL 18 counts the leader's and each worker's apart. */
  private static long withWorkers(JsonNode plan, String name) {
    long sum = whole(plan, name);
    for (JsonNode worker : plan.path("Workers")) {
      sum = worker.has(name) ? Math.max(0, sum) + whole(worker, name) : sum;
    }
    return sum;
  }

  private static double max(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
  }

  private static Set<String> mentions(JsonNode plan) {
    Set<String> mentions = new HashSet<>();
    for (JsonNode value : plan) {
      if (value.isTextual()) {
        mentions(value.asText(), mentions);
      } else if (value.isArray()) {
        value.forEach(element -> mentions(element.isTextual() ? element.asText() : "", mentions));
      }
    }
    return mentions;
  }

  private static void mentions(String text, Set<String> mentions) {
    Matcher mention = MENTION.matcher(text.startsWith("InitPlan ") ? "" : text);
    while (mention.find()) {
      mentions.add(mention.group(1) != null ? mention.group(1) : mention.group(2));
    }
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

  private static double firstNumber(JsonNode plan, String... names) {
    for (String name : names) {
      if (plan.hasNonNull(name)) {
        return number(plan, name);
      }
    }
    return Double.NaN;
  }

  private static String text(JsonNode plan, String name) {
    return plan.path(name).asText("");
  }

  private static double number(JsonNode plan, String name) {
    double number = plan.path(name).asDouble(Double.NaN);
    return Double.isInfinite(number) || number < 0 ? Double.NaN : number;
  }

  private static long whole(JsonNode plan, String name) {
    return plan.path(name).asLong(-1);
  }
}
