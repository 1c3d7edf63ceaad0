package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Bursts;
import dev.ectoscope.workload.DistinctCount;
import dev.ectoscope.workload.LatencyDistribution;
import dev.ectoscope.workload.Repetition;
import dev.ectoscope.workload.Runs;
import dev.ectoscope.workload.UnitOfWork;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A repetition that is a loop by its numbers.
 *
 * @param repetition what repeats
 * @param bursts those above the threshold, at least one
 */
record Loop(Repetition repetition, List<Bursts> bursts) {

  /** Of neighbours in a loop one in so many overlaps: then they run at the same time. */
  private static final int OVERLAPPING_SHARE = 4;

  Loop {
    bursts = List.copyOf(bursts);
  }

  /** The loop in a repetition: many executions in one unit, or several in each of some units. */
  static Optional<Loop> in(Repetition repetition, Thresholds thresholds) {
    List<Bursts> some = withCalls(repetition, thresholds.callsInSomeUnits());
    return loop(repetition, keyByKey(some), thresholds)
        .or(() -> loop(repetition, some, thresholds));
  }

  /** Without those that ask for lists: batches elsewhere are no part of a loop over single keys. */
  private static List<Bursts> keyByKey(List<Bursts> bursts) {
    return bursts.stream().filter(b -> !b.kind().lists()).toList();
  }

  private static Optional<Loop> loop(
      Repetition repetition, List<Bursts> some, Thresholds thresholds) {
    boolean often = sum(some, Bursts::count) >= thresholds.someUnits();
    boolean many = some.stream().anyMatch(b -> b.kind().perUnit() >= thresholds.callsInUnit());
    return often || many ? Optional.of(new Loop(repetition, some)) : Optional.empty();
  }

  /** The loop of a repetition that needs many executions in a unit, however often it happens. */
  static Optional<Loop> longIn(Repetition repetition, Thresholds thresholds) {
    List<Bursts> many = withCalls(repetition, thresholds.callsInUnit());
    return many.isEmpty() ? Optional.empty() : Optional.of(new Loop(repetition, many));
  }

  /** All that repeats, however seldom: with others like it it may be a loop. */
  static Loop ofAny(Repetition repetition) {
    return new Loop(repetition, repetition.bursts());
  }

  private static List<Bursts> withCalls(Repetition repetition, int least) {
    return repetition.bursts().stream().filter(b -> b.kind().perUnit() >= least).toList();
  }

  private static long sum(List<Bursts> bursts, ToLongFunction<Bursts> number) {
    return bursts.stream().mapToLong(number).sum();
  }

  /** Whether each execution asks for one key, also where the statement could ask for a list. */
  boolean isKeyByKey() {
    return bursts.stream().noneMatch(b -> b.kind().lists());
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
    return sum(bursts, Bursts::calls);
  }

  /** Units of work, where the log mixes several of them in one, all of them. */
  long units() {
    return sum(bursts, Bursts::units);
  }

  /** Units as the log tells them apart. */
  long count() {
    return sum(bursts, Bursts::count);
  }

  DistinctCount distinctParameters() {
    return bursts.stream()
        .map(Bursts::parameters)
        .reduce(DistinctCount::merge)
        .orElseThrow(() -> new IllegalStateException("a loop has bursts"));
  }

  double spentMs() {
    return sum(bursts, Bursts::db) / 10.0;
  }

  /** What one execution a unit, as long as the median of now, would leave over. */
  double savedMs() {
    LatencyDistribution latency =
        bursts.stream()
            .map(Bursts::latency)
            .reduce(LatencyDistribution::merge)
            .orElseThrow(() -> new IllegalStateException("a loop has bursts"));
    double medianMs = latency.atMs(latency.count() / 2);
    return Math.max(0, spentMs() - units() * medianMs);
  }

  /** The unit that shows it best: the one with most executions. */
  UnitOfWork example() {
    return bursts.stream()
        .max(
            Comparator.comparingLong(Bursts::most)
                .thenComparing(b -> b.example().key(), Comparator.reverseOrder()))
        .map(Bursts::example)
        .orElseThrow(() -> new IllegalStateException("a loop has bursts"));
  }

  /** Whether inside one unit (of those the log can tell apart) the parameters differ. */
  boolean parametersDiffer() {
    long differing =
        bursts.stream().filter(b -> b.kind().parametersDiffer()).mapToLong(Bursts::calls).sum();
    return 2 * differing >= calls();
  }

  /** Whether executions overlap: in several processes. */
  boolean runsInParallel() {
    long overlapping = sum(bursts, Bursts::overlapping);
    return overlapping > 0 && overlapping * OVERLAPPING_SHARE >= sum(bursts, Bursts::neighbours);
  }

  boolean printsParameters() {
    return repetition.group().printsParameters();
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
        LookAlike.ofLibrary(this)
            .map(r -> Map.<String, Object>of(LookAlike.FACT, r))
            .orElse(facts));
  }

  private String apart() {
    String kind = repetition.kind() == UnitKind.REQUEST ? "" : " " + repetition.kind();
    return repetition.place() == 0 ? kind : kind + " " + repetition.place();
  }

  private Note begun(Runs runs) {
    return new Note(
        "log",
        (runs.exact() ? "" : "At least ")
            + Wording.count(calls(), "query", "queries")
            + " in "
            + Wording.count(units(), unitWord(), unitWords())
            + " that began: about "
            + Wording.number(runs.perUnit())
            + " in each. "
            + runs.how());
  }

  /** "96 queries in 8 requests: 12 in each, with 96 different parameters." */
  Note counted() {
    Runs runs = repetition.runs();
    if (runs != null) {
      return begun(runs);
    }
    long least = bursts.stream().mapToLong(Bursts::least).min().orElse(0);
    long most = bursts.stream().mapToLong(Bursts::most).max().orElse(0);
    String each = least == most ? Wording.number(most) : least + " to " + Wording.number(most);
    DistinctCount distinct = distinctParameters();
    String about = distinct.isExact() ? "" : "about ";
    String parameters =
        !repetition.group().printsParameters()
            ? "with parameters that the log does not print."
            : distinct.count() == 1
                ? "always with the same parameters."
                : "with " + about + Wording.number(distinct.count()) + " different parameters.";
    return new Note(
        "log",
        counted(bursts.stream().anyMatch(b -> b.kind().mixed()))
            + " in "
            + Wording.count(units(), unitWord(), unitWords())
            + (units() == count() ? ": " + each + " in each, " : ", ")
            + parameters);
  }

  /** Where the log mixes units, those that could not be told apart may be of the loop too. */
  private String counted(boolean mixed) {
    long all = repetition.group().calls();
    String queries = Wording.count(calls(), "query", "queries");
    return mixed && calls() < all
        ? "At least " + queries + " (of " + Wording.number(all) + " in all)"
        : queries;
  }

  String unitWord() {
    UnitKind kind = bursts.get(0).kind().kind();
    boolean alike = bursts.stream().allMatch(b -> b.kind().kind() == kind);
    if (!alike) {
      return "unit of work";
    }
    return switch (kind) {
      case REQUEST -> "request";
      case LIVE_VIEW -> "LiveView callback";
      case CHANNEL -> "channel message";
      case JOB -> "job";
      case OTHER -> "unit of work";
    };
  }

  private String unitWords() {
    String word = unitWord();
    return word.equals("unit of work") ? "units of work" : word + "s";
  }
}
