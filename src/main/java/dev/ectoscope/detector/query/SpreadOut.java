package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.Sighting;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.UnitPattern;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One question that several functions ask in the same unit of work, each of them once or twice: the
 * visitor whom a plug, a controller and a layout load one after the other.
 */
final class SpreadOut implements UnitPattern {

  /** The variant of the suspicion. */
  static final String VARIANT = "several-places";

  /** Functions that ask. */
  private static final int PLACES = 3;

  private static final int MOST_CALLS = 2_000;

  @Override
  public String id() {
    return "spread-out/1";
  }

  @Override
  public boolean minds(GroupKey group, String verb) {
    return group.callSite().isApplication();
  }

  @Override
  public int groups() {
    return PLACES;
  }

  @Override
  public void look(UnitOfWork unit, Statements statements, Sink sink) {
    List<QueryCall> calls = unit.calls();
    boolean small = calls.size() < PLACES || calls.size() > MOST_CALLS;
    if (small || unit.overlapping() > 1 || unit.kind() == UnitKind.OTHER) {
      return;
    }
    long[] asked = new long[calls.size()];
    for (int i = 0; i < asked.length; i++) {
      asked[i] = asked(calls.get(i));
    }
    Arrays.sort(asked);
    int from = 0;
    for (int i = 1; i <= asked.length; i++) {
      if (i == asked.length || asked[i] != asked[from]) {
        if (i - from >= PLACES) {
          look(calls, asked[from], statements, sink);
        }
        from = i;
      }
    }
  }

  private static long asked(QueryCall call) {
    return call.parametersHash() * 31 + call.fingerprint().hashCode();
  }

  private static void look(List<QueryCall> calls, long asked, Statements statements, Sink sink) {
    List<QueryCall> same = new ArrayList<>();
    List<GroupKey> groups = new ArrayList<>();
    Set<String> functions = new HashSet<>();
    boolean written = false;
    String table = "";
    for (QueryCall call : calls) {
      String verb = statements.verb(call);
      if (asked(call) == asked) {
        Statement statement = statements.of(call);
        boolean reads = statement.kind() == Kind.READ && !statement.shape().locking();
        if (!reads || !call.ok() || !call.callSite().isApplication()) {
          return;
        }
        table = statement.shape().rootTable();
        same.add(call);
        functions.add(call.callSite().function());
        if (!groups.contains(call.key())) {
          groups.add(call.key());
        }
      } else if (!same.isEmpty() && writes(verb)) {
        written |= statements.of(call).shape().rootTable().equals(table);
      }
    }
    if (functions.size() < PLACES || written || same.size() > 2 * functions.size()) {
      return;
    }
    long db = same.stream().mapToLong(QueryCall::dbOrZero).sum();
    sink.sighted("", groups, same.size(), db);
  }

  private static boolean writes(String verb) {
    return verb.equals("insert") || verb.equals("update") || verb.equals("delete");
  }

  /** Where it happens often, or very often in one unit. */
  Stream<Suspicion> suspicions(Workload workload, Thresholds thresholds) {
    return workload.sightings(this).stream()
        .filter(
            s ->
                s.units() >= thresholds.someUnits()
                    || s.occurrences() >= s.units() * thresholds.callsInUnit())
        .flatMap(s -> suspicion(s, workload).stream());
  }

  private static List<Suspicion> suspicion(Sighting sighting, Workload workload) {
    String fingerprint = sighting.groups().get(0).fingerprint();
    @Nullable StatementStatistics statistics = workload.statement(fingerprint);
    if (statistics == null || statistics.statement().shape().rootTable().isEmpty()) {
      return List.of();
    }
    Statement statement = statistics.statement();
    List<CallSite> sites = sighting.groups().stream().map(GroupKey::callSite).distinct().toList();
    double spentMs = sighting.tenths() / 10.0;
    double savedMs = spentMs * (1 - (double) sighting.units() / sighting.occurrences());
    Note note =
        new Note(
            "log",
            Wording.count(sighting.occurrences(), "query", "queries")
                + " with the same parameters in "
                + Wording.count(sighting.units(), "unit of work", "units of work")
                + ", sent by "
                + Wording.number(sites.size())
                + " functions.");
    return List.of(
        new Suspicion(
            VARIANT,
            fingerprint + " " + sites.get(0).function(),
            List.of(statement),
            sites,
            statement.shape().relations().stream().map(Relation::table).distinct().toList(),
            sighting.occurrences(),
            sighting.units(),
            spentMs,
            savedMs,
            List.of(note),
            sighting.example(),
            List.of(),
            Map.of()));
  }
}
