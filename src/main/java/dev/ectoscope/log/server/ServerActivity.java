package dev.ectoscope.log.server;

import dev.ectoscope.log.InputFile;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything PostgreSQL's own log says of a period. Immutable; {@link #merge} is associative and
 * commutative.
 */
public final class ServerActivity {

  /** Nothing read: neutral in {@link #merge}. */
  public static final ServerActivity NONE =
      new ServerActivity(new TreeMap<>(), ToldApart.ALL, List.of(), Aside.NONE, List.of());

  /** More deadlocks than so many are counted. */
  static final int MOST_DEADLOCKS = 1_000;

  private final SortedMap<String, StatementActivity> statements;
  private final String bar;
  private final List<Deadlock> deadlocks;
  private final Aside aside;
  private final List<InputFile> inputs;

  /**
   * @param bar the smallest fingerprint that is left out: see {@link ToldApart}
   */
  ServerActivity(
      SortedMap<String, StatementActivity> statements,
      String bar,
      List<Deadlock> deadlocks,
      Aside aside,
      List<InputFile> inputs) {
    this.statements = statements;
    this.bar = bar;
    this.deadlocks = deadlocks;
    this.aside = aside;
    this.inputs = inputs;
  }

  /**
   * What belongs to no statement.
   *
   * @param own statements that Ectoscope itself sent, left out of all else
   * @param outside reports outside the period that was asked for
   * @param others reports on statements that are not told apart, since there are too many
   * @param deadlocks beyond those that are listed
   * @param temporaryFiles whose statement the server did not print
   */
  public record Aside(
      long own,
      long outside,
      long others,
      long deadlocks,
      StatementActivity.TemporaryFiles temporaryFiles) {
    static final Aside NONE = new Aside(0, 0, 0, 0, StatementActivity.TemporaryFiles.NONE);

    static Aside others(long reports) {
      return new Aside(0, 0, reports, 0, StatementActivity.TemporaryFiles.NONE);
    }

    static Aside deadlocks(long more) {
      return new Aside(0, 0, 0, more, StatementActivity.TemporaryFiles.NONE);
    }

    Aside merge(Aside other) {
      return new Aside(
          own + other.own,
          outside + other.outside,
          others + other.others,
          deadlocks + other.deadlocks,
          temporaryFiles.merge(other.temporaryFiles));
    }
  }

  public ServerActivity merge(ServerActivity other) {
    return merge(other, ToldApart.MOST, ToldApart.MOST_CHARACTERS);
  }

  ServerActivity merge(ServerActivity other, int most, long mostCharacters) {
    AtomicLong others = new AtomicLong();
    ToldApart<StatementActivity> joined =
        new ToldApart<>(
            most,
            mostCharacters,
            StatementActivity::characters,
            left -> others.addAndGet(left.reports()));
    joined.lower(bar);
    joined.lower(other.bar);
    List.of(statements, other.statements)
        .forEach(all -> all.forEach((key, one) -> others.addAndGet(join(joined, key, one))));
    List<Deadlock> locks =
        sorted(deadlocks, other.deadlocks, Comparator.comparing(Deadlock::position));
    int listed = Math.min(locks.size(), MOST_DEADLOCKS);
    return new ServerActivity(
        joined.told(),
        joined.bar(),
        List.copyOf(locks.subList(0, listed)),
        aside
            .merge(other.aside)
            .merge(Aside.others(others.get()))
            .merge(Aside.deadlocks(locks.size() - listed)),
        sorted(
            inputs,
            other.inputs,
            Comparator.comparing(InputFile::path).thenComparing(InputFile::bytes)));
  }

  /** Reports that are not told apart. */
  private static long join(
      ToldApart<StatementActivity> joined, String fingerprint, StatementActivity one) {
    StatementActivity known = joined.get(fingerprint);
    if (known == null) {
      if (joined.leavesOut(fingerprint)) {
        return one.reports();
      }
      joined.put(fingerprint, one);
    } else {
      joined.replace(fingerprint, known.merge(one));
    }
    return 0;
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
        && bar.equals(that.bar)
        && deadlocks.equals(that.deadlocks)
        && aside.equals(that.aside)
        && inputs.equals(that.inputs);
  }

  @Override
  public int hashCode() {
    return statements.keySet().hashCode();
  }
}
