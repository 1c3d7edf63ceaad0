package dev.ectoscope.postgres;

/** An embedded server could not be started, used or stopped. */
public final class ClusterFailed extends DatabaseException {

  private static final long serialVersionUID = 1L;

  ClusterFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
