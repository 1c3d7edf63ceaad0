package dev.ectoscope.detector;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds one kind of bad state. All methods are pure functions of their arguments. */
public interface Detector {

  /** What it must see of whole units of work; the workload keeps the sums of what was sighted. */
  default List<UnitPattern> patterns() {
    return List.of();
  }

  /** What looks wrong in the workload. */
  Stream<Suspicion> suspect(Workload workload);

  /**
   * What the catalog shows by itself, also on tables that the log does not touch. Asked only where
   * there is a catalog.
   */
  default Stream<Suspicion> suspect(Workload workload, Catalog catalog) {
    return Stream.empty();
  }

  /**
   * What the application's source shows of the workload's statements. Asked only where there is a
   * source.
   */
  default Stream<Suspicion> suspect(Workload workload, ElixirProject source) {
    return Stream.empty();
  }

  /**
   * What PostgreSQL's own log says of the workload's statements and the application's does not.
   * Asked only where there is such a log.
   */
  default Stream<Suspicion> suspect(Workload workload, ServerActivity server) {
    return Stream.empty();
  }

  /**
   * The suspicion as the source tells it more exactly: another variant, other facts, nothing that
   * is counted. Asked only where there is a source and the calls are placed.
   */
  default Suspicion sharpen(Suspicion suspicion, ElixirProject source) {
    return suspicion;
  }

  /**
   * The suspicion about no more of the workload than the evidence speaks for: of several statements
   * those that the change helps, and one suspicion for each change that they need. Asked before
   * {@link #judge}, with the same evidence.
   */
  default List<Suspicion> narrowed(Suspicion suspicion, Workload workload, Evidence evidence) {
    return List.of(suspicion);
  }

  /** Whether the evidence bears it out. */
  Verdict judge(Suspicion suspicion, Evidence evidence);

  /** The id of a detector, as findings name it. */
  static String id(Class<? extends Detector> detector) {
    return detector.getAnnotation(DetectorInfo.class).id();
  }

  /** The ids of some. */
  @SafeVarargs
  static Set<String> ids(Class<? extends Detector>... detectors) {
    return Stream.of(detectors).map(Detector::id).collect(Collectors.toUnmodifiableSet());
  }

  /** The annotation of this detector. */
  default DetectorInfo info() {
    return getClass().getAnnotation(DetectorInfo.class);
  }

  /** What the outputs tell of it. */
  default Described described() {
    return new Described(info(), Family.of(getClass()));
  }
}
