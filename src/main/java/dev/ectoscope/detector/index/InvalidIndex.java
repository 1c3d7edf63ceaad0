package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.catalog.Usage;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@DetectorInfo(
    id = "invalid-index",
    title = "An index was never finished",
    whyItMatters =
        """
        When CREATE INDEX CONCURRENTLY fails, by a timeout, a deadlock or a duplicate value, the index \
        stays behind: no query may use it, and often every write still has to maintain it. A migration \
        with create_if_not_exists then believes it is there.""",
    whenItIsFine =
        """
        While the build is running, and while the partitions of a partitioned table are being given \
        their indexes one by one.""",
    evidence = {"catalog"},
    bad =
        """
        create_if_not_exists index(:visits, [:patient_id], concurrently: true)
        # the first run failed: the index is there and not valid""",
    good =
        """
        execute("REINDEX INDEX CONCURRENTLY visits_patient_id_index")""",
    references =
        "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")
public final class InvalidIndex implements Detector {

  /** What REINDEX CONCURRENTLY calls its new and its old index. */
  private static final Pattern TEMPORARY = Pattern.compile(".*_cc(new|old)\\d*");

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().isEmpty() ? Stream.empty() : Stream.of(Copies.wholeSchema());
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload, Catalog catalog) {
    List<Index> broken =
        catalog.indexes().stream()
            .filter(i -> !Redundancy.isUsable(i) && !isBeingBuilt(i, catalog))
            .toList();
    return Copies.of(broken, index -> variant(index, catalog)).stream()
        .map(copies -> copies.suspicion(variant(copies.first(), catalog), workload, Map.of()));
  }

  private static String variant(Index index, Catalog catalog) {
    if (index.more().partitioned()) {
      return "unattached-partition";
    }
    boolean needless =
        TEMPORARY.matcher(index.name()).matches()
            || !index.more().live()
            || catalog.indexesOn(index.schema(), index.table()).stream()
                .anyMatch(other -> isTwin(index, other));
    return needless ? "leftover" : "failed-build";
  }

  private static boolean isTwin(Index broken, Index other) {
    return Redundancy.isUsable(other)
        && other.keys().equals(broken.keys())
        && other.options().equals(broken.options())
        && other.method().equals(broken.method())
        && other.predicate().equals(broken.predicate())
        && other.include().equals(broken.include())
        && other.more().classes().equals(broken.more().classes())
        && other.unique() == broken.unique();
  }

  private static boolean isBeingBuilt(Index index, Catalog catalog) {
    String name = index.schema() + "." + index.name();
    return catalog.usage().stream().anyMatch(u -> u.building().contains(name));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    if (catalog == null) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    if (Copies.isWholeSchema(suspicion)) {
      long building = catalog.indexes().stream().filter(i -> isBeingBuilt(i, catalog)).count();
      long valid = catalog.indexes().stream().filter(Redundancy::isUsable).count();
      return new Verdict.Dismissed(
          valid
              + " indexes of the schema are valid"
              + (building == 0 ? "" : ", " + building + " being built now"));
    }
    return confirmed(suspicion, catalog, Copies.of(suspicion, catalog));
  }

  private static Verdict confirmed(Suspicion suspicion, Catalog catalog, Copies copies) {
    Index index = copies.first();
    return new Verdict.Confirmed(
        switch (suspicion.variant()) {
          case "unattached-partition" -> copies.title() + " lacks the index of a partition";
          case "leftover" -> copies.title() + " is left over from a failed build";
          default -> copies.title() + " is not valid: no query uses it";
        },
        Confidence.OBSERVED,
        index.more().ready() ? copies.savedMs(suspicion, catalog) : 0,
        0,
        notes(suspicion, catalog, copies),
        action(suspicion, index),
        fixes(suspicion, copies));
  }

  private static List<Note> notes(Suspicion suspicion, Catalog catalog, Copies copies) {
    Index index = copies.first();
    List<Note> notes = new ArrayList<>();
    notes.add(new Note("catalog", index.definition()));
    if (!index.more().partitioned()) {
      notes.add(
          new Note(
              "catalog",
              Sizes.bytes(copies.bytes())
                  + (index.more().ready()
                      ? ", and every write to " + index.table() + " maintains it"
                      : ", not maintained by writes")));
    }
    if (suspicion.variant().equals("failed-build") && index.unique()) {
      notes.add(
          new Note(
              "catalog",
              "It is UNIQUE: values that occur twice are the usual reason for the failure; find them"
                  + " first, or the build fails again"));
    }
    if (Copies.answered(catalog).stream().noneMatch(Usage::primary)) {
      notes.add(
          new Note(
              "catalog",
              "A standby does not see builds that run on its primary: look at"
                  + " pg_stat_progress_create_index there first"));
    }
    return notes;
  }

  private static String action(Suspicion suspicion, Index index) {
    return switch (suspicion.variant()) {
      case "unattached-partition" ->
          "Give every partition of "
              + index.table()
              + " its index and attach it to "
              + index.name()
              + ".";
      case "leftover" -> "Drop " + index.name() + "; nothing can use it.";
      default -> "Build " + index.name() + " again, or drop it if it is no longer wanted.";
    };
  }

  private static List<Fix> fixes(Suspicion suspicion, Copies copies) {
    return switch (suspicion.variant()) {
      case "unattached-partition" -> List.of();
      case "leftover" -> List.of(copies.drop(true));
      default ->
          copies.indexes().stream()
              .<Fix>map(i -> new Fix.RebuildIndex(i.schema(), i.table(), i.name()))
              .limit(20)
              .toList();
    };
  }
}
