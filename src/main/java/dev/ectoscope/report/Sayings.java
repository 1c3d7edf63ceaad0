package dev.ectoscope.report;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.pool.PoolExhaustion;
import dev.ectoscope.detector.schema.Deadlock;
import dev.ectoscope.detector.schema.FailingQuery;
import dev.ectoscope.detector.schema.QueryTimeout;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.FindingSite;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.InputFile;
import dev.ectoscope.review.Review.NotChecked;
import dev.ectoscope.review.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What console, pages and digest say in the same words. */
public final class Sayings {

  private static final Set<String> FAILURES =
      Detector.ids(FailingQuery.class, QueryTimeout.class, Deadlock.class, PoolExhaustion.class);

  private static final int NAMED = 3;

  private Sayings() {}

  /**
   * Time given back, at most (≤) where nothing tells how much; of a finding without time, how often
   * it failed or was seen.
   */
  static String saves(Finding finding, Review review) {
    if (finding.impact().savedMs() > 0) {
      return total(review, Words.duration(finding.impact().savedMs()));
    }
    boolean unknown = finding.severity().atLeast(Severity.LOW) && finding.impact().dbMs() > 0;
    if (unknown && !fails(finding, review)) {
      String all = Words.duration(finding.impact().dbMs());
      return review.totals().atLeast() ? "of " + total(review, all) : "≤" + Words.NBSP + all;
    }
    if (finding.occurrences() <= 0) {
      return "–";
    }
    return total(review, Words.count(finding.occurrences()))
        + Words.NBSP
        + (fails(finding, review) ? "failed" : "×");
  }

  /** The change in one clause: what follows a semicolon is its price or condition. */
  static String action(Finding finding) {
    String summary = summary(finding);
    int end = summary.indexOf("; ");
    String clause = (end < 0 ? summary : summary.substring(0, end)).replaceFirst("\\.$", "");
    return clause.isEmpty() ? finding.title() : Shell.capital(clause);
  }

  /** What {@link #action} leaves out, as a sentence of its own, or "". */
  static String condition(Finding finding) {
    String summary = summary(finding);
    int end = summary.indexOf("; ");
    if (end < 0) {
      return "";
    }
    String rest = Shell.capital(summary.substring(end + 2).strip());
    return rest.endsWith(".") ? rest : rest + ".";
  }

  /** The change for a terminal; an index is told with its size instead of with a condition. */
  static String fix(Finding finding, Review review) {
    long bytes = Effort.indexBytes(finding.recommendation().fixes(), review.indexes());
    return bytes > 0 ? action(finding) + ", " + Words.bytes(bytes) : summary(finding);
  }

  private static String summary(Finding finding) {
    return finding.recommendation().summary().strip();
  }

  /** {@code 0.9 MB in 0.4 s}. */
  static String read(Review review) {
    long bytes = review.input().files().stream().mapToLong(InputFile::bytes).sum();
    double ms = review.input().readMs();
    return Words.bytes(bytes) + (ms > 0 ? " in " + Words.duration(ms) : "");
  }

  /** Whether the finding is about failures, and not only of a statement that failed as well. */
  static boolean fails(Finding finding, Review review) {
    return FAILURES.contains(finding.detector())
        && review.statements().stream()
            .anyMatch(row -> row.errors() > 0 && finding.statements().contains(row.fingerprint()));
  }

  /** {@code lib/a.ex:12 +2}, or the function when no file is printed, or "". */
  public static String where(Finding finding) {
    List<FindingSite> sites = sites(finding);
    if (sites.isEmpty()) {
      return finding.timeline() == null ? "" : finding.timeline().unit();
    }
    String more = sites.size() > 1 ? " +" + (sites.size() - 1) : "";
    return Prose.plain(place(sites.get(0))) + more;
  }

  /** The application's own call sites: a library's frame is no place to change anything. */
  static List<FindingSite> sites(Finding finding) {
    return finding.callSites().stream()
        .filter(
            site ->
                new CallSite(
                        site.function() == null ? "" : site.function(), site.file(), site.line())
                    .isApplication())
        .toList();
  }

  /** The function that holds the first of them, or "". */
  static String function(Finding finding) {
    return sites(finding).stream().findFirst().map(FindingSite::function).orElse("");
  }

  /** What was not checked, many detectors as a number. */
  static String what(NotChecked item) {
    int n = item.what().split(", ").length;
    boolean ids = item.what().matches("[a-z0-9-]+(, [a-z0-9-]+)*");
    return n > 2 && ids ? n + " detectors" : Prose.plain(item.what());
  }

  static String place(FindingSite site) {
    if (site.file() == null || site.file().isEmpty()) {
      return site.function() == null ? "" : site.function();
    }
    return place(site.file(), site.line());
  }

  static String place(String file, int line) {
    return line > 0 ? file + ":" + line : file;
  }

  static String fileName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  /** What of the inputs limits the review: other databases, what is known to be lost. */
  static List<NotChecked> limits(Review review) {
    List<NotChecked> limits = new ArrayList<>();
    for (InputFile file : review.input().files()) {
      boolean said =
          review.notChecked().stream().anyMatch(n -> n.reason().startsWith("not PostgreSQL"));
      if (!file.database().equals("postgresql") && !said) {
        limits.add(
            new NotChecked(
                "plans, indexes",
                fileName(file.path())
                    + " is not PostgreSQL ("
                    + file.database()
                    + "): no plans, no index advice"));
      }
      for (String reason : file.lowerBounds()) {
        limits.add(new NotChecked("counts are ≥", reason));
      }
    }
    return limits;
  }

  /** A count or duration as printed, with ≥ where the log is known to hold less than ran. */
  static String total(Review review, String number) {
    return Words.bound(review.totals().atLeast(), number);
  }

  /**
   * How many lines of a file were not understood, as far as is known: the list is cut after a
   * thousand entries, and one line may have several.
   */
  static long unread(InputFile file) {
    return Math.max(lines(file.unread()).count(), file.headers() - file.understood());
  }

  /** Each line once. */
  static Stream<Long> lines(List<Review.Unread> unread) {
    return unread.stream().map(Review.Unread::line).distinct();
  }

  /** The lines that were not understood, with the names of their files where there are several. */
  static Optional<NotChecked> unread(Review review) {
    List<InputFile> files = review.input().files().stream().filter(f -> !isUnreadable(f)).toList();
    long total = files.stream().mapToLong(Sayings::unread).sum();
    if (total == 0) {
      return Optional.empty();
    }
    List<String> named = new ArrayList<>();
    int left = NAMED;
    for (InputFile file : files) {
      List<String> lines = lines(file.unread()).limit(left).map(Words::count).toList();
      left -= lines.size();
      if (!lines.isEmpty()) {
        String name = files.size() > 1 ? fileName(file.path()) + " " : "";
        named.add(name + String.join(", ", lines));
      }
    }
    String rest = total > NAMED ? " and " + Words.count(total - NAMED) + " more" : "";
    return Optional.of(
        new NotChecked(
            Words.count(total, "line"), "not understood: " + String.join("; ", named) + rest));
  }

  /** The files beside others of which nothing could be read. */
  static Optional<NotChecked> unreadable(Review review) {
    List<InputFile> files = review.input().files().stream().filter(Sayings::isUnreadable).toList();
    if (files.isEmpty()) {
      return Optional.empty();
    }
    String rest = files.size() > 1 ? " (and " + Words.count(files.size() - 1) + " more)" : "";
    return Optional.of(
        new NotChecked(
            Words.count(files.size(), "file"),
            "not read: " + files.get(0).unread().get(0).reason() + rest));
  }

  private static boolean isUnreadable(InputFile file) {
    return file.lines() == 0 && file.unread().stream().anyMatch(unread -> unread.line() == 0);
  }
}
