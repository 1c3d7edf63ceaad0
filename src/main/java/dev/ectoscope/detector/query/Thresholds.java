package dev.ectoscope.detector.query;

/**
 * From where on the detectors of this package speak. One place, one set.
 *
 * @param callsInUnit executions in one unit of work that make a loop by themselves
 * @param callsInSomeUnits executions in one unit that make a loop when it happens again and again
 * @param someUnits in how many units it must happen then
 * @param pauseTenths wait between equal executions from which they are polls, tenths of a
 *     millisecond
 * @param sharedConditions conditions that a repeated WHERE has at least
 * @param sharers statements or functions that share it
 * @param deepOffset rows skipped from which a page is deep
 * @param fewRows a table with fewer rows is read as quickly without an index
 * @param largeTable rows from which reading a whole table is worth a word
 * @param unboundedRows rows of one result from which it wants a limit
 * @param manyColumns columns read from one table from which they may be too many
 * @param wideQuery bytes of long columns a query from which they are worth leaving out
 * @param wideColumn bytes a value that make any column long
 * @param longColumn bytes a value that make a column of a type for long values long
 * @param manyRows rows a query from which wide rows matter
 * @param mounts visits that mount a LiveView twice with the same queries
 * @param literalTexts texts of one statement that differ in values from which they are no constants
 */
record Thresholds(
    int callsInUnit,
    int callsInSomeUnits,
    int someUnits,
    long pauseTenths,
    int sharedConditions,
    int sharers,
    long deepOffset,
    double fewRows,
    double largeTable,
    double unboundedRows,
    int manyColumns,
    long wideQuery,
    int wideColumn,
    int longColumn,
    long manyRows,
    int mounts,
    int literalTexts) {

  static final Thresholds DEFAULT =
      new Thresholds(
          5, 3, 3, 200, 2, 3, 1_000, 1_000, 50_000, 2_000, 8, 32_768, 256, 128, 50, 2, 8);
}
