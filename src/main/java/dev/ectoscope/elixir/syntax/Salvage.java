package dev.ectoscope.elixir.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that does not parse, read without the definitions that are to blame: in formatted code a
 * definition ends at the {@code end} that stands as far in as its {@code def}.
 *
 * @param skeleton the rest, with what was left out as its trouble
 */
public record Salvage(Syntax.Skeleton skeleton) {

  private static final Pattern OPENING =
      Pattern.compile("^([ \\t]+)((?:(?:defp?|defmacrop?|test|describe|setup)\\b|@[a-z]).*)$");

  private static final int MISSING_ENDS = 2;

  /** Empty when the file does not parse without its broken definitions either. */
  public static Optional<Salvage> of(Source source) {
    return without(source, false).or(() -> without(source, true));
  }

  /**
   * @param wide whether a definition reaches to the next one, for text that stands as far out as
   *     its {@code def}: heredocs and the like
   */
  private static Optional<Salvage> without(Source source, boolean wide) {
    String[] lines = source.text(0, source.length()).split("\n", -1);
    List<String> left = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      Matcher opening = OPENING.matcher(lines[i]);
      if (opening.matches()) {
        int last = end(lines, i, opening.group(1), wide);
        if (isBroken(lines, i, last)) {
          left.add("line " + (i + 1) + ": `" + opening.group(2).strip() + "` cannot be parsed");
          blank(lines, i, last);
        }
        i = last;
      }
    }
    for (int ends = left.isEmpty() ? 1 : 0; ends <= MISSING_ENDS; ends++) {
      String text = String.join("\n", lines) + "\nend".repeat(ends);
      Syntax.Skeleton skeleton = Syntax.ofThread().skeleton(source, Source.of(source.path(), text));
      if (skeleton.trouble().isEmpty()) {
        if (ends > 0) {
          left.add("an `end` is missing");
        }
        return Optional.of(
            new Salvage(new Syntax.Skeleton(skeleton.root(), String.join("; ", left))));
      }
    }
    return Optional.empty();
  }

  /** Last line of the definition that begins on a line. */
  private static int end(String[] lines, int first, String indent, boolean wide) {
    for (int i = first + 1; i < lines.length; i++) {
      String line = lines[i];
      if (!wide && line.equals(indent + "end")) {
        return i;
      }
      boolean dedented = !line.isBlank() && !line.startsWith(indent);
      boolean sibling =
          line.startsWith(indent)
              && line.length() > indent.length()
              && isStatement(line.charAt(indent.length()));
      if (dedented || sibling && (!wide || OPENING.matcher(line).matches())) {
        return i - 1;
      }
    }
    return lines.length - 1;
  }

  private static boolean isStatement(char first) {
    return Character.isLetter(first) || first == '@';
  }

  private static boolean isBroken(String[] lines, int first, int last) {
    String chunk = String.join("\n", List.of(lines).subList(first, last + 1));
    Source source = Source.of("", chunk);
    return !Syntax.ofThread().skeleton(source).trouble().isEmpty();
  }

  /** With blanks of the same number of bytes, so that offsets stay those of the file. */
  private static void blank(String[] lines, int first, int last) {
    for (int i = first; i <= last; i++) {
      int bytes = lines[i].getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      lines[i] = " ".repeat(bytes);
    }
  }
}
