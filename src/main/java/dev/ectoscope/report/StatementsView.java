package dev.ectoscope.report;

import dev.ectoscope.report.Pages.Bars;
import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Option;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of statements, largest time first. */
final class StatementsView {

  /** Rows of one page of the site; a single file has them all. */
  private static final int PAGE = 100;

  private final Shell shell;
  private final Review review;

  StatementsView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  Pages.StatementsPage page(StatementFilter filter) {
    double largest =
        review.statements().stream().mapToDouble(s -> s.dbMs() + s.queueMs()).max().orElse(0);
    List<StatementRow> fit = review.statements().stream().filter(filter::accepts).toList();
    int from = shell.isSite() ? Math.min(filter.from(), fit.size()) : 0;
    int to = shell.isSite() ? Math.min(from + PAGE, fit.size()) : fit.size();
    return new Pages.StatementsPage(
        shell.frame("Statements", "statements", "statements", "statements"),
        lede(),
        shell.isSite() ? "/statements" : "",
        filter.q(),
        tables(filter),
        kinds(filter),
        fit.subList(from, to).stream().map(row -> line(row, largest)).toList(),
        (from == 0 ? "" : (from + 1) + "–") + to + " of " + fit.size(),
        from == 0 ? "" : filter.address(Math.max(0, from - PAGE)),
        to == fit.size() ? "" : filter.address(to),
        review.statements().isEmpty()
            ? "No statements"
            : filter.q().isEmpty()
                ? "No statement fits this filter"
                : "No statement mentions “" + filter.q() + "”");
  }

  private List<Option> tables(StatementFilter filter) {
    List<Option> options = new ArrayList<>();
    options.add(new Option("", "All tables", filter.table().isEmpty()));
    review.statements().stream()
        .map(StatementRow::table)
        .filter(table -> !table.isEmpty())
        .distinct()
        .sorted()
        .forEach(table -> options.add(new Option(table, table, filter.table().equals(table))));
    return options;
  }

  private static List<Option> kinds(StatementFilter filter) {
    return List.of(
        new Option("", "Reads and writes", filter.kind().isEmpty()),
        new Option("read", "Reads", filter.kind().equals("read")),
        new Option("write", "Writes", filter.kind().equals("write")));
  }

  private List<Piece> lede() {
    String counts =
        shell.total(Words.count(review.statements().size(), "shape"))
            + ", "
            + shell.total(Words.count(review.totals().queries(), "call"))
            + ".";
    double first =
        review.statements().stream().limit(10).mapToDouble(s -> s.dbMs() + s.queueMs()).sum();
    if (review.statements().size() <= 10 || shell.totalMs() <= 0) {
      return Prose.pieces(counts);
    }
    long without = review.statements().stream().limit(10).filter(s -> finding(s) == null).count();
    String each =
        without == 0
            ? ", and each of them has a finding."
            : ", and " + (10 - without) + " of them have a finding.";
    return Prose.join(
        Prose.pieces(counts + " The first 10 hold "),
        Prose.strong(Words.percent(Math.min(1, shell.share(first))) + " of database time"),
        Prose.pieces(each));
  }

  private @Nullable Link finding(StatementRow row) {
    return review.findings().stream()
        .filter(f -> f.statements().contains(row.fingerprint()))
        .findFirst()
        .map(
            f ->
                new Link(
                    Prose.pieces(Shell.capital(Shell.words(f.detector()))),
                    shell.links().to("findings", f.id())))
        .orElse(null);
  }

  private Pages.StatementLine line(StatementRow row, double largest) {
    String site = "";
    if (!row.callSites().isEmpty()) {
      int more = row.callSites().size() - 1;
      site = row.callSites().get(0).function() + (more > 0 ? " and " + more + " more" : "");
    }
    double time = row.dbMs() + row.queueMs();
    long calls = Math.max(1, row.calls());
    return new Pages.StatementLine(
        shell.links().to("statements", row.fingerprint()),
        CodeText.sql(summary(row)),
        site,
        row.fingerprint(),
        shell.total(Words.count(row.calls())),
        shell.total(Words.duration(time)),
        new Bars(Svg.share(row.dbMs(), largest), Svg.share(time, largest)),
        Words.percent(shell.share(time)),
        Words.millis(row.dbMs() / calls),
        Words.millis(row.p95Ms()),
        row.errors() > 0 ? Words.count(row.errors(), "error") : "",
        finding(row));
  }

  private static String summary(StatementRow row) {
    return row.summary() == null || row.summary().isEmpty() ? row.sql() : row.summary();
  }
}
