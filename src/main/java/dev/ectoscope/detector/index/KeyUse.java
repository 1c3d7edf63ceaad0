package dev.ectoscope.detector.index;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Catalog.ForeignKey;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of the log has to do with a foreign key without an index. Times are milliseconds.
 *
 * @param lookups statements that compare the key with a value and have nothing else to go by
 * @param deletes deletes of parents, which look for children
 * @param others statements that join by the key, find their rows by another index, or want so many
 *     rows of one key that an index may not help; not those whose one row a unique index finds
 */
record KeyUse(
    List<StatementStatistics> lookups,
    List<StatementStatistics> deletes,
    List<StatementStatistics> others) {

  /** What a lookup by index takes, as far as a log that cuts to 0.1 ms shows it. */
  private static final double INDEXED_MS = 0.5;

  /** An index that leaves a larger share of the table to read may not be taken. */
  private static final double SELECTIVE = 0.01;

  static KeyUse of(ForeignKey key, List<String> schemas, Workload workload, Catalog catalog) {
    KeyUse use = new KeyUse(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    workload.statements().stream()
        .sorted(
            Comparator.comparingLong(StatementStatistics::db)
                .reversed()
                .thenComparing(s -> s.statement().fingerprint()))
        .forEach(one -> use.add(one, key, schemas, catalog));
    return use;
  }

  private void add(StatementStatistics one, ForeignKey key, List<String> schemas, Catalog catalog) {
    Statement statement = one.statement();
    Shape shape = statement.shape();
    if (statement.kind() == Kind.DELETE
        && shape.relations().stream().limit(1).anyMatch(r -> isOf(r, key, schemas))) {
      deletes.add(one);
      return;
    }
    for (Relation relation : shape.relations()) {
      boolean child = relation.table().equals(key.table()) && isIn(relation, schemas);
      if (child && shape.predicates().stream().anyMatch(p -> touches(p, shape, relation, key))) {
        if (isLookup(shape, relation, key, catalog)) {
          lookups.add(one);
        } else if (!isFoundOtherwise(shape, relation, key, catalog)) {
          others.add(one);
        }
        return;
      }
    }
  }

  private static boolean isIn(Relation relation, List<String> schemas) {
    return relation.schema().isEmpty() || schemas.contains(relation.schema());
  }

  private static boolean isOf(Relation relation, ForeignKey key, List<String> schemas) {
    return relation.table().equals(key.referencedTable())
        && (isIn(relation, schemas) || relation.schema().equals(key.referencedSchema()));
  }

  private static boolean touches(Predicate p, Shape shape, Relation relation, ForeignKey key) {
    boolean joined =
        p.operand() instanceof Operand.OtherColumn other
            && isOf(other.column(), shape, relation)
            && key.columns().contains(other.column().name());
    return joined
        || (p.column().isKnown()
            && isOf(p.column(), shape, relation)
            && key.columns().contains(p.column().name()));
  }

  private static boolean isOf(Column column, Shape shape, Relation relation) {
    return column.table().equals(relation.table())
        || (column.table().isEmpty() && shape.relations().size() == 1);
  }

  /** Compares the key with a value, and no index begins with another column it compares. */
  private static boolean isLookup(Shape shape, Relation relation, ForeignKey key, Catalog catalog) {
    List<Predicate> mine = own(shape, relation);
    Set<String> leading = leading(key, catalog);
    return isSelective(key, catalog)
        && mine.stream().anyMatch(p -> isEquality(p) && key.columns().contains(p.column().name()))
        && mine.stream().noneMatch(p -> leading.contains(p.column().name()));
  }

  /** Whether one row at most is asked for by a unique index that the key is a later part of. */
  private static boolean isFoundOtherwise(
      Shape shape, Relation relation, ForeignKey key, Catalog catalog) {
    Set<String> pinned = new LinkedHashSet<>();
    own(shape, relation).stream()
        .filter(KeyUse::isEquality)
        .forEach(p -> pinned.add(p.column().name()));
    return catalog.indexesOn(key.schema(), key.table()).stream()
        .filter(i -> i.unique() && i.valid() && i.predicate().isEmpty())
        .map(i -> i.keys().stream().map(ForeignKeys::unquoted).toList())
        .anyMatch(keys -> pinned.containsAll(keys) && keys.containsAll(key.columns()));
  }

  private static List<Predicate> own(Shape shape, Relation relation) {
    return shape.predicates().stream()
        .filter(p -> p.isPlain() && !p.disjunct() && isOf(p.column(), shape, relation))
        .toList();
  }

  private static Set<String> leading(ForeignKey key, Catalog catalog) {
    Set<String> leading = new LinkedHashSet<>();
    for (Index index : catalog.indexesOn(key.schema(), key.table())) {
      leading.add(ForeignKeys.unquoted(index.keys().get(0)));
    }
    return leading;
  }

  private static boolean isSelective(ForeignKey key, Catalog catalog) {
    Catalog.Table table = catalog.table(key.schema(), key.table());
    if (table == null) {
      return true;
    }
    double share = 1;
    for (String name : key.columns()) {
      Catalog.Column column = table.column(name);
      if (column == null || Double.isNaN(column.nDistinct()) || column.nDistinct() == 0) {
        return true;
      }
      double distinct = column.nDistinct();
      share /= Math.max(1, distinct > 0 ? distinct : -distinct * table.rows());
    }
    return share <= SELECTIVE;
  }

  private static boolean isEquality(Predicate p) {
    return p.operator() == Operator.EQUALS || p.operator() == Operator.IN;
  }

  List<Statement> statements() {
    return all().map(StatementStatistics::statement).toList();
  }

  List<CallSite> callSites() {
    return all()
        .flatMap(s -> s.callSites().keySet().stream())
        .filter(CallSite::isKnown)
        .distinct()
        .sorted(Comparator.comparing(CallSite::toString))
        .toList();
  }

  long calls() {
    return all().mapToLong(StatementStatistics::calls).sum();
  }

  long units(Workload workload) {
    return workload.unitsRunning(all().map(s -> s.statement().fingerprint()).toList());
  }

  double spentMs() {
    return all().mapToLong(StatementStatistics::db).sum() / 10.0;
  }

  double savedMs() {
    return Stream.concat(lookups.stream(), deletes.stream())
        .mapToDouble(s -> Math.max(0, s.db() / 10.0 - s.calls() * INDEXED_MS))
        .sum();
  }

  List<Note> notes(ForeignKey key) {
    List<Note> notes = new ArrayList<>();
    String columns = String.join(", ", key.columns());
    note(notes, lookups, " by " + columns + " alone", "look rows up", "looks rows up");
    note(notes, deletes, " of " + key.referencedTable(), "delete rows", "deletes rows");
    note(notes, others, " " + columns + " beside other columns", "use", "uses");
    return notes;
  }

  private static void note(
      List<Note> notes, List<StatementStatistics> some, String what, String they, String it) {
    if (!some.isEmpty()) {
      String verb = some.size() == 1 ? " statement " + it : " statements " + they;
      notes.add(new Note("log", some.size() + verb + what));
    }
  }

  private Stream<StatementStatistics> all() {
    return Stream.of(lookups, deletes, others).flatMap(List::stream);
  }
}
