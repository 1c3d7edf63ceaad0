package dev.ectoscope.pipeline;

/** Hears how far a long step has come. */
public interface Progress {

  /** Nobody listens. */
  Progress SILENT = (step, done, total) -> {};

  /**
   * @param step what is being done, for people
   * @param done units done so far (bytes, statements)
   * @param total all units, or -1
   */
  void at(String step, long done, long total);
}
