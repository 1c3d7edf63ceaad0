package dev.ectoscope.sql;

import org.jspecify.annotations.Nullable;

/** What a predicate compares its column with. */
public sealed interface Operand {

  /** {@code $n}. */
  record Parameter(int number) implements Operand {
    // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Parameter that && number == that.number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  /** A literal that Ecto wrote into the text: {@code 'published'}, {@code 5}, {@code ('a','b')}. */
  record Literal(String text) implements Operand {}

  /** A column of the same statement: a join condition. */
  record OtherColumn(Column column) implements Operand {}

  /** Any other expression, as printed. */
  record Expression(String text) implements Operand {}

  /** Nothing: {@code IS NULL}, a bare boolean. */
  record None() implements Operand {}
}
