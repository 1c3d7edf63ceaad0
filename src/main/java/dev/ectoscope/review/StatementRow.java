package dev.ectoscope.review;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param pgss the server's own counters of it, or null
 * @param summary the statement cut in the middle for people: projection as a count, what
 *     distinguishes kept
 * @param histogram calls by latency, ascending
 * @param title the statement in words, names in backticks: "Read `comments` by `post_id`, oldest
 *     first"; "" when it was not understood
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StatementRow(
    String fingerprint,
    String sql,
    String summary,
    String source,
    String table,
    long calls,
    long errors,
    double dbMs,
    double queueMs,
    double p50Ms,
    double p95Ms,
    double p99Ms,
    double maxMs,
    List<CallSiteRow> callSites,
    List<Bucket> histogram,
    String title,
    double decodeMs,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Pgss pgss) {

  public StatementRow {
    title = title == null ? "" : title;
  }

  /**
   * @param units units of work that made the calls, 0 when unknown
   * @param dbMs their database time
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record CallSiteRow(
      String function, String file, int line, long calls, long units, double dbMs) {

    public CallSiteRow(String function, String file, int line, long calls) {
      this(function, file, line, calls, 0, 0);
    }
  }

  /** Calls with fromMs ≤ db &lt; toMs. */
  public record Bucket(double fromMs, double toMs, long calls) {}

  /**
   * What the server itself counts of a statement, whoever sent it and since the counters were
   * reset. Null is unknown.
   *
   * @param queryIds the server's identifiers: one for each prefix or role
   * @param matchedBy identifier or text
   * @param sharedWith fingerprints of statements that the server counts together with this one
   * @param ioMs reading and writing of blocks; 0 without track_io_timing
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pgss(
      List<String> queryIds,
      String matchedBy,
      List<String> sharedWith,
      long calls,
      double totalMs,
      double meanMs,
      @Nullable Double minMs,
      @Nullable Double maxMs,
      @Nullable Double stddevMs,
      @Nullable Long rows,
      @Nullable Long sharedBlksHit,
      @Nullable Long sharedBlksRead,
      @Nullable Long sharedBlksDirtied,
      @Nullable Long tempBlksWritten,
      @Nullable Double ioMs,
      @Nullable Long walBytes,
      @Nullable Long plans,
      @Nullable Double planMs,
      @Nullable Double jitMs) {}
}
