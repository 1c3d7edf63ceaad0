package dev.ectoscope.sql;

/** What a statement does to the database. */
public enum Kind {
  READ,
  INSERT,
  UPDATE,
  DELETE,
  /** {@code begin}, {@code commit}, {@code rollback}, {@code savepoint}. */
  TRANSACTION,
  /** Anything else, and whatever could not be read. */
  OTHER
}
