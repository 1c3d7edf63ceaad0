package dev.ectoscope.log;

/** An input that cannot be used; the message is a sentence for people that says what to do next. */
public final class LogInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LogInputException(String message) {
    super(message);
  }

  public LogInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
