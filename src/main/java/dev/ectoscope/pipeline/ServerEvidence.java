package dev.ectoscope.pipeline;

import dev.ectoscope.evidence.PlanMask;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.server.Deadlock;
import dev.ectoscope.log.server.LoggedPlan;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.log.server.StatementActivity;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanReader;
import dev.ectoscope.postgres.plan.PlanReading;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What PostgreSQL's log says of the statements of a finding, as lines of evidence. */
final class ServerEvidence {

  private static final String KIND = "log";
  private static final int MOST_DEADLOCKS = 3;
  private static final int MOST_NODES = 6;

  private final ServerActivity activity;

  ServerEvidence(ServerActivity activity) {
    this.activity = activity;
  }

  /** What of the server's log stands beside no finding, in sentences. */
  List<String> apart(Workload workload) {
    List<String> sentences = new ArrayList<>();
    long strangers =
        activity.statements().stream()
            .filter(one -> workload.statement(one.fingerprint()) == null)
            .count();
    if (strangers > 0) {
      sentences.add(
          strangers
              + " of "
              + times(activity.statements().size(), "statement")
              + (strangers == 1 ? " is" : " are")
              + " not in the application's log: other clients, or lines that were lost");
    }
    long deadlocks =
        activity.deadlocks().stream()
            .filter(
                deadlock ->
                    deadlock.participants().stream()
                        .allMatch(p -> workload.statement(p.fingerprint()) == null))
            .count();
    if (deadlocks > 0) {
      sentences.add(times(deadlocks, "deadlock") + " between statements of other clients");
    }
    if (activity.aside().others() > 0) {
      sentences.add(
          times(activity.aside().others(), "report")
              + " on further statements are not told apart: the log names more statements than "
              + activity.statements().size());
    }
    if (activity.aside().deadlocks() > 0) {
      sentences.add(times(activity.aside().deadlocks(), "further deadlock") + ", not listed");
    }
    var files = activity.aside().temporaryFiles();
    if (files.count() > 0) {
      sentences.add(
          times(files.count(), "temporary file")
              + ", "
              + megabytes(files.bytes())
              + " together, whose statement the server did not print");
    }
    return sentences;
  }

  /** In the order of the statements; nothing of statements that the server's log does not know. */
  List<Note> notes(List<String> fingerprints) {
    List<String> texts = new ArrayList<>();
    for (String fingerprint : fingerprints) {
      StatementActivity one = activity.statement(fingerprint);
      if (one != null) {
        say(one, texts);
      }
      activity.deadlocks(fingerprint).stream()
          .limit(MOST_DEADLOCKS)
          .map(ServerEvidence::deadlock)
          .forEach(texts::add);
    }
    return texts.stream().distinct().map(text -> new Note(KIND, text)).toList();
  }

  private static void say(StatementActivity one, List<String> texts) {
    var runs = one.executions();
    if (runs.count() > 0) {
      texts.add(
          "PostgreSQL's log: "
              + times(runs.count(), "execution")
              + " logged, "
              + ms(runs.total() / runs.count())
              + " on average, "
              + ms(runs.slowest())
              + " at most ("
              + place(runs.slowestAt())
              + ")");
    }
    if (one.temporaryFiles().count() > 0) {
      texts.add(
          "PostgreSQL's log: "
              + times(one.temporaryFiles().count(), "temporary file")
              + ", "
              + megabytes(one.temporaryFiles().bytes())
              + " together: more than work_mem holds");
    }
    if (one.lockWaits().count() > 0) {
      texts.add(
          "PostgreSQL's log: "
              + times(one.lockWaits().count(), "wait")
              + " for a lock longer than deadlock_timeout, ≥ "
              + ms(one.lockWaits().total())
              + " together");
    }
    counted("cancelled", one.cancelled()).ifPresent(texts::add);
    counted("failed", one.failed()).ifPresent(texts::add);
    LoggedPlan slowest = one.slowestPlan();
    if (slowest != null) {
      plan(one, slowest).ifPresent(plan -> texts.add(planned(one, slowest, plan)));
    }
  }

  private static Optional<String> counted(String what, SortedMap<String, Long> counts) {
    if (counts.isEmpty()) {
      return Optional.empty();
    }
    String reasons =
        counts.entrySet().stream()
            .map(e -> e.getKey() + (e.getValue() > 1 ? " × " + e.getValue() : ""))
            .collect(Collectors.joining(", "));
    long sum = counts.values().stream().mapToLong(Long::longValue).sum();
    return Optional.of("PostgreSQL's log: " + what + " " + times(sum, "time") + ": " + reasons);
  }

  private static String deadlock(Deadlock deadlock) {
    return "PostgreSQL's log: deadlock at "
        + place(deadlock.position())
        + ", a circle: "
        + deadlock.participants().stream()
            .map(p -> statement(p) + " waited for " + p.lock() + held(deadlock, p))
            .collect(Collectors.joining("; "));
  }

  private static String statement(Deadlock.Participant one) {
    return one.statement().isEmpty()
        ? "process " + one.pid()
        : Fingerprint.normalise(one.statement());
  }

  /** Two that stand in each other's way need no names for who holds what. */
  private static String held(Deadlock deadlock, Deadlock.Participant waiting) {
    return deadlock.participants().stream()
        .filter(p -> p.pid().equals(waiting.blockedBy()))
        .findFirst()
        .map(
            holder ->
                deadlock.participants().size() == 2
                    ? ", which the other one held"
                    : ", held by the process of " + statement(holder))
        .orElse("");
  }

  private static String planned(StatementActivity one, LoggedPlan slowest, Plan plan) {
    List<PlanNode> nodes = plan.allNodes();
    String chain =
        nodes.stream()
            .limit(MOST_NODES)
            .map(n -> n.nodeType() + (n.relation().isEmpty() ? "" : " on " + n.relation()))
            .collect(Collectors.joining(" ← "));
    return "auto_explain: "
        + times(one.plans(), "plan")
        + ", the slowest execution took "
        + ms(slowest.duration())
        + " ("
        + place(slowest.position())
        + "): "
        + chain
        + (nodes.size() > MOST_NODES ? " ← …" : "");
  }

  /** The slowest logged plan of the statements, without parameter values. */
  List<Finding.PlanView> plans(List<String> fingerprints) {
    return fingerprints.stream()
        .map(activity::statement)
        .filter(Objects::nonNull)
        .flatMap(ServerEvidence::slowest)
        .max(Map.Entry.comparingByKey())
        .map(slowest -> PlanViews.logged(slowest.getValue()))
        .stream()
        .toList();
  }

  /** With how long it took. */
  private static Stream<Map.Entry<Long, Plan>> slowest(StatementActivity one) {
    LoggedPlan slowest = one.slowestPlan();
    return slowest == null
        ? Stream.empty()
        : plan(one, slowest).map(plan -> Map.entry(slowest.duration(), plan)).stream();
  }

  private static Optional<Plan> plan(StatementActivity one, LoggedPlan slowest) {
    return PlanReader.understand(slowest.text()) instanceof PlanReading.Understood read
        ? Optional.of(PlanMask.of(read.plan(), one.text()))
        : Optional.empty();
  }

  private static String times(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String ms(long microseconds) {
    return String.format(
        Locale.US, microseconds < 1000 ? "%.3f ms" : "%.1f ms", microseconds / 1000.0);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.US, "%.1f MB", bytes / 1e6);
  }

  private static String place(Position position) {
    String path = position.input();
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
        + ":"
        + position.line();
  }
}
