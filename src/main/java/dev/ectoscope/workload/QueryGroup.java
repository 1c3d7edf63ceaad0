package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Statement × call site. Times are tenths of a millisecond and lower bounds: Ecto cuts each to 0.1
 * ms. Summed up inside this package, read only outside.
 */
public final class QueryGroup {

  static final int NOT_ASKED = -1;

  private static final int RECENT = 8;

  /** Characters of a text that is kept for each call site: longer ones are lists of parameters. */
  private static final int LONGEST_OWN = 8_192;

  private static final int[] NO_TIMES = {};

  private final GroupKey key;
  private final StatementStatistics statement;
  private final LatencyDistribution latency = new LatencyDistribution();
  private final Slowest slowest = new Slowest();
  private final Sample sample = new Sample();
  private Map<BurstClass, Bursts> bursts = Map.of();
  private @Nullable Bursts lastBursts;
  private long calls;
  private long errors;
  private long units;
  private long db;
  private long decode;
  private long queue;
  private long waited;
  private long dropped;

  // What is summed up for every query lies here and together: of thousands of groups little more
  // than this stays in the processor's cache. It is put where it belongs now and then.
  private int[] recentTimes = NO_TIMES;
  private int recent;
  private long slow = -1;
  private long sampled = Long.MAX_VALUE;
  private @Nullable String source;
  private long sourceCalls;
  private @Nullable AskedText asked;
  private @Nullable GroupKey functionSite;
  private @Nullable AskedTogether together;

  /** The text and call site that it was found for last, and the group that came after it then. */
  @Nullable StatementText text;

  @Nullable CallSite site;

  // Of that text, kept here: each query of a log needs them.
  private int firstAsked;
  private long values;
  private final boolean lists;
  @Nullable QueryGroup next;

  /** Its place among the groups of the unit that is just being folded. */
  long unit = -1;

  int place;

  /** Patterns that it may be of: see {@link Patterns}. */
  int minded = NOT_ASKED;

  /** Its place among the groups of its statement. */
  int listed;

  /** Left out since there are too many: it is counted, and not told apart any more. */
  boolean leftOut;

  QueryGroup(GroupKey key, StatementStatistics statement) {
    this.key = key;
    this.statement = statement;
    this.lists = statement.mayAskForLists();
  }

  /** The next queries are likely to be of the same text and call site. */
  void isAskedBy(StatementText asked, CallSite from) {
    text = asked;
    site = from;
    firstAsked = asked.firstAsked();
    values = asked.values();
  }

  /** What a query asks for: equal for equal parameters and equal constants in the text. */
  long asked(LogEvent.Query query) {
    StatementText asked = query.statement();
    return asked == text
        ? QueryCall.asked(query.parameters().hashFrom(firstAsked), values)
        : QueryCall.asked(query.parameters().hashFrom(asked.firstAsked()), asked.values());
  }

  void add(LogEvent.Query query) {
    calls++;
    errors += query.ok() ? 0 : 1;
    db += Math.max(0, query.db());
    decode += Math.max(0, query.decode());
    queue += Math.max(0, query.queue());
    record(query.db());
    Execution kept = null;
    if (Math.max(0, query.db()) > slow) {
      kept = Execution.of(query);
      slowest.addNew(kept);
      slow = slowest.least();
    }
    long place = Sample.place(query.position());
    if (place <= sampled) {
      sample.addNew(kept == null ? Execution.of(query) : kept, place);
      sampled = sample.greatest();
    }
    if (query.source() != source) {
      settleSource();
      source = query.source();
    }
    sourceCalls++;
  }

  private void record(long db) {
    if (db < 0 || db > Integer.MAX_VALUE) {
      latency.record(db);
      return;
    }
    if (recent == recentTimes.length) {
      makeRoom();
    }
    recentTimes[recent++] = (int) db;
  }

  /** Most statements of a log that has hundreds of thousands run once. */
  private void makeRoom() {
    settleTimes();
    if (recentTimes.length < RECENT) {
      recentTimes = new int[recentTimes.length == 0 ? 1 : RECENT];
    }
  }

  private void settleTimes() {
    for (int i = 0; i < recent; i++) {
      latency.record(recentTimes[i]);
    }
    recent = 0;
  }

  private void settleSource() {
    if (source != null && sourceCalls > 0) {
      statement.countSource(source, sourceCalls);
    }
    sourceCalls = 0;
  }

  /** Puts what was summed up last where it belongs; to be done before others read. */
  void settle() {
    settleTimes();
    settleSource();
  }

  /** Looks at a text of the statement; the same text may be given again. */
  void read(@Nullable AskedText another) {
    if (another == null || statement.leftOut) {
      return; // of several statements no text stands for all
    }
    if (another.text().length() <= LONGEST_OWN && another.isBetterThan(asked)) {
      asked = another.sharing(statement.text());
    }
    statement.read(another);
  }

  /** The text that says most here, or null as long as none was read. */
  @Nullable AskedText asked() {
    return asked;
  }

  /** See {@link StatementStatistics#mayAskForLists()}. */
  boolean mayAskForLists() {
    return lists;
  }

  void add(QueryGroup other) {
    addSums(other);
    units += other.units;
    other.bursts.values().forEach(b -> bursts(b.kind()).add(b));
  }

  /** Without what is known of units: groups that are not told apart share some. */
  void addSums(QueryGroup other) {
    calls += other.calls;
    errors += other.errors;
    db += other.db;
    decode += other.decode;
    queue += other.queue;
    waited += other.waited;
    dropped += other.dropped;
    read(other.asked);
    other.settleTimes();
    latency.add(other.latency);
    slowest.add(other.slowest);
    slow = slowest.least();
    sample.add(other.sample);
    sampled = sample.greatest();
  }

  /** Of units without a name that begin with it: what runs behind the scenes is of few queries. */
  AskedTogether together() {
    AskedTogether known = together;
    if (known == null) {
      known = new AskedTogether();
      together = known;
    }
    return known;
  }

  void countUnit() {
    units++;
  }

  void countWaiting(boolean wasDropped) {
    waited += wasDropped ? 0 : 1;
    dropped += wasDropped ? 1 : 0;
  }

  Bursts bursts(BurstClass kind) {
    Bursts last = lastBursts;
    if (last != null && last.kind().equals(kind)) {
      return last;
    }
    if (bursts.isEmpty()) {
      bursts = new TreeMap<>();
    }
    last = bursts.computeIfAbsent(kind, Bursts::new);
    lastBursts = last;
    return last;
  }

  /** Lets go of all that is not a sum. */
  void forget() {
    bursts = Map.of();
    lastBursts = null;
    text = null;
    site = null;
    next = null;
  }

  long[] sums() {
    return new long[] {calls, errors, units, db, decode, queue, waited, dropped};
  }

  void restore(long[] sums, LatencyDistribution times) {
    calls = sums[0];
    errors = sums[1];
    units = sums[2];
    db = sums[3];
    decode = sums[4];
    queue = sums[5];
    waited = sums[6];
    dropped = sums[7];
    latency.add(times);
  }

  /** Whether the log shows what the statement was executed with. */
  public boolean printsParameters() {
    return statement.slowest().stream().allMatch(e -> e.parameters().isPrinted());
  }

  StatementStatistics statistics() {
    return statement;
  }

  Slowest slowest() {
    return slowest;
  }

  Sample sample() {
    return sample;
  }

  public GroupKey key() {
    return key;
  }

  /** See {@link Strays#site}. */
  GroupKey functionSite() {
    GroupKey known = functionSite;
    if (known == null) {
      known = Strays.site(key);
      functionSite = known;
    }
    return known;
  }

  /** Of the text that says most of those executed here. */
  public Statement statement() {
    return asked == null ? statement.statement() : statement.read(asked.text());
  }

  public CallSite callSite() {
    return key.callSite();
  }

  /** Executions. */
  public long calls() {
    return calls;
  }

  /** Executions that ended in an error. */
  public long errors() {
    return errors;
  }

  /** Units of work that executed it. */
  public long units() {
    return units;
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

  /** Executions that waited at least a millisecond for a connection. */
  public long waited() {
    return waited;
  }

  /** Executions that never had a connection. */
  public long dropped() {
    return dropped;
  }

  /** Distribution of database time. */
  public LatencyDistribution latency() {
    settleTimes();
    return latency;
  }

  /** A few kept examples with the parameters of {@link #statement}, the slowest first. */
  public List<Execution> executions() {
    return StatementStatistics.ofText(asked == null ? statement.asked() : asked, slowest.list());
  }

  /** Where it was executed more than once in a unit, by what the executions look like. */
  public List<Bursts> bursts() {
    return List.copyOf(bursts.values());
  }
}
