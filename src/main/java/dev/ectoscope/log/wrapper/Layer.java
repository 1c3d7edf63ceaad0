package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.message.Line;

/** Something that wraps each line of a log: a prefix, or JSON. */
public interface Layer {

  /** As {@code --log-format} and the review call it. */
  String name();

  /**
   * Narrows the line to what it wraps.
   *
   * @return false, and the line unchanged, when it is not wrapped so
   */
  boolean peel(Line line);
}
