package dev.ectoscope.ecto;

import dev.ectoscope.review.Finding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that a file gives to modules; the compiler warns of one that nothing uses. */
final class Aliases {

  private static final Pattern LINE =
      Pattern.compile("(?m)^ *alias (\\w+(?:\\.\\w+)*)(?:\\.\\{([^}]*)\\})?(?:, as: (\\w+))?");

  private static final Pattern SAID =
      Pattern.compile("Nothing names (\\w+) here any more: its alias can go\\.");

  private Aliases() {}

  /** Those that a change leaves without use, as a sentence each. */
  static List<String> left(String before, String after) {
    String used = LINE.matcher(before).replaceAll("");
    String still = LINE.matcher(after).replaceAll("");
    return names(before).stream()
        .filter(name -> uses(used, name) && !uses(still, name))
        .map(Aliases::sentence)
        .toList();
  }

  private static String sentence(String name) {
    return "Nothing names " + name + " here any more: its alias can go.";
  }

  /** Those that a note says of. */
  static List<String> leftIn(String note) {
    return SAID.matcher(note).results().map(said -> said.group(1)).toList();
  }

  /** The change without the sentence. */
  static Finding.Code unsaid(Finding.Code code, String name) {
    String note = code.note().replace(sentence(name), "").replaceAll(" {2,}", " ").strip();
    return new Finding.Code(
        code.kind(), code.language(), code.path(), code.code(), code.before(), code.line(), note);
  }

  private static Set<String> names(String text) {
    Set<String> names = new LinkedHashSet<>();
    Matcher line = LINE.matcher(text);
    while (line.find()) {
      String given = line.group(3) != null ? line.group(3) : line.group(2);
      for (String one : (given == null ? line.group(1) : given).split("[,\\s]+")) {
        names.add(one.substring(one.lastIndexOf('.') + 1));
      }
    }
    names.removeIf(String::isEmpty);
    return names;
  }

  private static boolean uses(String text, String name) {
    return Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "\\b").matcher(text).find();
  }
}
