package dev.ectoscope.log.server;

import dev.ectoscope.log.InputFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything PostgreSQL's own log says of a period. Immutable; {@link #merge} is associative and
 * commutative.
 */
public final class ServerActivity {

  /** Nothing read: neutral in {@link #merge}. */
  public static final ServerActivity NONE =
      new ServerActivity(new TreeMap<>(), List.of(), Aside.NONE, List.of());

  private final SortedMap<String, StatementActivity> statements;
  private final List<Deadlock> deadlocks;
  private final Aside aside;
  private final List<InputFile> inputs;

  ServerActivity(
      SortedMap<String, StatementActivity> statements,
      List<Deadlock> deadlocks,
      Aside aside,
      List<InputFile> inputs) {
    this.statements = statements;
    this.deadlocks = deadlocks;
    this.aside = aside;
    this.inputs = inputs;
  }

  /**
   * What belongs to no statement.
   *
   * @param own statements that Ectoscope itself sent, left out of all else
   * @param outside reports outside the period that was asked for
   * @param temporaryFiles whose statement the server did not print
   */
  public record Aside(long own, long outside, StatementActivity.TemporaryFiles temporaryFiles) {
    static final Aside NONE = new Aside(0, 0, StatementActivity.TemporaryFiles.NONE);

    Aside merge(Aside other) {
      return new Aside(
          own + other.own, outside + other.outside, temporaryFiles.merge(other.temporaryFiles));
    }
  }

  public ServerActivity merge(ServerActivity other) {
    SortedMap<String, StatementActivity> joined = new TreeMap<>(statements);
    other.statements.forEach((key, one) -> joined.merge(key, one, StatementActivity::merge));
    return new ServerActivity(
        joined,
        sorted(deadlocks, other.deadlocks, Comparator.comparing(Deadlock::position)),
        aside.merge(other.aside),
        sorted(
            inputs,
            other.inputs,
            Comparator.comparing(InputFile::path).thenComparing(InputFile::bytes)));
  }

  private static <T> List<T> sorted(List<T> a, List<T> b, Comparator<T> order) {
    return Stream.concat(a.stream(), b.stream()).sorted(order).toList();
  }

  /** Whether no server log was read. */
  public boolean isNone() {
    return inputs.isEmpty();
  }

  /** By fingerprint. */
  public Collection<StatementActivity> statements() {
    return statements.values();
  }

  /** One statement, or null when the server's log does not know it. */
  public @Nullable StatementActivity statement(String fingerprint) {
    return statements.get(fingerprint);
  }

  /** In the order of the logs. */
  public List<Deadlock> deadlocks() {
    return deadlocks;
  }

  /** Deadlocks in which a statement took part. */
  public List<Deadlock> deadlocks(String fingerprint) {
    return deadlocks.stream()
        .filter(d -> d.participants().stream().anyMatch(p -> p.fingerprint().equals(fingerprint)))
        .toList();
  }

  public Aside aside() {
    return aside;
  }

  /** The logs read; their headers are reports. */
  public List<InputFile> inputs() {
    return inputs;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ServerActivity that
        && statements.equals(that.statements)
        && deadlocks.equals(that.deadlocks)
        && aside.equals(that.aside)
        && inputs.equals(that.inputs);
  }

  @Override
  public int hashCode() {
    return statements.keySet().hashCode();
  }
}
