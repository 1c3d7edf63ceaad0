package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * The text of a statement that says most of what it asks for: of texts that differ only in values
 * the one with most of them among its parameters, where the source has a variable; of such the one
 * that stands first in the log. Which text was seen first says nothing: it may hold the constant of
 * another caller.
 *
 * @param literals values that it holds itself, see {@link dev.ectoscope.sql.Literals#count}
 * @param first where it was seen first
 */
record AskedText(String text, int literals, Position first) {

  static AskedText of(LogEvent.Query query) {
    return new AskedText(
        query.statement().text(), query.statement().literals().count(), query.position());
  }

  /** The same without a copy of its own, if the text is kept already. */
  AskedText sharing(String kept) {
    return text.equals(kept) ? new AskedText(kept, literals, first) : this;
  }

  /** Whether the other one, if any, says less. */
  boolean isBetterThan(@Nullable AskedText other) {
    return other == null
        || literals < other.literals
        || literals == other.literals && first.compareTo(other.first) < 0;
  }
}
