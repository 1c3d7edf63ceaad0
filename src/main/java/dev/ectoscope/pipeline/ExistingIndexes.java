package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the indexes that are there already mean for those that findings propose. */
final class ExistingIndexes {

  private final Catalog catalog;

  private ExistingIndexes(Catalog catalog) {
    this.catalog = catalog;
  }

  static List<Judged> of(List<Judged> judged, Evidence evidence) {
    return evidence
        .schema()
        .map(ExistingIndexes::new)
        .map(existing -> judged.stream().map(existing::of).toList())
        .orElse(judged);
  }

  private Judged of(Judged one) {
    if (!(one.verdict() instanceof Verdict.Confirmed verdict)) {
      return one;
    }
    List<Fix> fixes = new ArrayList<>(verdict.fixes());
    List<Note> notes = new ArrayList<>(verdict.notes());
    for (Fix fix : verdict.fixes()) {
      if (fix instanceof CreateIndex index) {
        for (Index there : catalog.indexesOn(index.schema(), index.table())) {
          if (there.valid() && isSame(there, index)) {
            fixes.remove(fix);
          } else if (isNeedlessBeside(there, index)) {
            notes.add(
                new Note(
                    "catalog",
                    there.name()
                        + " on ("
                        + String.join(", ", there.keys())
                        + ") is needless once the new index is there"));
          }
        }
      }
    }
    return notes.size() == verdict.notes().size() && fixes.size() == verdict.fixes().size()
        ? one
        : new Judged(
            one.detector(),
            one.suspicion(),
            new Verdict.Confirmed(
                verdict.title(),
                verdict.confidence(),
                verdict.savedMs(),
                verdict.failures(),
                notes,
                verdict.action(),
                fixes,
                verdict.whatIf()));
  }

  /** As pg_get_indexdef prints it, brackets, quotes and casts apart. */
  private static boolean isSame(Index there, CreateIndex index) {
    int using = there.definition().indexOf(" USING ");
    String wanted =
        index.method()
            + String.join(",", index.keys())
            + (index.where().isEmpty() ? "" : "where" + index.where());
    return using >= 0
        && index.include().isEmpty()
        && plain(there.definition().substring(using + 7)).equals(plain(wanted));
  }

  private static String plain(String definition) {
    return definition
        .replaceAll("::[a-z ]+(\\(\\d+\\))?(\\[\\])?", "")
        .replaceAll("[()\"\\s]", "")
        .toLowerCase(Locale.ROOT);
  }

  /** Whether it is the beginning of the new one, and holds or guards nothing else. */
  private static boolean isNeedlessBeside(Index there, CreateIndex index) {
    List<String> keys = there.keys().stream().map(key -> key.replace("\"", "")).toList();
    return there.valid()
        && there.isOfUsualOrder()
        && index.method().equals("btree")
        && index.where().isEmpty()
        && there.predicate().isEmpty()
        && there.include().isEmpty()
        && !there.unique()
        && !there.primary()
        && there.more().constraint().isEmpty()
        && !there.more().replicaIdentity()
        && !there.more().clustered()
        && there.options().stream().allMatch(String::isEmpty)
        && keys.size() < index.keys().size()
        && index.keys().subList(0, keys.size()).equals(keys);
  }
}
