package dev.ectoscope.log.server;

/**
 * One report of the server, whatever form it was written in. Texts that were not printed are "".
 *
 * @param line physical line on which it begins
 * @param clock tenths of a millisecond of the epoch, or -1
 * @param session what tells backends apart: a pid, or a session id
 * @param severity of the report
 * @param sqlState five characters, or ""
 * @param statement the statement being run
 */
record ServerEntry(
    long line,
    long clock,
    String session,
    Severity severity,
    String sqlState,
    String message,
    String detail,
    String statement) {}
