package dev.ectoscope.elixir;

/** The folder given as an Elixir project cannot be read. The message says what to do next. */
public final class SourceNotReadable extends RuntimeException {
  SourceNotReadable(String message) {
    super(message);
  }
}
