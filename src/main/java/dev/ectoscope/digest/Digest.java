package dev.ectoscope.digest;

import dev.ectoscope.report.Prose;
import dev.ectoscope.report.Sayings;
import dev.ectoscope.report.UnitWords;
import dev.ectoscope.report.Words;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A digest as data: what the text and the mail both say. Holds no parameters.
 *
 * @param subject the facts: "3 new, 1 worse, 1 fixed: MyApp"
 * @param lede where it comes from
 * @param numbers three figures with their comparison
 * @param next one action with its code, or null
 * @param fresh new findings, three at most
 * @param worse grown findings, three at most
 * @param fixed mended findings, three at most
 * @param open one sentence
 * @param notChecked what could not be checked
 */
public record Digest(
    String subject,
    String lede,
    List<Figure> numbers,
    @Nullable Action next,
    List<Row> fresh,
    List<Row> worse,
    List<Row> fixed,
    String open,
    List<String> notChecked) {

  private static final int MOST = 3;
  private static final String NO_TIME = "no time";

  /** A label, its value, and what it was. */
  public record Figure(String label, String value, String comparison) {}

  /** An imperative sentence and the code to paste. */
  public record Action(String sentence, String path, String code, String note) {}

  /**
   * A number, a title and a place.
   *
   * @param per what the number counts: "in this log", "each, 96 ×"
   */
  public record Row(String number, String per, String title, String place) {}

  /** This review against an earlier one, which may be null: then everything is new. */
  public static Digest of(Review now, @Nullable Review before) {
    Comparison c = Comparison.of(before == null ? nothing(now) : before, now);
    return new Digest(
        subject(c, now),
        lede(now),
        numbers(now, before),
        c.fresh().isEmpty() && c.worse().isEmpty() ? null : next(now),
        c.fresh().stream().limit(MOST).map(f -> row(saved(f, now), "in this log", f)).toList(),
        c.worse().stream().limit(MOST).map(f -> grown(f, now)).toList(),
        c.fixed().stream().limit(MOST).map(f -> row(givenBack(f), "in the log before", f)).toList(),
        open(c, now),
        notChecked(now, c));
  }

  private static Review nothing(Review now) {
    return new Review(
        now.schema(),
        now.app(),
        now.created(),
        now.input(),
        now.totals(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Review.Indexes.NONE,
        Review.Pool.NONE,
        null,
        null);
  }

  private static String subject(Comparison c, Review now) {
    String app = now.app().isEmpty() ? "your app" : now.app();
    if (c.isQuiet()) {
      return "All quiet: " + app;
    }
    List<String> facts = new ArrayList<>();
    add(facts, c.fresh().size(), "new");
    add(facts, c.worse().size(), "worse");
    add(facts, c.fixed().size(), "fixed");
    return String.join(", ", facts) + ": " + app;
  }

  private static void add(List<String> facts, int count, String word) {
    if (count > 0) {
      facts.add(count + " " + word);
    }
  }

  private static String lede(Review now) {
    return Words.bound(now.totals().atLeast(), Words.count(now.totals().queries(), "query"))
        + " in "
        + Words.bound(
            now.totals().atLeast(),
            UnitWords.count(now.totals().units(), UnitWords.kind(now.totals())))
        + ", read on "
        + now.created().substring(0, Math.min(10, now.created().length()));
  }

  private static List<Figure> numbers(Review now, @Nullable Review before) {
    return List.of(
        new Figure(
            "Database time",
            Words.bound(now.totals().atLeast(), Words.duration(now.totals().dbMs())),
            before == null
                ? "first digest"
                : trend(before.totals().dbMs(), now.totals().dbMs(), before, now)),
        new Figure(
            "Queue time",
            Words.bound(now.totals().atLeast(), Words.duration(now.totals().queueMs())),
            before == null
                ? "first digest"
                : "from "
                    + Words.bound(
                        before.totals().atLeast(), Words.duration(before.totals().queueMs()))),
        new Figure(
            "Errors",
            Words.bound(now.totals().atLeast(), Words.count(now.totals().error())),
            before == null
                ? "first digest"
                : "from "
                    + Words.bound(
                        before.totals().atLeast(), Words.count(before.totals().error()))));
  }

  /** How much more or less, where both figures are whole and there is something to compare with. */
  private static String trend(double was, double is, Review before, Review now) {
    if (was == 0 || before.totals().atLeast() || now.totals().atLeast()) {
      return "from " + Words.bound(before.totals().atLeast(), Words.duration(was));
    }
    double growth = 100 * (is - was) / was;
    double queries = before.totals().queries();
    double traffic = queries == 0 ? 0 : 100 * (now.totals().queries() - queries) / queries;
    return String.format(
        Locale.US,
        "%s %.0f %% at %+.0f %% queries",
        growth < 0 ? "▼" : "▲",
        Math.abs(growth),
        traffic);
  }

  private static Action next(Review now) {
    Finding first = now.findings().get(0);
    List<Finding.Code> fixes = first.recommendation().fixes();
    Finding.Code code =
        fixes.isEmpty() ? new Finding.Code("", "", "", "") : fixes.get(fixes.size() - 1);
    String saves =
        first.impact().savedMs() > 0 ? " Saves " + saved(first, now) + " in this log." : "";
    String sentence = Prose.plain(first.recommendation().summary());
    String what = sentence.isEmpty() ? Prose.plain(first.title()) : upper(sentence);
    return new Action(
        what + (what.endsWith(".") ? "" : ".") + saves,
        code.path(),
        code.code(),
        Prose.plain(code.note()));
  }

  private static String upper(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static Row grown(Comparison.Change change, Review now) {
    String costs = Words.duration(change.beforeMs()) + " → " + Words.duration(change.nowMs());
    String times = Words.bound(now.totals().atLeast(), Words.count(change.now().occurrences()));
    return row(costs, "each, " + times + " ×", change.now());
  }

  private static Row row(String number, String per, Finding finding) {
    return new Row(number, per, Prose.plain(finding.title()), place(finding));
  }

  private static String place(Finding finding) {
    String where = Sayings.where(finding);
    return where.isEmpty() ? Prose.printable(String.join(", ", finding.tables())) : where;
  }

  private static String givenBack(Finding finding) {
    return finding.impact().savedMs() > 0 ? "−" + saved(finding, null) : NO_TIME;
  }

  private static String saved(Finding finding, @Nullable Review of) {
    boolean lower = of != null && of.totals().atLeast();
    return finding.impact().savedMs() > 0
        ? Words.bound(lower, Words.duration(finding.impact().savedMs()))
        : NO_TIME;
  }

  private static String open(Comparison c, Review now) {
    if (c.open().isEmpty()) {
      return "";
    }
    double worth = c.open().stream().mapToDouble(f -> f.impact().savedMs()).sum();
    return Words.count(c.open().size(), "finding")
        + ", worth "
        + Words.bound(now.totals().atLeast(), Words.duration(worth))
        + ". The largest: "
        + Prose.plain(c.open().get(0).title())
        + ".";
  }

  private static List<String> notChecked(Review now, Comparison c) {
    List<String> lines = new ArrayList<>();
    now.notChecked().forEach(n -> lines.add(Prose.plain(n.what() + ": " + n.reason())));
    earlier(lines, c.unseen(), "statements did not run this time");
    earlier(lines, c.unchecked(), "not everything could be looked at this time (above)");
    earlier(lines, c.ignored(), "ignored since");
    return lines;
  }

  private static void earlier(List<String> lines, List<Finding> gone, String why) {
    if (!gone.isEmpty()) {
      lines.add(Words.count(gone.size(), "earlier finding") + ": " + why);
    }
  }
}
