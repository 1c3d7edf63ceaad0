package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.review.Review;
import dev.ectoscope.workload.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Workload → suspicions → evidence → verdicts → review. The only class that knows the order. */
public final class Advisor {

  /** Answers the questions of the detectors, or says why not. */
  @FunctionalInterface
  public interface Witness {

    /** Without a replica: nothing is known beyond the log. */
    Witness NONE = (workload, requests) -> Evidence.NONE;

    Evidence testify(Workload workload, Set<EvidenceRequest> requests);
  }

  private record Raised(Tuned set, Detector detector, Suspicion suspicion) {
    Stream<Raised> narrowed(Workload workload, Evidence evidence) {
      return detector.narrowed(suspicion, workload, evidence).stream()
          .map(part -> new Raised(set, detector, part));
    }
  }

  private record Asked(Tuned set, Detector detector) {}

  private final List<Detector> detectors;
  private final Witness witness;
  private final Settings settings;
  private final @Nullable ElixirProject source;

  public Advisor(List<Detector> detectors, Witness witness) {
    this(detectors, witness, Settings.NONE);
  }

  public Advisor(List<Detector> detectors, Witness witness, Settings settings) {
    this(detectors, witness, settings, null);
  }

  private Advisor(
      List<Detector> detectors,
      Witness witness,
      Settings settings,
      @Nullable ElixirProject source) {
    this.detectors = List.copyOf(detectors);
    this.witness = witness;
    this.settings = settings;
    this.source = source;
  }

  /** The same with the application's source beside the logs. */
  public Advisor withSource(ElixirProject project) {
    return new Advisor(detectors, witness, settings, project);
  }

  /** The complete result of one analysis of the application's logs alone. */
  public Review advise(Workload workload, Instant now) {
    return advise(Sources.of(workload), now);
  }

  /** The complete result of one analysis. */
  public Review advise(Sources sources, Instant now) {
    Workload workload = BegunUnits.known(sources.workload(), source);
    Optional<String> foreign = OtherDatabase.of(workload);
    List<Raised> raised = new ArrayList<>();
    List<Tuned> sets = Tuned.of(detectors, settings);
    List<Tuned> able =
        foreign.isPresent() ? sets.stream().map(Tuned::ofAnyDatabase).toList() : sets;
    raised.addAll(raised(able, workload));
    Set<EvidenceRequest> requests = new LinkedHashSet<>();
    raised.forEach(one -> requests.addAll(one.suspicion().needs()));
    Evidence evidence =
        foreign
            .map(this::without)
            .orElseGet(
                () ->
                    LoggedPlans.beside(testimony(workload, requests), requests, sources.server()));
    if (!sources.server().isNone()) {
      raise(raised, sets, one -> one.suspect(workload, sources.server()));
    }
    evidence
        .schema()
        .ifPresent(catalog -> raise(raised, sets, one -> one.suspect(workload, catalog)));
    evidence
        .source()
        .ifPresent(project -> raise(raised, sets, one -> one.suspect(workload, project)));
    UnaryOperator<Suspicion> place = CallPlaces.of(workload, evidence.source());
    List<Judged> judged =
        raised.stream()
            .flatMap(one -> one.narrowed(workload, evidence))
            .map(one -> new Raised(one.set(), one.detector(), place.apply(one.suspicion())))
            .map(one -> sharpened(one, evidence))
            .filter(one -> one.set().speaksOf(one.suspicion()))
            .map(
                one ->
                    new Judged(
                        one.detector().info(),
                        one.suspicion(),
                        one.detector().judge(one.suspicion(), evidence)))
            .map(
                one -> foreign.map(reason -> OtherDatabase.withoutIndexes(one, reason)).orElse(one))
            .toList();
    return new ReviewAssembly(sources, evidence, now, settings).assemble(judged);
  }

  private static Raised sharpened(Raised one, Evidence evidence) {
    return evidence
        .source()
        .map(project -> one.detector().sharpen(one.suspicion(), project))
        .map(suspicion -> new Raised(one.set(), one.detector(), suspicion))
        .orElse(one);
  }

  private Evidence without(String reason) {
    Evidence none = new Evidence(null, Map.of(), reason, null);
    return source == null ? none : none.withSource(source);
  }

  private Evidence testimony(Workload workload, Set<EvidenceRequest> requests) {
    Evidence evidence = witness.testify(workload, requests);
    return source == null ? evidence : evidence.withSource(source);
  }

  /** Detectors are pure functions: they look at the workload side by side, and speak in turn. */
  private static List<Raised> raised(List<Tuned> sets, Workload workload) {
    workload.groups();
    workload.repetitions();
    return sets.stream()
        .flatMap(set -> set.detectors().stream().map(detector -> new Asked(set, detector)))
        .toList()
        .parallelStream()
        .flatMap(
            one ->
                one.detector()
                    .suspect(workload)
                    .map(suspicion -> new Raised(one.set(), one.detector(), suspicion)))
        .toList();
  }

  private static void raise(
      List<Raised> raised, List<Tuned> sets, Function<Detector, Stream<Suspicion>> suspect) {
    for (Tuned set : sets) {
      for (Detector detector : set.detectors()) {
        suspect.apply(detector).forEach(one -> raised.add(new Raised(set, detector, one)));
      }
    }
  }
}
