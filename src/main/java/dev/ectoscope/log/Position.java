package dev.ectoscope.log;

/**
 * Where in the input something stands. The order of positions is the order of writing as far as
 * names tell it (the files of a rotated log), and does not depend on threads.
 *
 * @param input path as given, {@code -} for standard input
 * @param line physical line, 1-based
 * @param event place among the events of the input, which does not depend on how many lines an
 *     event takes in this format; only for measuring how far apart two are: positions of one line
 *     are equal
 */
public record Position(String input, long line, long event) implements Comparable<Position> {

  /** Of which nothing will be measured but lines. */
  public Position(String input, long line) {
    this(input, line, line);
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
}
