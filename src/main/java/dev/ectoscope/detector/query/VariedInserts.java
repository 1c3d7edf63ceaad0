package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.workload.Repetition;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The inserts of one line of code, told apart by their columns alone: Ecto leaves out what is nil,
 * so that a loop over rows prints several statements (Ecto.Repo.Schema, {@code dump_changes!/6}).
 */
final class VariedInserts {

  private static final String LEFT_OUT =
      "They differ in their columns: Ecto leaves out of an insert what is nil.";

  private VariedInserts() {}

  /** Loops of one line each, none of which is one by itself; the one with most columns first. */
  static Stream<List<Loop>> in(Workload workload, Thresholds thresholds) {
    Map<String, List<Repetition>> byLine = new TreeMap<>();
    workload.repetitions().stream()
        .filter(r -> r.statement().kind() == Kind.INSERT && r.callSite().isApplication())
        .forEach(r -> byLine.computeIfAbsent(line(r), l -> new ArrayList<>()).add(r));
    return byLine.values().stream()
        .filter(all -> all.stream().noneMatch(r -> Loop.longIn(r, thresholds).isPresent()))
        .map(all -> all.stream().map(Loop::ofAny).sorted(MOST_COLUMNS).toList())
        .filter(loops -> loops.size() > 1 && together(loops) >= thresholds.callsInUnit());
  }

  private static final Comparator<Loop> MOST_COLUMNS =
      Comparator.<Loop>comparingInt(l -> -l.statement().shape().projection().size())
          .thenComparing(l -> l.statement().fingerprint());

  private static String line(Repetition repetition) {
    CallSite site = repetition.callSite();
    return String.join(
        " ",
        repetition.statement().shape().rootTable(),
        site.function(),
        site.file() + ":" + site.line(),
        repetition.kind().name());
  }

  private static int together(List<Loop> loops) {
    return loops.stream()
        .mapToInt(loop -> loop.bursts().stream().mapToInt(b -> b.kind().perUnit()).max().orElse(0))
        .sum();
  }

  /** What is said of each of them, said of all. */
  static Suspicion together(List<Loop> loops, List<Suspicion> each) {
    Suspicion first = each.get(0);
    List<Note> notes = new ArrayList<>(loops.stream().map(Loop::counted).toList());
    notes.add(new Note("log", LEFT_OUT));
    first.notes().stream().filter(note -> !note.kind().equals("log")).forEach(notes::add);
    return new Suspicion(
        first.variant(),
        first.subject(),
        loops.stream().map(Loop::statement).toList(),
        first.callSites(),
        first.tables(),
        each.stream().mapToLong(Suspicion::occurrences).sum(),
        each.stream().mapToLong(Suspicion::units).max().orElse(0),
        each.stream().mapToDouble(Suspicion::spentMs).sum(),
        each.stream().mapToDouble(Suspicion::savedMs).sum(),
        notes,
        first.example(),
        first.needs(),
        first.facts());
  }
}
