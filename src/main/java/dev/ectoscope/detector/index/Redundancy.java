package dev.ectoscope.detector.index;

import dev.ectoscope.postgres.catalog.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Whether one index does everything another one does. */
final class Redundancy {

  enum Kind {
    /** The same index twice. */
    SAME,
    /** The other one begins with all of its keys. */
    PREFIX
  }

  /** A wider index this many times larger is a poor replacement. */
  private static final double TOO_WIDE = 4;

  /**
   * Unless it has only one or two keys more and fits the cache: equal keys are stored once
   * (PostgreSQL 13 and later), so that a narrow index is nearly always many times smaller.
   */
  private static final int FEW_MORE_KEYS = 2;

  private static final long CACHED_BYTES = 256L << 20;

  private Redundancy() {}

  /** How {@code kept} makes {@code dropped} needless, if it does. */
  static Optional<Kind> of(Index dropped, Index kept) {
    if (dropped == kept || !isComparable(dropped, kept) || !isUsable(kept)) {
      return Optional.empty();
    }
    if (isSame(dropped, kept)) {
      return Optional.of(Kind.SAME)
          .filter(same -> isFreeToGo(dropped, kept) && isPreferred(kept, dropped));
    }
    return Optional.of(Kind.PREFIX).filter(prefix -> !dropped.isBound() && isPrefix(dropped, kept));
  }

  private static boolean isComparable(Index a, Index b) {
    return a.schema().equals(b.schema())
        && a.table().equals(b.table())
        && a.method().equals(b.method())
        && a.predicate().equals(b.predicate())
        && a.more().partitioned() == b.more().partitioned();
  }

  static boolean isUsable(Index index) {
    return index.valid() && index.more().ready() && index.more().live();
  }

  private static boolean isSame(Index a, Index b) {
    return sorted(a.keys(), a).equals(sorted(b.keys(), b))
        && a.more().classes().equals(b.more().classes())
        && Set.copyOf(b.include()).containsAll(a.include())
        && (a.include().size() == b.include().size() || a.include().isEmpty());
  }

  /** Keys with their direction. */
  private static List<String> sorted(List<String> keys, Index index) {
    List<String> sorted = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      sorted.add(keys.get(i) + " " + index.options().get(i));
    }
    return sorted;
  }

  /** What {@code dropped} promises beside speed, {@code kept} must promise too. */
  private static boolean isFreeToGo(Index dropped, Index kept) {
    boolean noConstraint = dropped.more().constraint().isEmpty() && !dropped.primary();
    boolean sameRule =
        !dropped.unique()
            || (kept.unique()
                && dropped.more().nullsNotDistinct() == kept.more().nullsNotDistinct())
            || kept.primary();
    return noConstraint
        && sameRule
        && dropped.more().referencedBy().isEmpty()
        && !dropped.more().replicaIdentity()
        && !dropped.more().clustered();
  }

  /** Of two that can both go, the one to keep: what is bound, then the wider, then by name. */
  private static boolean isPreferred(Index kept, Index dropped) {
    if (!isFreeToGo(kept, dropped)) {
      return true;
    }
    if (kept.include().size() != dropped.include().size()) {
      return kept.include().size() > dropped.include().size();
    }
    if (kept.name().length() != dropped.name().length()) {
      return kept.name().length() < dropped.name().length();
    }
    return kept.name().compareTo(dropped.name()) < 0;
  }

  private static boolean isPrefix(Index narrow, Index wide) {
    int width = narrow.keys().size();
    if (!narrow.method().equals("btree")
        || wide.keys().size() <= width
        || isTooWide(narrow, wide)) {
      return false;
    }
    boolean same =
        narrow.keys().equals(wide.keys().subList(0, width))
            && Objects.equals(
                head(narrow.more().classes(), width), head(wide.more().classes(), width));
    Set<String> carried = new HashSet<>(wide.keys());
    carried.addAll(wide.include());
    return same && carried.containsAll(narrow.include()) && isSameOrder(narrow, wide, width);
  }

  private static List<String> head(List<String> list, int width) {
    return list.subList(0, Math.min(width, list.size()));
  }

  private static boolean isTooWide(Index narrow, Index wide) {
    int more = wide.keys().size() - narrow.keys().size();
    boolean cached = more <= FEW_MORE_KEYS && wide.bytes() <= CACHED_BYTES;
    return !cached && narrow.bytes() > 0 && wide.bytes() > TOO_WIDE * narrow.bytes();
  }

  /** A B-tree is read in both directions, so that all keys reversed are as good. */
  private static boolean isSameOrder(Index narrow, Index wide, int width) {
    List<String> mine = narrow.options();
    List<String> its = wide.options().subList(0, width);
    return mine.equals(its) || mine.equals(its.stream().map(Redundancy::reversed).toList());
  }

  private static String reversed(String option) {
    return switch (option) {
      case "" -> "DESC";
      case "DESC" -> "";
      case "NULLS FIRST" -> "DESC NULLS LAST";
      default -> "NULLS FIRST";
    };
  }
}
