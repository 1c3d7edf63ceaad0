package dev.ectoscope.review;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The complete result of one analysis. Component names are the JSON contract of DESIGN §5: extend,
 * never rename. Times are milliseconds; sums are lower bounds because Ecto cuts each time to 0.1
 * ms.
 *
 * @param schema {@code ectoscope.review/1}
 * @param app name of the application's root module, or ""
 * @param created ISO instant of the analysis
 * @param server what was asked for evidence, or null
 * @param serverStatements what pg_stat_statements says beside the log, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Review(
    String schema,
    String app,
    String created,
    Input input,
    Totals totals,
    List<StatementRow> statements,
    List<Finding> findings,
    List<Dismissed> dismissed,
    List<NotChecked> notChecked,
    Indexes indexes,
    Pool pool,
    Server server,
    @JsonInclude(JsonInclude.Include.NON_NULL) ServerStatements serverStatements) {

  public static final String SCHEMA = "ectoscope.review/1";

  public Review {
    statements = List.copyOf(statements);
    findings = List.copyOf(findings);
    dismissed = List.copyOf(dismissed);
    notChecked = List.copyOf(notChecked);
  }

  /** A review without pg_stat_statements. */
  public Review(
      String schema,
      String app,
      String created,
      Input input,
      Totals totals,
      List<StatementRow> statements,
      List<Finding> findings,
      List<Dismissed> dismissed,
      List<NotChecked> notChecked,
      Indexes indexes,
      Pool pool,
      Server server) {
    this(
        schema,
        app,
        created,
        input,
        totals,
        statements,
        findings,
        dismissed,
        notChecked,
        indexes,
        pool,
        server,
        null);
  }

  /** The same review, with the time it took to make. */
  public Review took(double milliseconds) {
    Input timed = new Input(input.files(), Math.round(milliseconds));
    return new Review(
        schema,
        app,
        created,
        timed,
        totals,
        statements,
        findings,
        dismissed,
        notChecked,
        indexes,
        pool,
        server,
        serverStatements);
  }

  /**
   * @param readMs from the first byte to the finished review, 0 when nobody looked at a clock
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Input(
      List<InputFile> files, @JsonInclude(JsonInclude.Include.NON_DEFAULT) double readMs) {

    public Input(List<InputFile> files) {
      this(files, 0);
    }
  }

  /**
   * @param format as detected; {@code --log-format} takes it
   * @param database postgresql, mysql, tds, sqlite: without PostgreSQL no plans and no index advice
   * @param lowerBounds why counts and sums are lower bounds
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record InputFile(
      String path,
      String format,
      long bytes,
      long lines,
      long headers,
      long understood,
      List<Unread> unread,
      String database,
      List<String> lowerBounds) {

    public InputFile {
      database = database == null ? "postgresql" : database;
      lowerBounds = lowerBounds == null ? List.of() : List.copyOf(lowerBounds);
    }

    /** A log of PostgreSQL of which nothing is lost. */
    public InputFile(
        String path,
        String format,
        long bytes,
        long lines,
        long headers,
        long understood,
        List<Unread> unread) {
      this(path, format, bytes, lines, headers, understood, unread, null, null);
    }
  }

  public record Unread(long line, String reason) {}

  /**
   * @param spanMs length of the period the log covers, 0 when it prints no clock
   * @param unitsByKind units of work by what they are: request, live-view, job, other
   * @param atLeast whether counts and sums are lower bounds: {@code lowerBounds} of the files say
   *     why
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Totals(
      long queries,
      long ok,
      long error,
      double dbMs,
      double queueMs,
      double decodeMs,
      double idleMs,
      int statements,
      long units,
      double spanMs,
      Map<String, Long> bySource,
      Map<String, Long> byCommand,
      Map<String, Long> unitsByKind,
      boolean atLeast) {

    public Totals {
      unitsByKind = unitsByKind == null ? Map.of() : unitsByKind;
    }

    /** Exact totals. */
    public Totals(
        long queries,
        long ok,
        long error,
        double dbMs,
        double queueMs,
        double decodeMs,
        double idleMs,
        int statements,
        long units,
        double spanMs,
        Map<String, Long> bySource,
        Map<String, Long> byCommand,
        Map<String, Long> unitsByKind) {
      this(
          queries,
          ok,
          error,
          dbMs,
          queueMs,
          decodeMs,
          idleMs,
          statements,
          units,
          spanMs,
          bySource,
          byCommand,
          unitsByKind,
          false);
    }
  }

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
      @JsonInclude(JsonInclude.Include.NON_NULL) Pgss pgss) {

    public StatementRow {
      title = title == null ? "" : title;
    }

    /** A statement of which only the log is known. */
    public StatementRow(
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
        double decodeMs) {
      this(
          fingerprint,
          sql,
          summary,
          source,
          table,
          calls,
          errors,
          dbMs,
          queueMs,
          p50Ms,
          p95Ms,
          p99Ms,
          maxMs,
          callSites,
          histogram,
          title,
          decodeMs,
          null);
    }
  }

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
      Double minMs,
      Double maxMs,
      Double stddevMs,
      Long rows,
      Long sharedBlksHit,
      Long sharedBlksRead,
      Long sharedBlksDirtied,
      Long tempBlksWritten,
      Double ioMs,
      Long walBytes,
      Long plans,
      Double planMs,
      Double jitMs) {}

  /**
   * pg_stat_statements as a whole.
   *
   * @param source server or file
   * @param readAt ISO instant, or ""
   * @param since from when the counters count, or ""
   * @param statements entries
   * @param matched statements of the log that have an entry
   * @param ofLog statements of the log that could have one: no transactions, no failures
   * @param evictions entries dropped for want of room, or null
   * @param origins who sent what, most time first
   * @param unseen what the application may have sent and the log lacks, most time first
   * @param notes what to know of these figures
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ServerStatements(
      String source,
      String readAt,
      String since,
      int statements,
      long calls,
      double totalMs,
      int matched,
      int ofLog,
      Long evictions,
      List<OriginRow> origins,
      List<UnseenRow> unseen,
      List<String> notes) {}

  /**
   * @param origin ecto, transaction, driver, migration, inside, maintenance, dump, monitoring,
   *     ectoscope, hidden, other; or log for what the log holds
   * @param words for people
   */
  public record OriginRow(
      String origin, String words, int statements, long calls, double totalMs) {}

  /**
   * @param sql its text with literals masked
   * @param summary the same, shortened for people
   * @param origin ecto, other or hidden
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record UnseenRow(
      String queryId,
      String sql,
      String summary,
      String origin,
      String role,
      long calls,
      double totalMs,
      double meanMs,
      Long rows) {}

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
   * @param id stable across runs
   * @param state new, open, fixed, regressed as compared with an earlier review, or ""
   * @param timeline one real unit of work, or null
   * @param plans before and after, or empty
   * @param unit what the units of work are: request, live-view, job, other, or "" when mixed or
   *     unknown
   * @param related findings of the same cause
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Finding(
      String id,
      String detector,
      String variant,
      String title,
      Severity severity,
      Confidence confidence,
      List<String> tables,
      List<String> statements,
      List<FindingSite> callSites,
      long occurrences,
      long units,
      Impact impact,
      List<Note> evidence,
      List<String> samples,
      Recommendation recommendation,
      Timeline timeline,
      List<PlanView> plans,
      String unit,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Related> related) {

    public Finding {
      unit = unit == null ? "" : unit;
      related = related == null ? List.of() : List.copyOf(related);
    }

    /** A finding that stands alone. */
    public Finding(
        String id,
        String detector,
        String variant,
        String title,
        Severity severity,
        Confidence confidence,
        List<String> tables,
        List<String> statements,
        List<FindingSite> callSites,
        long occurrences,
        long units,
        Impact impact,
        List<Note> evidence,
        List<String> samples,
        Recommendation recommendation,
        Timeline timeline,
        List<PlanView> plans,
        String unit) {
      this(
          id,
          detector,
          variant,
          title,
          severity,
          confidence,
          tables,
          statements,
          callSites,
          occurrences,
          units,
          impact,
          evidence,
          samples,
          recommendation,
          timeline,
          plans,
          unit,
          List.of());
    }

    /** The same finding among others of its cause. */
    public Finding joined(Impact together, List<Note> notes, List<Related> others) {
      return new Finding(
          id,
          detector,
          variant,
          title,
          severity,
          confidence,
          tables,
          statements,
          callSites,
          occurrences,
          units,
          together,
          notes,
          samples,
          recommendation,
          timeline,
          plans,
          unit,
          others);
    }

    /** A finding of which the kind of its units of work is not known. */
    public Finding(
        String id,
        String detector,
        String variant,
        String title,
        Severity severity,
        Confidence confidence,
        List<String> tables,
        List<String> statements,
        List<FindingSite> callSites,
        long occurrences,
        long units,
        Impact impact,
        List<Note> evidence,
        List<String> samples,
        Recommendation recommendation,
        Timeline timeline,
        List<PlanView> plans) {
      this(
          id,
          detector,
          variant,
          title,
          severity,
          confidence,
          tables,
          statements,
          callSites,
          occurrences,
          units,
          impact,
          evidence,
          samples,
          recommendation,
          timeline,
          plans,
          "");
    }
  }

  /**
   * @param function the function that holds the call, as people mean it
   * @param printed what {@code ↳} says
   */
  public record FindingSite(String function, String printed, String file, int line) {}

  /**
   * Another finding of the same cause.
   *
   * @param id the other's
   * @param order first when the other is done before this one, after, or with when one change mends
   *     both
   * @param text what it is to this one, and what it leaves
   */
  public record Related(String id, String order, String text) {}

  /**
   * @param dbMs database (or queue) time spent
   * @param share of all database and queue time, 0…1
   * @param savedMs time that can be given back, never more than dbMs; findings of one statement
   *     share its time, those done first take theirs
   */
  public record Impact(double dbMs, double share, double savedMs) {}

  public record Recommendation(String summary, List<Code> fixes) {}

  /**
   * @param kind query, migration, config, schema
   * @param language elixir, sql
   * @param path where it belongs
   * @param code the new code
   * @param before the lines of {@code path} that {@code code} takes the place of, with as many
   *     unchanged lines around as {@code code} repeats; "" when the source was not read
   * @param line number of the first line of {@code before} in {@code path}, or 0
   * @param note what was checked about the change and what was not, or ""
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Code(
      String kind,
      String language,
      String path,
      String code,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String before,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int line,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String note) {

    public Code {
      before = before == null ? "" : before;
      note = note == null ? "" : note;
    }

    /** New code of which it is not known what it takes the place of. */
    public Code(String kind, String language, String path, String code) {
      this(kind, language, path, code, "", 0, "");
    }
  }

  /**
   * One unit of work as it ran.
   *
   * @param unit name and key for people
   * @param durationMs whole length
   */
  public record Timeline(String unit, double durationMs, List<Span> spans) {}

  /**
   * @param queueMs waited before startMs + queueMs
   * @param repeated whether it belongs to the finding
   */
  public record Span(String label, double startMs, double queueMs, double dbMs, boolean repeated) {}

  /**
   * @param title Now, After
   * @param measured by EXPLAIN ANALYZE, otherwise planned
   * @param note what else is known of it: the time it takes today, how it was costed; or ""
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record PlanView(
      String title, boolean measured, double costOrMs, List<PlanRow> rows, String note) {

    public PlanView {
      note = note == null ? "" : note;
    }

    /** Nothing else is known. */
    public PlanView(String title, boolean measured, double costOrMs, List<PlanRow> rows) {
      this(title, measured, costOrMs, rows, "");
    }
  }

  /**
   * @param depth indentation
   * @param detail on/using/filter
   * @param rows rows returned, or estimated
   * @param own exclusive ms (measured) or cost
   * @param worst whether it is the node with the largest own
   */
  public record PlanRow(
      int depth, String node, String detail, double rows, double own, boolean worst) {}

  public record Dismissed(String detector, List<String> statements, String reason) {}

  /** What could not be checked, why, and what would change it. */
  public record NotChecked(String what, String reason) {}

  public record Indexes(
      List<IndexChange> create,
      List<IndexChange> drop,
      double workloadCostBefore,
      double workloadCostAfter,
      int whatIfCalls) {
    public static final Indexes NONE = new Indexes(List.of(), List.of(), 0, 0, 0);
  }

  public record IndexChange(String sql, double costBefore, double costAfter, long sizeBytes) {}

  public record Pool(List<PoolRepo> repos) {
    public static final Pool NONE = new Pool(List.of());
  }

  public record PoolRepo(
      String repo, Observed observed, List<WhatIfPool> whatIf, Map<String, Object> recommended) {}

  public record Observed(double p50Ms, double p95Ms, double p99Ms, long dropped) {}

  public record WhatIfPool(
      int poolSize,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double dropRate,
      double utilisation) {}

  /**
   * @param description host/db, version, standby or primary
   * @param statementsSent by Ectoscope
   * @param spentMs time they took
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Server(
      String description,
      int plansMeasured,
      int plansWanted,
      long statementsSent,
      double spentMs) {}
}
