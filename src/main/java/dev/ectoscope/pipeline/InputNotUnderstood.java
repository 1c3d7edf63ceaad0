package dev.ectoscope.pipeline;

/** No query could be read from the input. The message says what to do next. */
public final class InputNotUnderstood extends RuntimeException {
  public InputNotUnderstood(String message) {
    super(message);
  }
}
