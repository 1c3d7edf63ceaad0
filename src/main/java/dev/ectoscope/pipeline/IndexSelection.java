package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.MissingIndex;
import dev.ectoscope.detector.index.Overlaps;
import dev.ectoscope.detector.index.UnindexedForeignKey;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Of the indexes that findings propose on one table, one that another can stand in for is left out:
 * each index costs every write. With evidence the planner must take the other one for its
 * statements at next to the same cost; without, the other one must begin with it and hold the same
 * rows.
 */
final class IndexSelection {

  private static final Set<String> INDEX_ALONE =
      Detector.ids(MissingIndex.class, UnindexedForeignKey.class);
  private static final String FOREIGN_KEY = Detector.id(UnindexedForeignKey.class);

  /** What another index may cost more before it is no longer taken for as good. */
  private static final double AS_GOOD = 1.5;

  /** Planner's units; a difference below is nothing that anybody notices. */
  private static final double NEXT_TO_NOTHING = 100;

  private final Workload workload;
  private final Evidence evidence;
  private final List<Judged> all;

  /** Which of them propose an index; none of the others ever will. */
  private final List<Integer> proposing = new ArrayList<>();

  /** An index of the finding at a place. */
  private record Proposal(int at, CreateIndex index) {}

  private IndexSelection(Workload workload, Evidence evidence, List<Judged> judged) {
    this.workload = workload;
    this.evidence = evidence;
    this.all = new ArrayList<>(judged);
    for (int i = 0; i < judged.size(); i++) {
      if (judged.get(i).verdict() instanceof Verdict.Confirmed confirmed
          && confirmed.fixes().stream().anyMatch(CreateIndex.class::isInstance)) {
        proposing.add(i);
      }
    }
  }

  static List<Judged> of(List<Judged> judged, Workload workload, Evidence evidence) {
    IndexSelection selection = new IndexSelection(workload, evidence, judged);
    selection.proposals().forEach(selection::widen);
    selection.proposals().forEach(selection::leaveOut);
    return List.copyOf(selection.all);
  }

  /** The narrowest first, and of these what saves least: it is left out before others are. */
  private List<Proposal> proposals() {
    List<Proposal> proposals = new ArrayList<>();
    for (int i : proposing) {
      if (all.get(i).verdict() instanceof Verdict.Confirmed confirmed) {
        for (Fix fix : confirmed.fixes()) {
          if (fix instanceof CreateIndex index && index.method().equals("btree")) {
            proposals.add(new Proposal(i, index));
          }
        }
      }
    }
    proposals.sort(
        Comparator.comparingInt((Proposal p) -> p.index().keys().size())
            .thenComparing(p -> p.index().where().isEmpty())
            .thenComparingDouble(p -> saved(all.get(p.at()))));
    return proposals;
  }

  /** A partial index becomes one of all rows where another finding needs those too. */
  private void widen(Proposal partial) {
    CreateIndex index = partial.index();
    if (index.where().isEmpty() || !isAlone(partial)) {
      return;
    }
    CreateIndex whole = of(index, index.keys(), "");
    boolean wanted =
        proposals().stream()
            .filter(p -> p.at() != partial.at() && isAlone(p) && isOfOneTable(p.index(), index))
            .anyMatch(p -> p.index().where().isEmpty() && serves(whole, p));
    if (wanted && statements(partial).stream().allMatch(s -> isAsGood(s, whole, index))) {
      replace(partial, whole, List.of());
    }
  }

  private void leaveOut(Proposal narrow) {
    if (!(all.get(narrow.at()).verdict() instanceof Verdict.Confirmed confirmed)
        || !confirmed.fixes().contains(narrow.index())) {
      return;
    }
    Optional<Proposal> wider =
        proposals().stream()
            .filter(p -> p.at() != narrow.at() && isOfOneTable(p.index(), narrow.index()))
            .filter(p -> serves(p.index(), narrow))
            .max(Comparator.comparingDouble(p -> saved(all.get(p.at()))));
    wider.ifPresent(by -> leaveOut(narrow, by));
  }

  private void leaveOut(Proposal narrow, Proposal by) {
    Judged left = all.get(narrow.at());
    Verdict.Confirmed confirmed = (Verdict.Confirmed) left.verdict();
    String served = " serves it too: one on " + words(narrow.index()) + " alone is needless";
    if (isAlone(narrow) && isAlone(by) && confirmed.fixes().size() == 1) {
      all.set(
          narrow.at(),
          new Judged(
              left.detector(),
              left.suspicion(),
              new Verdict.Dismissed(
                  all.get(by.at()).detector().id()
                      + " proposes an index on "
                      + words(by.index())
                      + ", which"
                      + served)));
      absorb(by, left, narrow.index());
    } else {
      Note note = new Note("catalog", "The index on " + words(by.index()) + served);
      replace(narrow, by.index(), List.of(note));
    }
  }

  /** The finding that stays speaks of what the other was about. */
  private void absorb(Proposal by, Judged left, CreateIndex needless) {
    Judged stays = all.get(by.at());
    Verdict.Confirmed verdict = (Verdict.Confirmed) stays.verdict();
    boolean key = left.detector().id().equals(FOREIGN_KEY);
    String whom =
        key
            ? "the foreign key"
            : Figures.count(left.suspicion().statements().size(), "more statement")
                + functions(left.suspicion());
    Note note =
        new Note(
            key || evidence.catalog() == null ? "catalog" : "what-if",
            "This index serves "
                + whom
                + " too: one on "
                + words(needless)
                + " alone is needless beside it");
    double more = !key ? Math.max(0, ((Verdict.Confirmed) left.verdict()).savedMs()) : 0;
    all.set(
        by.at(),
        new Judged(
            stays.detector(),
            key ? stays.suspicion() : together(stays.suspicion(), left.suspicion()),
            new Verdict.Confirmed(
                verdict.title(),
                verdict.confidence(),
                verdict.savedMs() + (Double.isNaN(more) ? 0 : more),
                verdict.failures(),
                Stream.concat(verdict.notes().stream(), Stream.of(note)).toList(),
                verdict.action(),
                verdict.fixes(),
                verdict.whatIf())));
  }

  private static String functions(Suspicion suspicion) {
    List<String> functions =
        suspicion.callSites().stream().map(site -> site.function()).distinct().limit(3).toList();
    return functions.isEmpty() ? "" : " (" + String.join(", ", functions) + ")";
  }

  private Suspicion together(Suspicion one, Suspicion other) {
    List<Statement> statements =
        Stream.concat(one.statements().stream(), other.statements().stream()).distinct().toList();
    List<StatementStatistics> known =
        statements.stream()
            .map(s -> workload.statement(s.fingerprint()))
            .filter(Objects::nonNull)
            .toList();
    Set<PlacedCall> places = new LinkedHashSet<>(one.places());
    places.addAll(other.places());
    return new Suspicion(
        one.variant(),
        one.subject(),
        statements,
        Stream.concat(one.callSites().stream(), other.callSites().stream()).distinct().toList(),
        one.tables(),
        known.stream().mapToLong(StatementStatistics::calls).sum(),
        workload.unitsRunning(statements.stream().map(Statement::fingerprint).toList()),
        known.stream().mapToLong(StatementStatistics::db).sum() / 10.0,
        one.savedMs(),
        one.notes(),
        one.example(),
        one.needs(),
        one.facts(),
        List.copyOf(places));
  }

  private void replace(Proposal proposal, CreateIndex by, List<Note> more) {
    Judged one = all.get(proposal.at());
    Verdict.Confirmed verdict = (Verdict.Confirmed) one.verdict();
    List<Fix> fixes = new ArrayList<>(verdict.fixes());
    fixes.replaceAll(fix -> fix.equals(proposal.index()) ? by : fix);
    all.set(
        proposal.at(),
        new Judged(
            one.detector(),
            one.suspicion(),
            new Verdict.Confirmed(
                verdict.title(),
                verdict.confidence(),
                verdict.savedMs(),
                verdict.failures(),
                Stream.concat(verdict.notes().stream(), more.stream()).toList(),
                verdict.action().replace(words(proposal.index()), words(by)),
                fixes,
                verdict.whatIf())));
  }

  private boolean isAlone(Proposal proposal) {
    return INDEX_ALONE.contains(all.get(proposal.at()).detector().id());
  }

  private List<String> statements(Proposal proposal) {
    return all.get(proposal.at()).suspicion().statements().stream()
        .map(Statement::fingerprint)
        .toList();
  }

  private boolean serves(CreateIndex wide, Proposal narrow) {
    CreateIndex index = narrow.index();
    if (!Overlaps.mayServe(wide.keys(), wide.where(), index.keys(), index.where())) {
      return false;
    }
    // What a deleted parent asks of its children is no statement of the log.
    if (all.get(narrow.at()).detector().id().equals(FOREIGN_KEY)) {
      return wide.where().isEmpty() && begins(wide.keys(), index.keys());
    }
    return statements(narrow).stream().allMatch(s -> isAsGood(s, wide, index));
  }

  private static boolean begins(List<String> keys, List<String> columns) {
    return keys.size() >= columns.size()
        && Set.copyOf(keys.subList(0, columns.size())).equals(Set.copyOf(columns));
  }

  private boolean isAsGood(String statement, CreateIndex wide, CreateIndex narrow) {
    Answer with = evidence.answer(question(statement, wide));
    if (!(with instanceof Answer.WhatIf answer)) {
      return Overlaps.begins(wide.keys(), wide.where(), narrow.keys(), narrow.where());
    }
    double cost = answer.after().totalCost();
    double best =
        evidence.answer(question(statement, narrow)) instanceof Answer.WhatIf known && known.used()
            ? known.after().totalCost()
            : answer.before().totalCost() / 2;
    boolean close = cost <= best + NEXT_TO_NOTHING && cost <= answer.before().totalCost() / 2;
    return answer.used() && (cost <= best * AS_GOOD || close);
  }

  private static WhatIfIndex question(String statement, CreateIndex index) {
    return new WhatIfIndex(
        statement, index.schema(), index.table(), index.keys(), index.method(), index.where());
  }

  /** The schema is left out where the search path leads to it. */
  private boolean isOfOneTable(CreateIndex one, CreateIndex other) {
    Catalog catalog = evidence.catalog();
    return one.table().equals(other.table())
        && (one.schema().equals(other.schema())
            || catalog != null
                && Objects.equals(
                    catalog.table(one.schema(), one.table()),
                    catalog.table(other.schema(), other.table())));
  }

  private static CreateIndex of(CreateIndex index, List<String> keys, String where) {
    return new CreateIndex(
        index.schema(), index.table(), keys, index.method(), where, index.include(), "");
  }

  private static double saved(Judged judged) {
    double saved = ((Verdict.Confirmed) judged.verdict()).savedMs();
    return Double.isNaN(saved) ? 0 : saved;
  }

  /** As actions name an index. */
  private static String words(CreateIndex index) {
    return index.table()
        + " ("
        + String.join(", ", index.keys())
        + ")"
        + (index.where().isEmpty() ? "" : " where " + index.where());
  }
}
