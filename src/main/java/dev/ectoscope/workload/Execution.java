package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * A kept example of a statement's execution with its parameters. In memory only: parameters are
 * never written.
 *
 * @param db tenths of a millisecond
 * @param literals values that its text held itself, see {@link dev.ectoscope.sql.Literals#count}
 */
public record Execution(Position position, long db, Parameters parameters, int literals) {

  static Execution of(LogEvent.Query query) {
    return new Execution(
        query.position(),
        Math.max(0, query.db()),
        query.parameters().kept(),
        query.statement().literals().count());
  }

  // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Execution that
        && db == that.db
        && position.equals(that.position)
        && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return (position.hashCode() * 31 + Long.hashCode(db)) * 31 + parameters.hashCode();
  }
}
