package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How often functions ran, where only the order of the log tells and requests run at the same time:
 * a function that asks for its rows once and for something of each row in {@code Enum.map} prints
 * the first statement once a run and the second, from its anonymous function, many times. Whose
 * queries they are need not be known for that.
 *
 * <p>The statement of the anonymous function must also come soon after those of the function
 * itself: where the function only seldom asks for anything itself, they would be spread evenly.
 */
final class FunctionRuns {

  private static final int MOST_FUNCTIONS = 2_000;
  private static final int MOST_SITES = 64;

  /** Executions between two runs of a function whose distances are kept. */
  private static final int MOST_DISTANCES = 1_024;

  /** Executions of each run from which they are a loop's, whatever a detector asks for. */
  private static final int FEWEST_A_RUN = 3;

  /** Of executions spread evenly between two runs one half would be in the first half. */
  private static final double SOON = 0.7;

  private static final int FEWEST_DISTANCES = 6;

  private final Map<String, Runs> functions = new HashMap<>();

  /** One function. */
  private static final class Runs {
    private final Map<CallSite, Integer> own = new HashMap<>();
    private long[] distances = {};
    private int most;
    private long latest = -1;
    private int between;
    private int beyond;
    private long soon;
    private long all;

    void itself(CallSite site, long event) {
      if (own.size() < MOST_SITES || own.containsKey(site)) {
        most = Math.max(most, own.merge(site, 1, Integer::sum));
      }
      if (latest >= 0) {
        for (int i = 0; i < between; i++) {
          soon += 2 * distances[i] < event - latest ? 1 : 0;
        }
        all += between + beyond;
      }
      latest = event;
      between = 0;
      beyond = 0;
    }

    void within(long event) {
      if (between < MOST_DISTANCES) {
        if (between == distances.length) {
          distances = Arrays.copyOf(distances, Math.max(8, 2 * between));
        }
        distances[between++] = event - latest;
      } else {
        beyond++;
      }
    }

    boolean areFollowedSoon() {
      return all >= FEWEST_DISTANCES && soon >= SOON * all;
    }
  }

  /** A query of which only the order of the log tells whose it is. */
  void add(LogEvent.Query query) {
    CallSite site = query.callSite();
    if (!site.isApplication()) {
      return;
    }
    Runs runs = functions.get(site.function());
    if (runs == null && functions.size() < MOST_FUNCTIONS) {
      runs = new Runs();
      functions.put(site.function(), runs);
    }
    if (runs == null) {
      return;
    }
    if (site.isOfElement()) {
      runs.within(query.position().event());
    } else if (site.printed().equals(site.function())) {
      runs.itself(site, query.position().event());
    }
  }

  /** A burst begins: the run that it belongs to has begun before it. */
  void begin(OpenUnit burst, CallSite site) {
    Runs runs = functions.get(site.function());
    burst.runsBefore = runs == null ? 0 : Math.max(0, runs.most - 1);
  }

  /** A burst has ended. */
  void end(OpenUnit burst) {
    CallSite site = burst.calls.get(0).callSite();
    Runs runs = site.isOfElement() ? functions.get(site.function()) : null;
    burst.runs = runs == null ? 0 : Math.max(0, runs.most - burst.runsBefore);
  }

  /** Of how many runs a burst that has ended is, as far as is known by now. */
  void settle(OpenUnit burst) {
    Runs runs = functions.get(burst.calls.get(0).callSite().function());
    boolean many = burst.runs > 0 && burst.calls.size() >= FEWEST_A_RUN * burst.runs;
    if (many && runs != null && runs.areFollowedSoon()) {
      burst.overlapping = Math.min(burst.overlapping, burst.runs);
    }
  }
}
