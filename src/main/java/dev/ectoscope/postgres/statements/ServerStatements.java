package dev.ectoscope.postgres.statements;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Objects;

/**
 * What pg_stat_statements says at one moment, or between two. Plain data: it can be saved as JSON.
 *
 * @param schema {@code ectoscope.pg-stat-statements/1}
 * @param source the server or file it comes from
 * @param readAt ISO instant of reading, or "" when a file does not say
 * @param since ISO instant from which the counters count, or ""
 * @param evictions statements dropped since then because the view was full, or -1
 * @param standby whether the server was a standby, which counts only what ran there
 * @param missing names of counters this source does not have
 * @param notes what a reader should know of these figures
 * @param rows in the order of the source
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ServerStatements(
    String schema,
    String source,
    String readAt,
    String since,
    long evictions,
    boolean standby,
    List<String> missing,
    List<String> notes,
    List<Row> rows) {

  public static final String SCHEMA = "ectoscope.pg-stat-statements/1";

  public ServerStatements {
    missing = List.copyOf(missing);
    notes = List.copyOf(notes);
    rows = List.copyOf(rows);
  }

  /** A view that could not be read. */
  static ServerStatements unavailable(String source, String why) {
    return new ServerStatements(
        SCHEMA, source, "", "", -1, false, List.of(), List.of(why), List.of());
  }

  ServerStatements with(List<Row> others, String from, List<String> more) {
    return new ServerStatements(
        schema, source, readAt, from, evictions, standby, missing, more, others);
  }

  /**
   * One entry. Times are milliseconds; a counter the source does not have is NaN.
   *
   * @param queryId the server's identifier, or "" when unknown
   * @param role who ran it, or ""
   * @param database where, or ""
   * @param toplevel whether a client sent it; false inside functions and constraint checks
   * @param query its text
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Row(
      String queryId,
      String role,
      String database,
      boolean toplevel,
      String query,
      Counters counters) {

    public Row {
      Objects.requireNonNull(queryId, "queryId is null");
      Objects.requireNonNull(role, "role is null");
      Objects.requireNonNull(database, "database is null");
      Objects.requireNonNull(query, "query is null");
      Objects.requireNonNull(counters, "counters are null");
    }

    /** What makes two snapshots speak of the same entry. */
    String key() {
      return queryId.isEmpty()
          ? role + '\0' + database + '\0' + toplevel + '\0' + query
          : role + '\0' + database + '\0' + toplevel + '\0' + queryId;
    }

    /** What the view shows instead of a text that the role may not see. */
    static final String HIDDEN = "<insufficient privilege>";

    public boolean isHidden() {
      return query.equals(HIDDEN);
    }
  }

  /**
   * Counters of an entry; blocks are of 8 kB, times are milliseconds, NaN is unknown.
   *
   * @param ioMs time spent reading and writing blocks, 0 without track_io_timing
   * @param jitMs all phases of just-in-time compilation
   */
  public record Counters(
      double calls,
      double totalMs,
      double minMs,
      double maxMs,
      double stddevMs,
      double rows,
      double sharedHit,
      double sharedRead,
      double sharedDirtied,
      double tempWritten,
      double ioMs,
      double walBytes,
      double plans,
      double planMs,
      double jitMs) {

    /** Both together; extremes are the wider ones, the deviation of a sum is unknown. */
    public Counters plus(Counters o) {
      return new Counters(
          calls + o.calls,
          totalMs + o.totalMs,
          Math.min(minMs, o.minMs),
          Math.max(maxMs, o.maxMs),
          Double.NaN,
          rows + o.rows,
          sharedHit + o.sharedHit,
          sharedRead + o.sharedRead,
          sharedDirtied + o.sharedDirtied,
          tempWritten + o.tempWritten,
          ioMs + o.ioMs,
          walBytes + o.walBytes,
          plans + o.plans,
          planMs + o.planMs,
          jitMs + o.jitMs);
    }

    /** What was added since; extremes and deviation of a part of a period are unknown. */
    Counters minus(Counters o) {
      return new Counters(
          calls - o.calls,
          Math.max(0, totalMs - o.totalMs),
          Double.NaN,
          Double.NaN,
          Double.NaN,
          rows - o.rows,
          sharedHit - o.sharedHit,
          sharedRead - o.sharedRead,
          sharedDirtied - o.sharedDirtied,
          tempWritten - o.tempWritten,
          ioMs - o.ioMs,
          walBytes - o.walBytes,
          plans - o.plans,
          planMs - o.planMs,
          jitMs - o.jitMs);
    }
  }
}
