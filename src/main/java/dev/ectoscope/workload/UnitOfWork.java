package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.List;

/**
 * One request, LiveView callback, job or task: the boundary inside which repetition means a loop.
 *
 * @param key what identifies it across inputs: {@code request:F-h…}, {@code pid:<0.1.0>}, {@code
 *     order:path:12}, with {@code @instance} where the log names one
 * @param name as people call it ({@code GET /posts/:id}), or "" when the log gives none
 * @param view the LiveView that a request renders before its socket connects, or ""
 * @param overlapping how many units of work may be mixed in this one, because the log does not tell
 *     them apart; 1 when it does
 * @param duration tenths of a millisecond as printed, or -1
 * @param calls its queries in order of execution; of an example with very many, those around what
 *     it shows
 * @param omitted queries that are not among {@code calls}
 */
public record UnitOfWork(
    String key,
    UnitKind kind,
    String name,
    String view,
    int overlapping,
    long duration,
    List<QueryCall> calls,
    int omitted) {

  public UnitOfWork {
    calls = List.copyOf(calls);
  }

  public long db() {
    return calls.stream().mapToLong(QueryCall::dbOrZero).sum();
  }
}
