package dev.ectoscope.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One conjunct of a WHERE or JOIN … ON.
 *
 * @param column the column compared, or {@link Column#NONE} when the left side has none or several
 * @param expression the left side as printed with aliases removed when it is more than a column
 *     ({@code lower(title)}), otherwise ""
 * @param operator how it compares
 * @param operand with what
 * @param canonical the predicate in one spelling: aliases and quotes removed, parameters as {@code
 *     $}, e.g. {@code status = 'published'}, {@code tenant_id = $}; two predicates that say the
 *     same are equal here
 * @param disjunct whether it stands inside an OR, so that it alone filters nothing
 * @param clause number, from 1, of the {@code where} in which it was written: Ecto prints each
 *     {@code where} as one parenthesised conjunct, so that {@code where: a and b} and two {@code
 *     where} calls can be told apart (Ecto.Adapters.Postgres.Connection, {@code boolean/4})
 */
public record Predicate(
    Column column,
    String expression,
    Operator operator,
    Operand operand,
    String canonical,
    boolean disjunct,
    int clause) {

  public Predicate {
    Objects.requireNonNull(expression, "expression is null");
    Objects.requireNonNull(operator, "operator is null");
    Objects.requireNonNull(operand, "operand is null");
    Objects.requireNonNull(canonical, "canonical is null");
  }

  /** Whether a plain column is compared with a parameter or literal: what an index can serve. */
  public boolean isPlain() {
    return column.isKnown() && expression.isEmpty() && !(operand instanceof Operand.OtherColumn);
  }

  public boolean isJoin() {
    return operand instanceof Operand.OtherColumn;
  }

  // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Predicate that
        && clause == that.clause
        && disjunct == that.disjunct
        && operator == that.operator
        && canonical.equals(that.canonical)
        && expression.equals(that.expression)
        && column.equals(that.column)
        && operand.equals(that.operand);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode() * 31 + clause;
  }
}
