package dev.ectoscope.report;

import dev.ectoscope.report.CodeText.Line;
import dev.ectoscope.report.CodeText.Token;
import dev.ectoscope.report.Prose.Piece;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the templates read: one record per page, everything spelled. */
final class Pages {

  private Pages() {}

  public interface Page {
    Frame frame();
  }

  /**
   * What surrounds each page.
   *
   * @param template file of the page
   * @param anchor id of its section in a single file
   * @param span how much log it covers, or ""
   * @param read what was read in what time, or ""
   * @param json address of the review as JSON, or ""
   * @param theme light, dark, or "" as the system says
   * @param here address of this page on a site, "" in a single file
   */
  public record Frame(
      String title,
      String template,
      String anchor,
      String app,
      String home,
      List<Tab> tabs,
      String span,
      String created,
      String read,
      String server,
      String json,
      String theme,
      String here) {

    public String version() {
      return HtmlReport.VERSION;
    }
  }

  /**
   * @param key letter that follows g
   * @param style class of a tab that stands apart, or ""
   */
  public record Tab(
      String name, String count, String href, boolean current, String key, String style) {}

  /** A path with its line, and where it opens, or "". */
  public record Place(String text, String href) {
    static final Place NONE = new Place("", "");
  }

  public record Stat(String name, List<Piece> value, List<Piece> sub) {}

  public record Link(List<Piece> text, String href) {}

  /** A bar of a cell; the thin one is time spent waiting. */
  public record Bars(String thick, String thin) {}

  public record Action(
      int rank,
      Link title,
      String where,
      List<Piece> seen,
      String confidence,
      String effort,
      String saves,
      String bar,
      List<Link> covers) {}

  /** A line of Checks; kind is bad, unk, ok. */
  public record Check(String kind, List<Piece> what, String href, List<Piece> more) {}

  public record SeenRow(String source, String seen, String understood, List<Piece> notSeen) {}

  public record OverviewPage(
      Frame frame,
      String verdict,
      List<Piece> lede,
      List<Stat> stats,
      List<Piece> note,
      List<Action> actions,
      List<Link> all,
      List<Check> checks,
      List<Check> clean,
      String checked,
      List<SeenRow> seen,
      String input,
      @Nullable ServerCard server)
      implements Page {}

  public record Option(String value, String text, boolean selected) {}

  public record Chip(String name, String count, String href, boolean current) {}

  public record FindingRow(
      String severity,
      String severityWord,
      Link title,
      String function,
      String where,
      String saves,
      String bar,
      String confidence,
      String seen) {}

  /** Findings of one severity; what is not open is folded. */
  public record FindingGroup(
      String severity, String word, String says, boolean open, List<FindingRow> rows) {}

  public record DismissedRow(String detector, String href, String about, List<Piece> reason) {}

  public record FindingsPage(
      Frame frame,
      List<Piece> lede,
      String action,
      String q,
      String severity,
      List<Option> detectors,
      List<Option> confidences,
      List<Option> files,
      List<Chip> chips,
      List<Chip> families,
      String family,
      List<FindingGroup> groups,
      String shown,
      String noneTitle,
      String none,
      boolean whole,
      List<DismissedRow> dismissed,
      List<DismissedRow> moreDismissed)
      implements Page {}

  public record CodeBox(
      String id, String label, String copy, boolean numbered, List<Line> lines, List<Piece> note) {}

  public record EvidenceRow(String kind, boolean unsure, List<Piece> text) {}

  public record PlanStep(
      String indent,
      String node,
      List<Piece> detail,
      String rows,
      String own,
      String bar,
      boolean worst) {}

  /**
   * @param sure how sure a planned plan is, or ""
   */
  public record PlanTable(
      String title, String how, String ownName, List<PlanStep> steps, String sure) {}

  public record Fact(String name, List<Piece> text, List<Link> links, Place place) {}

  /** Another finding about the same table. */
  public record Related(Link link, String beneath) {}

  public record About(String title, String href, List<Piece> why, List<Piece> fine) {}

  public record FindingPage(
      Frame frame,
      String back,
      String kind,
      String previous,
      String next,
      String position,
      List<Piece> title,
      String function,
      Place place,
      String more,
      String severity,
      String severityWord,
      String confidence,
      List<Stat> stats,
      List<Piece> summary,
      List<Piece> condition,
      List<CodeBox> codes,
      @Nullable TimelineChart timeline,
      String oneUnit,
      List<PlanTable> plans,
      List<EvidenceRow> evidence,
      List<EvidenceRow> moreEvidence,
      List<List<Token>> samples,
      @Nullable About about,
      List<Fact> facts,
      List<Related> related)
      implements Page {}

  public record StatementLine(
      String href,
      List<Token> summary,
      String site,
      String fingerprint,
      String calls,
      String time,
      Bars bars,
      String share,
      String mean,
      String p95,
      String errors,
      @Nullable Link finding) {}

  public record StatementsPage(
      Frame frame,
      List<Piece> lede,
      String action,
      String q,
      List<Option> tables,
      List<Option> kinds,
      List<StatementLine> rows,
      String shown,
      String previous,
      String next,
      String none)
      implements Page {}

  public record SiteLine(
      String function, Place place, String calls, String share, String each, String mean) {}

  /** A share of a statement's time: a stretch of a bar and a row of its table. */
  public record Part(
      String name, String style, String x, String width, String millis, String share) {}

  public record StatementPage(
      Frame frame,
      String back,
      String fingerprint,
      List<Piece> title,
      List<Link> findings,
      String sites,
      List<Stat> stats,
      String copyId,
      List<Token> sql,
      @Nullable LatencyChart latency,
      String calls,
      String partsTitle,
      List<Part> parts,
      String consequence,
      List<SiteLine> callSites)
      implements Page {}

  public record DetectorPage(
      Frame frame,
      String back,
      String id,
      String title,
      List<Piece> why,
      List<Piece> fine,
      String evidence,
      CodeBox bad,
      CodeBox good,
      String reference,
      boolean link,
      List<Link> findings)
      implements Page {}

  /**
   * An index to create or drop.
   *
   * @param index {@code loan_rows (loan_id)}
   * @param says what it is for
   * @param cost planner's cost of a call now and after, or ""
   */
  public record IndexLine(
      String href,
      List<Token> index,
      List<Piece> says,
      String size,
      String cost,
      String saves,
      String bar,
      String confidence) {}

  public record IndexesPage(
      Frame frame,
      String title,
      List<Piece> lede,
      List<IndexLine> create,
      List<IndexLine> drop,
      @Nullable CodeBox sql,
      List<CodeBox> migrations,
      List<Piece> note,
      List<DismissedRow> refused)
      implements Page {}

  public record PoolSize(
      String size, String p50, String p95, String p99, String dropped, String use, boolean best) {}

  public record PoolCard(String name, List<Stat> stats, List<PoolSize> sizes, List<Piece> note) {}

  public record PoolPage(
      Frame frame, String title, List<Piece> lede, List<PoolCard> pools, List<FindingRow> findings)
      implements Page {}

  /** A file that was read. */
  public record FileCard(
      String path,
      List<Stat> stats,
      List<Piece> database,
      List<String> lowerBounds,
      List<UnreadRow> unread,
      List<UnreadRow> moreUnread,
      String unreadTitle) {}

  public record UnreadRow(String line, String reason) {}

  public record InputPage(
      Frame frame,
      String title,
      List<Piece> lede,
      List<FileCard> files,
      List<SeenRow> server,
      List<Check> limits)
      implements Page {}

  public record ErrorPage(Frame frame, String title, List<Piece> text) implements Page {}
}
