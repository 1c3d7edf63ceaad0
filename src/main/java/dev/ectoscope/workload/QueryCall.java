package dev.ectoscope.workload;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement inside a unit of work. Times are tenths of a millisecond; {@link
 * LogEvent#ABSENT} is "not printed".
 */
public final class QueryCall implements Comparable<QueryCall> {

  private static final long CONSTANTS = 0xFFFF;

  private final GroupKey key;
  private final String input;
  private final long line;
  private final long clock;
  private final long parametersHash;
  private final int db;
  private final int decode;
  private final int queue;
  private final int idle;
  private final boolean ok;
  private final boolean several;

  private @Nullable QueryGroup group;

  /** The report of its failure, or null. */
  @Nullable Failure failure;

  QueryCall(
      GroupKey key,
      String input,
      long line,
      long clock,
      long parametersHash,
      boolean several,
      boolean ok,
      int db,
      int decode,
      int queue,
      int idle) {
    this.key = key;
    this.input = input;
    this.line = line;
    this.clock = clock;
    this.parametersHash = parametersHash;
    this.several = several;
    this.ok = ok;
    this.db = db;
    this.decode = decode;
    this.queue = queue;
    this.idle = idle;
  }

  static QueryCall of(LogEvent.Query query, QueryGroup group) {
    QueryCall call =
        new QueryCall(
            group.leftOut
                ? new GroupKey(query.statement().fingerprint(), query.callSite())
                : group.key(),
            query.position().input(),
            query.position().line(),
            query.clock(),
            group.asked(query),
            asksForSeveral(query, group),
            query.ok(),
            bounded(query.db()),
            bounded(query.decode()),
            bounded(query.queue()),
            bounded(query.idle()));
    call.group = group;
    return call;
  }

  private static boolean asksForSeveral(LogEvent.Query query, QueryGroup group) {
    return (group.leftOut || group.mayAskForLists())
        && query.parameters().mayHoldSeveral()
        && (!group.leftOut || StatementStatistics.mayAskForLists(query.statement().text()));
  }

  /** The constants of the text in the last 16 bits, the parameters in the others. */
  static long asked(long parameters, long constants) {
    long last = constants == 0 ? 0 : DistinctCount.mix(constants) & CONSTANTS;
    return DistinctCount.mix(parameters) & ~CONSTANTS | last;
  }

  /** {@link #parametersHash} without the constants of the text. */
  static long parametersAlone(long hash) {
    return hash & ~CONSTANTS;
  }

  /** Inside a unit a time is at most 59 hours; the sums of statements have no such bound. */
  private static int bounded(long time) {
    return (int) Math.min(Integer.MAX_VALUE, time);
  }

  /** The same call without its ties to the sums it came from, or tied to others. */
  QueryCall tiedTo(@Nullable QueryGroup other) {
    QueryCall call =
        new QueryCall(
            key, input, line, clock, parametersHash, several, ok, db, decode, queue, idle);
    call.group = other;
    call.failure = failure;
    return call;
  }

  /** Counts with the others from now on if its statement or call site is not told apart. */
  void forgetLeftOut(Tally tally) {
    if (group != null && group.leftOut) {
      group = tally.groupOf(key);
    }
  }

  /** The sums that this call is part of, while its unit is open. */
  QueryGroup group() {
    return requireNonNull(group, "the call is of an example, and tied to no sums");
  }

  /** Statement × call site. */
  public GroupKey key() {
    return key;
  }

  /** See {@link Strays#site}: one that stands for others is not asked. */
  GroupKey functionSite() {
    QueryGroup own = group;
    return own == null || own.leftOut ? Strays.site(key) : own.functionSite();
  }

  public String fingerprint() {
    return key.fingerprint();
  }

  public CallSite callSite() {
    return key.callSite();
  }

  public Position position() {
    return new Position(input, line);
  }

  String input() {
    return input;
  }

  long line() {
    return line;
  }

  public long clock() {
    return clock;
  }

  /** Equal for equal printed parameter lists and equal constants in the text. */
  public long parametersHash() {
    return parametersHash;
  }

  /**
   * Whether a list among its parameters may hold several values, where the statement may ask for
   * one.
   */
  boolean several() {
    return several;
  }

  public boolean ok() {
    return ok;
  }

  public long db() {
    return db;
  }

  public long decode() {
    return decode;
  }

  public long queue() {
    return queue;
  }

  public long idle() {
    return idle;
  }

  /** The report that the log gives of its failure, or null. */
  public @Nullable Failure failure() {
    return failure;
  }

  /** Order of execution as far as the log tells: by clock, then by place in the input. */
  @Override
  public int compareTo(QueryCall other) {
    int byClock = Long.compare(clock, other.clock);
    return byClock != 0 ? byClock : compareByPlace(other);
  }

  int compareByPlace(QueryCall other) {
    int byInput = input.equals(other.input) ? 0 : input.compareTo(other.input);
    return byInput != 0 ? byInput : Long.compare(line, other.line);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QueryCall that
        && line == that.line
        && clock == that.clock
        && input.equals(that.input)
        && key.equals(that.key)
        && parametersHash == that.parametersHash;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(line);
  }

  /** Database time, 0 when no connection was had. */
  public long dbOrZero() {
    return Math.max(0, db);
  }

  public long queueOrZero() {
    return Math.max(0, queue);
  }

  /** When the query was asked for: the log stamps its end. */
  public long startedAt() {
    return clock < 0 ? clock : clock - dbOrZero() - queueOrZero() - Math.max(0, decode);
  }

  /** Waited for a connection, failed, and never had one. */
  public boolean isDropped() {
    return !ok && db < 0 && queue >= 0;
  }

  /** Ran on a connection that its process held already: inside a transaction or a checkout. */
  public boolean isHeld() {
    return queue == LogEvent.ABSENT && idle == LogEvent.ABSENT;
  }
}
