package dev.ectoscope.detector.index;

import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.SortKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Indexes that could serve one statement, the widest useful one first.
 *
 * @param popularity number of statements that pin a column ({@code table.column}) to a value, in
 *     the order in which they appear: popular columns lead, so that one index serves several
 *     statements, and among equals those written first
 */
record IndexCandidates(Map<String, Long> popularity) {

  static final String PRIMARY_KEY = "id";
  private static final String NULL = " IS NULL";
  private static final int MOST_SORT_KEYS = 2;

  /**
   * An index.
   *
   * @param where predicate or ""
   */
  record Candidate(String schema, String table, List<String> keys, String where) {

    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Candidate that
          && schema.equals(that.schema)
          && table.equals(that.table)
          && keys.equals(that.keys)
          && where.equals(that.where);
    }

    @Override
    public int hashCode() {
      return ((schema.hashCode() * 31 + table.hashCode()) * 31 + keys.hashCode()) * 31
          + where.hashCode();
    }

    @Override
    public String toString() {
      return schema + ", " + table + ", " + keys + ", " + where + "]";
    }
  }

  List<Candidate> of(Shape shape) {
    return of(shape, List.of());
  }

  /**
   * @param beginnings those of its predicates that look for the beginning of a text
   */
  List<Candidate> of(Shape shape, List<Predicate> beginnings) {
    List<Candidate> candidates = new ArrayList<>();
    for (Relation relation : shape.relations().stream().distinct().toList()) {
      List<Candidate> own = onTable(shape, relation);
      candidates.addAll(own);
      beginnings.stream()
          .filter(p -> isOf(p.column(), relation, shape))
          .limit(1)
          .map(p -> beginning(own, relation, p))
          .forEach(candidates::add);
    }
    return candidates;
  }

  /** After the columns that are pinned, the text as LIKE compares it, whatever the collation. */
  private static Candidate beginning(List<Candidate> own, Relation relation, Predicate like) {
    String text = like.expression().isEmpty() ? like.column().name() : like.expression();
    List<String> keys = new ArrayList<>();
    if (!own.isEmpty() && own.get(0).where().isEmpty()) {
      keys.addAll(own.get(0).keys());
    }
    keys.add(text + TextBeginnings.OPERATOR_CLASS);
    return new Candidate(relation.schema(), relation.table(), List.copyOf(keys), "");
  }

  private List<Candidate> onTable(Shape shape, Relation relation) {
    List<Predicate> own =
        shape.predicates().stream()
            .filter(p -> p.isPlain() && !p.disjunct() && isOf(p.column(), relation, shape))
            .toList();
    boolean byKey =
        own.stream()
            .anyMatch(
                p ->
                    (p.operator() == Operator.EQUALS || isList(p))
                        && p.column().name().equals(PRIMARY_KEY));
    if (byKey) {
      return List.of();
    }
    Set<Candidate> candidates = new LinkedHashSet<>();
    List<String> pinned = pinned(own, true);
    boolean oneValue = own.stream().noneMatch(IndexCandidates::isList);
    List<String> sort = oneValue ? sort(shape, relation, own) : List.of();
    List<String> fixed = constants(own);
    boolean risky =
        pinned.isEmpty() && !sort.isEmpty() && isFilteredElsewhere(shape, relation, sort);
    add(
        candidates,
        relation,
        keys(pinned, sort, range(own, sort)),
        "",
        risky || hasNullTest(own) && !sort.isEmpty());
    if (!fixed.isEmpty() && !risky) {
      List<String> keys = keys(pinned(own, false), sort, range(own, sort));
      // Rows that nothing but constants tells apart are found by what the predicate leaves of them.
      List<String> any = keys.isEmpty() ? List.of(PRIMARY_KEY) : keys;
      String nulls = String.join(" AND ", fixed.stream().filter(f -> f.endsWith(NULL)).toList());
      if (keys.isEmpty() && !nulls.isEmpty() && !pinned.isEmpty()) {
        add(candidates, relation, pinned, nulls, false);
      }
      add(candidates, relation, any, String.join(" AND ", fixed), false);
    }
    if (own.isEmpty() && sort.isEmpty()) {
      joined(shape, relation).forEach(c -> add(candidates, relation, List.of(c), "", false));
    }
    if (!sort.isEmpty() && !range(own, List.of()).isEmpty()) {
      add(candidates, relation, keys(pinned, List.of(), range(own, List.of())), "", false);
    }
    return List.copyOf(candidates);
  }

  private static void add(
      Set<Candidate> candidates,
      Relation relation,
      List<String> keys,
      String where,
      boolean skipped) {
    // The key itself is worth an index only where few rows are to be found by it.
    boolean primaryKey = where.isEmpty() && keys.equals(List.of(PRIMARY_KEY));
    if (!keys.isEmpty() && !primaryKey && !skipped) {
      candidates.add(new Candidate(relation.schema(), relation.table(), keys, where));
    }
  }

  /**
   * Whether rows are picked by something that no part of the index knows. An index that gives the
   * order alone is then read from its start until enough of them are met, which may be never: the
   * planner takes them to lie evenly.
   */
  private static boolean isFilteredElsewhere(Shape shape, Relation relation, List<String> sort) {
    return shape.predicates().stream()
        .filter(p -> !p.isJoin() && isOf(p.column(), relation, shape))
        .filter(p -> p.disjunct() || !isConstant(p) && keepsFew(p))
        .anyMatch(p -> p.disjunct() || !p.isPlain() || !sort.contains(p.column().name()));
  }

  private static boolean keepsFew(Predicate predicate) {
    return switch (predicate.operator()) {
      case NOT_EQUALS, IS_NOT_NULL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, BETWEEN ->
          false;
      default -> true;
    };
  }

  /** Columns by which rows of a table without conditions of its own are reached from others. */
  private static List<String> joined(Shape shape, Relation relation) {
    boolean filtered = shape.predicates().stream().anyMatch(p -> isPin(p) && p.isPlain());
    return filtered
        ? shape.predicates().stream()
            .filter(p -> p.isJoin() && !p.disjunct() && p.operator() == Operator.EQUALS)
            .flatMap(p -> Stream.of(p.column(), ((Operand.OtherColumn) p.operand()).column()))
            .filter(c -> c.isKnown() && c.table().equals(relation.table()))
            .map(Column::name)
            .filter(name -> !name.equals(PRIMARY_KEY))
            .distinct()
            .toList()
        : List.of();
  }

  private static boolean isOf(Column column, Relation relation, Shape shape) {
    return column.table().isEmpty()
        ? shape.relations().size() == 1
        : column.table().equals(relation.table());
  }

  private static boolean isList(Predicate predicate) {
    return predicate.operator() == Operator.IN || predicate.operator() == Operator.ANY;
  }

  static boolean isPin(Predicate predicate) {
    return predicate.isPlain()
        && !predicate.disjunct()
        && predicate.operator().isEquality()
        && predicate.operator() != Operator.IS_NULL;
  }

  private static boolean isConstant(Predicate predicate) {
    return switch (predicate.operator()) {
      case IS_NULL, IS_TRUE, IS_FALSE -> true;
      case EQUALS -> predicate.operand() instanceof Operand.Literal;
      default -> false;
    };
  }

  private static boolean hasNullTest(List<Predicate> own) {
    return own.stream().anyMatch(p -> p.operator() == Operator.IS_NULL);
  }

  /** Columns compared with one value, then those compared with a list, popular ones first. */
  private List<String> pinned(List<Predicate> own, boolean constants) {
    List<String> appearance = List.copyOf(popularity.keySet());
    return own.stream()
        .filter(IndexCandidates::isPin)
        .filter(p -> constants || !isConstant(p))
        .sorted(
            Comparator.comparing(IndexCandidates::isConstant)
                .thenComparing(IndexCandidates::isList)
                .thenComparing(p -> -popularity.getOrDefault(p.column().toString(), 0L))
                .thenComparing(p -> appearance.indexOf(p.column().toString()))
                .thenComparing(p -> p.column().name()))
        .map(p -> p.column().name())
        .distinct()
        .toList();
  }

  private static List<String> constants(List<Predicate> own) {
    return own.stream()
        .filter(IndexCandidates::isConstant)
        .map(Predicate::canonical)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * The ORDER BY when an index can give it, else nothing. Read backwards an index gives DESC as
   * well.
   */
  private static List<String> sort(Shape shape, Relation relation, List<Predicate> own) {
    List<SortKey> order = shape.order();
    boolean served =
        shape.limit().isPresent()
            && !shape.grouped()
            && !shape.distinct()
            && !order.isEmpty()
            && order.size() <= MOST_SORT_KEYS
            && order.stream().map(SortKey::column).allMatch(Column::isKnown)
            && order.stream().allMatch(key -> isOf(key.column(), relation, shape));
    if (!served) {
      return List.of();
    }
    boolean mixed = order.stream().map(SortKey::descending).distinct().count() > 1;
    List<String> keys =
        order.stream()
            .map(k -> k.column().name() + (mixed && k.descending() ? " DESC" : ""))
            .toList();
    boolean bare = own.isEmpty() && keys.get(0).equals(PRIMARY_KEY);
    return bare ? List.of() : keys;
  }

  private static List<String> range(List<Predicate> own, List<String> sort) {
    return own.stream()
        .filter(p -> p.operator().isRange())
        .map(p -> p.column().name())
        .filter(
            name -> sort.stream().noneMatch(key -> key.equals(name) || key.equals(name + " DESC")))
        .distinct()
        .limit(1)
        .toList();
  }

  private static List<String> keys(List<String> pinned, List<String> sort, List<String> range) {
    Set<String> keys = new LinkedHashSet<>(pinned);
    sort.stream().filter(k -> !pinned.contains(k.replace(" DESC", ""))).forEach(keys::add);
    keys.addAll(range);
    return List.copyOf(keys);
  }
}
