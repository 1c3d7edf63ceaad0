package dev.ectoscope.report;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.report.Pages.Bars;
import dev.ectoscope.report.Pages.Frame;
import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.report.Pages.Tab;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.Finding;
import dev.ectoscope.review.Review.InputFile;
import dev.ectoscope.review.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Overview, list of findings, list of statements, detector and error pages of one review. */
final class PageViews {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final int FIRST = 5;

  private final Review review;
  private final Map<String, DetectorInfo> detectors;
  private final Links links;

  PageViews(Review review, Map<String, DetectorInfo> detectors, Links links) {
    this.review = review;
    this.detectors = detectors;
    this.links = links;
  }

  Links links() {
    return links;
  }

  Review review() {
    return review;
  }

  Map<String, DetectorInfo> detectors() {
    return detectors;
  }

  // ---- shared ----

  Frame frame(String title, String template, String anchor, String tab) {
    List<Tab> tabs =
        List.of(
            new Tab("Overview", "", links.to(""), tab.equals("overview")),
            new Tab(
                "Findings",
                Words.count(review.findings().size()),
                links.to("findings"),
                tab.equals("findings")),
            new Tab(
                "Statements",
                Words.count(review.statements().size()),
                links.to("statements"),
                tab.equals("statements")));
    String server = review.server() == null ? "" : review.server().description();
    return new Frame(
        Prose.plain(title),
        template,
        anchor,
        review.app(),
        links.to(""),
        tabs,
        stamp(review.created()),
        server,
        links == Links.SITE ? "/review.json" : "");
  }

  private static String stamp(String created) {
    try {
      return STAMP.format(Instant.parse(created));
    } catch (DateTimeParseException | NullPointerException e) {
      return created == null ? "" : created;
    }
  }

  double totalMs() {
    return review.totals().dbMs() + review.totals().queueMs();
  }

  double share(double ms) {
    return totalMs() > 0 ? ms / totalMs() : 0;
  }

  static Stat stat(String name, String value, String sub) {
    return new Stat(name, Prose.pieces(value), Prose.pieces(sub));
  }

  String kind(String detector) {
    DetectorInfo info = detectors.get(detector);
    return info == null ? capital(words(detector)) : info.title();
  }

  String saves(Finding finding) {
    return Sayings.saves(finding, review);
  }

  Link link(Finding finding) {
    return new Link(Prose.pieces(finding.title()), links.to("findings", finding.id()));
  }

  static String severity(Severity severity) {
    return severity.word();
  }

  static String word(Severity severity) {
    return capital(severity.word());
  }

  static String word(Confidence confidence) {
    return capital(confidence.word());
  }

  private static String words(String detector) {
    return detector.replace("plus-one", "+1").replace("-+1", "+1").replace('-', ' ');
  }

  static String capital(String text) {
    int first = text.startsWith("`") ? -1 : 0;
    return first < 0 || text.isEmpty()
        ? text
        : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  // ---- overview ----

  Pages.OverviewPage overview() {
    List<Finding> first = review.findings().stream().limit(FIRST).toList();
    double largest = first.stream().mapToDouble(f -> f.impact().savedMs()).max().orElse(0);
    List<Pages.Action> actions = new ArrayList<>();
    for (Finding finding : first) {
      actions.add(action(actions.size() + 1, finding, largest));
    }
    int count = review.findings().size();
    Link all =
        new Link(
            Prose.pieces(count == 1 ? "The finding" : "All " + count + " findings"),
            links.to("findings"));
    return new Pages.OverviewPage(
        frame("Overview", "overview", "overview", "overview"),
        verdict(),
        Prose.pieces(lede()),
        overviewStats(),
        actions,
        all,
        checks(),
        clean(),
        checked(),
        seen());
  }

  private double savedMs() {
    return Savings.together(review, review.findings());
  }

  private String verdict() {
    if (review.findings().isEmpty()) {
      return "No findings in " + total(Words.count(review.totals().queries(), "query"));
    }
    double share = share(savedMs());
    if (share < 0.001) {
      return Words.count(review.findings().size(), "finding") + ", none of them about time";
    }
    String owner = review.app().isEmpty() ? "the" : review.app() + "’s";
    String percent =
        share >= 0.095 ? Math.round(share * 100) + "" + Words.NBSP + "%" : Words.percent(share);
    return percent + " of " + owner + " database time can be given back";
  }

  private String total(String number) {
    return Sayings.total(review, number);
  }

  private String lede() {
    Review.Totals t = review.totals();
    String whom = review.app().isEmpty() ? "" : " for " + review.app();
    String span = t.spanMs() > 0 ? " in " + Words.duration(t.spanMs()) + " of log" : "";
    StringBuilder text = new StringBuilder();
    text.append("PostgreSQL worked ").append(Words.atLeast(t.dbMs())).append(whom).append(span);
    if (t.queueMs() > 0) {
      text.append(", and queries waited ")
          .append(Words.atLeast(t.queueMs()))
          .append(" for a connection");
    }
    text.append(". ");
    long saving =
        review.findings().stream().limit(FIRST).filter(f -> f.impact().savedMs() > 0).count();
    double saved = Savings.together(review, review.findings().stream().limit(FIRST).toList());
    if (saving > 0) {
      text.append(saving == 1 ? "One change below would save " : "The changes below would save ");
      text.append(Words.duration(saved)).append(".");
    } else if (!detectors.isEmpty() && review.findings().isEmpty()) {
      text.append(Words.count(detectors.size(), "detector")).append(" ran.");
    }
    return text.toString();
  }

  private List<Stat> overviewStats() {
    Review.Totals t = review.totals();
    List<Stat> stats = new ArrayList<>();
    stats.add(
        stat("Database time", Words.atLeast(t.dbMs()), total(Words.count(t.queries(), "query"))));
    if (t.units() > 0) {
      String each = Words.amount((double) t.queries() / t.units());
      stats.add(stat("Queries a request, mean", each, total(Words.count(t.units(), "request"))));
    } else {
      stats.add(
          stat(
              "Statements", Words.count(t.statements()), total(Words.count(t.queries(), "query"))));
    }
    String wait =
        totalMs() > 0 ? Words.percent(share(t.queueMs())) + " of all time" : "no time logged";
    stats.add(stat("Waiting for a connection", Words.atLeast(t.queueMs()), wait));
    stats.add(stat("Findings", Words.count(review.findings().size()), severities()));
    return stats;
  }

  private String severities() {
    List<String> parts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long n = count(severity);
      if (n > 0) {
        parts.add(n + " " + severity.word());
      }
    }
    return parts.isEmpty() ? "none" : String.join(" · ", parts);
  }

  private long count(Severity severity) {
    return review.findings().stream().filter(f -> f.severity() == severity).count();
  }

  private Pages.Action action(int rank, Finding finding, double largest) {
    String summary = finding.recommendation() == null ? "" : finding.recommendation().summary();
    Link title =
        new Link(
            Prose.pieces(summary.isEmpty() ? finding.title() : capital(summary)),
            links.to("findings", finding.id()));
    return new Pages.Action(
        rank,
        title,
        Sayings.where(finding),
        Prose.plain(finding.title()),
        finding.confidence().word(),
        word(finding.confidence()),
        saves(finding),
        Svg.share(finding.impact().savedMs(), largest));
  }

  private List<Pages.Check> checks() {
    List<Pages.Check> checks = new ArrayList<>();
    Map<String, List<Finding>> byKind =
        review.findings().stream()
            .collect(
                Collectors.groupingBy(
                    Finding::detector, java.util.LinkedHashMap::new, Collectors.toList()));
    byKind.forEach(
        (detector, findings) -> {
          String href =
              links == Links.SITE ? "/findings?detector=" + detector : links.to("findings");
          String more = ": " + Words.count(findings.size(), "finding");
          checks.add(
              new Pages.Check("bad", Prose.pieces(kind(detector)), href, Prose.pieces(more)));
        });
    List<Review.NotChecked> not = new ArrayList<>(review.notChecked());
    not.addAll(Sayings.limits(review));
    for (Review.NotChecked item : not) {
      checks.add(
          new Pages.Check(
              "unk",
              Prose.pieces(capital(item.what()) + " not checked:"),
              "",
              Prose.pieces(" " + item.reason())));
    }
    return checks;
  }

  private List<Pages.Check> clean() {
    return detectors.values().stream()
        .filter(info -> review.findings().stream().noneMatch(f -> f.detector().equals(info.id())))
        .map(
            info ->
                new Pages.Check(
                    "ok", Prose.pieces(info.title()), detectorLink(info.id()), List.of()))
        .toList();
  }

  String detectorLink(String id) {
    return detectors.containsKey(id) ? links.to("detectors", id) : "";
  }

  private String checked() {
    if (detectors.isEmpty()) {
      return "";
    }
    int clean = clean().size();
    return Words.count(detectors.size(), "detector")
        + ": "
        + (detectors.size() - clean)
        + " with findings, "
        + clean
        + " without";
  }

  private List<Pages.SeenRow> seen() {
    List<Pages.SeenRow> rows = new ArrayList<>();
    for (InputFile file : review.input().files()) {
      rows.add(seen(file));
    }
    Review.Server server = review.server();
    if (server != null) {
      String plans =
          Words.count(server.plansMeasured()) + " of " + Words.count(server.plansWanted(), "plan");
      double share =
          server.plansWanted() > 0 ? (double) server.plansMeasured() / server.plansWanted() : 0;
      String sent =
          Words.count(server.statementsSent(), "statement")
              + " sent, "
              + Words.duration(server.spentMs());
      String understood = server.plansWanted() > 0 ? Words.percent(share) : "–";
      rows.add(new Pages.SeenRow(server.description(), plans, understood, Prose.pieces(sent)));
    }
    return rows;
  }

  private static Pages.SeenRow seen(InputFile file) {
    String seen = Words.bytes(file.bytes()) + ", " + Words.count(file.lines(), "line");
    double share = file.headers() > 0 ? (double) file.understood() / file.headers() : 0;
    String lines =
        file.unread().stream()
            .limit(3)
            .map(u -> Words.count(u.line()) + " (" + u.reason() + ")")
            .collect(Collectors.joining(", "));
    long more = file.unread().size() - 3L;
    String missing =
        file.unread().isEmpty()
            ? "–"
            : "lines " + lines + (more > 0 ? " and " + more + " more" : "");
    String understood = file.headers() > 0 ? exact(share) : "–";
    return new Pages.SeenRow(file.path(), seen, understood, Prose.pieces(missing));
  }

  /** Never rounds up to 100 %. */
  private static String exact(double share) {
    return share < 1 && share > 0.9995 ? "99.9" + Words.NBSP + "%" : Words.percent(share);
  }

  // ---- findings ----

  Pages.FindingsPage findings(FindingFilter filter) {
    List<Finding> shown =
        review.findings().stream().filter(f -> filter.accepts(f, review)).toList();
    double largest =
        review.findings().stream().mapToDouble(f -> f.impact().savedMs()).max().orElse(0);
    List<Pages.FindingRow> rows = shown.stream().map(f -> findingRow(f, largest)).toList();
    return new Pages.FindingsPage(
        frame("Findings", "findings", "findings", "findings"),
        Prose.pieces(findingsLede()),
        links == Links.SITE ? "/findings" : "",
        filter.q(),
        filter.severity(),
        detectorOptions(filter),
        chips(filter),
        rows,
        Prose.pieces(noFindings(filter)),
        dismissed());
  }

  private String findingsLede() {
    if (review.findings().isEmpty()) {
      return "None in " + total(Words.count(review.totals().queries(), "query")) + ".";
    }
    double saved = savedMs();
    String worth =
        saved > 0 ? " worth " + Words.duration(saved) + " of database time in this log" : "";
    String count = Words.count(review.findings().size(), "finding") + worth + ".";
    int dismissed = review.dismissed().size();
    return dismissed == 0
        ? count
        : count
            + " "
            + Words.count(dismissed, "suspicion")
            + (dismissed == 1 ? " was" : " were")
            + " looked at and dismissed.";
  }

  private String noFindings(FindingFilter filter) {
    int n = review.findings().size();
    if (filter.isAll() || n == 0) {
      return "No findings in " + total(Words.count(review.totals().queries(), "query")) + ".";
    }
    String others = n == 1 ? "The one finding does" : "The " + n + " findings do";
    return "Nothing matches this filter. " + others + " not fit it.";
  }

  private List<Pages.Option> detectorOptions(FindingFilter filter) {
    List<Pages.Option> options = new ArrayList<>();
    options.add(new Pages.Option("", "All kinds", filter.detector().isEmpty()));
    review.findings().stream()
        .map(Finding::detector)
        .distinct()
        .sorted()
        .forEach(
            id -> {
              long n = review.findings().stream().filter(f -> f.detector().equals(id)).count();
              options.add(
                  new Pages.Option(
                      id, Prose.plain(kind(id)) + " (" + n + ")", filter.detector().equals(id)));
            });
    return options;
  }

  private List<Pages.Chip> chips(FindingFilter filter) {
    List<Pages.Chip> chips = new ArrayList<>();
    int all = review.findings().size();
    chips.add(
        new Pages.Chip("All", Words.count(all), filter.address(""), filter.severity().isEmpty()));
    for (Severity severity : Severity.values()) {
      String word = severity.word();
      chips.add(
          new Pages.Chip(
              word(severity),
              Words.count(count(severity)),
              filter.address(word),
              filter.severity().equals(word)));
    }
    return chips;
  }

  private Pages.FindingRow findingRow(Finding finding, double largest) {
    String function = finding.callSites().isEmpty() ? "" : finding.callSites().get(0).function();
    String where = Sayings.where(finding);
    boolean same = where.equals(function);
    return new Pages.FindingRow(
        severity(finding.severity()),
        word(finding.severity()),
        link(finding),
        same ? "" : function,
        where,
        saves(finding),
        Svg.share(finding.impact().savedMs(), largest),
        finding.confidence().word(),
        Words.count(finding.occurrences()));
  }

  private List<Pages.DismissedRow> dismissed() {
    return review.dismissed().stream()
        .map(
            d ->
                new Pages.DismissedRow(
                    kind(d.detector()), detectorLink(d.detector()), Prose.pieces(d.reason())))
        .toList();
  }

  // ---- statements ----

  Pages.StatementsPage statements(String q) {
    double largest =
        review.statements().stream().mapToDouble(s -> s.dbMs() + s.queueMs()).max().orElse(0);
    List<Pages.StatementLine> rows =
        review.statements().stream()
            .filter(row -> mentions(row, q))
            .map(row -> statementLine(row, largest))
            .toList();
    return new Pages.StatementsPage(
        frame("Statements", "statements", "statements", "statements"),
        Prose.pieces(statementsLede()),
        links == Links.SITE ? "/statements" : "",
        q,
        rows,
        Prose.pieces(q.isEmpty() ? "No statements." : "No statement mentions this."));
  }

  private static boolean mentions(Review.StatementRow row, String q) {
    String all =
        String.join(" ", row.fingerprint(), row.sql(), row.table())
            + row.callSites().stream()
                .map(s -> " " + s.function() + " " + s.file())
                .collect(Collectors.joining());
    return all.toLowerCase(Locale.ROOT).contains(q.strip().toLowerCase(Locale.ROOT));
  }

  private String statementsLede() {
    Review.Totals t = review.totals();
    String text =
        Words.count(review.statements().size(), "shape")
            + ", "
            + total(Words.count(t.queries(), "call"))
            + ".";
    double first =
        review.statements().stream().limit(10).mapToDouble(s -> s.dbMs() + s.queueMs()).sum();
    return review.statements().size() > 10 && totalMs() > 0
        ? text
            + " The first 10 hold "
            + Words.percent(Math.min(1, share(first)))
            + " of database time."
        : text;
  }

  private Pages.StatementLine statementLine(Review.StatementRow row, double largest) {
    String site = "";
    if (!row.callSites().isEmpty()) {
      int more = row.callSites().size() - 1;
      site = row.callSites().get(0).function() + (more > 0 ? " and " + more + " more" : "");
    }
    double time = row.dbMs() + row.queueMs();
    Bars bars = new Bars(Svg.share(row.dbMs(), largest), Svg.share(time, largest));
    Link finding =
        review.findings().stream()
            .filter(f -> f.statements().contains(row.fingerprint()))
            .findFirst()
            .map(
                f ->
                    new Link(
                        Prose.pieces(capital(words(f.detector()))), links.to("findings", f.id())))
            .orElse(null);
    return new Pages.StatementLine(
        links.to("statements", row.fingerprint()),
        CodeText.sql(summary(row)),
        site,
        row.fingerprint(),
        Words.count(row.calls()),
        Words.duration(time),
        bars,
        Words.percent(share(time)),
        Words.millis(row.p50Ms()),
        Words.millis(row.p95Ms()),
        row.errors() > 0 ? Words.count(row.errors(), "error") : "",
        finding);
  }

  private static String summary(Review.StatementRow row) {
    return row.summary() == null || row.summary().isEmpty() ? row.sql() : row.summary();
  }

  // ---- detector, error ----

  Pages.DetectorPage detector(DetectorInfo info) {
    List<Link> findings =
        review.findings().stream()
            .filter(f -> f.detector().equals(info.id()))
            .map(this::link)
            .toList();
    return new Pages.DetectorPage(
        frame(info.title(), "detector", Links.anchor("detectors", info.id()), ""),
        links.to(""),
        info.id(),
        info.title(),
        info.whyItMatters(),
        info.whenItIsFine(),
        String.join(", ", info.evidence()),
        box("bad-" + info.id(), "Causes it", info.bad()),
        box("good-" + info.id(), "Mends it", info.good()),
        info.references(),
        info.references().matches("https?://\\S+"),
        findings);
  }

  private static Pages.CodeBox box(String id, String label, String code) {
    return new Pages.CodeBox(
        Links.anchor("code", id), label, "Copy", false, CodeText.lines(code, "elixir", false));
  }

  Pages.ErrorPage error(String title, String text) {
    return new Pages.ErrorPage(frame(title, "error", "error", ""), title, Prose.pieces(text));
  }
}
