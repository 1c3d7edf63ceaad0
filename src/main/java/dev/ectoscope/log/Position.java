package dev.ectoscope.log;

/**
 * Where in the input something stands. The order of positions is the order of writing as far as
 * names tell it (the files of a rotated log), and does not depend on threads.
 *
 * @param input path as given, {@code -} for standard input
 * @param line physical line, 1-based
 */
public record Position(String input, long line) implements Comparable<Position> {

  @Override
  public int compareTo(Position other) {
    int byInput = RotationOrder.BY_TIME.compare(input, other.input);
    return byInput != 0 ? byInput : Long.compare(line, other.line);
  }
}
