package dev.ectoscope.postgres;

import org.jspecify.annotations.Nullable;

/** The server was not reached, refused the login, or the URL is not one of PostgreSQL. */
public final class ReplicaUnreachable extends DatabaseException {

  private static final long serialVersionUID = 1L;

  ReplicaUnreachable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
