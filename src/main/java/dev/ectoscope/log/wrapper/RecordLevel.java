package dev.ectoscope.log.wrapper;

/** What the level of a record says about its message. */
final class RecordLevel {

  private static final String[] ERRORS = {"err", "crit", "alert", "emerg", "fatal"};

  private RecordLevel() {}

  /** Whether the level [from, end) is error or worse. */
  static boolean isError(byte[] b, int from, int end) {
    for (String error : ERRORS) {
      int i = 0;
      while (i < error.length() && from + i < end && (b[from + i] | 0x20) == error.charAt(i)) {
        i++;
      }
      if (i == error.length()) {
        return true;
      }
    }
    return false;
  }

  /** The same of syslog's levels, as GELF prints them, or of Bunyan's and Pino's. */
  static boolean isError(long level) {
    return level >= 50 || level >= 0 && level <= 3;
  }
}
