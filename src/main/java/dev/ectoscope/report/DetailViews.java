package dev.ectoscope.report;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.report.Pages.Fact;
import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.Code;
import dev.ectoscope.review.Review.Finding;
import dev.ectoscope.review.Review.FindingSite;
import dev.ectoscope.review.Review.PlanRow;
import dev.ectoscope.review.Review.PlanView;
import dev.ectoscope.review.Review.StatementRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The pages of one finding and of one statement. */
final class DetailViews {

  private static final int DEEPEST = 8;

  private final PageViews views;
  private final Review review;
  private final Links links;

  DetailViews(PageViews views) {
    this.views = views;
    this.review = views.review();
    this.links = views.links();
  }

  // ---- finding ----

  Pages.FindingPage finding(Finding f) {
    List<FindingSite> sites = f.callSites();
    FindingSite first = sites.isEmpty() ? new FindingSite("", "", "", 0) : sites.get(0);
    String place = first.file() == null || first.file().isEmpty() ? "" : Sayings.place(first);
    String more = sites.size() > 1 ? "and " + (sites.size() - 1) + " more" : "";
    return new Pages.FindingPage(
        views.frame(f.title(), "finding", Links.anchor("findings", f.id()), "findings"),
        links.to("findings"),
        views.kind(f.detector()),
        Prose.pieces(f.title()),
        first.function() == null ? "" : first.function(),
        place,
        more,
        PageViews.severity(f.severity()),
        PageViews.word(f.severity()),
        f.confidence().word(),
        stats(f),
        summary(f),
        codes(f),
        f.timeline() == null ? null : TimelineChart.of(f.timeline()),
        f.plans().stream().map(DetailViews::plan).toList(),
        evidence(f),
        f.samples(),
        about(f),
        facts(f),
        related(f));
  }

  private static List<Prose.Piece> summary(Finding f) {
    return f.recommendation() == null
        ? List.of()
        : Prose.pieces(PageViews.capital(f.recommendation().summary()));
  }

  private List<Stat> stats(Finding f) {
    List<Stat> stats = new ArrayList<>();
    Review.Impact impact = f.impact();
    if (impact.savedMs() > 0) {
      String share = Words.percent(views.share(impact.savedMs())) + " of all database time";
      stats.add(PageViews.stat("Saves in this log", Words.duration(impact.savedMs()), share));
    } else {
      boolean fails = Sayings.fails(f, review);
      stats.add(
          PageViews.stat(
              fails ? "Failed" : "Saves in this log", views.saves(f), "no time to give back"));
    }
    String now = Words.percent(impact.share()) + " of all database time";
    stats.add(PageViews.stat("Takes now", Words.atLeast(impact.dbMs()), now));
    String each =
        f.occurrences() > 0 ? Words.duration(impact.dbMs() / f.occurrences()) + " each, mean" : "";
    stats.add(PageViews.stat("Seen", Words.count(f.occurrences()) + Words.NBSP + "×", each));
    if (f.units() > 0) {
      String per = Words.amount((double) f.occurrences() / f.units()) + " in each, mean";
      stats.add(PageViews.stat("Requests", Words.count(f.units()), per));
    } else {
      stats.add(
          PageViews.stat(
              "Statements", Words.count(f.statements().size()), String.join(", ", f.tables())));
    }
    return stats;
  }

  private static List<Pages.CodeBox> codes(Finding f) {
    List<Pages.CodeBox> boxes = new ArrayList<>();
    for (Code code : f.recommendation() == null ? List.<Code>of() : f.recommendation().fixes()) {
      boolean numbered = code.kind().equals("migration") && code.language().equals("elixir");
      String path = code.path() == null ? "" : code.path();
      String label = path.isEmpty() ? code.language().toUpperCase(Locale.ROOT) : path;
      boxes.add(
          new Pages.CodeBox(
              Links.anchor("code", f.id() + "-" + boxes.size()),
              label,
              "Copy " + noun(code),
              numbered,
              CodeText.lines(code.code(), code.language(), numbered)));
    }
    return boxes;
  }

  private static String noun(Code code) {
    if (code.language().equals("sql")) {
      return "SQL";
    }
    return code.kind().equals("query") ? "new code" : code.kind();
  }

  private static Pages.PlanTable plan(PlanView plan) {
    double largest = plan.rows().stream().mapToDouble(PlanRow::own).max().orElse(0);
    List<Pages.PlanStep> steps = new ArrayList<>();
    for (PlanRow row : plan.rows()) {
      steps.add(
          new Pages.PlanStep(
              "in" + Math.min(DEEPEST, Math.max(0, row.depth())),
              row.node(),
              Prose.pieces(row.detail()),
              Words.amount(row.rows()),
              plan.measured() ? Words.duration(row.own()) : Words.amount(row.own()),
              Svg.share(row.own(), largest),
              row.worst() && plan.rows().size() > 1));
    }
    String how =
        plan.measured()
            ? "measured " + Words.duration(plan.costOrMs())
            : "planned, not run; cost " + Words.amount(plan.costOrMs());
    return new Pages.PlanTable(plan.title(), how, plan.measured() ? "Own time" : "Own cost", steps);
  }

  private static List<Pages.EvidenceRow> evidence(Finding f) {
    List<Pages.EvidenceRow> rows = new ArrayList<>();
    for (boolean unsure : new boolean[] {false, true}) {
      f.evidence().stream()
          .filter(note -> note.kind().equals("not-verified") == unsure)
          .forEach(
              note ->
                  rows.add(
                      new Pages.EvidenceRow(
                          kindWord(note.kind()), unsure, Prose.pieces(note.text()))));
    }
    return rows;
  }

  private static String kindWord(String kind) {
    return PageViews.capital(kind.equals("what-if") ? kind : kind.replace('-', ' '));
  }

  private Pages.About about(Finding f) {
    DetectorInfo info = views.detectors().get(f.detector());
    return info == null
        ? null
        : new Pages.About(
            info.title(), views.detectorLink(info.id()), info.whyItMatters(), info.whenItIsFine());
  }

  private List<Fact> facts(Finding f) {
    List<Fact> facts = new ArrayList<>();
    if (!f.variant().isEmpty()) {
      facts.add(fact("Variant", f.variant()));
    }
    List<Link> statements = f.statements().stream().map(this::statementLink).toList();
    if (!statements.isEmpty()) {
      facts.add(
          new Fact(statements.size() == 1 ? "Statement" : "Statements", List.of(), statements));
    }
    if (!f.tables().isEmpty()) {
      String tables = f.tables().stream().map(t -> "`" + t + "`").collect(Collectors.joining(", "));
      facts.add(fact(f.tables().size() == 1 ? "Table" : "Tables", tables));
    }
    for (FindingSite site : f.callSites()) {
      facts.add(fact("Call site", "`" + Sayings.place(site) + "` " + site.function()));
    }
    facts.add(fact("Finding id", "`" + f.id() + "`"));
    return facts;
  }

  private static Fact fact(String name, String text) {
    return new Fact(name, Prose.pieces(text), List.of());
  }

  private Link statementLink(String fingerprint) {
    boolean known =
        review.statements().stream().anyMatch(row -> row.fingerprint().equals(fingerprint));
    return new Link(
        Prose.pieces("`" + fingerprint + "`"), known ? links.to("statements", fingerprint) : "");
  }

  private List<Link> related(Finding f) {
    return review.findings().stream()
        .filter(other -> !other.id().equals(f.id()))
        .filter(other -> other.tables().stream().anyMatch(f.tables()::contains))
        .limit(5)
        .map(views::link)
        .toList();
  }

  // ---- statement ----

  Pages.StatementPage statement(StatementRow row) {
    List<Link> findings =
        review.findings().stream()
            .filter(f -> f.statements().contains(row.fingerprint()))
            .map(views::link)
            .toList();
    LatencyChart latency = row.histogram().isEmpty() ? null : LatencyChart.of(row);
    return new Pages.StatementPage(
        views.frame(
            title(row), "statement", Links.anchor("statements", row.fingerprint()), "statements"),
        links.to("statements"),
        row.fingerprint(),
        Prose.pieces(title(row)),
        findings,
        Words.count(row.callSites().size(), "call site"),
        stats(row),
        Links.anchor("sql", row.fingerprint()),
        CodeText.sql(row.sql()),
        latency,
        sites(row));
  }

  private static String title(StatementRow row) {
    String sql = row.sql().strip().toUpperCase(Locale.ROOT);
    String table = row.table() == null || row.table().isEmpty() ? "" : "`" + row.table() + "`";
    String verb =
        sql.startsWith("INSERT")
            ? "Insert into"
            : sql.startsWith("UPDATE")
                ? "Update"
                : sql.startsWith("DELETE")
                    ? "Delete from"
                    : sql.startsWith("SELECT") || sql.startsWith("WITH") ? "Read" : "";
    return verb.isEmpty() || table.isEmpty()
        ? "Statement `" + row.fingerprint() + "`"
        : verb + " " + table;
  }

  private List<Stat> stats(StatementRow row) {
    double time = row.dbMs() + row.queueMs();
    String errors = row.errors() > 0 ? Words.count(row.errors(), "error") : "no errors";
    String queue = Words.atLeast(row.queueMs()) + " of it waiting";
    String percentiles =
        Words.millis(row.p95Ms()) + " / " + Words.millis(row.p99Ms()) + Words.NBSP + "ms";
    return List.of(
        PageViews.stat("Calls", Words.count(row.calls()), errors),
        PageViews.stat(
            "Time", Words.atLeast(time), Words.percent(views.share(time)) + " of all, " + queue),
        PageViews.stat("Median", Words.duration(row.p50Ms()), "without the wait"),
        PageViews.stat("p95 / p99", percentiles, "highest " + Words.duration(row.maxMs())));
  }

  private static List<Pages.SiteLine> sites(StatementRow row) {
    long calls = Math.max(1, row.calls());
    return row.callSites().stream()
        .map(
            s ->
                new Pages.SiteLine(
                    s.function(),
                    s.file().isEmpty() ? "" : Sayings.place(s.file(), s.line()),
                    Words.count(s.calls()),
                    Words.percent((double) s.calls() / calls)))
        .toList();
  }
}
