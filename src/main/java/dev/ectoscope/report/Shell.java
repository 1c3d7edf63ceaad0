package dev.ectoscope.report;

import dev.ectoscope.detector.Described;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Family;
import dev.ectoscope.report.Pages.Frame;
import dev.ectoscope.report.Pages.Link;
import dev.ectoscope.report.Pages.Place;
import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.report.Pages.Tab;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.review.Review;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What all pages of a review share: the frame around them, links, and words. */
record Shell(Review review, Map<String, Described> detectors, Links links, Reader reader) {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  boolean isSite() {
    return links == Links.SITE;
  }

  Frame frame(String title, String template, String anchor, String tab) {
    return new Frame(
        Prose.plain(title),
        template,
        anchor,
        review.app(),
        links.to(""),
        tabs(tab),
        span(),
        stamp(review.created()),
        read(),
        review.server() == null ? "" : review.server().description(),
        isSite() ? "/review.json" : "",
        reader.theme(),
        isSite() ? reader.here() : "");
  }

  private List<Tab> tabs(String current) {
    int indexes = review.indexes().create().size() + review.indexes().drop().size();
    return List.of(
        tab("Overview", "", "", current, "o", ""),
        tab("Findings", Words.count(review.findings().size()), "findings", current, "f", ""),
        tab("Statements", Words.count(review.statements().size()), "statements", current, "s", ""),
        tab("Indexes", Words.count(indexes), "indexes", current, "i", ""),
        tab("Pool", "", "pool", current, "p", ""),
        tab("Input", "", "input", current, "n", "second m-hide"));
  }

  private Tab tab(
      String name, String count, String page, String current, String key, String style) {
    String id = page.isEmpty() ? "overview" : page;
    return new Tab(name, count, links.to(page), current.equals(id), key, style);
  }

  private String span() {
    double span = review.totals().spanMs();
    return span > 0 ? Words.duration(span) + " of log" : "";
  }

  private String read() {
    return review.input().readMs() > 0 ? "Read " + Sayings.read(review) : "";
  }

  private static String stamp(String created) {
    try {
      return STAMP.format(Instant.parse(created));
    } catch (DateTimeParseException | NullPointerException e) {
      return created == null ? "" : created;
    }
  }

  /** A count of the whole log, marked as a lower bound where the log is known to hold less. */
  String total(String number) {
    return Sayings.total(review, number);
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

  /** The detector's title, or its id in words. */
  String kind(String detector) {
    return info(detector).map(DetectorInfo::title).orElseGet(() -> capital(words(detector)));
  }

  /** What the detector says of itself; empty in a review by a detector that is not known here. */
  Optional<DetectorInfo> info(String detector) {
    return Optional.ofNullable(detectors.get(detector)).map(Described::info);
  }

  /** What kind of thing it looks at; an unknown one looks at queries. */
  Family family(String detector) {
    Described known = detectors.get(detector);
    return known == null ? Family.QUERY : known.family();
  }

  /** The detector's id as people say it: N+1 query. */
  static String name(String detector) {
    return capital(words(detector));
  }

  static String words(String detector) {
    return detector
        .replace("-plus-one", "+1")
        .replace('-', ' ')
        .replace("over fetch", "over-fetch");
  }

  static String capital(String text) {
    return text.isEmpty() || text.startsWith("`")
        ? text
        : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  String saves(Finding finding) {
    return Sayings.saves(finding, review);
  }

  List<Piece> title(Finding finding) {
    return Prose.pieces(Prose.named(finding.title(), finding.tables()));
  }

  Link link(Finding finding) {
    return new Link(title(finding), links.to("findings", finding.id()));
  }

  String detectorLink(String id) {
    return detectors.containsKey(id) ? links.to("detectors", id) : "";
  }

  Place place(FindingSite site) {
    return place(site.file(), site.line());
  }

  Place place(String file, int line) {
    return file == null || file.isEmpty()
        ? Place.NONE
        : new Place(Sayings.place(file, line), reader.editor().to(file, line));
  }
}
