package dev.ectoscope.log.message;

import dev.ectoscope.log.bytes.ByteScan;

/** Reads one message, however it was framed: chooses by its first byte who reads it. */
public final class MessageReader {

  private final QueryMessage queries;
  private final UnitMessage units = new UnitMessage();
  private final FailureMessage failures = new FailureMessage();
  private final OldQuery old;

  public MessageReader(SharedTexts texts) {
    queries = new QueryMessage(texts);
    old = new OldQuery(queries);
  }

  /** See {@link EntryTaker#lookAhead}. */
  public void lookAhead(byte[] bytes, int from, int feed, int limit, LineEnds ends) {
    queries.lookAhead(bytes, from, feed, limit, ends);
  }

  /** Tells the query [from, to) if it was wholly seen ahead. */
  public boolean readForeseen(int from, int to, Reading reading) {
    return queries.readForeseen(from, to, reading);
  }

  /**
   * Reads the query [from, to), whose bytes it may change.
   *
   * @param last whether the file ends with it
   */
  public void readQuery(byte[] bytes, int from, int to, boolean last, Reading reading) {
    if (!queries.readPlain(bytes, from, to, reading)) {
      int end = ByteScan.clean(bytes, from, to, hasCarriageReturns(bytes, from, to));
      queries.read(bytes, from, end, reading, last);
    }
  }

  /**
   * Reads the message [from, to) that is no query, whose bytes it may change.
   *
   * @param error whether its level is error or worse
   */
  public void readOther(byte[] bytes, int from, int to, boolean error, Reading reading) {
    if (from >= to) {
      return;
    }
    byte first = bytes[from];
    if (!reading.torn().isEmpty()) {
      int feed = ByteScan.indexOf(bytes, '\n', from, to);
      if (feed >= 0) {
        int end = ByteScan.clean(bytes, from, to, hasCarriageReturns(bytes, from, to));
        queries.readOrphans(bytes, ByteScan.indexOf(bytes, '\n', from, end) + 1, end, reading);
        to = end;
      }
    }
    old.read(bytes, from, to, reading);
    if (NoticeMessage.mayBe(bytes, from, to)) {
      int feed = ByteScan.indexOf(bytes, '\n', from, to);
      NoticeMessage.read(bytes, from, feed < 0 ? to : feed, reading);
    }
    if (error) {
      int end = ByteScan.clean(bytes, from, to, hasCarriageReturns(bytes, from, to));
      failures.read(bytes, from, end, reading);
    }
    if (UnitMessage.mayBegin(first)) {
      int feed = ByteScan.indexOf(bytes, '\n', from, to);
      int end = ByteScan.clean(bytes, from, feed < 0 ? to : feed, true);
      units.read(bytes, from, ByteScan.trimEnd(bytes, from, end), to, reading);
    }
  }

  /** Whether a message waits for the next one. */
  public boolean waits() {
    return old.waits();
  }

  /** What {@link OldQuery} waits with. */
  public OldQuery old() {
    return old;
  }

  /** Reads the beginning of a query that is too long to be kept. */
  public void readCut(byte[] bytes, int from, int to, Reading reading) {
    int end = ByteScan.clean(bytes, from, to, hasCarriageReturns(bytes, from, to));
    queries.readCut(bytes, from, end, reading);
  }

  /** Reads a record of LoggerJSON.Ecto. */
  public void readTelemetry(Line record, Reading reading) {
    queries.readTelemetry(record, reading);
  }

  private static boolean hasCarriageReturns(byte[] bytes, int from, int to) {
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    int end = feed < 0 ? to : feed;
    return end > from && bytes[end - 1] == '\r';
  }
}
