package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of a node: {@code Seq Scan on posts p0 (cost=…) (actual time=…)}. */
final class PlanStep {

  private static final String NUMBER = "(\\d{1,18}(?:\\.\\d{1,9})?)";
  private static final Pattern COST =
      Pattern.compile(
          "\\(cost=" + NUMBER + "\\.\\." + NUMBER + " rows=" + NUMBER + " width=" + NUMBER + "\\)");
  private static final Pattern ACTUAL =
      Pattern.compile(
          "\\(actual (?:time="
              + NUMBER
              + "\\.\\."
              + NUMBER
              + " )?rows="
              + NUMBER
              + " loops="
              + NUMBER
              + "\\)");
  private static final Pattern JOIN =
      Pattern.compile(
          "(Nested Loop|Hash|Merge)( Left| Full| Right| Semi| Anti| Right Semi| Right Anti)?( Join)?");
  private static final Pattern NAME =
      Pattern.compile("(\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[^\\s.\"]++)(\\.)?+");
  private static final Map<String, String> AGGREGATES =
      Map.of(
          "Aggregate", "Plain",
          "GroupAggregate", "Sorted",
          "HashAggregate", "Hashed",
          "MixedAggregate", "Mixed");
  private static final Set<String> WRITES = Set.of("Insert", "Update", "Delete", "Merge");
  private static final Set<String> WITHOUT_TABLE =
      Set.of(
          "Append",
          "Merge Append",
          "Gather",
          "Gather Merge",
          "Limit",
          "Sort",
          "Incremental Sort",
          "Unique",
          "Result",
          "ProjectSet",
          "LockRows",
          "Group",
          "WindowAgg",
          "Materialize",
          "Memoize",
          "BitmapAnd",
          "BitmapOr",
          "Recursive Union",
          "Hash",
          "SetOp",
          "HashSetOp");

  private PlanStep() {}

  /** Whether the line ends in what only nodes have. */
  static boolean isMeasured(String line) {
    return line.contains("(cost=") && COST.matcher(line).find()
        || line.contains("(actual ")
            && !line.strip().startsWith("Worker ")
            && ACTUAL.matcher(line).find()
        || line.endsWith("(never executed)");
  }

  /** Whether it can be the root of EXPLAIN (COSTS OFF): only names that are nothing else. */
  static boolean isRoot(String line) {
    String step = line.strip();
    String bare = withoutPrefixes(step);
    return !step.contains(":")
        && (WITHOUT_TABLE.contains(bare)
            || AGGREGATES.containsKey(bare)
            || JOIN.matcher(bare).matches()
            || bare.matches(
                "[A-Z][A-Za-z ]{2,30} Scan(?: Backward)?(?: using [^ ]{1,99})? on .{1,300}")
            || bare.matches("(?:Insert|Update|Delete|Merge) on [^ ]{1,200}(?: [^ ]{1,99})?"));
  }

  /**
   * @param step without indentation and arrow
   */
  static ObjectNode read(String step) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    int end = step.length();
    Matcher cost = COST.matcher(step);
    if (step.contains("(cost=") && cost.find()) {
      end = cost.start();
      put(node, "Startup Cost", cost.group(1));
      put(node, "Total Cost", cost.group(2));
      put(node, "Plan Rows", cost.group(3));
      put(node, "Plan Width", cost.group(4));
    }
    Matcher actual = ACTUAL.matcher(step);
    if (actual.find()) {
      end = Math.min(end, actual.start());
      put(node, "Actual Startup Time", actual.group(1));
      put(node, "Actual Total Time", actual.group(2));
      put(node, "Actual Rows", actual.group(3));
      put(node, "Actual Loops", actual.group(4));
    } else if (step.endsWith("(never executed)")) {
      end = Math.min(end, step.length() - "(never executed)".length());
      put(node, "Actual Rows", "0");
      put(node, "Actual Loops", "0");
    }
    name(step.substring(0, end).strip(), node);
    return node;
  }

  private static void put(ObjectNode node, String name, String number) {
    if (number != null) {
      node.put(name, Double.parseDouble(number));
    }
  }

  private static void name(String step, ObjectNode node) {
    String rest = step;
    for (String mode : new String[] {"Partial ", "Finalize "}) {
      if (rest.startsWith(mode)) {
        node.put("Partial Mode", mode.strip());
        rest = rest.substring(mode.length());
      }
    }
    if (rest.startsWith("Parallel ")) {
      node.put("Parallel Aware", true);
    }
    rest = withoutPrefixes(rest);
    int on = rest.indexOf(" on ");
    String head = on < 0 ? rest : rest.substring(0, on);
    int using = head.indexOf(" using ");
    if (using >= 0) {
      node.put("Index Name", unquoted(head.substring(using + " using ".length())));
      head = head.substring(0, using);
    }
    type(head, node);
    if (on >= 0) {
      target(rest.substring(on + " on ".length()), node);
    }
  }

  private static String withoutPrefixes(String step) {
    String bare = step;
    for (String prefix : new String[] {"Partial ", "Finalize ", "Async ", "Parallel "}) {
      bare = bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
    }
    return bare;
  }

  private static void type(String head, ObjectNode node) {
    Matcher join = JOIN.matcher(head);
    if (AGGREGATES.containsKey(head)) {
      node.put("Node Type", "Aggregate").put("Strategy", AGGREGATES.get(head));
    } else if (WRITES.contains(head)) {
      node.put("Node Type", "ModifyTable").put("Operation", head);
    } else if (head.startsWith("SetOp") || head.startsWith("HashSetOp")) {
      node.put("Node Type", "SetOp");
    } else if (join.matches() && (join.group(3) != null || join.group(1).equals("Nested Loop"))) {
      String type = join.group(1);
      node.put("Node Type", type.equals("Nested Loop") ? type : type + " Join");
      node.put("Join Type", join.group(2) == null ? "Inner" : join.group(2).strip());
    } else if (head.endsWith(" Backward")) {
      node.put("Node Type", head.substring(0, head.length() - " Backward".length()));
      node.put("Scan Direction", "Backward");
    } else {
      node.put("Node Type", head.isEmpty() ? "Unknown" : head);
    }
  }

  /** {@code public.posts p0}, or the index of a bitmap index scan. */
  private static void target(String target, ObjectNode node) {
    String type = node.path("Node Type").asText();
    Matcher name = NAME.matcher(target);
    String schema = "";
    String relation = "";
    int at = 0;
    while (name.find(at) && name.start() == at) {
      schema = relation;
      relation = unquoted(name.group(1));
      at = name.end();
      if (name.group(2) == null) {
        break;
      }
    }
    String alias = unquoted(target.substring(Math.min(at, target.length())).strip());
    String property =
        switch (type) {
          case "Bitmap Index Scan" -> "Index Name";
          case "CTE Scan", "WorkTable Scan" -> "CTE Name";
          case "Function Scan" -> "Function Name";
          case "Subquery Scan", "Values Scan" -> "Alias";
          default -> "Relation Name";
        };
    node.put(property, relation);
    if (!schema.isEmpty()) {
      node.put("Schema", schema);
    }
    if (!property.equals("Index Name") && !property.equals("Alias")) {
      node.put("Alias", alias.isEmpty() ? relation : alias);
    }
  }

  static String unquoted(String name) {
    boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return quoted ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
  }
}
