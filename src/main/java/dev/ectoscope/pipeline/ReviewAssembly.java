package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.pool.PoolExhaustion;
import dev.ectoscope.detector.query.NPlusOneQuery;
import dev.ectoscope.ecto.AppNames;
import dev.ectoscope.ecto.EctoCode;
import dev.ectoscope.ecto.LeftAliases;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Workload;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts workload, evidence and verdicts together into the review. */
final class ReviewAssembly {

  private final Workload workload;
  private final ServerActivity activity;
  private final List<String> leftOut;
  private final Evidence evidence;
  private final Instant now;
  private final AppNames names;
  private final FindingAssembly findings;
  private final LogAdvice advice;
  private final Ignored ignored;

  ReviewAssembly(Sources sources, Evidence evidence, Instant now, Settings settings) {
    this.workload = sources.workload();
    this.activity = sources.server();
    this.leftOut = sources.leftOut();
    this.evidence = evidence;
    this.now = now;
    this.names =
        AppNames.from(
            workload.statements().stream().flatMap(s -> s.callSites().keySet().stream()).toList());
    EctoCode code =
        new EctoCode(
            names, LocalDateTime.ofInstant(now, ZoneOffset.UTC), evidence.source().orElse(null));
    this.advice = new LogAdvice(workload, code.repo());
    this.findings =
        new FindingAssembly(workload, code, new ServerEvidence(activity), evidence, advice);
    this.ignored = new Ignored(settings, LocalDate.ofInstant(now, ZoneOffset.UTC));
  }

  Review assemble(List<Judged> all) {
    List<Judged> causes =
        OneCause.of(ExistingIndexes.of(IndexSelection.of(all, workload, evidence), evidence));
    List<Judged> judged =
        TooMany.of(
            ignored.of(TenantSchemas.joined(causes, workload), FindingAssembly::id),
            FindingAssembly::id);
    ServerStatementViews server = new ServerStatementViews(workload, evidence);
    var rows = CompletableFuture.supplyAsync(() -> new StatementRows(workload, server).rows());
    List<Finding> confirmed = confirmed(judged);
    return new Review(
        Review.SCHEMA,
        names.app(),
        now.toString(),
        new Review.Input(files()),
        totals(),
        result(rows),
        confirmed,
        dismissed(judged),
        notChecked(judged),
        indexes(judged),
        PoolExhaustion.observed(workload),
        server(),
        server.whole());
  }

  /** The application's logs, then the server's. */
  private List<Review.InputFile> files() {
    return Stream.concat(workload.inputs().stream(), activity.inputs().stream())
        .filter(file -> !file.format().equals(Following.PART))
        .map(ReviewAssembly::file)
        .toList();
  }

  private List<Finding> confirmed(List<Judged> judged) {
    List<Judged> confirmed =
        judged.stream().filter(j -> j.verdict() instanceof Verdict.Confirmed).toList();
    Map<String, String> outer = new HashMap<>();
    for (Judged one : confirmed) {
      if (one.suspicion().facts().get(NPlusOneQuery.OUTER) instanceof String fingerprint) {
        outer.put(FindingAssembly.id(one), fingerprint);
      }
    }
    List<Finding> found = findings(confirmed);
    List<Finding> alone =
        evidence.source().map(source -> LeftAliases.removed(source, found)).orElse(found);
    return FindingOrder.of(SharedCauses.joined(workload, alone, outer));
  }

  /** By two threads: what is told takes as long as the code. */
  private List<Finding> findings(List<Judged> confirmed) {
    var telling =
        CompletableFuture.supplyAsync(() -> confirmed.stream().map(findings::told).toList());
    List<List<Finding.Code>> code = confirmed.stream().map(findings::code).toList();
    List<FindingAssembly.Told> told = result(telling);
    List<Finding> all = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      all.add(findings.finding(confirmed.get(i), told.get(i), code.get(i)));
    }
    return all;
  }

  /** What failed beside is said as if it had failed here. */
  private static <T> T result(CompletableFuture<T> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException own ? own : e;
    }
  }

  private static List<Review.Dismissed> dismissed(List<Judged> judged) {
    return judged.stream()
        .filter(j -> j.verdict() instanceof Verdict.Dismissed)
        .map(
            j ->
                new Review.Dismissed(
                    j.detector().id(),
                    j.suspicion().statements().stream().map(Statement::fingerprint).toList(),
                    ((Verdict.Dismissed) j.verdict()).reason()))
        .distinct()
        .toList();
  }

  /** What of the logs was not looked at, since it was not asked for or belongs to nobody. */
  private Stream<Review.NotChecked> ofTheLogs() {
    return Stream.concat(
        leftOut.stream().map(ReviewAssembly::leftOut),
        new ServerEvidence(activity)
            .apart(workload).stream().map(text -> new Review.NotChecked("PostgreSQL's log", text)));
  }

  private static Review.NotChecked leftOut(String text) {
    boolean ofSaved = text.contains(LogReading.OF_SAVED);
    return new Review.NotChecked(ofSaved ? "units of work" : "the period", text);
  }

  private List<Review.NotChecked> notChecked(List<Judged> judged) {
    Map<String, Map<String, Integer>> byReason = new LinkedHashMap<>();
    for (Judged one : judged) {
      if (one.verdict() instanceof Verdict.NotChecked not) {
        byReason
            .computeIfAbsent(not.reason(), reason -> new LinkedHashMap<>())
            .merge(one.detector().id(), 1, Integer::sum);
      }
    }
    Stream<Review.NotChecked> suspicions =
        byReason.entrySet().stream().map(e -> notChecked(e.getKey(), e.getValue()));
    return Stream.of(
            suspicions, advice.missing(), ignored.remarks().stream(), ofTheLogs(), limits())
        .flatMap(s -> s)
        .toList();
  }

  /** What there was too much of to be told apart. */
  private Stream<Review.NotChecked> limits() {
    return workload.limits().stream().map(said -> new Review.NotChecked("workload", said));
  }

  /** One reason is said once, whatever number of detectors it stops. */
  private static Review.NotChecked notChecked(String reason, Map<String, Integer> detectors) {
    List<String> ids = List.copyOf(detectors.keySet());
    int suspicions = detectors.values().stream().mapToInt(Integer::intValue).sum();
    String counted = suspicions == ids.size() ? "" : " (" + suspicions + " suspicions)";
    return new Review.NotChecked(String.join(", ", ids), reason + counted);
  }

  private Review.Indexes indexes(List<Judged> judged) {
    Map<String, Review.IndexChange> create = new LinkedHashMap<>();
    for (Judged one : judged) {
      if (one.verdict() instanceof Verdict.Confirmed confirmed) {
        for (var fix : confirmed.fixes()) {
          // Of two findings that want one index, perhaps only one has asked what it would cost.
          sql(fix)
              .forEach(
                  sql ->
                      create.merge(
                          sql,
                          change(sql, confirmed.whatIf()),
                          (known, more) -> known.costBefore() > 0 ? known : more));
        }
      }
    }
    double before = create.values().stream().mapToDouble(Review.IndexChange::costBefore).sum();
    double after = create.values().stream().mapToDouble(Review.IndexChange::costAfter).sum();
    long calls =
        evidence.answers().keySet().stream()
            .filter(EvidenceRequest.WhatIfIndex.class::isInstance)
            .count();
    return new Review.Indexes(
        List.copyOf(create.values()), drops(judged), before, after, (int) calls);
  }

  private List<Review.IndexChange> drops(List<Judged> judged) {
    Map<String, Review.IndexChange> drop = new LinkedHashMap<>();
    for (Judged one : judged) {
      if (one.verdict() instanceof Verdict.Confirmed confirmed) {
        for (var fix : confirmed.fixes()) {
          if (fix instanceof Fix.DropIndex index) {
            String sql = EctoCode.sql(index);
            drop.putIfAbsent(sql, new Review.IndexChange(sql, 0, 0, bytes(index)));
          }
        }
      }
    }
    return List.copyOf(drop.values());
  }

  private long bytes(Fix.DropIndex drop) {
    return evidence.catalog() == null
        ? 0
        : evidence.catalog().indexes().stream()
            .filter(i -> drop.schemas().contains(i.schema()) && i.name().equals(drop.name()))
            .mapToLong(Index::bytes)
            .sum();
  }

  private static List<String> sql(Fix fix) {
    if (fix instanceof Fix.CreateTenantIndex tenants) {
      return tenants.each().stream().map(EctoCode::sql).toList();
    }
    return fix instanceof Fix.CreateIndex index
        ? List.of(EctoCode.sql(index))
        : fix instanceof Fix.CreatePartitionedIndex parts
            ? List.of(EctoCode.sql(parts))
            : List.of();
  }

  private static Review.IndexChange change(String sql, @Nullable Answer shown) {
    return shown instanceof Answer.WhatIf whatIf
        ? new Review.IndexChange(
            sql,
            whatIf.before().root().totalCost(),
            whatIf.after().root().totalCost(),
            whatIf.sizeBytes())
        : new Review.IndexChange(sql, 0, 0, 0);
  }

  private Review.@Nullable Server server() {
    if (evidence.server() == null) {
      return null;
    }
    long wanted =
        evidence.answers().keySet().stream()
            .filter(EvidenceRequest.MeasuredPlan.class::isInstance)
            .count();
    long measured =
        evidence.answers().values().stream()
            .filter(a -> a instanceof Answer.Planned planned && planned.plan().analyzed())
            .count();
    return new Review.Server(
        evidence.server().description(),
        (int) measured,
        (int) wanted,
        evidence.server().statementsSent(),
        evidence.server().spentMs());
  }

  private static Review.InputFile file(dev.ectoscope.log.InputFile file) {
    return new Review.InputFile(
        file.path(),
        file.format(),
        file.bytes(),
        file.lines(),
        file.headers(),
        file.understood(),
        file.unread().stream().map(u -> new Review.Unread(u.line(), u.reason())).toList(),
        file.database(),
        file.lowerBounds());
  }

  private Review.Totals totals() {
    var totals = workload.totals();
    return new Review.Totals(
        totals.queries(),
        totals.ok(),
        totals.error(),
        totals.db() / 10.0,
        totals.queue() / 10.0,
        totals.decode() / 10.0,
        totals.idle() / 10.0,
        workload.statements().size(),
        workload.units(),
        workload.spanMs(),
        new TreeMap<>(totals.bySource()),
        new TreeMap<>(totals.byCommand()),
        UnitKinds.counted(workload),
        workload.inputs().stream().anyMatch(file -> !file.lowerBounds().isEmpty()));
  }
}
