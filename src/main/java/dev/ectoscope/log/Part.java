package dev.ectoscope.log;

/**
 * An input, or a chunk of one that is read before it is known how much stands before it: places are
 * counted from its beginning.
 */
public final class Part {

  private final String input;
  private long lines;
  private long events;

  public Part(String input) {
    this.input = input;
  }

  /** What stands before it; to be said before others see a place in it. */
  public void comesAfter(long linesBefore, long eventsBefore) {
    lines = linesBefore;
    events = eventsBefore;
  }

  public String input() {
    return input;
  }

  long lines() {
    return lines;
  }

  long events() {
    return events;
  }
}
