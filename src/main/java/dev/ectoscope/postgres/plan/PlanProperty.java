package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines below a node's first one: {@code Sort Method: external merge Disk: 1234kB}. */
final class PlanProperty {

  private static final Pattern PAIR =
      Pattern.compile("([A-Z][A-Za-z/ -]{1,40}): ([^\\s:]{1,40})( \\(originally (\\d{1,18})\\))?");
  private static final Pattern COUNTER =
      Pattern.compile("(?:(shared|local|temp) )?+([a-z]{3,8})=([0-9.]{1,24})");
  private static final Pattern WORKER =
      Pattern.compile("Worker (\\d{1,6}):\\s{0,9}(.*)", Pattern.DOTALL);
  private static final Pattern ACTUAL =
      Pattern.compile(
          "actual (?:time=[\\d.]{1,20}\\.\\.([\\d.]{1,20}?) )?rows=([\\d.]{1,20}) loops=(\\d{1,12})");

  private static final Set<String> LISTS = Set.of("Sort Key", "Presorted Key", "Group Key");
  private static final Set<String> NUMBERS =
      Set.of(
          "Rows Removed by Filter",
          "Rows Removed by Index Recheck",
          "Rows Removed by Join Filter",
          "Heap Fetches",
          "Index Searches",
          "Workers Planned",
          "Workers Launched",
          "Subplans Removed");
  private static final Set<String> TEXTS =
      Set.of(
          "Filter",
          "Index Cond",
          "Recheck Cond",
          "TID Cond",
          "Hash Cond",
          "Merge Cond",
          "Join Filter",
          "One-Time Filter",
          "Order By",
          "Output",
          "Function Call",
          "Cache Key",
          "Cache Mode",
          "Run Condition",
          "Window",
          "Storage",
          "Sampling",
          "Remote SQL");
  private static final Map<String, String> MEMORY =
      Map.of(
          "Buckets", "Hash Buckets",
          "Memory Usage", "Peak Memory Usage",
          "Disk Usage", "Disk Usage",
          "Hits", "Cache Hits",
          "Misses", "Cache Misses",
          "Evictions", "Cache Evictions",
          "Overflows", "Cache Overflows");

  private PlanProperty() {}

  static void read(String line, ObjectNode node) {
    Matcher worker = WORKER.matcher(line);
    if (worker.matches()) {
      worker(Integer.parseInt(worker.group(1)), worker.group(2), node);
      return;
    }
    int colon = line.indexOf(": ");
    String name = colon < 0 ? "" : line.substring(0, colon);
    if (name.isEmpty() || name.length() > 40 || !Character.isUpperCase(name.charAt(0))) {
      continued(line, node);
      return;
    }
    property(name, line.substring(colon + 2).strip(), line, node);
  }

  private static void property(String name, String value, String line, ObjectNode node) {
    switch (name) {
      case "Sort Method" -> sort(line, node);
      case "Full-sort Groups", "Pre-sorted Groups" -> groups(name, line, node);
      case "Buckets", "Batches", "Planned Partitions", "Hits" -> memory(line, node);
      case "Heap Blocks" -> counters(value, " Heap Blocks", node);
      case "Buffers" -> buffers(value, node);
      case "I/O Timings" -> timings(value, node);
      case "WAL" -> counters(value, "WAL", node);
      case "Disabled" -> node.put("Disabled", value.equals("true"));
      default -> plain(name, value, node);
    }
  }

  private static void plain(String name, String value, ObjectNode node) {
    if (LISTS.contains(name)) {
      split(value, node, name);
    } else if (NUMBERS.contains(name)) {
      number(node, name, value);
    } else if (TEXTS.contains(name)) {
      node.put(name, value);
      node.put(LAST, name);
    } else {
      node.remove(LAST);
    }
  }

  private static final String LAST = "Last Property";

  /** A condition may hold a text of several lines. */
  private static void continued(String line, ObjectNode node) {
    String last = node.path(LAST).asText();
    if (!last.isEmpty()) {
      node.put(last, node.path(last).asText() + "\n" + line);
    }
  }

  private static void worker(int number, String rest, ObjectNode node) {
    ObjectNode worker = null;
    for (JsonNode known : node.withArray("Workers")) {
      worker = known.path("Worker Number").asInt() == number ? (ObjectNode) known : worker;
    }
    if (worker == null) {
      worker = node.withArray("Workers").addObject().put("Worker Number", number);
    }
    Matcher actual = ACTUAL.matcher(rest);
    if (actual.find()) {
      number(worker, "Actual Total Time", actual.group(1));
      number(worker, "Actual Rows", actual.group(2));
      number(worker, "Actual Loops", actual.group(3));
    } else if (!rest.isBlank() && !rest.startsWith("Worker ")) {
      read(rest, worker);
    }
  }

  private static void sort(String line, ObjectNode node) {
    int begin = "Sort Method: ".length();
    int end = line.indexOf("  ", begin);
    node.put("Sort Method", line.substring(begin, end < 0 ? line.length() : end));
    for (Matcher pair = PAIR.matcher(line); pair.find(); ) {
      String name = pair.group(1).strip();
      if (name.equals("Memory") || name.equals("Disk")) {
        node.put("Sort Space Type", name);
        number(node, "Sort Space Used", kilobytes(pair.group(2)));
      }
    }
  }

  private static void groups(String name, String line, ObjectNode node) {
    for (Matcher pair = PAIR.matcher(line); pair.find(); ) {
      if (pair.group(1).strip().equals("Peak Disk")) {
        ObjectNode groups = node.withObject("/" + name + "/Sort Space Disk");
        number(groups, "Peak Sort Space Used", kilobytes(pair.group(2)));
      }
    }
  }

  private static void memory(String line, ObjectNode node) {
    String batches =
        node.path("Node Type").asText().equals("Hash") ? "Hash Batches" : "HashAgg Batches";
    for (Matcher pair = PAIR.matcher(line); pair.find(); ) {
      String name = pair.group(1).strip();
      if (name.equals("Batches")) {
        number(node, batches, pair.group(2));
        number(node, "Original Hash Batches", pair.group(4));
      } else if (MEMORY.containsKey(name)) {
        number(node, MEMORY.get(name), kilobytes(pair.group(2)));
      }
    }
  }

  private static String kilobytes(String value) {
    return value.endsWith("kB") ? value.substring(0, value.length() - 2) : value;
  }

  private static void counters(String value, String kind, ObjectNode node) {
    for (Matcher counter = COUNTER.matcher(value); counter.find(); ) {
      String what = counter.group(2);
      String name = Character.toUpperCase(what.charAt(0)) + what.substring(1);
      number(node, kind.equals("WAL") ? "WAL " + name : name + kind, counter.group(3));
    }
  }

  /** {@code shared hit=1 read=2, temp read=1 written=2}. */
  private static void buffers(String value, ObjectNode node) {
    String place = "Shared";
    for (Matcher counter = COUNTER.matcher(value); counter.find(); ) {
      place = counter.group(1) == null ? place : capital(counter.group(1));
      number(node, place + " " + capital(counter.group(2)) + " Blocks", counter.group(3));
    }
    for (String absent :
        new String[] {"Shared Hit Blocks", "Shared Read Blocks", "Temp Written Blocks"}) {
      if (!node.has(absent)) {
        node.put(absent, 0);
      }
    }
  }

  private static void timings(String value, ObjectNode node) {
    String place = "Shared";
    for (Matcher counter = COUNTER.matcher(value); counter.find(); ) {
      place = counter.group(1) == null ? place : capital(counter.group(1));
      number(node, place + " I/O " + capital(counter.group(2)) + " Time", counter.group(3));
    }
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static void number(ObjectNode node, String name, String digits) {
    if (digits != null && digits.matches("\\d{1,18}(?:\\.\\d{1,9})?")) {
      node.put(name, Double.parseDouble(digits));
    }
  }

  /** Splits at commas outside brackets and quotes. */
  private static void split(String value, ObjectNode node, String name) {
    int depth = 0;
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      quoted ^= c == '\'' || c == '"';
      depth += quoted ? 0 : c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted) {
        node.withArray(name).add(value.substring(from, i).strip());
        from = i + 1;
      }
    }
    node.withArray(name).add(value.substring(from).strip());
  }
}
