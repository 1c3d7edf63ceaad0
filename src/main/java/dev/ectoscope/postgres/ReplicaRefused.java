package dev.ectoscope.postgres;

import org.jspecify.annotations.Nullable;

/** The server was reached and is not one Ectoscope may read: a primary without leave. */
public final class ReplicaRefused extends DatabaseException {

  private static final long serialVersionUID = 1L;

  ReplicaRefused(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
