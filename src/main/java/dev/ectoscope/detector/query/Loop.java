package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.Repetition;
import dev.ectoscope.workload.Repetition.Burst;
import dev.ectoscope.workload.UnitOfWork;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A repetition that is a loop by its numbers.
 *
 * @param repetition what repeats
 * @param bursts those above the threshold, at least one
 */
record Loop(Repetition repetition, List<Burst> bursts) {

  Loop {
    bursts = List.copyOf(bursts);
  }

  /** The loop in a repetition: many executions in one unit, or several in each of some units. */
  static Optional<Loop> in(Repetition repetition, Thresholds thresholds) {
    List<Burst> some = withCalls(repetition, thresholds.callsInSomeUnits());
    boolean often = some.size() >= thresholds.someUnits();
    boolean many = !withCalls(repetition, thresholds.callsInUnit()).isEmpty();
    return often || many ? Optional.of(new Loop(repetition, some)) : Optional.empty();
  }

  /** The loop of a repetition that needs many executions in a unit, however often it happens. */
  static Optional<Loop> longIn(Repetition repetition, Thresholds thresholds) {
    List<Burst> many = withCalls(repetition, thresholds.callsInUnit());
    return many.isEmpty() ? Optional.empty() : Optional.of(new Loop(repetition, many));
  }

  private static List<Burst> withCalls(Repetition repetition, int least) {
    return repetition.bursts().stream()
        .filter(b -> b.calls().size() >= (long) least * b.unit().overlapping())
        .toList();
  }

  Statement statement() {
    return repetition.statement();
  }

  CallSite callSite() {
    return repetition.callSite();
  }

  String table() {
    return statement().shape().rootTable();
  }

  long calls() {
    return bursts.stream().mapToLong(b -> b.calls().size()).sum();
  }

  /** Units of work, where the log mixes several of them in one, all of them. */
  long units() {
    return bursts.stream().mapToLong(b -> b.unit().overlapping()).sum();
  }

  long distinctParameters() {
    return allCalls().mapToLong(QueryCall::parametersHash).distinct().count();
  }

  double spentMs() {
    return bursts.stream().mapToLong(Burst::db).sum() / 10.0;
  }

  /** What one execution a unit, as long as the median of now, would leave over. */
  double savedMs() {
    long[] sorted = allCalls().mapToLong(QueryCall::dbOrZero).sorted().toArray();
    double medianMs = sorted[sorted.length / 2] / 10.0;
    return Math.max(0, spentMs() - units() * medianMs);
  }

  private Stream<QueryCall> allCalls() {
    return bursts.stream().flatMap(b -> b.calls().stream());
  }

  /** The unit that shows it best: the one with most executions. */
  UnitOfWork example() {
    return bursts.stream()
        .max(Comparator.comparingInt(b -> b.calls().size()))
        .map(Burst::unit)
        .orElse(null);
  }

  /** Whether inside one unit (of those the log can tell apart) the parameters differ. */
  boolean parametersDiffer() {
    long differing =
        bursts.stream()
            .filter(b -> b.distinctParameters() > b.unit().overlapping())
            .mapToLong(b -> b.calls().size())
            .sum();
    return 2 * differing >= calls();
  }

  Suspicion suspicion(String variant, List<Note> notes, Map<String, Object> facts) {
    return new Suspicion(
        variant,
        statement().fingerprint() + " " + callSite().function() + apart(),
        List.of(statement()),
        callSite().isKnown() ? List.of(callSite()) : List.of(),
        statement().shape().relations().stream().map(Relation::table).distinct().toList(),
        calls(),
        units(),
        spentMs(),
        savedMs(),
        notes,
        example(),
        List.of(),
        facts);
  }

  private String apart() {
    return repetition.kind() == UnitKind.REQUEST ? "" : " " + repetition.kind();
  }

  /** "96 queries in 8 requests: 12 in each, with 96 different parameters." */
  Note counted() {
    long least = bursts.stream().mapToLong(b -> b.calls().size()).min().orElse(0);
    long most = bursts.stream().mapToLong(b -> b.calls().size()).max().orElse(0);
    String each = least == most ? Wording.number(most) : least + " to " + Wording.number(most);
    long distinct = distinctParameters();
    String parameters =
        distinct == 1
            ? "always with the same parameters."
            : "with " + Wording.number(distinct) + " different parameters.";
    return new Note(
        "log",
        Wording.count(calls(), "query", "queries")
            + " in "
            + Wording.count(units(), unitWord(), unitWords())
            + (units() == bursts.size() ? ": " + each + " in each, " : ", ")
            + parameters);
  }

  String unitWord() {
    UnitKind kind = bursts.get(0).unit().kind();
    boolean alike = bursts.stream().allMatch(b -> b.unit().kind() == kind);
    if (!alike || kind == UnitKind.OTHER) {
      return "unit of work";
    }
    return kind == UnitKind.JOB
        ? "job"
        : kind == UnitKind.REQUEST ? "request" : "LiveView callback";
  }

  private String unitWords() {
    String word = unitWord();
    return word.equals("unit of work") ? "units of work" : word + "s";
  }
}
