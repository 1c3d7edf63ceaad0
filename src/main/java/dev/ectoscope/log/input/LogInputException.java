package dev.ectoscope.log.input;

import org.jspecify.annotations.Nullable;

/** An input that cannot be used; the message is a sentence for people that says what to do next. */
public final class LogInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String message;

  public LogInputException(String message) {
    this(message, null);
  }

  public LogInputException(String message, @Nullable Throwable cause) {
    super(cause);
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
