package dev.ectoscope.review;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    @Nullable Server server,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ServerStatements serverStatements) {

  public static final String SCHEMA = "ectoscope.review/1";

  public Review {
    requireNonNull(schema, "schema is null");
    requireNonNull(app, "app is null");
    requireNonNull(created, "created is null");
    requireNonNull(input, "input is null");
    requireNonNull(totals, "totals is null");
    requireNonNull(indexes, "indexes is null");
    requireNonNull(pool, "pool is null");
    statements = List.copyOf(statements);
    findings = List.copyOf(findings);
    dismissed = List.copyOf(dismissed);
    notChecked = List.copyOf(notChecked);
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

    public Input {
      files = List.copyOf(files);
    }

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
      this(path, format, bytes, lines, headers, understood, unread, "postgresql", List.of());
    }
  }

  public record Unread(long line, String reason) {}

  /**
   * @param spanMs length of the period the log covers, 0 when it prints no clock
   * @param unitsByKind units of work by what they are: request, live-view, channel, job, other
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
  }

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
      @Nullable Long evictions,
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
      @Nullable Long rows) {}

  public record Dismissed(String detector, List<String> statements, String reason) {

    private static final String IGNORED = "ignored: ";

    /** How the reason begins where the team has decided to live with the finding. */
    public static String ignored(String why) {
      return IGNORED + why;
    }

    @JsonIgnore
    public boolean isIgnored() {
      return reason.startsWith(IGNORED);
    }

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Dismissed that
          && detector.equals(that.detector)
          && statements.equals(that.statements)
          && reason.equals(that.reason);
    }

    @Override
    public int hashCode() {
      return (detector.hashCode() * 31 + statements.hashCode()) * 31 + reason.hashCode();
    }
  }

  /** What could not be checked, why, and what would change it. */
  public record NotChecked(String what, String reason) {

    /** Whether a detector is among those that something was not checked for. */
    public boolean isOf(String detector) {
      return List.of(what.split(", ")).contains(detector);
    }
  }

  public record Indexes(
      List<IndexChange> create,
      List<IndexChange> drop,
      double workloadCostBefore,
      double workloadCostAfter,
      int whatIfCalls) {
    public static final Indexes NONE = new Indexes(List.of(), List.of(), 0, 0, 0);

    public Indexes {
      create = List.copyOf(create);
      drop = List.copyOf(drop);
    }
  }

  public record IndexChange(String sql, double costBefore, double costAfter, long sizeBytes) {}

  public record Pool(List<PoolRepo> repos) {
    public static final Pool NONE = new Pool(List.of());

    public Pool {
      repos = List.copyOf(repos);
    }
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
