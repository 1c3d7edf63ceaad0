package dev.ectoscope.log.message;

/** Line feeds of the next lines as far as they are known. Mutable and reused. */
public final class LineEnds {

  private int first = -1;
  private int second = -1;

  /**
   * @param end of the next line
   * @param endAfter of the one after it, or -1
   */
  public void set(int end, int endAfter) {
    first = end;
    second = endAfter;
  }

  /** The next one, or -1 when it is not known. */
  public int next() {
    int next = first;
    first = second;
    second = -1;
    return next;
  }
}
