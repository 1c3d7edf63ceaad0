package dev.ectoscope.pipeline;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.index.MissingIndex;
import dev.ectoscope.detector.index.UnindexedForeignKey;
import dev.ectoscope.detector.plan.FilterDiscardsMost;
import dev.ectoscope.detector.plan.GenericPlanCliff;
import dev.ectoscope.detector.plan.JitOverhead;
import dev.ectoscope.detector.plan.LossyBitmap;
import dev.ectoscope.detector.plan.NestedLoopBlowup;
import dev.ectoscope.detector.plan.RowMisestimate;
import dev.ectoscope.detector.plan.SlowQuery;
import dev.ectoscope.detector.plan.SortSpill;
import dev.ectoscope.detector.plan.StaleVisibility;
import dev.ectoscope.detector.query.DeepOffset;
import dev.ectoscope.detector.query.DoubleMount;
import dev.ectoscope.detector.query.DuplicateQuery;
import dev.ectoscope.detector.query.LargeCount;
import dev.ectoscope.detector.query.LargeDistinct;
import dev.ectoscope.detector.query.LeadingWildcard;
import dev.ectoscope.detector.query.NPlusOneQuery;
import dev.ectoscope.detector.query.NPlusOneWrite;
import dev.ectoscope.detector.query.OrAcrossColumns;
import dev.ectoscope.detector.query.UnbatchedInsert;
import dev.ectoscope.detector.query.UnindexableFilter;
import dev.ectoscope.detector.schema.QueryTimeout;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Related;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Findings of one cause point at each other, and share its time: a loop, the loop inside it and the
 * index under both cannot give back more together than their statements took.
 */
final class SharedCauses {

  private static final Set<String> LOOPS =
      Detector.ids(
          NPlusOneQuery.class,
          NPlusOneWrite.class,
          UnbatchedInsert.class,
          DuplicateQuery.class,
          DoubleMount.class);

  private static final String READ_LOOP = Detector.id(NPlusOneQuery.class);
  private static final String WRITE_LOOP = Detector.id(NPlusOneWrite.class);
  private static final Set<String> INDEXES =
      Detector.ids(MissingIndex.class, UnindexedForeignKey.class);

  /** Those that speak of the plan of a query as it is: another query has another plan. */
  private static final Set<String> OF_THE_PLAN =
      Detector.ids(
          RowMisestimate.class,
          SortSpill.class,
          LossyBitmap.class,
          StaleVisibility.class,
          FilterDiscardsMost.class,
          NestedLoopBlowup.class,
          GenericPlanCliff.class,
          JitOverhead.class,
          SlowQuery.class);

  private static final String TIMEOUT = Detector.id(QueryTimeout.class);

  /** Those that change a query, or the index under it, so that it reads less. */
  private static final Set<String> QUICKER =
      Detector.ids(
          MissingIndex.class,
          UnindexedForeignKey.class,
          DeepOffset.class,
          LargeDistinct.class,
          LargeCount.class,
          LeadingWildcard.class,
          OrAcrossColumns.class,
          UnindexableFilter.class);

  private static final double SMALLEST = 0.05;

  private final Workload workload;
  private final List<Finding> findings;
  private final Map<String, List<Related>> related = new HashMap<>();

  /** The statement of the loop around a loop, by the inner finding's id. */
  private final Map<String, String> outer;

  private SharedCauses(Workload workload, List<Finding> findings, Map<String, String> outer) {
    this.workload = workload;
    this.findings = findings;
    this.outer = outer;
  }

  /**
   * @param outer fingerprint of the loop around a finding's, by the finding's id
   */
  static List<Finding> joined(
      Workload workload, List<Finding> findings, Map<String, String> outer) {
    SharedCauses causes = new SharedCauses(workload, findings, outer);
    causes.relate();
    Map<String, Double> shares = causes.shares();
    return findings.stream()
        .map(f -> causes.with(f, requireNonNull(shares.get(f.id()), "each finding has a share")))
        .toList();
  }

  /** Each two that have a statement, or a function and table, in common; in the findings' order. */
  private void relate() {
    Map<String, List<Integer>> about = new HashMap<>();
    for (int i = 0; i < findings.size(); i++) {
      for (String statement : touched(findings.get(i))) {
        about.computeIfAbsent(statement, s -> new ArrayList<>()).add(i);
      }
    }
    for (int i = 0; i < findings.size(); i++) {
      int first = i;
      touched(findings.get(i)).stream()
          .flatMap(statement -> about.getOrDefault(statement, List.of()).stream())
          .filter(second -> second > first)
          .distinct()
          .sorted()
          .forEach(second -> relate(findings.get(first), findings.get(second)));
    }
  }

  /** Its statements, that of the loop around it, and of a loop over rows whose they are. */
  private Set<String> touched(Finding finding) {
    Set<String> touched = new LinkedHashSet<>(finding.statements());
    String around = outer.get(finding.id());
    if (around != null) {
      touched.add(around);
    }
    if (READ_LOOP.equals(finding.detector()) || WRITE_LOOP.equals(finding.detector())) {
      finding
          .callSites()
          .forEach(site -> finding.tables().forEach(t -> touched.add(site.function() + " " + t)));
    }
    changes(finding).forEach(change -> touched.add(change.path()));
    migrations(finding).forEach(touched::add);
    return touched;
  }

  private void relate(Finding a, Finding b) {
    if (isInside(a, b) || isInside(b, a)) {
      Finding inner = isInside(a, b) ? a : b;
      Finding around = inner == a ? b : a;
      point(inner, around, "first", "the loop around this one: batch it first, then this one");
      point(around, inner, "after", "the loop inside this one: batch it next, with the same rows");
    } else if (a.statements().stream().anyMatch(b.statements()::contains)) {
      ofOneStatement(a, b);
    } else if (isReadOf(a, b)) {
      readAndWritten(a, b);
    } else if (isReadOf(b, a)) {
      readAndWritten(b, a);
    }
    ofOneChange(a, b);
  }

  /** Changes of real functions. */
  private static List<Finding.Code> changes(Finding finding) {
    return finding.recommendation().fixes().stream()
        .filter(code -> !code.before().isEmpty())
        .toList();
  }

  private static List<String> migrations(Finding finding) {
    return finding.recommendation().fixes().stream()
        .filter(code -> code.kind().equals("migration"))
        .map(Finding.Code::code)
        .toList();
  }

  /** What nothing else relates, yet changes the same lines or makes the same index. */
  private void ofOneChange(Finding a, Finding b) {
    if (migrations(a).stream().anyMatch(migrations(b)::contains)) {
      point(a, b, "with", "the same migration: it is made once for both");
      point(b, a, "with", "the same migration: it is made once for both");
    }
    List<Finding.Code> own = changes(a);
    List<Finding.Code> others = changes(b);
    boolean same = !own.isEmpty() && own.equals(others);
    boolean overlap = own.stream().anyMatch(one -> others.stream().anyMatch(o -> meet(one, o)));
    if (same || overlap) {
      String text =
          same
              ? "the same change mends both"
              : "it changes the same lines: take one of the two, then look again";
      point(a, b, "with", text);
      point(b, a, "with", text);
    }
  }

  private static boolean meet(Finding.Code one, Finding.Code other) {
    return one.path().equals(other.path())
        && one.line() < other.line() + other.before().lines().count()
        && other.line() < one.line() + one.before().lines().count();
  }

  /** Whether a loop looks up the rows that it then writes. */
  private static boolean isReadOf(Finding read, Finding write) {
    return READ_LOOP.equals(read.detector())
        && WRITE_LOOP.equals(write.detector())
        && read.tables().stream().anyMatch(write.tables()::contains)
        && ofOneFunction(read, write);
  }

  private void readAndWritten(Finding read, Finding write) {
    point(read, write, "first", "the write of the same loop: in one statement it needs no look-up");
    point(write, read, "after", "the look-up of the same loop: needless then");
  }

  private boolean isInside(Finding inner, Finding around) {
    String fingerprint = outer.get(inner.id());
    return fingerprint != null
        && LOOPS.contains(around.detector())
        && around.statements().contains(fingerprint);
  }

  private void ofOneStatement(Finding a, Finding b) {
    boolean loopA = LOOPS.contains(a.detector());
    boolean loopB = LOOPS.contains(b.detector());
    if (loopA && loopB && ofOneFunction(a, b)) {
      point(a, b, "with", "the same query of the same function: one change may mend both");
      point(b, a, "with", "the same query of the same function: one change may mend both");
    } else if (loopA && INDEXES.contains(b.detector())) {
      underLoop(a, b);
    } else if (loopB && INDEXES.contains(a.detector())) {
      underLoop(b, a);
    } else if (isSeenAfter(a, b)) {
      seenAfter(a, b);
    } else if (isSeenAfter(b, a)) {
      seenAfter(b, a);
    }
  }

  /** Whether one is about how a query runs that the other makes another, or quicker. */
  private static boolean isSeenAfter(Finding one, Finding other) {
    boolean late = OF_THE_PLAN.contains(one.detector()) || one.detector().equals(TIMEOUT);
    return late && QUICKER.contains(other.detector());
  }

  private void seenAfter(Finding later, Finding earlier) {
    point(later, earlier, "first", "it makes the same query quicker: this may be needless then");
    point(earlier, later, "after", "it speaks of the same query: look again once this is done");
  }

  private static boolean ofOneFunction(Finding a, Finding b) {
    return a.callSites().stream()
        .anyMatch(one -> b.callSites().stream().anyMatch(o -> o.function().equals(one.function())));
  }

  private void underLoop(Finding loop, Finding index) {
    // A foreign key's index is for deletes as well, and gains nothing here that it could lose.
    if (index.impact().savedMs() <= 0) {
      return;
    }
    point(loop, index, "after", "the index under this query: look again once the loop is gone");
    point(index, loop, "first", "a loop runs this query: without it this index has less to gain");
  }

  private void point(Finding from, Finding to, String order, String text) {
    List<Related> all = related.computeIfAbsent(from.id(), id -> new ArrayList<>());
    if (all.stream().noneMatch(r -> r.id().equals(to.id()))) {
      all.add(new Related(to.id(), order, text));
    }
  }

  /** Milliseconds that each finding gives back of what those done before it leave. */
  private Map<String, Double> shares() {
    Map<String, Double> left = new HashMap<>();
    for (StatementStatistics statement : workload.statements()) {
      left.put(statement.fingerprint(), (statement.db() + statement.queue()) / 10.0);
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    findings.stream()
        .sorted(
            Comparator.comparing((Finding f) -> !LOOPS.contains(f.detector()))
                .thenComparing(f -> outer.containsKey(f.id()))
                .thenComparing(f -> -f.impact().savedMs())
                .thenComparing(Finding::id))
        .forEach(f -> shares.merge(f.id(), taken(f, left), Math::max));
    return shares;
  }

  private static double taken(Finding finding, Map<String, Double> left) {
    double wanted = finding.impact().savedMs();
    if (finding.statements().isEmpty()) {
      return wanted;
    }
    for (String statement : finding.statements()) {
      double from = Math.min(wanted, left.getOrDefault(statement, 0.0));
      left.merge(statement, -from, Double::sum);
      wanted -= from;
    }
    return finding.impact().savedMs() - wanted;
  }

  private Finding with(Finding finding, double saved) {
    List<Note> notes = new ArrayList<>(finding.evidence());
    double alone = finding.impact().savedMs();
    boolean less = alone - saved > SMALLEST;
    if (less) {
      notes.add(
          new Note(
              "log",
              String.format(
                  Locale.ROOT,
                  "Alone it would give back %.1f ms; others, done first, leave %.1f ms of it.",
                  alone,
                  saved)));
    }
    Finding.Impact impact =
        new Finding.Impact(
            finding.impact().dbMs(),
            Math.min(1, finding.impact().share()),
            less ? Math.floor(saved * 10) / 10 : alone);
    return finding.joined(impact, notes, related.getOrDefault(finding.id(), List.of()));
  }
}
