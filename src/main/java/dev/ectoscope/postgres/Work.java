package dev.ectoscope.postgres;

import java.sql.SQLException;

/**
 * What is done inside one read-only transaction. It may be called again after a recovery conflict
 * or a lost connection, so it must not keep half a result outside.
 *
 * @param <T> what it gives back
 */
@FunctionalInterface
public interface Work<T> {

  /**
   * @param session the open transaction
   * @throws SQLException what the server said; the replica retries or explains it
   */
  T run(Session session) throws SQLException;
}
