package dev.ectoscope.postgres.statements;

import dev.ectoscope.postgres.statements.ServerStatements.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened between two snapshots of one server. */
public final class ServerStatementsDelta {

  private ServerStatementsDelta() {}

  /**
   * The later one less the earlier one. After a reset the later one stands as it is; an entry whose
   * counters went down was evicted and came back, so that its later figures are all of them new.
   * Both are said in the notes.
   */
  public static ServerStatements between(ServerStatements earlier, ServerStatements later) {
    Map<String, Row> before = new HashMap<>();
    earlier.rows().forEach(row -> before.merge(row.key(), row, ServerStatementsDelta::sum));
    Map<String, Row> after = new java.util.LinkedHashMap<>();
    later.rows().forEach(row -> after.merge(row.key(), row, ServerStatementsDelta::sum));
    List<String> notes = new ArrayList<>(later.notes());
    if (wasReset(earlier, later, before, after)) {
      notes.add(
          "the counters were reset between the two snapshots"
              + (later.since().isEmpty() ? "" : " (" + later.since() + ")")
              + ": what ran before the reset is lost");
      return later.with(List.copyOf(after.values()), later.since(), notes);
    }
    List<Row> rows = new ArrayList<>();
    int restarted = 0;
    for (Row row : after.values()) {
      Row old = before.remove(row.key());
      if (old != null && row.counters().calls() < old.counters().calls()) {
        restarted++;
        rows.add(row);
      } else if (old == null) {
        rows.add(row);
      } else if (row.counters().calls() > old.counters().calls()) {
        rows.add(minus(row, old));
      }
    }
    evictions(notes, before.size() + restarted, earlier, later);
    notes.add("figures are those between the two snapshots" + period(earlier, later));
    return later.with(rows, earlier.readAt(), notes);
  }

  private static void evictions(
      List<String> notes, int lost, ServerStatements earlier, ServerStatements later) {
    long counted =
        earlier.evictions() >= 0 && later.evictions() >= 0
            ? later.evictions() - earlier.evictions()
            : -1;
    if (lost > 0 || counted > 0) {
      notes.add(
          Math.max(lost, counted)
              + " statements left the view between the snapshots because it was full: totals are"
              + " lower bounds; raise pg_stat_statements.max");
    }
  }

  private static String period(ServerStatements earlier, ServerStatements later) {
    return earlier.readAt().isEmpty() || later.readAt().isEmpty()
        ? ""
        : ", " + earlier.readAt() + " to " + later.readAt();
  }

  /** The server says so, or, where it says nothing, most entries have gone down. */
  private static boolean wasReset(
      ServerStatements earlier,
      ServerStatements later,
      Map<String, Row> before,
      Map<String, Row> after) {
    if (!earlier.since().isEmpty() && !later.since().isEmpty()) {
      return !earlier.since().equals(later.since());
    }
    int common = 0;
    int lower = 0;
    for (Row row : after.values()) {
      Row old = before.get(row.key());
      if (old != null) {
        common++;
        lower += row.counters().calls() < old.counters().calls() ? 1 : 0;
      }
    }
    return common == 0 ? !before.isEmpty() && !after.isEmpty() : lower * 2 > common;
  }

  private static Row sum(Row a, Row b) {
    return new Row(
        a.queryId(),
        a.role(),
        a.database(),
        a.toplevel(),
        a.query(),
        a.counters().plus(b.counters()));
  }

  private static Row minus(Row later, Row earlier) {
    return new Row(
        later.queryId(),
        later.role(),
        later.database(),
        later.toplevel(),
        later.query(),
        later.counters().minus(earlier.counters()));
  }
}
