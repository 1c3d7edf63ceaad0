package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Queries as Ecto printed them before version 2: {@code SELECT … [1] OK query=1.2ms queue=0.1ms},
 * or the statement and its times in two messages.
 */
public final class OldQuery {

  private static final byte[] OK = "OK query=".getBytes(US_ASCII);
  private static final byte[] ERROR = "ERROR query=".getBytes(US_ASCII);
  private static final int LONGEST_TIMES = 100;
  private static final int LONGEST_KEPT = 64 * 1024;

  private final QueryHeader times = new QueryHeader();
  private final QueryMessage queries;
  private byte @Nullable [] statement;

  OldQuery(QueryMessage queries) {
    this.queries = queries;
  }

  /** Reads the message [from, to) if it is such a query; its bytes may change. */
  void read(byte[] bytes, int from, int to, Reading reading) {
    boolean statements = TornMessages.beginsStatement(bytes, from, to);
    if (statement == null && !statements) {
      return;
    }
    int end = ByteScan.trimEnd(bytes, from, ByteScan.clean(bytes, from, to, true));
    int at = Math.max(from, end - LONGEST_TIMES);
    int ok = ByteScan.lastIndexOf(bytes, OK, at, end);
    int start = ok >= 0 ? ok : ByteScan.lastIndexOf(bytes, ERROR, at, end);
    boolean timed =
        start >= 0 && times.read(bytes, start, start + (ok >= 0 ? 2 : 5), end) && times.db >= 0;
    if (timed && statements && bytes[start - 1] == ' ') {
      queries.readOld(bytes, from, start - 1, ok >= 0, times, reading);
    } else if (timed && start == from && statement != null) {
      queries.readOld(statement, 0, statement.length, ok >= 0, times, reading);
    }
    boolean waits = statements && !timed && end - from <= LONGEST_KEPT && bytes[end - 1] == ']';
    statement = waits ? Arrays.copyOfRange(bytes, from, end) : null;
  }

  /** Whether the last message was a statement whose times may follow. */
  boolean waits() {
    return statement != null;
  }

  /** That statement, which waits no longer; or null. */
  public byte @Nullable [] take() {
    byte[] waiting = statement;
    statement = null;
    return waiting;
  }

  /** The times of this statement may follow. */
  public void await(byte @Nullable [] waiting) {
    statement = waiting;
  }
}
