package dev.ectoscope.report;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Review.InputFile;
import dev.ectoscope.review.Review.NotChecked;
import dev.ectoscope.review.Review.Totals;
import dev.ectoscope.review.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The review as text for a terminal. Plain when colour is off; paths stand whole, so that a
 * terminal links them.
 */
public final class ConsoleReport {

  private static final int TOP = 6;
  private static final int UNSEEN = 5;
  private static final int FILES = 5;
  private static final int WIDE = 120;
  private static final int INDENT = 27;
  private static final int TITLE_COLUMN = 52;

  private final int detectors;

  /** A report by this number of detectors, 0 when unknown. */
  public ConsoleReport(int detectors) {
    this.detectors = detectors;
  }

  /**
   * @param width columns of the terminal
   * @param all all findings instead of the first six
   */
  public String render(Review review, int width, boolean colour, boolean all) {
    return new Page(review, Math.max(width, 60), colour, all).text();
  }

  /** One finding on one line: how bad, what, where, and its names. */
  public static String line(Finding finding) {
    String where = Sayings.where(finding);
    return Prose.printable(
        finding.severity().word()
            + "  "
            + Prose.plain(finding.title())
            + (where.isEmpty() ? "" : "  " + where)
            + "  ("
            + finding.detector()
            + ", "
            + finding.id()
            + ")");
  }

  /** One rendering. */
  private final class Page {
    private final Review review;
    private final int width;
    private final boolean all;
    private final Ink ink;
    private final StringBuilder out = new StringBuilder();

    Page(Review review, int width, boolean colour, boolean all) {
      this.review = review;
      this.width = width;
      this.all = all;
      this.ink = new Ink(colour);
    }

    String text() {
      header();
      totals();
      if (review.findings().isEmpty()) {
        nothing();
      } else {
        findings();
      }
      server();
      notChecked();
      footer();
      return ink.printable(out.toString().replace(Words.NBSP, ' '));
    }

    private void header() {
      StringBuilder line = new StringBuilder(inputNames());
      line.append(", ").append(Words.bytes(bytes()));
      if (review.totals().spanMs() > 0) {
        line.append(", ").append(Words.duration(review.totals().spanMs()));
      }
      if (!subject().isEmpty()) {
        line.append(" of ").append(subject());
      }
      line(ink.bold("Ectoscope") + " " + line);
      line("");
    }

    private void totals() {
      Totals t = review.totals();
      List<String> first = new ArrayList<>();
      first.add(
          number(
              Sayings.total(review, Words.count(t.queries())), Words.plural(t.queries(), "query")));
      if (t.units() > 0) {
        first.add(
            number(
                Sayings.total(review, Words.count(t.units())),
                UnitWords.plural(t.units(), UnitWords.kind(t))));
      }
      first.add(
          number(
              Sayings.total(review, Words.count(t.statements())),
              Words.plural(t.statements(), "statement")));
      List<String> second =
          List.of(
              number(Sayings.total(review, Words.duration(t.dbMs())), "database"),
              number(Sayings.total(review, Words.duration(t.queueMs())), "queue"),
              number(
                  Sayings.total(review, Words.count(t.error())), Words.plural(t.error(), "error")));
      String gap = "   ";
      if (width >= WIDE) {
        line("  " + String.join(gap, first) + gap + String.join(gap, second));
      } else {
        line("  " + String.join(gap, first));
        line("  " + String.join(gap, second));
      }
      line("");
    }

    private String number(String value, String what) {
      return ink.bold(value) + " " + what;
    }

    private void findings() {
      String head =
          "          SAVES  SURE      "
              + (width >= WIDE ? pad("WHAT", TITLE_COLUMN) + "  WHERE" : "WHAT AND WHERE");
      line(ink.dim(head));
      int shown = all ? review.findings().size() : Math.min(TOP, review.findings().size());
      review.findings().subList(0, shown).forEach(this::finding);
      List<Finding> rest = review.findings().subList(shown, review.findings().size());
      if (!rest.isEmpty()) {
        double saved = Savings.together(review, rest);
        String command = ink.dim("ectoscope analyze --all, or --format html");
        line(
            "  "
                + padLeft(saved > 0 ? Sayings.total(review, Words.duration(saved)) : "", 13)
                + "  "
                + rest.size()
                + " more: "
                + command);
        line("");
      }
    }

    private void finding(Finding finding) {
      String saves = Sayings.saves(finding, review);
      String lead =
          "  "
              + ink.severity(finding.severity(), pad(bars(finding.severity()), 3))
              + " ".repeat(Math.max(1, 10 - saves.length()))
              + ink.bold(saves)
              + "  "
              + pad(finding.confidence().word(), 8)
              + "  ";
      String title = Prose.plain(finding.title());
      String where = Sayings.where(finding);
      boolean room = INDENT + TITLE_COLUMN + 2 + where.length() <= width;
      boolean beside = width >= WIDE && title.length() <= TITLE_COLUMN && room;
      List<String> lines = wrap(title, width - INDENT);
      line(
          lead
              + ink.bold(lines.get(0))
              + (beside ? " ".repeat(TITLE_COLUMN - title.length() + 2) + path(where) : ""));
      lines.stream().skip(1).forEach(more -> line(indent() + ink.bold(more)));
      if (!beside && !where.isEmpty()) {
        line(indent() + path(where));
      }
      fix(Prose.plain(Sayings.fix(finding, review)));
      finding.related().stream().limit(1).forEach(this::related);
      line("");
    }

    private void related(Finding.Related other) {
      String when =
          switch (other.order()) {
            case "first" -> "before it: ";
            case "after" -> "then: ";
            default -> "with it: ";
          };
      String title =
          review.findings().stream()
              .filter(f -> f.id().equals(other.id()))
              .findFirst()
              .map(f -> Prose.plain(f.title()))
              .orElse(other.id());
      List<String> lines = wrap(when + title + " (" + other.text() + ")", width - INDENT);
      lines.forEach(text -> line(indent() + text));
    }

    private void fix(String summary) {
      if (summary.isEmpty()) {
        return;
      }
      List<String> lines = wrap(summary, width - INDENT - 4);
      line(indent() + ink.green("fix") + " " + lines.get(0));
      lines.stream().skip(1).forEach(more -> line(indent() + "    " + more));
    }

    private String path(String where) {
      int more = where.indexOf(" +");
      return more < 0
          ? ink.path(where)
          : ink.path(where.substring(0, more)) + where.substring(more);
    }

    private void nothing() {
      StringBuilder words =
          new StringBuilder(
              "No findings in "
                  + Sayings.total(review, Words.count(review.totals().queries(), "query"))
                  + ".");
      if (detectors > 0) {
        words.append(" ").append(Words.count(detectors, "detector")).append(" ran; ");
        words.append(Words.count(review.dismissed().size(), "suspicion"));
        words.append(review.dismissed().size() == 1 ? " was" : " were").append(" dismissed.");
      }
      wrap(words.toString(), width - 2).forEach(text -> line("  " + text));
      line("");
    }

    private void server() {
      ServerWords.of(review)
          .ifPresent(
              server -> {
                line(ink.bold("  " + ServerWords.title(server)));
                String said = ServerWords.summary(server) + " " + ServerWords.rest(server);
                wrap(said.strip(), width - 4).forEach(text -> line("    " + text));
                ServerWords.unseen(server).limit(UNSEEN).forEach(this::unseen);
                for (String note : server.notes()) {
                  wrap(note, width - 6).forEach(text -> line("      " + ink.dim(text)));
                }
                line("");
              });
    }

    private void unseen(Review.UnseenRow row) {
      String lead =
          "    " + padLeft(Words.duration(row.totalMs()), 9) + padLeft(Words.count(row.calls()), 8);
      String text = row.summary().replaceAll("\\s+", " ");
      int room = Math.max(20, width - lead.length() - 2);
      line(lead + "  " + (text.length() <= room ? text : text.substring(0, room - 1) + "…"));
    }

    private void notChecked() {
      List<NotChecked> items = new ArrayList<>(review.notChecked());
      items.addAll(Sayings.limits(review));
      Sayings.unreadable(review).ifPresent(items::add);
      Sayings.unread(review).ifPresent(items::add);
      ServerWords.limits(review).ifPresent(items::add);
      if (items.isEmpty()) {
        return;
      }
      line(ink.bold("  Not checked"));
      int label =
          Math.min(24, items.stream().mapToInt(n -> Sayings.what(n).length()).max().orElse(0)) + 2;
      for (NotChecked item : items) {
        notChecked(Sayings.what(item), Prose.plain(item.reason()), label);
      }
      line("");
    }

    private void notChecked(String what, String reason, int label) {
      List<String> lines = wrap(reason, width - 4 - label);
      if (what.length() > label - 2) {
        line("    " + what);
        line("    " + " ".repeat(label) + lines.get(0));
      } else {
        line("    " + pad(what, label) + lines.get(0));
      }
      lines.stream().skip(1).forEach(more -> line("    " + " ".repeat(label) + more));
    }

    private void footer() {
      String counts = severityCounts();
      String dismissed = Words.count(review.dismissed().size(), "suspicion") + " dismissed. ";
      line("  " + (counts.isEmpty() ? "" : counts + "; " + dismissed) + read());
      line(
          ink.dim(
              "  Next: ectoscope analyze " + inputPaths() + " --format html --output report.html"));
    }

    private String read() {
      double ms = review.input().readMs();
      String took = ms > 0 ? " in " + Words.duration(ms) : "";
      return "Read " + Words.bytes(bytes()) + ", " + Words.count(lines(), "line") + took + ".";
    }

    private String severityCounts() {
      List<String> parts = new ArrayList<>();
      for (Severity severity : Severity.values()) {
        long n = review.findings().stream().filter(f -> f.severity() == severity).count();
        if (n > 0) {
          parts.add(ink.severity(severity, Words.count(n) + " " + severity.word()));
        }
      }
      return String.join(", ", parts);
    }

    private String subject() {
      return review.app();
    }

    private String inputNames() {
      List<InputFile> files = review.input().files();
      List<String> names = files.stream().map(f -> Sayings.fileName(f.path())).limit(3).toList();
      String joined = names.isEmpty() ? "no input" : String.join(", ", names);
      return files.size() > 3 ? joined + " and " + (files.size() - 3) + " more" : joined;
    }

    private String inputPaths() {
      List<InputFile> files = review.input().files();
      return files.stream()
              .limit(FILES)
              .map(f -> f.path().contains(" ") ? "'" + f.path() + "'" : f.path())
              .collect(Collectors.joining(" "))
          + (files.size() > FILES ? " …" : "");
    }

    private long bytes() {
      return review.input().files().stream().mapToLong(InputFile::bytes).sum();
    }

    private long lines() {
      return review.input().files().stream().mapToLong(InputFile::lines).sum();
    }

    private void line(String text) {
      out.append(text.stripTrailing()).append('\n');
    }

    private String indent() {
      return " ".repeat(INDENT);
    }
  }

  private static String bars(Severity severity) {
    return switch (severity) {
      case HIGH -> "!!!";
      case MEDIUM -> "!!";
      case LOW -> "!";
      case INFO -> "·";
    };
  }

  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String padLeft(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
