package dev.ectoscope.sql;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The structure of a statement, or an empty structure with the reason why not.
 *
 * @param understood whether the text was parsed
 * @param reason why it was not, or ""
 * @param kind what it does
 * @param relations tables read or written, the root table first
 * @param predicates conjuncts of WHERE and JOIN … ON of the outermost query
 * @param inner conditions with a parameter that stand in a subquery, a CTE or a lateral join:
 *     equalities and lists of keys alone
 * @param projection columns selected (or inserted, updated) by the outermost query, in order;
 *     expressions are left out
 * @param expressions number of selected expressions that are not plain columns
 * @param aggregates names of aggregate functions selected, lower case: count, sum, …
 * @param order ORDER BY
 * @param limit LIMIT
 * @param offset OFFSET
 * @param distinct DISTINCT or DISTINCT ON
 * @param grouped GROUP BY
 * @param locking FOR UPDATE and its kin
 * @param compound has a subquery, CTE, set operation or LATERAL, so that the outermost query is not
 *     the whole of it
 * @param insertedRows number of VALUES rows of an INSERT, else 0
 */
public record Shape(
    boolean understood,
    String reason,
    Kind kind,
    List<Relation> relations,
    List<Predicate> predicates,
    List<Predicate> inner,
    List<Column> projection,
    int expressions,
    List<String> aggregates,
    List<SortKey> order,
    Optional<Bound> limit,
    Optional<Bound> offset,
    boolean distinct,
    boolean grouped,
    boolean locking,
    boolean compound,
    int insertedRows) {

  public Shape {
    relations = List.copyOf(relations);
    predicates = List.copyOf(predicates);
    inner = List.copyOf(inner);
    projection = List.copyOf(projection);
    aggregates = List.copyOf(aggregates);
    order = List.copyOf(order);
  }

  /** Whether it has {@code x = ANY($1)}, which asks for one key or many. */
  public boolean asksForLists() {
    return Stream.concat(predicates.stream(), inner.stream())
        .anyMatch(p -> p.operator() == Operator.ANY && p.operand() instanceof Operand.Parameter);
  }

  /** A statement that was not parsed: only its kind is known. */
  public static Shape notUnderstood(Kind kind, String reason) {
    return new Shape(
        false,
        reason,
        kind,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        false,
        false,
        0);
  }

  /** How many columns and conditions it names: what it takes in memory goes by them. */
  int names() {
    return projection.size()
        + predicates.size()
        + inner.size()
        + order.size()
        + relations.size()
        + aggregates.size();
  }

  /** The table the statement is about, or "" . */
  public String rootTable() {
    return relations.isEmpty() ? "" : relations.get(0).table();
  }
}
