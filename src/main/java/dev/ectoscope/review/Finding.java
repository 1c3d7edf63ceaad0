package dev.ectoscope.review;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param id stable across runs
 * @param state new, open, fixed, regressed as compared with an earlier review, or ""
 * @param timeline one real unit of work, or null
 * @param plans before and after, or empty
 * @param unit what the units of work are: request, live-view, channel, job, other, or "" when mixed
 *     or unknown
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
    @Nullable Timeline timeline,
    List<PlanView> plans,
    String unit,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Related> related) {

  public Finding {
    requireNonNull(id, "id is null");
    requireNonNull(detector, "detector is null");
    requireNonNull(title, "title is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(confidence, "confidence is null");
    requireNonNull(impact, "impact is null");
    tables = List.copyOf(tables);
    statements = List.copyOf(statements);
    callSites = List.copyOf(callSites);
    evidence = List.copyOf(evidence);
    samples = List.copyOf(samples);
    requireNonNull(recommendation, "recommendation is null");
    plans = List.copyOf(plans);
    unit = unit == null ? "" : unit;
    related = related == null ? List.of() : List.copyOf(related);
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

  /** The same with other code. */
  public Finding withFixes(List<Code> fixes) {
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
        impact,
        evidence,
        samples,
        new Recommendation(recommendation.summary(), fixes),
        timeline,
        plans,
        unit,
        related);
  }

  /**
   * @param function the function that holds the call, as people mean it
   * @param printed what {@code ↳} says
   */
  public record FindingSite(String function, String printed, String file, int line) {

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FindingSite that
          && function.equals(that.function)
          && printed.equals(that.printed)
          && file.equals(that.file)
          && line == that.line;
    }

    @Override
    public int hashCode() {
      return ((function.hashCode() * 31 + printed.hashCode()) * 31 + file.hashCode()) * 31 + line;
    }
  }

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

  public record Recommendation(String summary, List<Code> fixes) {

    public Recommendation {
      requireNonNull(summary, "summary is null");
      fixes = List.copyOf(fixes);
    }
  }

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
   * @param whole what all queries come to where {@code spans} are only the first of them, else null
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Timeline(
      String unit,
      double durationMs,
      List<Span> spans,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Whole whole) {

    public Timeline {
      spans = List.copyOf(spans);
    }

    /** All queries are spans. */
    public Timeline(String unit, double durationMs, List<Span> spans) {
      this(unit, durationMs, spans, null);
    }
  }

  /**
   * A unit of work with more queries than are drawn.
   *
   * @param queries of the unit
   * @param repeated those of them that belong to the finding
   * @param repeatedMs their time, waiting included
   */
  public record Whole(long queries, long repeated, double repeatedMs) {}

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
}
