package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one statement in a period. Times are tenths of a millisecond and lower bounds.
 * Summed up inside this package, read only outside.
 */
public final class StatementStatistics {

  /** Bytes that one takes, whatever its text. */
  private static final long OWN = 1_000;

  /** Of a longer text the rest is lists of parameters, or more columns than are looked at. */
  private static final int NAMES = 20_000;

  private static final Pattern LISTS = Pattern.compile("any|some|all", Pattern.CASE_INSENSITIVE);

  private final SqlReader reader;
  private final String fingerprint;
  private final long hash;
  private final boolean lists;
  private String text;
  private Position first;
  private String source;
  private final ByName sources;
  private final List<QueryGroup> groups = new ArrayList<>(1);
  private @Nullable QueryGroup rest;
  private final DistinctCount literals = new DistinctCount();
  private long units;
  private final Example example = new Example();
  private @Nullable FailedQueries failed;
  private volatile @Nullable Statement statement;
  private @Nullable AskedText asked;
  private int longest;
  private @Nullable String verb;

  /** Left out since there are too many statements: only counted. */
  boolean leftOut;

  /** Whose units are being counted, and what they spent on it. */
  long unit = -1;

  long unitDb;

  /** Its groups that the unit has asked. */
  int unitGroups;

  /** What the example spent on it at least: less is not compared with it. */
  private long shownDb = -1;

  /**
   * @param sources of the whole period, which count its queries too
   */
  StatementStatistics(
      SqlReader reader,
      ByName sources,
      String fingerprint,
      String text,
      Position first,
      String source) {
    this.reader = reader;
    this.sources = sources;
    this.fingerprint = fingerprint;
    this.hash = StatementSet.hash(fingerprint);
    this.lists = mayAskForLists(text);
    this.text = text;
    this.longest = text.length();
    this.first = first;
    this.source = source;
  }

  /**
   * About the bytes that it and its structure take; of the longest of its texts, so that it depends
   * neither on which was seen first nor on which is known by now.
   */
  long weight() {
    return OWN + longest + 3L * Math.min(longest, NAMES);
  }

  int longest() {
    return longest;
  }

  void restoreLongest(int characters) {
    longest = Math.max(longest, characters);
  }

  /**
   * Whether its text has a word that {@link dev.ectoscope.sql.Shape#asksForLists} needs: no parser
   * has to be waited for.
   */
  boolean mayAskForLists() {
    return lists;
  }

  /** The same of any text. */
  static boolean mayAskForLists(String text) {
    return LISTS.matcher(text).find();
  }

  /** Looks at the constants of a text of the statement; the same text may be given again. */
  void read(StatementText another) {
    if (another.values() != 0 && !leftOut) {
      literals.add(another.values());
    }
    longest = Math.max(longest, another.text().length());
  }

  /** Looks at a text of the statement; the same text may be given again. */
  void read(@Nullable AskedText another) {
    if (another != null && another.isBetterThan(asked)) {
      asked = another.sharing(text);
      statement = null;
    }
  }

  @Nullable AskedText asked() {
    return asked;
  }

  /** One of its texts with its structure. */
  Statement read(String one) {
    return reader.readText(fingerprint, one);
  }

  DistinctCount values() {
    return literals;
  }

  /** Adds what is known of call sites that another has not told apart. */
  void addRest(StatementStatistics other) {
    if (other.rest != null) {
      rest().addSums(other.rest);
    }
  }

  /** Adds everything but the groups, and the sources, which are of the whole period. */
  void add(StatementStatistics other) {
    if (other.first.compareTo(first) < 0) {
      first = other.first;
      text = other.text;
      verb = null;
      source = other.source;
    }
    longest = Math.max(longest, other.longest);
    addRest(other);
    read(other.asked);
    literals.add(other.literals);
    units += other.units;
    example.add(other.example);
    if (other.failed != null) {
      failed().add(other.failed);
    }
  }

  void countSource(String name, long times) {
    sources.count(name, times);
  }

  /** See {@link QueryGroup#settle}. */
  void settle() {
    for (QueryGroup group : groups) {
      group.settle();
    }
    if (rest != null) {
      rest.settle();
    }
  }

  void countUnits(long more) {
    units += more;
  }

  FailedQueries failed() {
    if (failed == null) {
      failed = new FailedQueries();
    }
    return failed;
  }

  QueryGroup join(QueryGroup group) {
    group.listed = groups.size();
    groups.add(group);
    return group;
  }

  void leaveOut(QueryGroup group) {
    group.settle();
    QueryGroup last = groups.remove(groups.size() - 1);
    if (last != group) {
      groups.set(group.listed, last); // a statement may have very many
      last.listed = group.listed;
    }
    group.leftOut = true;
    group.forget();
    rest().addSums(group);
  }

  /** All call sites that are not told apart, as one: few statements have any. */
  QueryGroup rest() {
    QueryGroup known = rest;
    if (known == null) {
      known = new QueryGroup(new GroupKey(fingerprint, CallSite.UNKNOWN), this);
      known.leftOut = true;
      rest = known;
    }
    return known;
  }

  List<QueryGroup> groups() {
    return groups;
  }

  Example best() {
    return example;
  }

  /** Whether no unit spent more on it, or as much and comes first, than the one being counted. */
  boolean mayBeShownBy(OpenUnit being) {
    return unitDb >= shownDb && example.isBetter(unitDb, being);
  }

  void show(OpenUnit being, UnitOfWork shown) {
    example.show(unitDb, being, shown);
    shownDb = unitDb;
  }

  long hash() {
    return hash;
  }

  public String fingerprint() {
    return fingerprint;
  }

  /** As printed where it was seen first. */
  public String text() {
    return text;
  }

  /**
   * Of the text that says most, with its structure; parsed when first asked for. It need not be
   * {@link #text}.
   */
  public Statement statement() {
    Statement read = statement;
    if (read == null) {
      read = read(asked == null ? text : asked.text());
      statement = read;
    }
    return read;
  }

  /** Its first word in lower case, without waiting for the parser. */
  String verb() {
    String known = verb;
    if (known == null) {
      known = SqlReader.verb(text).intern();
      verb = known;
    }
    return known;
  }

  /** Where it was seen first. */
  public Position first() {
    return first;
  }

  /** Ecto's {@code source=} where it was seen first, or "". */
  public String source() {
    return source;
  }

  private long sum(ToLongFunction<QueryGroup> number) {
    long sum = rest == null ? 0 : number.applyAsLong(rest);
    for (QueryGroup group : groups) {
      sum += number.applyAsLong(group);
    }
    return sum;
  }

  public long calls() {
    return sum(QueryGroup::calls);
  }

  public long errors() {
    return sum(QueryGroup::errors);
  }

  public long db() {
    return sum(QueryGroup::db);
  }

  public long decode() {
    return sum(QueryGroup::decode);
  }

  public long queue() {
    return sum(QueryGroup::queue);
  }

  /** Units of work that ran it. */
  public long units() {
    return units;
  }

  /** Distribution of database time. */
  public LatencyDistribution latency() {
    LatencyDistribution latency = new LatencyDistribution();
    if (rest != null) {
      latency.add(rest.latency());
    }
    groups.forEach(group -> latency.add(group.latency()));
    return latency;
  }

  /** Calls by call site; those of call sites not told apart (too many) are left out. */
  public Map<CallSite, Long> callSites() {
    Map<CallSite, Long> sites = new HashMap<>();
    groups.forEach(group -> sites.put(group.callSite(), group.calls()));
    return sites;
  }

  /** A few kept examples with the parameters of {@link #statement}, the slowest first. */
  public List<Execution> executions() {
    return ofText(asked, slowest());
  }

  /** What other texts were executed with stands at other numbers. */
  static List<Execution> ofText(@Nullable AskedText asked, List<Execution> executions) {
    return asked == null
        ? executions
        : executions.stream().filter(e -> e.literals() == asked.literals()).toList();
  }

  List<Execution> slowest() {
    Slowest slowest = new Slowest();
    if (rest != null) {
      slowest.add(rest.slowest());
    }
    groups.forEach(group -> slowest.add(group.slowest()));
    return slowest.list();
  }

  /** A few executions with the parameters of {@link #statement}, whatever they took. */
  public List<Execution> sample() {
    Sample sample = new Sample();
    if (rest != null) {
      sample.add(rest.sample());
    }
    groups.forEach(group -> sample.add(group.sample()));
    return ofText(asked, sample.list());
  }

  /** The unit that spent most time on it, or null. */
  public @Nullable UnitOfWork example() {
    return example.unit;
  }

  /** Different values that its texts hold where Ecto would send parameters. */
  public DistinctCount literals() {
    return literals.copy();
  }

  /** Its failed executions, or null when none failed. */
  public @Nullable FailedQueries failures() {
    return failed;
  }
}
