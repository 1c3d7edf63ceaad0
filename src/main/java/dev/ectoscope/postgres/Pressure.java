package dev.ectoscope.postgres;

/**
 * How hard a server works at the moment.
 *
 * @param lagSeconds how long ago what was replayed last was committed, when more was received
 *     since; 0 on a primary. Where the primary seldom commits this is long however quickly its WAL
 *     is replayed: it bounds the delay, and only the positions tell it
 * @param active other sessions in a statement or transaction; counted by the lock that each has on
 *     its own number, since every role may see those
 * @param received bytes of WAL received, as a position; {@link #UNKNOWN} where none are streamed
 * @param replayed bytes of WAL replayed, as a position
 */
public record Pressure(double lagSeconds, int active, long received, long replayed) {

  public static final long UNKNOWN = -1;

  private static final String NOW =
      "SELECT CASE WHEN NOT pg_catalog.pg_is_in_recovery() OR"
          + " pg_catalog.pg_last_wal_receive_lsn() IS NOT DISTINCT FROM"
          + " pg_catalog.pg_last_wal_replay_lsn() THEN 0 ELSE coalesce(extract(epoch FROM"
          + " pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()), 0) END,"
          + " (SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'virtualxid'"
          + " AND mode = 'ExclusiveLock' AND granted AND pid <> pg_catalog.pg_backend_pid()),"
          + " coalesce(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_receive_lsn(), '0/0'), -1),"
          + " coalesce(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_replay_lsn(), '0/0'), -1)";

  /**
   * @throws NotVerified when the server does not answer
   */
  public static Pressure of(Replica replica) {
    return replica.read(
        session ->
            session
                .query(
                    NOW,
                    row ->
                        new Pressure(
                            row.getDouble(1), row.getInt(2), row.getLong(3), row.getLong(4)))
                .get(0));
  }
}
