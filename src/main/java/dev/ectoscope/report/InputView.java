package dev.ectoscope.report;

import dev.ectoscope.report.Pages.Check;
import dev.ectoscope.report.Pages.FileCard;
import dev.ectoscope.report.Pages.Stat;
import dev.ectoscope.report.Pages.UnreadRow;
import dev.ectoscope.report.Prose.Piece;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.InputFile;
import dev.ectoscope.review.Review.NotChecked;
import dev.ectoscope.review.Review.Unread;
import java.util.ArrayList;
import java.util.List;

/** What was read, in which format, what of it was not understood, and what limits the review. */
final class InputView {

  /** Lines that are not folded away. */
  private static final int SHOWN = 10;

  /** Lines that are listed at all. */
  private static final int MOST = 500;

  private final Shell shell;
  private final Review review;

  InputView(Shell shell) {
    this.shell = shell;
    this.review = shell.review();
  }

  Pages.InputPage page() {
    List<InputFile> files = review.input().files();
    return new Pages.InputPage(
        shell.frame("Input", "input", "input", "input"),
        title(files),
        lede(),
        files.stream().map(this::card).toList(),
        SeenRows.ofServer(review),
        limits());
  }

  private static String title(List<InputFile> files) {
    long headers = files.stream().mapToLong(InputFile::headers).sum();
    long understood = files.stream().mapToLong(InputFile::understood).sum();
    if (headers == 0) {
      return files.isEmpty() ? "Nothing was read" : "No query was found";
    }
    if (headers == 1 && understood == 1) {
      return "The one query understood";
    }
    return headers == understood
        ? "All " + Words.count(headers, "query") + " understood"
        : Words.count(understood) + " of " + Words.count(headers, "query") + " understood";
  }

  private List<Piece> lede() {
    int n = review.input().files().size();
    double ms = review.totals().spanMs();
    String clock =
        ms > 0
            ? ". The log covers " + Words.duration(ms) + "."
            : ". No clock in the log tells how long it covers.";
    String at =
        review.totals().atLeast()
            ? " Counts and sums are lower bounds (≥): something is known to be missing."
            : "";
    return Prose.pieces(
        "Read " + Sayings.read(review) + " from " + Words.count(n, "file") + clock + at);
  }

  private FileCard card(InputFile file) {
    List<Stat> stats = new ArrayList<>();
    stats.add(Shell.stat("Format", file.format(), "as detected"));
    stats.add(Shell.stat("Read", Words.bytes(file.bytes()), Words.count(file.lines(), "line")));
    stats.add(
        Shell.stat(
            "Queries",
            Words.count(file.understood()),
            file.headers() == file.understood()
                ? "all that were found"
                : "of " + Words.count(file.headers()) + " found"));
    stats.add(Shell.stat("Database", databaseName(file.database()), "by the way it quotes names"));
    List<UnreadRow> unread = file.unread().stream().limit(MOST).map(InputView::unread).toList();
    return new FileCard(
        file.path(),
        stats,
        file.database().equals("postgresql")
            ? List.of()
            : Prose.join(
                Prose.strong("Not PostgreSQL: "),
                Prose.pieces(
                    "no plans, no index advice. Loops and failures are found all the same.")),
        file.lowerBounds(),
        unread.stream().limit(SHOWN).toList(),
        unread.stream().skip(SHOWN).toList(),
        Words.count(Sayings.unread(file), "line") + " not understood");
  }

  private static UnreadRow unread(Unread unread) {
    return new UnreadRow(unread.line() > 0 ? Words.count(unread.line()) : "–", unread.reason());
  }

  private static String databaseName(String database) {
    return switch (database) {
      case "postgresql" -> "PostgreSQL";
      case "mysql" -> "MySQL";
      case "tds" -> "SQL Server";
      case "sqlite" -> "SQLite";
      case "clickhouse" -> "ClickHouse";
      default -> database;
    };
  }

  private List<Check> limits() {
    List<NotChecked> items = new ArrayList<>(review.notChecked());
    ServerWords.limits(review).ifPresent(items::add);
    return items.stream()
        .map(item -> OverviewView.unknown(Shell.words(Sayings.what(item)) + " not checked:", item))
        .toList();
  }
}
