package dev.ectoscope.log;

/**
 * Where in the input something stands; the order of positions is the order of reading and does not
 * depend on threads.
 *
 * @param input path as given, {@code -} for standard input
 * @param line physical line, 1-based
 */
public record Position(String input, long line) implements Comparable<Position> {

  @Override
  public int compareTo(Position other) {
    int byInput = input.compareTo(other.input);
    return byInput != 0 ? byInput : Long.compare(line, other.line);
  }
}
