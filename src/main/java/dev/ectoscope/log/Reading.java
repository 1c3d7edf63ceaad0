package dev.ectoscope.log;

/**
 * Where the readers of messages put what they found; one message at a time, with its place and
 * process set before.
 */
interface Reading {

  Position position();

  long clock();

  LogEvent.Process process();

  void emit(LogEvent event);

  /** The message was a query that could not be read. */
  void unread(String reason);

  /** The message was read as far as it went. */
  void note(String reason);

  /** The message was a query. */
  default void query(
      boolean ok,
      String source,
      long db,
      long decode,
      long queue,
      long idle,
      StatementText statement,
      Parameters parameters,
      CallSite callSite,
      boolean truncated) {
    emit(
        new LogEvent.Query(
            position(),
            clock(),
            process(),
            ok,
            source,
            db,
            decode,
            queue,
            idle,
            statement,
            parameters,
            callSite,
            truncated));
  }
}
