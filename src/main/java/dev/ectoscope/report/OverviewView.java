package dev.ectoscope.report;

import dev.ectoscope.detector.Described;
import dev.ectoscope.report.Pages.Action;
import dev.ectoscope.report.Pages.Check;
import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import dev.ectoscope.review.StatementRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The first page: the answer, what to do first, what was checked and what was read. */
final class OverviewView {

  private static final int FIRST = 5;

  private final Shell shell;
  private final Review review;

  OverviewView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  Pages.OverviewPage page() {
    return new Pages.OverviewPage(
        shell.frame("Overview", "overview", "overview", "overview"),
        verdict(),
        lede(),
        stats(),
        note(),
        actions(),
        more(),
        checks(),
        clean(),
        checked(),
        SeenRows.of(review),
        shell.links().to("input"),
        ServerCard.of(review));
  }

  /** Where the rest stands. */
  private List<Link> more() {
    int count = review.findings().size();
    List<Link> more = new ArrayList<>();
    more.add(
        new Link(
            Prose.pieces(count == 1 ? "The finding" : "All " + count + " findings"),
            shell.links().to("findings")));
    int create = review.indexes().create().size();
    if (create > 0) {
      more.add(
          new Link(
              Prose.pieces(create == 1 ? "The index to create" : create + " indexes to create"),
              shell.links().to("indexes")));
    }
    return more;
  }

  /**
   * In the order of the list; what gives no time back comes last unless it is of high severity, and
   * what an earlier change saves already is folded under that change.
   */
  private List<Finding> first() {
    List<Finding> first = new ArrayList<>();
    for (Finding finding : byUse()) {
      if (first.size() < FIRST && coveredBy(first, finding) < 0) {
        first.add(finding);
      }
    }
    return first;
  }

  private List<Finding> byUse() {
    return review.findings().stream().sorted(Comparator.comparing(OverviewView::canWait)).toList();
  }

  /** Findings whose time this change, one of the first, saves already. */
  private List<Finding> covered(List<Finding> first, int at) {
    return byUse().stream()
        .filter(f -> !first.contains(f))
        .filter(f -> coveredBy(first, f) == at)
        .toList();
  }

  private static boolean canWait(Finding finding) {
    return finding.impact().savedMs() <= 0 && finding.severity() != Severity.HIGH;
  }

  private String verdict() {
    if (review.findings().isEmpty()) {
      return "No findings in " + shell.total(Words.count(review.totals().queries(), "query"));
    }
    double share = shell.share(Savings.together(review, review.findings()));
    if (share < 0.001) {
      return Words.count(review.findings().size(), "finding") + ", none of them about time";
    }
    String owner = review.app().isEmpty() ? "the" : review.app() + "’s";
    String percent =
        share >= 0.095 ? Math.round(share * 100) + "" + Words.NBSP + "%" : Words.percent(share);
    return percent + " of " + owner + " database time can be given back";
  }

  private List<Piece> lede() {
    Review.Totals t = review.totals();
    String whom = review.app().isEmpty() ? "" : " for " + review.app();
    String span = t.spanMs() > 0 ? " in " + Words.duration(t.spanMs()) + " of log" : "";
    List<Piece> worked =
        Prose.join(
            Prose.pieces("PostgreSQL worked "),
            Prose.strong(Words.atLeast(t.dbMs())),
            Prose.pieces(whom + span));
    List<Piece> waited =
        t.queueMs() > 0
            ? Prose.join(
                Prose.pieces(", and queries waited "),
                Prose.strong(Words.atLeast(t.queueMs())),
                Prose.pieces(" for a connection"))
            : List.of();
    return Prose.join(worked, waited, Prose.pieces(". "), saving());
  }

  private List<Piece> saving() {
    if (review.findings().isEmpty()) {
      return Prose.pieces(nothing());
    }
    long saving = first().stream().filter(f -> f.impact().savedMs() > 0).count();
    if (saving == 0) {
      return List.of();
    }
    String which = saving == 1 ? "One change below would save " : "The changes below would save ";
    return Prose.join(
        Prose.pieces(which),
        Prose.strong(shell.total(Words.duration(Savings.together(review, first())))),
        Prose.pieces("."));
  }

  private String nothing() {
    long notRun = notRun();
    int detectors = shell.detectors().size();
    String ran = detectors == 0 ? "" : Words.count(detectors, "detector") + " ran on ";
    String on = Words.count(review.statements().size(), "statement");
    String could = notRun == 0 ? "" : "; " + notRun + " could not finish";
    int dismissed = review.dismissed().size();
    return Shell.capital(ran + on)
        + could
        + ". "
        + Words.count(dismissed, "suspicion")
        + (dismissed == 1 ? " was" : " were")
        + " dismissed."
        + slowest();
  }

  private String slowest() {
    return review.statements().stream()
        .findFirst()
        .filter(row -> shell.totalMs() > 0)
        .map(row -> " The largest statement takes " + share(row) + " of database time.")
        .orElse("");
  }

  private String share(StatementRow row) {
    return Words.percent(shell.share(row.dbMs() + row.queueMs()));
  }

  private List<Stat> stats() {
    Review.Totals t = review.totals();
    List<Stat> stats = new ArrayList<>();
    stats.add(
        Shell.stat(
            "Database time",
            Words.atLeast(t.dbMs()),
            shell.total(Words.count(t.queries(), "query"))));
    if (t.units() > 0) {
      String each = Words.amount((double) t.queries() / t.units());
      String name = "Queries " + UnitWords.a(UnitWords.kind(t)) + ", mean";
      stats.add(Shell.stat(name, each, shell.total(UnitWords.each(t))));
    } else {
      stats.add(
          Shell.stat(
              "Statements",
              shell.total(Words.count(t.statements())),
              shell.total(Words.count(t.queries(), "query"))));
    }
    String wait =
        shell.totalMs() > 0
            ? Words.percent(shell.share(t.queueMs())) + " of all time"
            : "no time logged";
    stats.add(Shell.stat("Waiting for a connection", Words.atLeast(t.queueMs()), wait));
    stats.add(Shell.stat("Findings", Words.count(review.findings().size()), severities()));
    return stats;
  }

  private String severities() {
    List<String> parts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long n = review.findings().stream().filter(f -> f.severity() == severity).count();
      if (n > 0) {
        parts.add(n + " " + severity.word());
      }
    }
    return parts.isEmpty() ? "none" : String.join(" · ", parts);
  }

  /** What would make the review surer, or nothing. */
  private List<Piece> note() {
    if (review.server() != null) {
      return List.of();
    }
    return Prose.join(
        Prose.strong("No database was asked, so findings are “observed” and no plan was read."),
        Prose.pieces(
            " Pass `--replica` with the address of a standby: it is only read. Indexes, plans and wide columns are then"
                + " checked too."));
  }

  private List<Action> actions() {
    List<Finding> first = first();
    double largest = first.stream().mapToDouble(f -> f.impact().savedMs()).max().orElse(0);
    List<Action> actions = new ArrayList<>();
    for (Finding finding : first) {
      List<Link> covers = covered(first, actions.size()).stream().map(f -> instead(f)).toList();
      actions.add(action(actions.size(), finding, largest, covers));
    }
    return actions;
  }

  private Link instead(Finding finding) {
    String text = Prose.named(Sayings.action(finding), finding.tables());
    return new Link(
        Prose.join(Prose.pieces(text), Prose.pieces(", " + shell.saves(finding))),
        shell.links().to("findings", finding.id()));
  }

  private Action action(int before, Finding finding, double largest, List<Link> covers) {
    String what = Sayings.action(finding);
    Link title =
        new Link(
            Prose.pieces(Prose.named(what, finding.tables())),
            shell.links().to("findings", finding.id()));
    List<Piece> seen = what.equals(finding.title()) ? List.of() : shell.title(finding);
    return new Action(
        before + 1,
        title,
        Sayings.where(finding),
        seen,
        finding.confidence().word(),
        Effort.of(finding, review.indexes()),
        shell.saves(finding),
        Svg.share(finding.impact().savedMs(), largest),
        covers);
  }

  /** The place of an earlier change that leaves this one little to save, or −1. */
  private int coveredBy(List<Finding> earlier, Finding finding) {
    int same = 0;
    while (same < earlier.size() && !isOfOneStatement(earlier.get(same), finding)) {
      same++;
    }
    if (same == earlier.size() || finding.impact().savedMs() <= 0) {
      return -1;
    }
    List<Finding> with = new ArrayList<>(earlier);
    with.add(finding);
    double more = Savings.together(review, with) - Savings.together(review, earlier);
    return more > 0.1 * finding.impact().savedMs() ? -1 : same;
  }

  private static boolean isOfOneStatement(Finding one, Finding other) {
    return one.statements().stream().anyMatch(other.statements()::contains);
  }

  private List<Check> checks() {
    Map<String, List<Finding>> byKind =
        review.findings().stream()
            .collect(
                Collectors.groupingBy(Finding::detector, LinkedHashMap::new, Collectors.toList()));
    List<Check> checks = new ArrayList<>();
    byKind.forEach(
        (detector, findings) -> {
          String href =
              shell.isSite() ? "/findings?detector=" + detector : shell.links().to("findings");
          String more = ": " + Words.count(findings.size(), "finding");
          checks.add(
              new Check("bad", Prose.pieces(shell.kind(detector)), href, Prose.pieces(more)));
        });
    for (Review.NotChecked item : review.notChecked()) {
      checks.add(unknown(Shell.words(Sayings.what(item)) + " not checked:", item));
    }
    for (Review.NotChecked item : Sayings.limits(review)) {
      checks.add(unknown(item.what() + ":", item));
    }
    return checks;
  }

  static Check unknown(String what, Review.NotChecked item) {
    return new Check(
        "unk", Prose.pieces(Shell.capital(what)), "", Prose.pieces(" " + item.reason()));
  }

  private long notRun() {
    return shell.detectors().keySet().stream()
        .filter(id -> review.notChecked().stream().anyMatch(n -> n.isOf(id)))
        .count();
  }

  private List<Check> clean() {
    return shell.detectors().values().stream()
        .map(Described::info)
        .filter(info -> review.findings().stream().noneMatch(f -> f.detector().equals(info.id())))
        .filter(info -> review.notChecked().stream().noneMatch(n -> n.isOf(info.id())))
        .map(
            info ->
                new Check(
                    "ok", Prose.pieces(info.title()), shell.detectorLink(info.id()), List.of()))
        .toList();
  }

  private String checked() {
    if (shell.detectors().isEmpty()) {
      return "";
    }
    long found = review.findings().stream().map(Finding::detector).distinct().count();
    List<String> parts = new ArrayList<>();
    parts.add(found + " with findings");
    if (notRun() > 0) {
      parts.add(notRun() + " not or not always able to check");
    }
    parts.add(clean().size() + " clean");
    return Words.count(shell.detectors().size(), "detector") + ": " + String.join(", ", parts);
  }
}
