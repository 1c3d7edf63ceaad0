package dev.ectoscope.digest;

import dev.ectoscope.report.ConsoleReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The digest as plain text, 72 columns. */
public final class DigestText {

  private static final int WIDTH = 72;

  /** Column at which a row's title begins. */
  private static final int TITLE = 23;

  private DigestText() {}

  public static String render(Digest digest) {
    StringBuilder text = new StringBuilder();
    text.append("Subject: ").append(digest.subject()).append("\n\n");
    text.append(wrap(digest.lede(), "")).append('\n');
    for (Digest.Figure figure : digest.numbers()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-16s %14s    %s\n",
              figure.label(),
              figure.value(),
              figure.comparison()));
    }
    if (digest.next() != null) {
      text.append("\nDO THIS NEXT\n").append(wrap(digest.next().sentence(), "  "));
      text.append(digest.next().path().isEmpty() ? "" : "\n  " + digest.next().path() + "\n");
      text.append(digest.next().code().isEmpty() ? "" : "\n" + digest.next().code().indent(6));
      text.append(digest.next().note().isEmpty() ? "" : wrap(digest.next().note(), "  "));
    }
    section(text, "NEW", digest.fresh());
    section(text, "WORSE", digest.worse());
    section(text, "FIXED", digest.fixed());
    if (!digest.open().isEmpty()) {
      text.append("\nSTILL OPEN\n").append(wrap(digest.open(), "  "));
    }
    if (!digest.notChecked().isEmpty()) {
      text.append("\nNOT CHECKED\n");
      digest.notChecked().forEach(line -> text.append(wrap(line, "  ")));
    }
    return text.append("\n--\nNo parameters are ever sent.\n").toString();
  }

  private static void section(StringBuilder text, String heading, List<Digest.Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    text.append('\n').append(heading).append('\n');
    for (Digest.Row row : rows) {
      List<String> title = ConsoleReport.wrap(row.title(), WIDTH - TITLE);
      text.append(row(row.number(), title.get(0)));
      title.stream().skip(1).forEach(more -> text.append(row("", more)));
      text.append(row(row.per(), row.place()));
    }
  }

  private static String row(String number, String what) {
    return String.format(Locale.ROOT, "  %18s   %s\n", number, what);
  }

  private static String wrap(String sentence, String indent) {
    return ConsoleReport.wrap(sentence, WIDTH - indent.length()).stream()
        .map(line -> indent + line + "\n")
        .collect(Collectors.joining());
  }
}
