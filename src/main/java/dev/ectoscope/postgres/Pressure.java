package dev.ectoscope.postgres;

/**
 * How hard a server works at the moment.
 *
 * @param lagSeconds how far replay is behind what was received; 0 on a primary
 * @param active other sessions in a statement or transaction; counted by the lock that each has on
 *     its own number, since every role may see those
 */
public record Pressure(double lagSeconds, int active) {

  private static final String NOW =
      "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() OR"
          + " pg_catalog.pg_last_wal_receive_lsn() IS NOT DISTINCT FROM"
          + " pg_catalog.pg_last_wal_replay_lsn() THEN 0 ELSE coalesce(extract(epoch FROM"
          + " pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()), 0) END,"
          + " (SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'virtualxid'"
          + " AND mode = 'ExclusiveLock' AND granted AND pid <> pg_catalog.pg_backend_pid())";

  /**
   * @throws NotVerified when the server does not answer
   */
  public static Pressure of(Replica replica) {
    return replica.read(
        session -> session.query(NOW, row -> new Pressure(row.getDouble(1), row.getInt(2))).get(0));
  }
}
