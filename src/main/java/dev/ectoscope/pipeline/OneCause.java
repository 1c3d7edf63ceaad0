package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.MissingIndex;
import dev.ectoscope.detector.index.UnindexedForeignKey;
import dev.ectoscope.detector.plan.FilterDiscardsMost;
import dev.ectoscope.detector.plan.NestedLoopBlowup;
import dev.ectoscope.detector.plan.RowMisestimate;
import dev.ectoscope.detector.plan.SlowQuery;
import dev.ectoscope.detector.query.DeepOffset;
import dev.ectoscope.detector.query.LeadingWildcard;
import dev.ectoscope.detector.query.OrAcrossColumns;
import dev.ectoscope.detector.query.UnindexableFilter;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One cause gives one finding: what another finding already says becomes a dismissal that names it.
 */
final class OneCause {

  /** Says what is left when nothing else explains a statement. */
  private static final String LAST_RESORT = Detector.id(SlowQuery.class);

  /** Those that say nothing but that an index is missing. */
  private static final Set<String> INDEX_ALONE =
      Detector.ids(MissingIndex.class, UnindexedForeignKey.class);

  private static final Set<String> INDEX_OR_FORM =
      Detector.ids(
          MissingIndex.class,
          UnindexedForeignKey.class,
          UnindexableFilter.class,
          LeadingWildcard.class,
          OrAcrossColumns.class,
          DeepOffset.class);

  /** Those that see in the plan what others see with its cause, on the same statement. */
  private static final Map<String, Set<String>> YIELDS_TO =
      Map.of(
          Detector.id(FilterDiscardsMost.class),
          INDEX_OR_FORM,
          Detector.id(NestedLoopBlowup.class),
          Detector.ids(RowMisestimate.class, MissingIndex.class, UnindexedForeignKey.class));

  private final List<Judged> confirmed;

  private OneCause(List<Judged> judged) {
    confirmed = judged.stream().filter(j -> j.verdict() instanceof Verdict.Confirmed).toList();
  }

  /** First what others say as well, then, of what is left, what explains a slow statement. */
  static List<Judged> of(List<Judged> judged) {
    OneCause all = new OneCause(judged);
    List<Judged> settled = judged.stream().map(one -> all.settled(one, all::toldByOthers)).toList();
    OneCause left = new OneCause(settled);
    return settled.stream().map(one -> left.settled(one, left::explainedAway)).toList();
  }

  private Judged settled(Judged one, Function<Judged, Optional<String>> told) {
    if (!(one.verdict() instanceof Verdict.Confirmed)) {
      return one;
    }
    return told.apply(one)
        .map(reason -> new Judged(one.detector(), one.suspicion(), new Verdict.Dismissed(reason)))
        .orElse(one);
  }

  private Optional<String> toldByOthers(Judged one) {
    Set<String> causes = YIELDS_TO.get(one.detector().id());
    return causes == null
        ? sameIndex(one, (Verdict.Confirmed) one.verdict())
        : explained(one, causes::contains);
  }

  private Optional<String> explainedAway(Judged one) {
    return LAST_RESORT.equals(one.detector().id())
        ? explained(one, other -> !LAST_RESORT.equals(other))
        : Optional.empty();
  }

  private Optional<String> explained(Judged one, Predicate<String> by) {
    Set<String> mine =
        one.suspicion().statements().stream().map(s -> s.fingerprint()).collect(Collectors.toSet());
    return confirmed.stream()
        .filter(other -> by.test(other.detector().id()))
        .filter(
            other ->
                other.suspicion().statements().stream()
                    .anyMatch(s -> mine.contains(s.fingerprint())))
        .map(other -> other.detector().id() + " explains it")
        .findFirst();
  }

  /**
   * All indexes it proposes are the beginning of indexes that a finding with more to gain proposes.
   */
  private Optional<String> sameIndex(Judged one, Verdict.Confirmed verdict) {
    List<Fix> fixes = verdict.fixes();
    if (!INDEX_ALONE.contains(one.detector().id())
        || fixes.isEmpty()
        || !fixes.stream().allMatch(Fix.CreateIndex.class::isInstance)) {
      return Optional.empty();
    }
    for (Judged other : confirmed) {
      Verdict.Confirmed others = (Verdict.Confirmed) other.verdict();
      if (!other.detector().id().equals(one.detector().id())
          && isSurer(others, verdict)
          && fixes.stream().allMatch(fix -> isServed((Fix.CreateIndex) fix, others))) {
        return Optional.of(other.detector().id() + " proposes the same index");
      }
    }
    return Optional.empty();
  }

  private static double saved(Verdict.Confirmed verdict) {
    return Double.isNaN(verdict.savedMs()) ? 0 : verdict.savedMs();
  }

  private static boolean isSurer(Verdict.Confirmed one, Verdict.Confirmed other) {
    int surer = one.confidence().compareTo(other.confidence());
    return surer > 0 || (surer == 0 && saved(one) > saved(other));
  }

  private static boolean isServed(Fix.CreateIndex wanted, Verdict.Confirmed other) {
    return other.fixes().stream()
        .filter(Fix.CreateIndex.class::isInstance)
        .map(Fix.CreateIndex.class::cast)
        .anyMatch(index -> begins(index, wanted));
  }

  private static boolean begins(Fix.CreateIndex index, Fix.CreateIndex wanted) {
    return index.table().equals(wanted.table())
        && index.schema().equals(wanted.schema())
        && index.method().equals(wanted.method())
        && index.where().isEmpty()
        && index.keys().size() >= wanted.keys().size()
        && index.keys().subList(0, wanted.keys().size()).equals(wanted.keys());
  }
}
