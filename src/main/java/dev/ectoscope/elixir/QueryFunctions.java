package dev.ectoscope.elixir;

import java.util.Set;

/**
 * Functions of Ecto.Query and Ecto.Changeset that are given a query, schema, struct or changeset
 * first and give one that is about the same table.
 */
final class QueryFunctions {

  private static final Set<String> CLAUSES =
      Set.of(
          "where",
          "or_where",
          "having",
          "order_by",
          "limit",
          "offset",
          "select",
          "select_merge",
          "preload",
          "join",
          "inner_join",
          "left_join",
          "right_join",
          "full_join",
          "group_by",
          "distinct",
          "lock",
          "subquery",
          "exclude",
          "windows",
          "update",
          "first",
          "last",
          "reverse_order",
          "put_query_prefix",
          "first_or",
          "dynamic");
  private static final Set<String> BUILDERS =
      Set.of("change", "cast", "put_change", "changeset", "put_assoc", "build_assoc", "merge");

  private QueryFunctions() {}

  /** Whether a name is that of a query's clause, such as {@code where}. */
  static boolean isClause(String name) {
    return CLAUSES.contains(name);
  }

  /** Whether it makes a changeset or struct of another one. */
  static boolean isBuilder(String name) {
    return BUILDERS.contains(name);
  }

  /** Whether it puts whole queries together: {@code union_all} and its like. */
  static boolean isCombination(String name) {
    return name.startsWith("union") || name.startsWith("except") || name.startsWith("intersect");
  }

  /** Whether it limits the query to one row. */
  static boolean isOfOneRow(String name) {
    return name.equals("first") || name.equals("last");
  }
}
