package dev.ectoscope.detector;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.elixir.Place;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.UnitOfWork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What looks wrong in a workload. Times are milliseconds.
 *
 * @param variant of the detector, or ""
 * @param subject what it is about, stable across runs: fingerprint, function without line, table
 *     and columns
 * @param statements involved, the culprit first
 * @param occurrences executions concerned
 * @param units units of work concerned
 * @param spentMs database (or queue) time concerned
 * @param savedMs estimate of what the change gives back from the log alone
 * @param notes evidence from the log
 * @param example a unit that shows it well, or null
 * @param needs questions to the replica
 * @param facts whatever {@code judge} needs of what {@code suspect} saw, by name; strings, numbers,
 *     lists
 * @param places where the calls of {@code callSites} stand in the source, first those of its first
 *     call site; empty when no source was read
 */
public record Suspicion(
    String variant,
    String subject,
    List<Statement> statements,
    List<CallSite> callSites,
    List<String> tables,
    long occurrences,
    long units,
    double spentMs,
    double savedMs,
    List<Note> notes,
    @Nullable UnitOfWork example,
    List<EvidenceRequest> needs,
    Map<String, Object> facts,
    List<PlacedCall> places) {

  public Suspicion {
    statements = List.copyOf(statements);
    callSites = List.copyOf(callSites);
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
    needs = List.copyOf(needs);
    facts = Map.copyOf(facts);
    places = List.copyOf(places);
  }

  /** What the log alone tells. */
  public Suspicion(
      String variant,
      String subject,
      List<Statement> statements,
      List<CallSite> callSites,
      List<String> tables,
      long occurrences,
      long units,
      double spentMs,
      double savedMs,
      List<Note> notes,
      @Nullable UnitOfWork example,
      List<EvidenceRequest> needs,
      Map<String, Object> facts) {
    this(
        variant,
        subject,
        statements,
        callSites,
        tables,
        occurrences,
        units,
        spentMs,
        savedMs,
        notes,
        example,
        needs,
        facts,
        List.of());
  }

  /** The same with the places of its calls. */
  public Suspicion at(List<PlacedCall> found) {
    return copy(variant, subject, notes, facts, found);
  }

  /** The same of another variant. */
  public Suspicion as(String other, Map<String, Object> othersFacts) {
    return copy(other, subject, notes, othersFacts, places);
  }

  /** The same without some of its notes. */
  public Suspicion without(Predicate<Note> said) {
    return copy(variant, subject, notes.stream().filter(said.negate()).toList(), facts, places);
  }

  /** The same about another subject. */
  public Suspicion about(String other) {
    return copy(variant, other, notes, facts, places);
  }

  private Suspicion copy(
      String kind,
      String about,
      List<Note> said,
      Map<String, Object> known,
      List<PlacedCall> found) {
    return new Suspicion(
        kind,
        about,
        statements,
        callSites,
        tables,
        occurrences,
        units,
        spentMs,
        savedMs,
        said,
        example,
        needs,
        known,
        found);
  }

  /** Where the first call that was found stands. */
  public Optional<Place> place() {
    return places.stream().map(PlacedCall::place).filter(Place::isKnown).findFirst();
  }

  public Statement statement() {
    return statements.get(0);
  }

  /** The function that holds the first call, or "". */
  public String function() {
    return place().map(Place::function).or(() -> application().map(CallSite::function)).orElse("");
  }

  /** Its file, or "". */
  public String file() {
    return place().map(Place::file).or(() -> application().map(CallSite::file)).orElse("");
  }

  /** A fact that {@code suspect} noted. */
  public <T> T fact(String name, Class<T> type) {
    return type.cast(
        requireNonNull(facts.get(name), () -> variant + " " + subject + " has no fact " + name));
  }

  /** A fact that is a string. */
  public String text(String name) {
    return fact(name, String.class);
  }

  /** A fact that is a number, whatever its type. */
  public double number(String name) {
    return fact(name, Number.class).doubleValue();
  }

  /** A fact that is a whole number, whatever its type. */
  public long count(String name) {
    return fact(name, Number.class).longValue();
  }

  /** A fact that is true or false. */
  public boolean is(String name) {
    return fact(name, Boolean.class);
  }

  /** A fact that is a list. */
  public <T> List<T> list(String name, Class<T> each) {
    return ((List<?>) fact(name, List.class)).stream().map(each::cast).toList();
  }

  private Optional<CallSite> application() {
    return callSites.stream().limit(1).filter(CallSite::isApplication).findFirst();
  }
}
