package dev.ectoscope.log;

import static java.util.Objects.requireNonNull;

/**
 * Where in the input something stands. The order of positions is the order of writing as far as
 * names tell it (the files of a rotated log), and does not depend on threads.
 */
public final class Position implements Comparable<Position> {

  private final String input;
  private final long line;
  private long event;

  /**
   * @param input path as given, {@code -} for standard input
   * @param line physical line, 1-based
   * @param event place among the events of the input, which does not depend on how many lines an
   *     event takes in this format; only for measuring how far apart two are: positions of one line
   *     are equal
   */
  public Position(String input, long line, long event) {
    this.input = requireNonNull(input, "input is null");
    this.line = line;
    this.event = event;
  }

  /** Of which nothing will be measured but lines. */
  public Position(String input, long line) {
    this(input, line, line);
  }

  public String input() {
    return input;
  }

  public long line() {
    return line;
  }

  public long event() {
    return event;
  }

  /** A chunk counts its own events only, until it is known how many stand before it. */
  public void comesAfter(long events) {
    event += events;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Position place && line == place.line && input.equals(place.input);
  }

  @Override
  public int hashCode() {
    return input.hashCode() * 31 + Long.hashCode(line);
  }

  @Override
  public int compareTo(Position other) {
    int byInput = RotationOrder.BY_TIME.compare(input, other.input);
    return byInput != 0 ? byInput : Long.compare(line, other.line);
  }

  @Override
  public String toString() {
    return input + ":" + line;
  }
}
