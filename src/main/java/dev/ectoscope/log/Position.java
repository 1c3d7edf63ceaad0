package dev.ectoscope.log;

import static java.util.Objects.requireNonNull;

/**
 * Where in the input something stands. The order of positions is the order of writing as far as
 * names tell it (the files of a rotated log), and does not depend on threads.
 */
public final class Position implements Comparable<Position> {

  private final Part part;
  private final long line;
  private final long event;

  /**
   * @param input path as given, {@code -} for standard input
   * @param line physical line, 1-based
   * @param event place among the events of the input, which does not depend on how many lines an
   *     event takes in this format; only for measuring how far apart two are: positions of one line
   *     are equal
   */
  public Position(String input, long line, long event) {
    this(new Part(requireNonNull(input, "input is null")), line, event);
  }

  /** Counted from the beginning of the part. */
  public Position(Part part, long line, long event) {
    this.part = part;
    this.line = line;
    this.event = event;
  }

  /** Of which nothing will be measured but lines. */
  public Position(String input, long line) {
    this(input, line, line);
  }

  public String input() {
    return part.input();
  }

  public long line() {
    return part.lines() + line;
  }

  public long event() {
    return part.events() + event;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Position place
        && line() == place.line()
        && part.input().equals(place.part.input());
  }

  @Override
  public int hashCode() {
    return part.input().hashCode() * 31 + Long.hashCode(line());
  }

  @Override
  public int compareTo(Position other) {
    int byInput = RotationOrder.BY_TIME.compare(part.input(), other.part.input());
    return byInput != 0 ? byInput : Long.compare(line(), other.line());
  }

  @Override
  public String toString() {
    return part.input() + ":" + line();
  }
}
