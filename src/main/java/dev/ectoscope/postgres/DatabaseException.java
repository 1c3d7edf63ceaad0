package dev.ectoscope.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The database could not be used. The message is one sentence that ends with what to do next and
 * never holds a password or a parameter's value.
 */
public abstract sealed class DatabaseException extends RuntimeException
    permits ReplicaRefused, ReplicaUnreachable, NotVerified, ClusterFailed {

  private static final long serialVersionUID = 1L;

  private final String message;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(cause);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
