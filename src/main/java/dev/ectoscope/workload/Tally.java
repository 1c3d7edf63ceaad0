package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.SqlReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sums of a workload while they grow. */
final class Tally {

  /** Characters of a statement's text that is not worth waiting in memory to be parsed. */
  private static final int LONG = 8_192;

  private static final Comparator<InputFile> IN_ORDER =
      Comparator.comparing(InputFile::path).thenComparing(InputFile::bytes);
  private static final Position NOWHERE = new Position("", 0);

  final Limits limits;
  final SqlReader reader;
  final Patterns patterns;
  private final UnitFold fold;

  final Kept<String, StatementStatistics> statements;
  final Kept<GroupKey, QueryGroup> groups;
  final Kept<StatementSet, long[]> sets;
  final Kept<UnitName, UnitStatistics> names;
  final Kept<FailureReports.Key, FailureReports[]> failures;
  final Kept<Sighting.Key, Sighting> sightings;
  final NamedUnits named = new NamedUnits();
  final Begun begun;
  final ByName sources;

  /** All statements that are left out, as one. */
  final StatementStatistics others;

  final DistinctCount otherStatements = new DistinctCount();
  final DistinctCount otherGroups = new DistinctCount();

  /** Queries of the statements that are left out, by their first word. */
  final ByName otherVerbs;

  final Waiting waiting = new Waiting();
  final Map<String, List<OpenUnit>> parts = new TreeMap<>();
  final List<InputFile> inputs = new ArrayList<>();

  long idle;
  long from = Long.MAX_VALUE;
  long to = Long.MIN_VALUE;
  final long[] units = new long[UnitKind.values().length];
  long cutUnits;
  long otherSets;
  long otherFailures;
  long otherSightings;
  private long timesLeftOut;

  Tally(SqlReader reader, Limits limits, List<UnitPattern> patterns) {
    this.reader = reader;
    this.limits = limits;
    this.sources = new ByName(limits.sources());
    this.otherVerbs = new ByName(limits.sources());
    this.others = new StatementStatistics(reader, sources, "", "", NOWHERE, "");
    this.others.leftOut = true;
    this.patterns = new Patterns(patterns, this, others);
    this.fold = new UnitFold(this, limits);
    this.statements =
        new Kept<>(
            limits.statements(),
            limits.texts(),
            StatementSet::hash,
            StatementStatistics::weight,
            (f, s) -> leaveOut(s));
    this.groups =
        new Kept<>(
            limits.groups(),
            limits.sites(),
            GroupKey::order,
            group -> group.key().characters(),
            (key, group) -> leaveOut(group));
    this.sets = new Kept<>(limits.sets(), StatementSet::order, (s, n) -> otherSets += n[0]);
    this.names = new Kept<>(limits.names(), UnitName::order, (name, u) -> {});
    this.begun = new Begun(limits.names());
    this.failures =
        new Kept<>(
            limits.failures(), FailureReports.Key::order, (k, f) -> otherFailures += f[0].count());
    this.sightings =
        new Kept<>(limits.sightings(), Sighting.Key::order, (k, s) -> otherSightings += s.count());
  }

  /** Grows whenever something that was told apart no longer is. */
  long timesLeftOut() {
    return timesLeftOut;
  }

  private void leaveOut(QueryGroup group) {
    timesLeftOut++;
    otherGroups.add(group.key().order());
    group.statistics().leaveOut(group);
  }

  private void leaveOut(StatementStatistics statement) {
    for (QueryGroup group : List.copyOf(statement.groups())) {
      groups.entries().remove(group.key());
      leaveOut(group);
    }
    otherStatements.add(StatementSet.hash(statement.fingerprint()));
    statement.settle();
    others.addRest(statement);
    statement.leftOut = true;
    otherVerbs.count(SqlReader.verb(statement.text()), statement.calls());
  }

  /** The group of a query; when there are too many, one that stands for all the others. */
  QueryGroup group(String fingerprint, String text, CallSite site, Position at, String source) {
    GroupKey key = new GroupKey(fingerprint, site);
    StatementStatistics statement =
        statements.get(fingerprint, f -> expected(made(f, text, at, source)));
    if (statement == null) {
      otherStatements.add(StatementSet.hash(fingerprint));
      otherGroups.add(key.order());
      return others.rest();
    }
    QueryGroup group = groups.get(key, k -> statement.join(new QueryGroup(k, statement)));
    if (group == null) {
      otherGroups.add(key.order());
      return statement.rest();
    }
    return group;
  }

  /** Looks at a text of a statement; the same text may be given again. */
  void read(StatementText text, StatementStatistics statement) {
    if (statement != others) {
      long before = statement.weight();
      statement.read(text);
      statements.heavier(statement.weight() - before);
    }
  }

  StatementStatistics made(String fingerprint, String text, Position first, String source) {
    return new StatementStatistics(reader, sources, fingerprint, text, first, source);
  }

  /** Nearly all will be asked for by some detector, unless most will be left out. */
  private StatementStatistics expected(StatementStatistics statement) {
    if (!statements.isCut() && statement.text().length() <= LONG) {
      reader.expect(statement.fingerprint(), statement.text());
    }
    return statement;
  }

  void count(LogEvent.Query query, QueryGroup group) {
    idle += Math.max(0, query.idle());
    if (query.clock() >= 0) {
      from = Math.min(from, query.clock());
      to = Math.max(to, query.clock());
    }
    group.add(query);
    if (group.statistics() == others) {
      otherVerbs.count(SqlReader.verb(query.statement().text()), 1);
    }
  }

  void fail(FailureReports report) {
    FailureReports[] sum = failures.get(report.key(), k -> new FailureReports[1]);
    if (sum == null) {
      otherFailures += report.count();
    } else {
      sum[0] = sum[0] == null ? report : sum[0].merge(report);
    }
  }

  void fold(OpenUnit unit) {
    fold.fold(unit);
  }

  void begins(UnitKind kind, String name) {
    begun.add(named.of(kind, name));
  }

  void unit(NamedUnit of, long duration, long calls, long db, long queue) {
    units[of.name.kind().ordinal()]++;
    UnitStatistics sums = of.statistics;
    if (sums == null) {
      sums = names.get(of.name, UnitStatistics::new);
      of.statistics = sums;
    }
    if (sums != null) {
      sums.add(duration, calls, db, queue);
    }
  }

  /** Counts a unit by its statements; returns the sum, or null when it is left out. */
  long @Nullable [] set(StatementSet set) {
    long[] count = sets.get(set, s -> new long[1]);
    if (count == null) {
      otherSets++;
    } else {
      count[0]++;
    }
    return count;
  }

  Waiting waiting() {
    return waiting;
  }

  void add(Tally other) {
    statements.lower(other.statements.bar());
    groups.lower(other.groups.bar());
    other.statements.values().forEach(this::add);
    others.addRest(other.others);
    sources.add(other.sources);
    otherStatements.add(other.otherStatements);
    otherGroups.add(other.otherGroups);
    otherVerbs.add(other.otherVerbs);
    idle += other.idle;
    from = Math.min(from, other.from);
    to = Math.max(to, other.to);
    for (int i = 0; i < units.length; i++) {
      units[i] += other.units[i];
    }
    cutUnits += other.cutUnits;
    sets.lower(other.sets.bar());
    otherSets += other.otherSets;
    other.sets.entries().forEach(this::add);
    names.lower(other.names.bar());
    other.names.values().forEach(this::add);
    begun.add(other.begun);
    failures.lower(other.failures.bar());
    otherFailures += other.otherFailures;
    other.failures.values().forEach(f -> fail(f[0]));
    sightings.lower(other.sightings.bar());
    otherSightings += other.otherSightings;
    other.sightings.values().forEach(this::add);
    waiting.add(other.waiting);
    other.parts.forEach(
        (key, same) ->
            same.forEach(u -> parts.computeIfAbsent(key, k -> new ArrayList<>()).add(rebound(u))));
    other.inputs.forEach(this::add);
  }

  private void add(InputFile input) {
    int at = Collections.binarySearch(inputs, input, IN_ORDER);
    inputs.add(at < 0 ? -at - 1 : at + 1, input);
  }

  private void add(StatementStatistics other) {
    StatementStatistics mine =
        statements.get(
            other.fingerprint(), f -> made(f, other.text(), other.first(), other.source()));
    if (mine == null) {
      otherStatements.add(StatementSet.hash(other.fingerprint()));
      others.addRest(other);
      for (QueryGroup group : other.groups()) {
        otherGroups.add(group.key().order());
        others.rest().addSums(group);
      }
      otherVerbs.count(SqlReader.verb(other.text()), other.calls());
      return;
    }
    long before = mine.weight();
    mine.add(other);
    statements.heavier(mine.weight() - before);
    for (QueryGroup group : other.groups()) {
      QueryGroup sum =
          group(other.fingerprint(), other.text(), group.callSite(), other.first(), other.source());
      if (sum.leftOut) {
        sum.addSums(group);
      } else {
        sum.add(group);
      }
    }
  }

  private void add(StatementSet set, long[] count) {
    long[] mine = sets.get(set, s -> new long[1]);
    if (mine == null) {
      otherSets += count[0];
    } else {
      mine[0] += count[0];
    }
  }

  private void add(UnitStatistics other) {
    UnitStatistics mine = names.get(other.name(), UnitStatistics::new);
    if (mine != null) {
      mine.add(other);
    }
  }

  private void add(Sighting other) {
    Sighting mine = sightings.get(other.key(), Sighting::new);
    if (mine == null) {
      otherSightings += other.count();
    } else {
      mine.add(other);
    }
  }

  /** A part whose calls count into the sums of this tally. */
  private OpenUnit rebound(OpenUnit unit) {
    OpenUnit copy = unit.copy();
    copy.calls.replaceAll(call -> call.tiedTo(groupOf(call.key())));
    return copy;
  }

  QueryGroup groupOf(GroupKey key) {
    QueryGroup group = groups.find(key);
    if (group != null) {
      return group;
    }
    StatementStatistics statement = statements.find(key.fingerprint());
    return statement == null ? others.rest() : statement.rest();
  }

  void keep(OpenUnit part) {
    parts.computeIfAbsent(part.key(), k -> new ArrayList<>(1)).add(part);
  }

  /** Folds all parts: nothing more is to come. */
  void close() {
    for (List<OpenUnit> same : parts.values()) {
      Parts.joined(same, limits).stream().filter(u -> !u.calls.isEmpty()).forEach(this::fold);
    }
    parts.clear();
    cut();
  }

  /** Whether call sites of statements that are told apart are left out. */
  boolean leavesGroupsOut() {
    return groups.bar() >> 32 < statements.bar() >> 32;
  }

  /** Leaves out what is too much. */
  void cut() {
    statements.cut();
    groups.cut();
    sets.cut();
    names.cut();
    begun.cut();
    failures.cut();
    sightings.cut();
    sightings.values().forEach(Sighting::seal);
    statements.values().forEach(StatementStatistics::settle);
    others.settle();
    sources.cut();
    otherVerbs.cut();
    for (QueryGroup group : groups.values()) {
      group.bursts().forEach(bursts -> bursts.seal(outer -> groups.find(outer) != null));
    }
  }

  Map<String, Long> byCommand() {
    Map<String, Long> counts = otherVerbs.counts("");
    for (StatementStatistics statement : statements.values()) {
      counts.merge(SqlReader.verb(statement.text()), statement.calls(), Long::sum);
    }
    return counts;
  }
}
