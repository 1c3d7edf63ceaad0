package dev.ectoscope.digest;

import java.util.List;

/** The digest as plain text, 72 columns. */
public final class DigestText {

  private static final int WIDTH = 72;

  private DigestText() {}

  public static String render(Digest digest) {
    StringBuilder text = new StringBuilder();
    text.append("Subject: ").append(digest.subject()).append("\n\n");
    text.append(wrap(digest.lede(), "")).append('\n');
    for (Digest.Figure figure : digest.numbers()) {
      text.append(
          String.format(
              "  %-16s %14s    %s%n", figure.label(), figure.value(), figure.comparison()));
    }
    if (digest.next() != null) {
      text.append("\nDO THIS NEXT\n").append(wrap(digest.next().sentence(), "  "));
      text.append(digest.next().path().isEmpty() ? "" : "\n  " + digest.next().path() + "\n");
      text.append(digest.next().code().isEmpty() ? "" : "\n" + digest.next().code().indent(6));
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
      text.append(String.format("  %18s   %s%n", row.number(), row.title()));
      text.append(String.format("  %18s   %s%n", row.per(), row.place()));
    }
  }

  private static String wrap(String sentence, String indent) {
    StringBuilder wrapped = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : sentence.split(" ")) {
      if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
        wrapped.append(line).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    return wrapped.append(line).append('\n').toString();
  }
}
