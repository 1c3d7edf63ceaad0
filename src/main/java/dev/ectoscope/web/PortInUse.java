package dev.ectoscope.web;

/** The port is taken; the message says what to do next. */
public final class PortInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortInUse(String host, int port, Throwable cause) {
    super(
        "Port "
            + port
            + " on "
            + host
            + " is in use. Choose another one with --port, or --port 0 for any free one.",
        cause);
  }
}
