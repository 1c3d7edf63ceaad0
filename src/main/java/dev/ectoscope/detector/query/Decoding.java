package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.List;

/**
 * What the time of decoding says of rows whose widths nobody knows: that they are many or wide, and
 * not which columns make them so. With the source beside it, which columns nobody reads.
 */
final class Decoding {

  private final Thresholds thresholds;
  private final Suspicion suspicion;
  private final List<String> columns;

  /**
   * @param columns all that are read of the table
   */
  Decoding(Thresholds thresholds, Suspicion suspicion, List<String> columns) {
    this.thresholds = thresholds;
    this.suspicion = suspicion;
    this.columns = columns;
  }

  Verdict judged(Evidence evidence) {
    long calls = suspicion.occurrences();
    double average = suspicion.number("decodeMs") / Math.max(1, calls);
    if (average < thresholds.decodeMs() || calls < thresholds.someUnits()) {
      return Verdict.NotChecked.withoutDatabase(evidence);
    }
    Verdict.Confirmed alone = confirmed(average, List.of());
    return evidence.source().isEmpty()
        ? alone
        : new StructUse(evidence.source().get(), suspicion)
            .known(confirmed(average, List.of(anyOfThem())))
            .orElse(alone);
  }

  private Fix anyOfThem() {
    List<String> keys = columns.stream().filter(c -> c.equals("id") || c.endsWith("_id")).toList();
    List<String> others = columns.stream().filter(c -> !keys.contains(c)).toList();
    String table = suspicion.statement().shape().rootTable();
    return new Fix.SelectFields(suspicion.function(), suspicion.file(), table, keys, others);
  }

  private Verdict.Confirmed confirmed(double average, List<Fix> fixes) {
    String table = suspicion.statement().shape().rootTable();
    Note note =
        new Note(
            "log",
            "Decoding takes "
                + Figures.time(average)
                + " an execution. Which of the "
                + columns.size()
                + " columns are wide is not known: a replica (--replica) tells.");
    return new Verdict.Confirmed(
        "Whole rows of " + table + " take " + Figures.time(average) + " to decode",
        Confidence.OBSERVED,
        Verdict.UNKNOWN_SAVING,
        0,
        List.of(note),
        "Select only the columns of "
            + table
            + " that are used"
            + Wording.in(suspicion.function())
            + ", or fewer rows",
        fixes);
  }
}
