package dev.ectoscope.pipeline;

/** Hears how far a long step has come. */
public interface Progress {

  /** Nobody listens. */
  Progress SILENT = (step, done, total) -> {};

  /**
   * @param step what is being done, for people
   * @param done units done so far (statements, steps)
   * @param total all units, or -1
   */
  void at(String step, long done, long total);

  /**
   * Reading logs.
   *
   * @param done bytes read so far of all inputs, packed as they are
   * @param total all bytes, or -1
   * @param queries found so far
   */
  default void reading(String step, long done, long total, long queries) {
    at(step, done, total);
  }
}
