package dev.ectoscope.report;

import dev.ectoscope.detector.Family;
import dev.ectoscope.report.Pages.Chip;
import dev.ectoscope.report.Pages.FindingRow;
import dev.ectoscope.report.Pages.Option;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The list of findings with its filters, and what was dismissed. */
final class FindingsView {

  /** Dismissals that are not folded away. */
  private static final int SHOWN = 15;

  /** Findings that are all shown at once. */
  private static final int UNFOLDED = 25;

  private final Shell shell;
  private final Review review;

  FindingsView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  Pages.FindingsPage page(FindingFilter filter) {
    List<Finding> shown = review.findings().stream().filter(f -> filter.accepts(f, shell)).toList();
    double largest =
        review.findings().stream().mapToDouble(f -> f.impact().savedMs()).max().orElse(0);
    return new Pages.FindingsPage(
        shell.frame("Findings", "findings", "findings", "findings"),
        lede(),
        shell.isSite() ? "/findings" : "",
        filter.q(),
        filter.severity(),
        kinds(filter),
        confidences(filter),
        files(filter),
        chips(filter),
        families(filter),
        filter.family(),
        groups(shown, largest, filter),
        shown.size() + " of " + review.findings().size(),
        noneTitle(filter),
        none(filter),
        filter.isAll(),
        dismissed(0, SHOWN),
        dismissed(SHOWN, review.dismissed().size()));
  }

  private List<Piece> lede() {
    if (review.findings().isEmpty()) {
      return Prose.pieces(
          "None in " + shell.total(Words.count(review.totals().queries(), "query")) + ".");
    }
    double saved = Savings.together(review, review.findings());
    List<Piece> worth =
        saved > 0
            ? Prose.join(
                Prose.pieces(", worth "),
                Prose.strong(shell.total(Words.duration(saved)) + " of database time in this log"))
            : List.of();
    int dismissed = review.dismissed().size();
    String rest =
        dismissed == 0
            ? "."
            : ". "
                + Words.count(dismissed, "suspicion")
                + (dismissed == 1 ? " was" : " were")
                + " looked at and dismissed.";
    return Prose.join(
        Prose.pieces(Words.count(review.findings().size(), "finding")), worth, Prose.pieces(rest));
  }

  private String noneTitle(FindingFilter filter) {
    if (filter.isAll() || review.findings().isEmpty()) {
      return "No findings in " + shell.total(Words.count(review.totals().queries(), "query"));
    }
    return filter.q().isEmpty()
        ? "No finding fits this filter"
        : "No finding matches “" + filter.q() + "”";
  }

  private String none(FindingFilter filter) {
    int n = review.findings().size();
    if (filter.isAll() || n == 0) {
      return shell.detectors().isEmpty()
          ? ""
          : Words.count(shell.detectors().size(), "detector") + " ran.";
    }
    String who = n == 1 ? "The one finding does not " : "The " + n + " findings do not ";
    return who + (filter.onlyWords() ? "mention it." : "fit it.");
  }

  private List<Option> kinds(FindingFilter filter) {
    return options("All kinds", filter.detector(), Finding::detector, Shell::name);
  }

  private List<Option> confidences(FindingFilter filter) {
    List<Option> options = new ArrayList<>();
    options.add(new Option("", "Any confidence", filter.confidence().isEmpty()));
    for (Confidence confidence : Confidence.values()) {
      String word = confidence.word();
      options.add(new Option(word, Shell.capital(word), filter.confidence().equals(word)));
    }
    return options;
  }

  private List<Option> files(FindingFilter filter) {
    return options("All files", filter.file(), FindingFilter::fileOf, Function.identity());
  }

  private List<Option> options(
      String all, String chosen, Function<Finding, String> value, Function<String, String> text) {
    List<Option> options = new ArrayList<>();
    options.add(new Option("", all, chosen.isEmpty()));
    review.findings().stream()
        .map(value)
        .filter(v -> !v.isEmpty())
        .distinct()
        .sorted()
        .forEach(
            v -> {
              long n = review.findings().stream().filter(f -> value.apply(f).equals(v)).count();
              String label = Prose.plain(text.apply(v)) + " (" + n + ")";
              options.add(new Option(v, label, chosen.equals(v)));
            });
    return options;
  }

  private List<Chip> chips(FindingFilter filter) {
    List<Chip> chips = new ArrayList<>();
    String all = Words.count(review.findings().size());
    chips.add(new Chip("All", all, filter.withSeverity("").address(), filter.severity().isEmpty()));
    for (Severity severity : Severity.values()) {
      String word = severity.word();
      long n = review.findings().stream().filter(f -> f.severity() == severity).count();
      chips.add(
          new Chip(
              Shell.capital(word),
              Words.count(n),
              filter.withSeverity(word).address(),
              filter.severity().equals(word)));
    }
    return chips;
  }

  private List<Chip> families(FindingFilter filter) {
    List<Chip> chips = new ArrayList<>();
    chips.add(
        new Chip("All kinds", "", filter.withFamily("").address(), filter.family().isEmpty()));
    for (Family family : Family.values()) {
      String word = family.word();
      long n = review.findings().stream().filter(f -> shell.family(f.detector()) == family).count();
      chips.add(
          new Chip(
              family.title(),
              Words.count(n),
              filter.withFamily(word).address(),
              filter.family().equals(word)));
    }
    return chips;
  }

  /** By severity; without a filter the long tail of what matters little is folded. */
  private List<Pages.FindingGroup> groups(
      List<Finding> shown, double largest, FindingFilter filter) {
    List<Pages.FindingGroup> groups = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      List<Finding> of = shown.stream().filter(f -> f.severity() == severity).toList();
      if (of.isEmpty()) {
        continue;
      }
      double saved = Savings.together(review, of);
      boolean few = shown.size() <= UNFOLDED || !filter.isAll();
      groups.add(
          new Pages.FindingGroup(
              severity.word(),
              Shell.capital(severity.word()),
              Words.count(of.size(), "finding")
                  + (saved > 0 ? ", " + shell.total(Words.duration(saved)) + " together" : ""),
              few || severity.atLeast(Severity.MEDIUM),
              of.stream().map(f -> row(f, largest)).toList()));
    }
    return groups;
  }

  FindingRow row(Finding finding, double largest) {
    String function = Sayings.function(finding);
    String where = Sayings.where(finding);
    return new FindingRow(
        finding.severity().word(),
        Shell.capital(finding.severity().word()),
        shell.link(finding),
        where.equals(function) ? "" : function,
        where,
        shell.saves(finding),
        Svg.share(finding.impact().savedMs(), largest),
        finding.confidence().word(),
        shell.total(Words.count(finding.occurrences())));
  }

  private List<Pages.DismissedRow> dismissed(int from, int to) {
    return review.dismissed().stream()
        .limit(to)
        .skip(from)
        .map(
            d ->
                new Pages.DismissedRow(
                    Shell.name(d.detector()),
                    shell.detectorLink(d.detector()),
                    about(review, d),
                    Prose.pieces(d.reason())))
        .toList();
  }

  /** Where the suspicion was: the function that runs its statement, or the table. */
  static String about(Review review, Review.Dismissed dismissed) {
    return review.statements().stream()
        .filter(row -> dismissed.statements().contains(row.fingerprint()))
        .findFirst()
        .map(row -> row.callSites().isEmpty() ? row.table() : row.callSites().get(0).function())
        .orElse("");
  }
}
