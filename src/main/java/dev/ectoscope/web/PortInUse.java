package dev.ectoscope.web;

import org.jspecify.annotations.Nullable;

/** The port is taken, or not ours to take; the message says what to do next. */
public final class PortInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortInUse(String host, int port, Throwable cause) {
    super(
        "Port "
            + port
            + " on "
            + host
            + (isRefused(cause) ? " is not yours to open" : " is in use")
            + ". Choose another one with --port, or --port 0 for any free one.",
        cause);
  }

  /** Those below 1024 are root's on many systems. */
  private static boolean isRefused(@Nullable Throwable cause) {
    String message = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
    return message.contains("ermission") || cause != null && isRefused(cause.getCause());
  }
}
