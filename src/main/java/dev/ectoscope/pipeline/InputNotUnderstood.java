package dev.ectoscope.pipeline;

/** No query could be read from the input. The message says what to do next. */
public final class InputNotUnderstood extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String message;

  public InputNotUnderstood(String message) {
    this.message = message;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
