package dev.ectoscope.elixir.syntax;

/**
 * One clause of a function.
 *
 * @param line line of its {@code def}
 * @param lastLine line of its end
 * @param start offset of its first byte in the file
 * @param end offset after its last byte
 */
public record Clause(int line, int lastLine, int start, int end) {

  public boolean covers(int at) {
    return line <= at && at <= lastLine;
  }
}
