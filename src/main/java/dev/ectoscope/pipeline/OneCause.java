package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One cause gives one finding: what another finding already says becomes a dismissal that names it.
 */
final class OneCause {

  /** Says what is left when nothing else explains a statement. */
  private static final String LAST_RESORT = "slow-query";

  /** Those that say nothing but that an index is missing. */
  private static final Set<String> INDEX_ALONE = Set.of("missing-index", "unindexed-foreign-key");

  private final List<Judged> confirmed;

  private OneCause(List<Judged> judged) {
    confirmed = judged.stream().filter(j -> j.verdict() instanceof Verdict.Confirmed).toList();
  }

  static List<Judged> of(List<Judged> judged) {
    OneCause causes = new OneCause(judged);
    return judged.stream().map(causes::settled).toList();
  }

  private Judged settled(Judged one) {
    if (!(one.verdict() instanceof Verdict.Confirmed verdict)) {
      return one;
    }
    Optional<String> told =
        one.detector().id().equals(LAST_RESORT) ? explained(one) : sameIndex(one, verdict);
    return told.map(
            reason -> new Judged(one.detector(), one.suspicion(), new Verdict.Dismissed(reason)))
        .orElse(one);
  }

  private Optional<String> explained(Judged one) {
    Set<String> mine =
        one.suspicion().statements().stream().map(s -> s.fingerprint()).collect(Collectors.toSet());
    return confirmed.stream()
        .filter(other -> !other.detector().id().equals(LAST_RESORT))
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
