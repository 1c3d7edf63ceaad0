package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import dev.ectoscope.log.Position;
import dev.ectoscope.sql.SqlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Gathers the events of one input into a {@link Workload}. Not thread safe; one builder for each
 * input.
 */
public final class WorkloadBuilder implements LogSink {

  private final SqlReader reader;
  private final Map<String, UnitAssembly> assemblies = new HashMap<>();
  private final Map<String, Gathering> statements = new HashMap<>();
  private final Map<String, long[]> bySource = new HashMap<>();
  private final Map<String, long[]> byCommand = new HashMap<>();
  private final List<LogEvent.Failure> failures = new ArrayList<>();
  private long queries;
  private long ok;
  private long db;
  private long queue;
  private long decode;
  private long idle;

  public WorkloadBuilder(SqlReader reader) {
    this.reader = reader;
  }

  @Override
  public void accept(LogEvent event) {
    if (event instanceof LogEvent.Query query) {
      count(query);
    } else if (event instanceof LogEvent.UnitStarted started) {
      assembly(started).start(started);
    } else if (event instanceof LogEvent.UnitFinished finished) {
      assembly(finished).finish(finished);
    } else if (event instanceof LogEvent.Failure failure) {
      failures.add(failure);
    }
  }

  private void count(LogEvent.Query query) {
    queries++;
    ok += query.ok() ? 1 : 0;
    db += Math.max(0, query.db());
    queue += Math.max(0, query.queue());
    decode += Math.max(0, query.decode());
    idle += Math.max(0, query.idle());
    Gathering statement =
        statements.computeIfAbsent(query.statement().fingerprint(), f -> new Gathering(query));
    statement.add(query);
    add(bySource, query.source().isEmpty() ? "(none)" : query.source());
    assembly(query).add(query);
  }

  /** Instances share no process: their units of work are put together apart. */
  private UnitAssembly assembly(LogEvent event) {
    return assemblies.computeIfAbsent(event.process().instance(), UnitAssembly::new);
  }

  private static void add(Map<String, long[]> counts, String key) {
    counts.computeIfAbsent(key, k -> new long[1])[0]++;
  }

  /** The workload of what was accepted. */
  public Workload build(InputFile input) {
    SortedMap<String, StatementStatistics> gathered = new TreeMap<>();
    statements.forEach((fingerprint, one) -> gathered.put(fingerprint, one.statistics(reader)));
    gathered
        .values()
        .forEach(
            s -> byCommand.computeIfAbsent(s.statement().verb(), k -> new long[1])[0] += s.calls());
    Totals totals =
        new Totals(
            queries,
            ok,
            queries - ok,
            db,
            queue,
            decode,
            idle,
            counts(bySource),
            counts(byCommand));
    SortedMap<String, UnitOfWork> units = new TreeMap<>();
    assemblies.values().forEach(assembly -> units.putAll(assembly.units()));
    return new Workload(totals, gathered, units, List.copyOf(failures), List.of(input));
  }

  private static Map<String, Long> counts(Map<String, long[]> counted) {
    Map<String, Long> counts = new TreeMap<>();
    counted.forEach((key, count) -> counts.put(key, count[0]));
    return counts;
  }

  private static final class Gathering {
    private final String text;
    private final String fingerprint;
    private final Position first;
    private final String source;
    private final Histogram latency = LatencyDistribution.emptyHistogram();
    private final Map<CallSite, Long> callSites = new HashMap<>();
    private final List<Execution> executions = new ArrayList<>();
    private long calls;
    private long errors;
    private long db;
    private long decode;
    private long queue;

    Gathering(LogEvent.Query query) {
      text = query.statement().text();
      fingerprint = query.statement().fingerprint();
      first = query.position();
      source = query.source();
    }

    void add(LogEvent.Query query) {
      calls++;
      errors += query.ok() ? 0 : 1;
      db += Math.max(0, query.db());
      decode += Math.max(0, query.decode());
      queue += Math.max(0, query.queue());
      if (query.db() >= 0) {
        latency.recordValue(query.db());
      }
      callSites.merge(query.callSite(), 1L, Long::sum);
      keep(new Execution(query.position(), Math.max(0, query.db()), query.parameters()));
    }

    private void keep(Execution execution) {
      executions.add(execution);
      if (executions.size() > 8 * StatementStatistics.KEPT_EXECUTIONS) {
        List<Execution> slowest = StatementStatistics.slowest(executions.stream());
        executions.clear();
        executions.addAll(slowest);
      }
    }

    StatementStatistics statistics(SqlReader reader) {
      return new StatementStatistics(
          reader.read(fingerprint, text),
          first,
          source,
          calls,
          errors,
          db,
          decode,
          queue,
          LatencyDistribution.owning(latency),
          callSites,
          StatementStatistics.slowest(Stream.of(executions).flatMap(List::stream)));
    }
  }
}
