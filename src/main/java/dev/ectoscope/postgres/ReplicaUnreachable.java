package dev.ectoscope.postgres;

/** The server was not reached, refused the login, or the URL is not one of PostgreSQL. */
public final class ReplicaUnreachable extends DatabaseException {

  private static final long serialVersionUID = 1L;

  ReplicaUnreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
