package dev.ectoscope.postgres;

/** The server was reached and is not one Ectoscope may read: a primary without leave. */
public final class ReplicaRefused extends DatabaseException {

  private static final long serialVersionUID = 1L;

  ReplicaRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
