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
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

@DetectorInfo(
    id = "unused-index",
    title = "No server reads an index",
    whyItMatters =
        """
        Every insert, and every update that moves a row, writes all indexes of the table, and each takes \
        memory from the ones that are read. An index nobody reads is a cost alone.""",
    whenItIsFine =
        """
        When it serves something rare, such as a yearly report, or was made for a feature that is not \
        live yet. Counters of at least 14 days are asked for, of the primary and of every standby: each \
        server counts its own reads only.""",
    evidence = {"catalog"},
    bad =
        """
        create index(:visits, [:legacy_code])   # nothing filters by it any more""",
    good =
        """
        drop index(:visits, [:legacy_code], concurrently: true)""",
    references = "https://www.postgresql.org/docs/current/monitoring-stats.html")
public final class UnusedIndex implements Detector {

  private static final double FEWEST_DAYS = 14;
  private static final long SMALLEST_BYTES = 1 << 20;

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().isEmpty() ? Stream.empty() : Stream.of(Copies.wholeSchema());
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload, Catalog catalog) {
    if (!unknown(catalog).isEmpty()) {
      return Stream.empty();
    }
    List<Index> unread =
        catalog.indexes().stream()
            .filter(i -> Redundancy.isUsable(i) && i.more().parent().isEmpty() && !i.isBound())
            .toList();
    return Copies.of(unread, index -> "").stream()
        .filter(copies -> copies.bytes() >= SMALLEST_BYTES && copies.scans(catalog) == 0)
        .map(copies -> copies.suspicion("", workload, Map.of()));
  }

  /** Why the counters tell nothing yet, or "". */
  private static String unknown(Catalog catalog) {
    List<Usage> answered = Copies.answered(catalog);
    for (Usage usage : catalog.usage()) {
      if (!usage.problem().isEmpty()) {
        return "the counters of " + usage.server() + " could not be read: " + usage.problem();
      }
    }
    if (answered.stream().noneMatch(Usage::primary)) {
      return "only standbys were asked, which do not know what the primary reads: give --replica once"
          + " more with the primary's URL and --allow-primary";
    }
    long standbys = answered.stream().filter(u -> !u.primary()).count();
    int streaming = answered.stream().mapToInt(Usage::standbys).max().orElse(0);
    if (streaming > standbys) {
      return "the primary feeds "
          + streaming
          + " standbys and "
          + standbys
          + " of them were asked: give --replica for each";
    }
    for (Usage usage : answered) {
      if (usage.days() < FEWEST_DAYS) {
        return tooYoung(usage);
      }
    }
    return "";
  }

  private static String tooYoung(Usage usage) {
    return usage.days() < 0
        ? usage.server() + " does not say since when it counts"
        : "the counters of "
            + usage.server()
            + " go back "
            + (usage.days() < 1 ? "less than a day" : (int) usage.days() + " days")
            + " (reset "
            + usage.since()
            + "); unused indexes can be told after 14 days";
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Catalog catalog = evidence.catalog();
    if (catalog == null) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    String unknown = unknown(catalog);
    if (!unknown.isEmpty()) {
      return new Verdict.NotChecked(unknown);
    }
    if (Copies.isWholeSchema(suspicion)) {
      return new Verdict.Dismissed("every other index is read, small, or keeps a rule");
    }
    return judged(suspicion, catalog, Copies.of(suspicion, catalog));
  }

  private static Verdict judged(Suspicion suspicion, Catalog catalog, Copies copies) {
    Index index = copies.first();
    if (copies.indexes().stream().allMatch(i -> reads(catalog, i) == 0)) {
      return new Verdict.Dismissed(
          index.table() + " itself is not read at all: that says nothing of " + index.name());
    }
    if (DuplicateIndex.replacement(index, catalog).isPresent()) {
      return new Verdict.Dismissed("duplicate-index proposes to drop " + index.name());
    }
    if (new ForeignKeys(catalog).relyOn(index)) {
      return new Verdict.Dismissed(
          index.name()
              + " is the only index of a foreign key: deletes of the parent would read all of "
              + index.table());
    }
    return new Verdict.Confirmed(
        copies.title() + " was not read once in " + (int) days(catalog) + " days",
        Confidence.OBSERVED,
        copies.savedMs(suspicion, catalog),
        0,
        notes(catalog, copies),
        "Drop "
            + index.name()
            + " if it is older than these counters: PostgreSQL does not keep the day an index was made.",
        List.of(copies.drop(false)));
  }

  private static long reads(Catalog catalog, Index index) {
    Catalog.Table table = catalog.table(index.schema(), index.table());
    List<Catalog.Table> tables =
        table != null && table.isPartitioned() ? catalog.partitionsOf(table) : List.of();
    long own =
        catalog.usage().stream().mapToLong(u -> u.reads(index.schema(), index.table())).sum();
    return own
        + tables.stream()
            .mapToLong(
                t -> catalog.usage().stream().mapToLong(u -> u.reads(t.schema(), t.name())).sum())
            .sum();
  }

  private static double days(Catalog catalog) {
    return Copies.answered(catalog).stream().mapToDouble(Usage::days).min().orElse(0);
  }

  private static List<Note> notes(Catalog catalog, Copies copies) {
    List<Note> notes = new ArrayList<>();
    for (Usage usage : Copies.answered(catalog)) {
      notes.add(new Note("catalog", "0 scans on " + usage.server() + " since " + usage.since()));
    }
    notes.add(new Note("catalog", copies.first().definition()));
    long bloat = copies.indexes().stream().mapToLong(i -> i.more().bloatBytes()).sum();
    notes.add(
        new Note(
            "catalog",
            "Dropping it frees "
                + Sizes.bytes(copies.bytes())
                + (bloat > copies.bytes() / 3
                    ? ", about " + Sizes.bytes(bloat) + " of it bloat by estimate"
                    : "")));
    return notes;
  }
}
