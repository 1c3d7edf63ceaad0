package dev.ectoscope.workload;

/**
 * What a workload holds at most, however long the log. Nothing beyond is lost silently: {@link
 * Workload#limits()} says in words what was left out.
 *
 * @param silence events of others after which a unit of work is complete
 * @param silenceAfterEnd the same once its end was printed: queries of tasks that it started may
 *     still follow; and of a unit without an id, whose end may never be printed, while others run
 * @param callsInUnit a unit with more queries is cut there and goes on as another one
 * @param statements distinct statements told apart; of more, those with the smallest fingerprints
 * @param texts what the statements told apart may take in memory, in bytes, as {@link
 *     StatementStatistics#weight} estimates it
 * @param groups statement × call site told apart
 * @param sites characters that the call sites of those may have together
 * @param sets sets of statements by which units that ran one of several are counted
 * @param names names of units of work
 * @param sources names of tables, and first words of statements left out, that queries are counted
 *     by
 * @param failures reports of failures told apart
 * @param sightings of unit patterns told apart
 * @param shownCalls queries kept of a unit that is an example
 */
record Limits(
    int silence,
    int silenceAfterEnd,
    int callsInUnit,
    int statements,
    long texts,
    int groups,
    long sites,
    int sets,
    int names,
    int sources,
    int failures,
    int sightings,
    int shownCalls) {

  static final Limits STANDARD =
      new Limits(
          20_000, 400, 20_000, 20_000, 72 << 20, 40_000, 16 << 20, 20_000, 5_000, 2_000, 2_000,
          10_000, 300);
}
