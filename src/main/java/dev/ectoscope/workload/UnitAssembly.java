package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts each query into its unit of work: by request id, else by pid, else by the order of the log.
 * Queries of child processes print no request id; they go to the one unit that is open, or, when
 * several are, to the burst of their call site, which may then mix as many units as were open.
 */
final class UnitAssembly {

  /**
   * Queries without any id and without an open unit belong together while the pause is below this:
   * tenths of ms.
   */
  private static final long PAUSE = 2_000;

  private final Map<String, Open> units = new LinkedHashMap<>();
  private final Map<String, Open> running = new LinkedHashMap<>();
  private final Map<String, Open> bursts = new HashMap<>();
  private final String at;
  private Open loose;

  /**
   * @param instance whose queries alone it is given; "" when the log names none
   */
  UnitAssembly(String instance) {
    at = instance.isEmpty() ? "" : "@" + instance;
  }

  void start(LogEvent.UnitStarted event) {
    String key = keyOf(event.process(), event.position());
    Open unit = units.computeIfAbsent(key, k -> new Open(k));
    unit.kind = event.kind();
    unit.name = event.name();
    unit.process = event.process();
    running.put(key, unit);
    loose = null;
  }

  void finish(LogEvent.UnitFinished event) {
    Open unit = ending(event);
    if (unit != null) {
      unit.duration = event.duration();
      running.remove(unit.key);
    }
    loose = null;
    if (running.isEmpty()) {
      bursts.clear();
    }
  }

  private Open ending(LogEvent.UnitFinished event) {
    if (!event.process().requestId().isEmpty()) {
      return units.get(requestKey(event.process()));
    }
    Open oldest = null;
    for (Open open : running.values()) {
      boolean samePid =
          !event.process().pid().isEmpty() && open.process.pid().equals(event.process().pid());
      if (samePid) {
        return open;
      }
      if (open.kind == event.kind() && open.process.requestId().isEmpty() && oldest == null) {
        oldest = open;
      }
    }
    return event.process().pid().isEmpty() ? oldest : null;
  }

  void add(LogEvent.Query query) {
    unitOf(query).add(query);
  }

  private Open unitOf(LogEvent.Query query) {
    Process process = query.process();
    if (!process.requestId().isEmpty()) {
      return units.computeIfAbsent(requestKey(process), Open::new);
    }
    List<Open> open = new ArrayList<>();
    for (Open unit : running.values()) {
      if (!process.pid().isEmpty() && unit.process.pid().equals(process.pid())) {
        return unit;
      }
      open.add(unit);
    }
    if (open.size() == 1) {
      return open.get(0);
    }
    return open.isEmpty() ? looseUnit(query) : burst(query, open.size());
  }

  /** Several units are open and the query does not say whose it is: its call site's burst. */
  private Open burst(LogEvent.Query query, int overlapping) {
    String site = query.callSite().function() + "|" + query.statement().fingerprint();
    Open burst =
        bursts.computeIfAbsent(
            site,
            s -> {
              Open fresh = new Open(place("burst:", query.position()));
              units.put(fresh.key, fresh);
              return fresh;
            });
    burst.overlapping = Math.max(burst.overlapping, overlapping);
    return burst;
  }

  private Open looseUnit(LogEvent.Query query) {
    if (!query.process().pid().isEmpty()) {
      return units.computeIfAbsent("pid:" + query.process().pid() + at, Open::new);
    }
    boolean paused = loose != null && query.clock() >= 0 && query.clock() - loose.last > PAUSE;
    if (loose == null || paused) {
      loose = new Open(place("order:", query.position()));
      units.put(loose.key, loose);
    }
    loose.last = query.clock();
    return loose;
  }

  private String keyOf(Process process, Position position) {
    return process.requestId().isEmpty() ? place("order:", position) : requestKey(process);
  }

  private String requestKey(Process process) {
    return "request:" + process.requestId() + at;
  }

  private static String place(String kind, Position position) {
    return kind + position.input() + ":" + position.line();
  }

  /** All units that ran a query. */
  SortedMap<String, UnitOfWork> units() {
    SortedMap<String, UnitOfWork> done = new TreeMap<>();
    for (Open unit : units.values()) {
      if (!unit.calls.isEmpty()) {
        done.put(unit.key, unit.done());
      }
    }
    return done;
  }

  private static final class Open {
    private final String key;
    private final List<QueryCall> calls = new ArrayList<>();
    private UnitKind kind = UnitKind.OTHER;
    private String name = "";
    private Process process = Process.UNKNOWN;
    private long duration = LogEvent.ABSENT;
    private int overlapping = 1;
    private long last;

    Open(String key) {
      this.key = key;
    }

    void add(LogEvent.Query query) {
      calls.add(
          new QueryCall(
              query.position(),
              query.clock(),
              query.statement().fingerprint(),
              query.callSite(),
              query.parameters().hash(),
              query.ok(),
              query.db(),
              query.decode(),
              query.queue(),
              query.idle()));
    }

    UnitOfWork done() {
      return new UnitOfWork(
          key, kind, name, overlapping, duration, calls.stream().sorted().toList());
    }
  }
}
