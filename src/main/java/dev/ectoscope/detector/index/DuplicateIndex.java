package dev.ectoscope.detector.index;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

@DetectorInfo(
    id = "duplicate-index",
    title = "Two indexes do the same work",
    whyItMatters =
        """
        Every insert, and every update that moves a row, writes all indexes of the table. An index that \
        another one repeats, or begins with, is paid for and gives nothing back.""",
    whenItIsFine =
        """
        When the narrow index is much smaller and read so often that its size decides. Unique, primary \
        key, constraint, replica identity and clustered indexes are never proposed for dropping unless \
        another one keeps the same rule.""",
    evidence = {"catalog"},
    bad =
        """
        create index(:visits, [:patient_id])
        create index(:visits, [:patient_id, :started_at])""",
    good =
        """
        create index(:visits, [:patient_id, :started_at])""",
    references = "https://www.postgresql.org/docs/current/indexes-multicolumn.html")
public final class DuplicateIndex implements Detector {

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().isEmpty() ? Stream.empty() : Stream.of(Copies.wholeSchema());
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload, Catalog catalog) {
    Map<Index, Index> replaced = new LinkedHashMap<>();
    for (Index index : catalog.indexes()) {
      replacement(index, catalog).ifPresent(kept -> replaced.put(index, kept));
    }
    return Copies.of(replaced.keySet(), index -> kept(index, replaced).name()).stream()
        .map(copies -> suspicion(copies, kept(copies.first(), replaced), workload));
  }

  private static Index kept(Index index, Map<Index, Index> replaced) {
    return requireNonNull(replaced.get(index), "only what is replaced is grouped");
  }

  private static Suspicion suspicion(Copies copies, Index kept, Workload workload) {
    boolean same = Redundancy.of(copies.first(), kept).equals(Optional.of(Redundancy.Kind.SAME));
    return copies.suspicion(same ? "same" : "prefix", workload, Map.of("kept", kept.name()));
  }

  /** The index that does the work of this one and stays. */
  static Optional<Index> replacement(Index index, Catalog catalog) {
    // The index of a partition goes with the index of its parent, or not at all.
    if (!Redundancy.isUsable(index) || !index.more().parent().isEmpty()) {
      return Optional.empty();
    }
    List<Index> others = catalog.indexesOn(index.schema(), index.table());
    return others.stream()
        .filter(other -> Redundancy.of(index, other).isPresent())
        .min(
            Comparator.<Index>comparingInt(other -> isReplaced(other, others) ? 1 : 0)
                .thenComparing(other -> Redundancy.of(index, other).orElseThrow())
                .thenComparingLong(Index::bytes)
                .thenComparing(Index::name));
  }

  private static boolean isReplaced(Index index, List<Index> others) {
    return others.stream().anyMatch(other -> Redundancy.of(index, other).isPresent());
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    if (catalog == null) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    if (Copies.isWholeSchema(suspicion)) {
      long repeated =
          catalog.indexes().stream().filter(i -> replacement(i, catalog).isPresent()).count();
      return new Verdict.Dismissed(
          catalog.indexes().size() - repeated + " indexes of the schema do work of their own");
    }
    Copies copies = Copies.of(suspicion, catalog);
    Index kept =
        catalog.indexesOn(copies.first().schema(), copies.first().table()).stream()
            .filter(i -> i.name().equals(suspicion.text("kept")))
            .findFirst()
            .orElseThrow();
    return confirmed(suspicion, catalog, copies, kept);
  }

  private static Verdict confirmed(
      Suspicion suspicion, Catalog catalog, Copies copies, Index kept) {
    Index dropped = copies.first();
    boolean same = suspicion.variant().equals("same");
    List<Note> notes = new ArrayList<>();
    notes.add(new Note("catalog", dropped.name() + ": " + keys(dropped)));
    notes.add(new Note("catalog", kept.name() + " (stays): " + keys(kept)));
    notes.add(new Note("catalog", "Dropping it frees " + Sizes.bytes(copies.bytes())));
    if (!Copies.answered(catalog).isEmpty()) {
      notes.add(
          new Note(
              "catalog",
              "Scanned "
                  + copies.scans(catalog)
                  + " times; "
                  + kept.name()
                  + " serves these scans too"));
    }
    return new Verdict.Confirmed(
        same
            ? copies.title() + " is the same index as " + kept.name()
            : copies.title() + " is the beginning of " + kept.name(),
        Confidence.OBSERVED,
        copies.savedMs(suspicion, catalog),
        0,
        notes,
        "Drop " + dropped.name() + "; " + kept.name() + " does its work.",
        List.of(copies.drop(false)));
  }

  private static String keys(Index index) {
    String definition = index.definition();
    int using = definition.indexOf(" USING ");
    return using < 0 ? String.join(", ", index.keys()) : definition.substring(using + 7);
  }
}
