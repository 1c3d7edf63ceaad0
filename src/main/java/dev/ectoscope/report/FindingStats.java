package dev.ectoscope.report;

import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.PlanView;
import dev.ectoscope.review.Review;
import java.util.ArrayList;
import java.util.List;

/** The four numbers at the head of a finding. */
final class FindingStats {

  private final Shell shell;
  private final Review review;

  FindingStats(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  List<Stat> of(Finding f) {
    List<Stat> stats = new ArrayList<>();
    if (Loops.is(f) && f.units() > 0) {
      stats.add(queries(f));
      stats.add(saves(f));
      stats.add(savesEach(f));
    } else {
      stats.add(saves(f));
      stats.add(f.plans().size() > 1 ? call(f) : takes(f));
      stats.add(price(f));
    }
    stats.add(seen(f));
    return stats;
  }

  /** {@code 12 → 1}: what one unit of work asks now, and in a batch. */
  private static Stat queries(Finding f) {
    String now = Words.amount((double) f.occurrences() / f.units());
    String table = f.tables().isEmpty() ? "" : "on `" + f.tables().get(0) + "`, mean";
    return Shell.stat("Queries " + UnitWords.a(f.unit()), now + " → 1", table);
  }

  private Stat saves(Finding f) {
    double saved = f.impact().savedMs();
    if (saved > 0) {
      String share = Words.percent(shell.share(saved)) + " of all database time";
      String value = Loops.is(f) ? Words.atLeast(saved) : shell.total(Words.duration(saved));
      return Shell.stat("Saves in this log", value, share);
    }
    boolean fails = Sayings.fails(f, review);
    return Shell.stat(
        fails ? "Failed" : "Saves in this log",
        fails ? shell.saves(f) : "–",
        fails ? "in this log" : "not known from this log");
  }

  private static Stat savesEach(Finding f) {
    double units = Math.max(1, f.units());
    return Shell.stat(
        "Saves " + UnitWords.a(f.unit()),
        f.impact().savedMs() > 0 ? Words.atLeast(f.impact().savedMs() / units) : "–",
        "of " + Words.duration(f.impact().dbMs() / units) + " for these queries, mean");
  }

  private Stat takes(Finding f) {
    String now = Words.percent(f.impact().share()) + " of all database time";
    return Shell.stat("Takes now", Words.atLeast(f.impact().dbMs()), now);
  }

  private static Stat call(Finding f) {
    PlanView now = f.plans().get(0);
    PlanView after = f.plans().get(f.plans().size() - 1);
    boolean times = now.measured() && after.measured();
    String value =
        times
            ? Words.millis(now.costOrMs()) + " → " + Words.duration(after.costOrMs())
            : Words.amount(now.costOrMs()) + " → " + Words.amount(after.costOrMs());
    return Shell.stat(
        times ? "A call, now → after" : "Cost of a call, now → after",
        value,
        times ? "measured → measured" : "the planner’s estimates");
  }

  private Stat price(Finding f) {
    long bytes = Effort.indexBytes(f.recommendation().fixes(), review.indexes());
    if (bytes > 0) {
      return Shell.stat("Costs", Words.bytes(bytes), "and a little of every write");
    }
    if (f.plans().size() > 1) {
      return takes(f);
    }
    double each = f.occurrences() > 0 ? f.impact().dbMs() / f.occurrences() : 0;
    return Shell.stat(
        "A call, mean",
        Words.duration(each),
        shell.total(Words.count(f.occurrences(), "call")) + " in this log");
  }

  private Stat seen(Finding f) {
    String name = f.timeline() == null ? "" : f.timeline().unit();
    String where = name.isEmpty() ? "" : ", `" + name.replace("`", "") + "`";
    if (f.units() > 0) {
      String what = f.units() == 1 ? UnitWords.one(f.unit()) : UnitWords.many(f.unit());
      return Shell.stat("Seen in", shell.total(Words.count(f.units())), what + where);
    }
    return Shell.stat(
        "Seen",
        shell.total(Words.count(f.occurrences())) + Words.NBSP + "×",
        String.join(", ", f.tables()));
  }
}
