package dev.ectoscope.log.framing;

import dev.ectoscope.log.message.Header;

/**
 * How a log wraps messages: where an entry begins, and what its header says. Holds the clock of one
 * input.
 */
public interface Framing {

  /** Short name for the report, e.g. {@code console}. */
  String name();

  /**
   * Whether the physical line [from, to) (without its line feed) begins a new entry.
   *
   * @param header filled if so; left in any state if not
   */
  boolean begins(byte[] bytes, int from, int to, Header header);
}
