package dev.ectoscope.cli;

import org.jspecify.annotations.Nullable;

/** The command cannot be done as asked. The message says what to do next. */
final class UsageException extends RuntimeException {
  UsageException(@Nullable String message) {
    super(message);
  }
}
