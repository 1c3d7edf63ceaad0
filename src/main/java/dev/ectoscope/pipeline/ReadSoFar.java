package dev.ectoscope.pipeline;

/** How far the reading of all inputs has come, told by whichever thread reads one. */
final class ReadSoFar {

  private final Progress progress;
  private final long total;
  private long bytes;
  private long queries;

  /**
   * @param total bytes of all inputs, packed as they are, or -1
   */
  ReadSoFar(Progress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  /** Of one input, read by one thread. */
  final class Of {
    private final String path;
    private long told;
    private long unsaid;

    Of(String path) {
      this.path = path;
    }

    void queries(long more) {
      unsaid += more;
    }

    /**
     * @param read bytes of the input so far
     */
    void bytes(long read) {
      advanced(path, read - told, unsaid);
      told = read;
      unsaid = 0;
    }
  }

  Of input(String path) {
    return new Of(path);
  }

  private synchronized void advanced(String path, long moreBytes, long moreQueries) {
    bytes += moreBytes;
    queries += moreQueries;
    progress.reading("Reading " + path, bytes, total, queries);
  }
}
