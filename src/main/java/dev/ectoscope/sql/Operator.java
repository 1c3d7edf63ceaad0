package dev.ectoscope.sql;

/** How a predicate compares its column. */
public enum Operator {
  EQUALS,
  NOT_EQUALS,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  BETWEEN,
  LIKE,
  ILIKE,
  IS_NULL,
  IS_NOT_NULL,
  /** {@code x IN (…)} with a list of values. */
  IN,
  /** {@code x = ANY($1)}: what Ecto prints for {@code x in ^list}. */
  ANY,
  /** {@code x @> y}: arrays and jsonb. */
  CONTAINS,
  /** A bare boolean column, {@code WHERE p.active}, or its negation. */
  IS_TRUE,
  IS_FALSE,
  OTHER;

  /** Whether the predicate pins the column to one value or a list of values. */
  public boolean isEquality() {
    return this == EQUALS
        || this == IN
        || this == ANY
        || this == IS_NULL
        || this == IS_TRUE
        || this == IS_FALSE;
  }

  /** Whether the predicate bounds the column from one or two sides. */
  public boolean isRange() {
    return this == LESS
        || this == LESS_OR_EQUAL
        || this == GREATER
        || this == GREATER_OR_EQUAL
        || this == BETWEEN;
  }
}
