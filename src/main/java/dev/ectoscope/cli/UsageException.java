package dev.ectoscope.cli;

/** The command cannot be done as asked. The message says what to do next. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
