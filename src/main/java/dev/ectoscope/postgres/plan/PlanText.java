package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns EXPLAIN's text into the properties of its JSON, so that both are read by the same code. The
 * tree is in the columns of the arrows.
 */
final class PlanText {

  private static final String ARROW = "->";
  private static final String LOST =
      "The indentation of the plan is lost, and with it the tree: paste it with its spaces.";
  private static final Pattern SUBPLAN =
      Pattern.compile("(?:InitPlan|SubPlan|CTE) [^:]{1,200}|Subplan Name: .{1,200}");
  private static final Pattern LOG_LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d .*");
  private static final Pattern QUERY = Pattern.compile("Query Text: ?(.*)", Pattern.DOTALL);

  private static final Set<String> TWO_SIDED =
      Set.of("Nested Loop", "Hash Join", "Merge Join", "Recursive Union", "SetOp");

  private record Open(int column, ObjectNode node) {}

  private final ObjectNode statement = JsonNodeFactory.instance.objectNode();
  private final Deque<Open> path = new ArrayDeque<>();
  private final PlanFooter footer = new PlanFooter(statement);
  private @Nullable ObjectNode current;
  private String subplan = "";
  private int rootColumn = -1;
  private String before = "";
  private int more;
  private boolean ended;

  private PlanText() {}

  /**
   * @throws PlanNotUnderstood when no line is a node
   */
  static PlanText of(String text) {
    PlanText plan = new PlanText();
    List<String> lines = text.lines().map(PlanText::withoutTabs).toList();
    plan.read(lines);
    return plan;
  }

  ObjectNode statement() {
    return statement;
  }

  /** The lines above the plan. */
  String before() {
    return before;
  }

  /** Further plans in the text. */
  int more() {
    return more;
  }

  private void read(List<String> lines) {
    StringBuilder above = new StringBuilder();
    for (String line : lines) {
      if (current == null && !isNode(line)) {
        above.append(line).append('\n');
      } else if (!line.isBlank()) {
        read(line);
      }
    }
    if (current == null) {
      throw new PlanNotUnderstood(
          "No line looks like a step of a plan: paste the whole output of EXPLAIN.");
    }
    before = above.toString();
    Matcher query = QUERY.matcher(before);
    if (query.find()) {
      statement.put("Query Text", query.group(1).strip());
    }
  }

  private void read(String line) {
    int column = column(line);
    if (ended || current != null && column <= rootColumn && !line.startsWith(ARROW, column)) {
      after(line, column);
    } else if (isNode(line)) {
      node(line, column);
    } else if (footer.isOpen()) {
      footer.read(line.strip());
    } else if (SUBPLAN.matcher(line.strip()).matches()) {
      subplan = line.strip();
    } else if (current != null) {
      PlanProperty.read(line.strip(), current);
    }
  }

  /** A line as far left as the root: the end of the tree, or of the plan. */
  private void after(String line, int column) {
    if (isNode(line)) {
      boolean arrow = line.startsWith(ARROW, column);
      if (arrow && more == 0 && column <= rootColumn && PlanStep.isMeasured(line)) {
        throw new PlanNotUnderstood(LOST);
      }
      ended = true;
      more += arrow ? 0 : 1;
    } else if (!ended && (LOG_LINE.matcher(line.strip()).matches() || !footer.read(line.strip()))) {
      ended = true;
    }
  }

  private void node(String line, int column) {
    boolean arrow = line.startsWith(ARROW, column);
    String step = arrow ? line.substring(column + ARROW.length()).strip() : line.strip();
    ObjectNode node = PlanStep.read(step);
    while (!path.isEmpty() && path.peek().column() >= column) {
      path.pop();
    }
    if (current == null) {
      rootColumn = column;
      statement.set("Plan", node);
    } else if (path.isEmpty()) {
      throw new PlanNotUnderstood(LOST);
    } else {
      ObjectNode parent = path.peek().node();
      relate(node, parent);
      parent.withArray("Plans").add(node);
    }
    path.push(new Open(column, node));
    if (path.size() > 900) {
      throw new PlanNotUnderstood("The plan is nested more deeply than can be read.");
    }
    current = node;
  }

  private void relate(ObjectNode node, ObjectNode parent) {
    if (!subplan.isEmpty()) {
      node.put("Subplan Name", subplan);
      node.put("Parent Relationship", subplan.startsWith("SubPlan") ? "SubPlan" : "InitPlan");
      subplan = "";
      return;
    }
    String type = parent.path("Node Type").asText();
    boolean join = TWO_SIDED.contains(type);
    boolean second = false;
    for (var sibling : parent.path("Plans")) {
      second |= sibling.path("Parent Relationship").asText().equals("Outer");
    }
    boolean members =
        type.endsWith("Append") || type.startsWith("Bitmap") && !type.endsWith("Scan");
    String relationship = join && second ? "Inner" : "Outer";
    node.put(
        "Parent Relationship",
        members ? "Member" : type.equals("Subquery Scan") ? "Subquery" : relationship);
  }

  private static boolean isNode(String line) {
    int column = column(line);
    return line.startsWith(ARROW, column) || PlanStep.isMeasured(line) || PlanStep.isRoot(line);
  }

  private static int column(String line) {
    int column = 0;
    while (column < line.length() && line.charAt(column) == ' ') {
      column++;
    }
    return column;
  }

  /** auto_explain puts a tab before each line after the first. */
  private static String withoutTabs(String line) {
    String bare = line.startsWith("\t") ? line.substring(1) : line;
    int end = 0;
    while (end < bare.length() && (bare.charAt(end) == '\t' || bare.charAt(end) == ' ')) {
      end++;
    }
    return bare.substring(0, end).replace("\t", "        ") + bare.substring(end);
  }
}
