package dev.ectoscope.detector;

import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a suspicion. */
public sealed interface Verdict {

  /** Time can be given back, but nothing tells how much. */
  double UNKNOWN_SAVING = Double.NaN;

  /**
   * Borne out.
   *
   * @param title says what is, with the names of the user's code: "comments is read once per post"
   * @param savedMs time given back over the log, at most the suspicion's spentMs; 0 when the change
   *     saves none, {@link #UNKNOWN_SAVING} when nothing tells
   * @param failures requests that failed because of it
   * @param notes evidence beyond the suspicion's own
   * @param action an imperative sentence
   * @param whatIf the before/after plans to show, or null
   */
  record Confirmed(
      String title,
      Confidence confidence,
      double savedMs,
      long failures,
      List<Note> notes,
      String action,
      List<Fix> fixes,
      @Nullable Answer whatIf)
      implements Verdict {
    public Confirmed {
      notes = List.copyOf(notes);
      fixes = List.copyOf(fixes);
    }

    /** Without plans to show. */
    public Confirmed(
        String title,
        Confidence confidence,
        double savedMs,
        long failures,
        List<Note> notes,
        String action,
        List<Fix> fixes) {
      this(title, confidence, savedMs, failures, notes, action, fixes, null);
    }
  }

  /** Not borne out, and why. */
  record Dismissed(String reason) implements Verdict {}

  /** Looked at, and nothing of the kind is there: not worth a line. */
  record Clear() implements Verdict {}

  /** Could not be judged: evidence is missing. */
  record NotChecked(String reason) implements Verdict {

    /** The same words from every detector, so that they can be said once. */
    public static NotChecked withoutDatabase(Evidence evidence) {
      return new NotChecked(
          evidence.reason().isEmpty() ? Evidence.NONE.reason() : evidence.reason());
    }
  }
}
