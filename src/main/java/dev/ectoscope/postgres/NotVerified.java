package dev.ectoscope.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A statement could not be planned or run, so that a finding stays without a proof. The reason is
 * fit for display: no parameter values, no password.
 */
public final class NotVerified extends DatabaseException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  /**
   * @param reason why, in one sentence
   */
  public NotVerified(String reason) {
    this(reason, "", null);
  }

  NotVerified(String reason, String sqlState, @Nullable Throwable cause) {
    super(reason, cause);
    this.sqlState = sqlState;
  }

  /** Why, in one sentence. */
  public String reason() {
    return getMessage();
  }

  /** The server's SQLSTATE, e.g. {@code 57014} for a statement timeout, or "". */
  public String sqlState() {
    return sqlState;
  }
}
