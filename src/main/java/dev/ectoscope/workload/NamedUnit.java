package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;
import org.jspecify.annotations.Nullable;

/**
 * Where units of work of one name are counted, found once for many of them. What is left out later
 * on goes on being counted here, where nobody reads it: it never comes back.
 */
final class NamedUnit {

  final UnitName name;

  // Beside the name: to tell whose this is, nothing else has to be fetched.
  private final UnitKind kind;
  private final String text;

  /** See {@link Begun}; null when not asked for yet, or left out. */
  long @Nullable [] begun;

  /** See {@link Tally#names}; null when not asked for yet, or left out. */
  @Nullable UnitStatistics statistics;

  final AskedTogether together = new AskedTogether();

  NamedUnit(UnitName name) {
    this.name = name;
    this.kind = name.kind();
    this.text = name.name();
  }

  boolean is(UnitKind otherKind, String otherName) {
    return kind == otherKind && (text == otherName || text.equals(otherName));
  }
}
