package dev.ectoscope.sql;

/** The parser refused a text, or did not end in time; the message says which in one line. */
final class UnreadableSqlException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String message;

  UnreadableSqlException(String message) {
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
