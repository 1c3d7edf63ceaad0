package dev.ectoscope.report;

import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Part;
import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The page of one statement: its SQL, its latency, where its time goes, who calls it. */
final class StatementView {

  private final Shell shell;
  private final Review review;

  StatementView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  Pages.StatementPage page(StatementRow row) {
    return new Pages.StatementPage(
        shell.frame(
            title(row), "statement", Links.anchor("statements", row.fingerprint()), "statements"),
        shell.links().to("statements"),
        row.fingerprint(),
        Prose.pieces(title(row)),
        findings(row),
        Words.count(row.callSites().size(), "call site"),
        stats(row),
        Links.anchor("sql", row.fingerprint()),
        CodeText.sql(SqlLines.of(row.sql())),
        row.histogram().isEmpty() ? null : LatencyChart.of(row),
        shell.total(Words.count(row.calls(), "call")),
        "Where " + Words.duration(mean(row, row.dbMs() + row.queueMs() + row.decodeMs())) + " go",
        parts(row),
        consequence(row),
        sites(row));
  }

  private List<Link> findings(StatementRow row) {
    return review.findings().stream()
        .filter(f -> f.statements().contains(row.fingerprint()))
        .map(this::findingLink)
        .toList();
  }

  private Link findingLink(Finding f) {
    String kind = Shell.capital(Shell.words(f.detector())) + ": ";
    return new Link(
        Prose.join(Prose.pieces(kind), shell.title(f)), shell.links().to("findings", f.id()));
  }

  private static String title(StatementRow row) {
    return row.title().isEmpty() ? "Statement `" + row.fingerprint() + "`" : row.title();
  }

  private static double mean(StatementRow row, double ms) {
    return row.calls() > 0 ? ms / row.calls() : 0;
  }

  private List<Stat> stats(StatementRow row) {
    double time = row.dbMs() + row.queueMs();
    String errors =
        row.errors() > 0 ? shell.total(Words.count(row.errors(), "error")) : "no errors";
    String percentiles =
        Words.millis(row.p95Ms()) + " / " + Words.millis(row.p99Ms()) + Words.NBSP + "ms";
    List<Stat> stats = new ArrayList<>();
    Collections.addAll(
        stats,
        Shell.stat("Calls", shell.total(Words.count(row.calls())), errors),
        Shell.stat(
            "Time in this log",
            Words.atLeast(time),
            Words.percent(shell.share(time)) + " of all database time"),
        Shell.stat(
            "Mean", Words.duration(mean(row, row.dbMs())), "median " + Words.duration(row.p50Ms())),
        Shell.stat("p95 / p99", percentiles, "highest " + Words.duration(row.maxMs())));
    if (row.pgss() != null) {
      stats.add(ServerWords.stat(row.pgss()));
    }
    return stats;
  }

  private static List<Part> parts(StatementRow row) {
    double all = row.dbMs() + row.queueMs() + row.decodeMs();
    List<Part> parts = new ArrayList<>();
    if (all <= 0) {
      return parts;
    }
    double[] times = {row.queueMs(), row.dbMs(), row.decodeMs()};
    String[] names = {"Waiting for a connection", "PostgreSQL and the way there", "Decode"};
    String[] styles = {"f-queue", "f-db", "f-decode"};
    double x = 0;
    for (int i = 0; i < times.length; i++) {
      double share = times[i] / all;
      parts.add(
          new Part(
              names[i],
              styles[i],
              Svg.percent(100 * x),
              Svg.percent(100 * share),
              Words.millis(mean(row, times[i])),
              Words.percent(share)));
      x += share;
    }
    return parts;
  }

  private static String consequence(StatementRow row) {
    double all = row.dbMs() + row.queueMs() + row.decodeMs();
    if (all > 0 && row.queueMs() / all > 0.5) {
      return Words.percent(row.queueMs() / all)
          + " is waiting. A faster query would help little; fewer queries, or more connections, would.";
    }
    if (row.calls() > 0 && mean(row, row.dbMs()) < 1) {
      return "Below a millisecond much of it is the way there and back. Fewer of these queries save more than faster"
          + " ones.";
    }
    return "";
  }

  private List<Pages.SiteLine> sites(StatementRow row) {
    long calls = Math.max(1, row.calls());
    return row.callSites().stream()
        .map(
            s ->
                new Pages.SiteLine(
                    s.function(),
                    shell.place(s.file(), s.line()),
                    shell.total(Words.count(s.calls())),
                    Words.percent((double) s.calls() / calls),
                    s.units() > 0 ? Words.amount((double) s.calls() / s.units()) : "–",
                    s.dbMs() > 0 ? Words.millis(s.dbMs() / s.calls()) : "–"))
        .toList();
  }
}
