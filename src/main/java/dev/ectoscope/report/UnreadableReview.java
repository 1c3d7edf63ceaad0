package dev.ectoscope.report;

import org.jspecify.annotations.Nullable;

/** A file that should hold a review does not; the message says what it holds instead. */
public final class UnreadableReview extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableReview(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
