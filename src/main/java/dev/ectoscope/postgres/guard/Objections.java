package dev.ectoscope.postgres.guard;

/** What stands against running a statement, or against planning it; the first one ends the walk. */
final class Objections {

  /** How a thing is met, which decides what a volatile function there means. */
  enum Way {
    /** Run when the statement is run; the planner leaves volatile functions alone. */
    RUN,
    /** The same, if it is what the text means: another of its name may be meant. */
    PERHAPS,
    /** May be run while the statement is merely planned. */
    PLANNED,
    /** Looked at by the planner only, which runs nothing that is declared volatile. */
    LOOKED_AT
  }

  /** Ends the walk. */
  static final class Found extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Guard.Verdict verdict;

    private Found(Guard.Verdict verdict) {
      super(null, null, false, false);
      this.verdict = verdict;
    }

    Guard.Verdict verdict() {
      return verdict;
    }
  }

  private final boolean tolerant;
  private boolean bodies;
  private String doubt = "";

  /**
   * @param tolerant whether only what forbids planning counts
   */
  Objections(boolean tolerant) {
    this.tolerant = tolerant;
  }

  static Found refused(String reason) {
    return new Found(new Guard.Refused(reason));
  }

  void plainOnly(String reason) {
    if (!tolerant) {
      throw new Found(new Guard.PlainOnly(reason));
    }
  }

  /**
   * @param parallelUnsafe whether the planner can tell that it is called
   */
  void volatileFunction(String name, Way way, boolean parallelUnsafe) {
    if (way == Way.PLANNED) {
      throw refused(name + " is volatile, and is reached by one that is declared harmless");
    }
    if (way == Way.PERHAPS && parallelUnsafe) {
      doubt = doubt.isEmpty() ? name + " is volatile" : doubt;
    } else if (way != Way.LOOKED_AT) {
      plainOnly(name + " is volatile");
    }
  }

  /** What an extension brought was written, and read, without anybody's casts. */
  void reads(ReachRow.Function function) {
    bodies |= !function.packaged();
  }

  /** Whether the body of a function is read, whose calls the planner does not tell. */
  boolean hasBodies() {
    return bodies;
  }

  /** What is run if it is meant, and the planner can tell; or "". */
  String doubt() {
    return doubt;
  }
}
