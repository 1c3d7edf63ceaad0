package dev.ectoscope.postgres;

import org.jspecify.annotations.Nullable;

/** An embedded server could not be started, used or stopped. */
public final class ClusterFailed extends DatabaseException {

  private static final long serialVersionUID = 1L;

  public ClusterFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
