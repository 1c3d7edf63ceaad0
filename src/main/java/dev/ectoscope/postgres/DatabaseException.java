package dev.ectoscope.postgres;

/**
 * The database could not be used. The message is one sentence that ends with what to do next and
 * never holds a password or a parameter's value.
 */
public abstract sealed class DatabaseException extends RuntimeException
    permits ReplicaRefused, ReplicaUnreachable, NotVerified, ClusterFailed {

  private static final long serialVersionUID = 1L;

  DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
