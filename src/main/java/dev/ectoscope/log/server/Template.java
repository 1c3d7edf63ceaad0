package dev.ectoscope.log.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message of the server in another language, to be said in English again. Source: printf's
 * formats as PostgreSQL's sources use them ({@code %s}, {@code %ld}, {@code %03d}), numbered where
 * a language has another order ({@code %2$s}).
 */
final class Template {

  private static final Pattern ARGUMENT = Pattern.compile("%(?:(\\d)\\$)?(?:0\\d)?l?([sdu])");

  private static final String NUMBER = "(\\d+)";
  private static final String NOTHING = "()";

  /** What stands within a message is a name, a path or a time; only its end has any length. */
  private static final String NAME = "(.{0,1200}?)";

  private static final String REST = "(.*)";

  private final Pattern pattern;
  private final List<Integer> places;
  private final String english;

  /** How much of a message is its own: of two that fit, the one that says more is meant. */
  private final int length;

  private Template(Pattern pattern, List<Integer> places, String english, int length) {
    this.length = length;
    this.pattern = pattern;
    this.places = places;
    this.english = english;
  }

  /**
   * @param english as the source has it
   * @param translated of the same arguments
   * @param words what the argument that is a word may be, as a pattern, and which one it is; 0 for
   *     none
   */
  static Template of(String english, String translated, String words, int word) {
    StringBuilder pattern = new StringBuilder();
    List<Integer> places = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(translated);
    int at = 0;
    while (argument.find()) {
      pattern.append(Pattern.quote(translated.substring(at, argument.start())));
      at = argument.end();
      String number = argument.group(1);
      int place = number == null ? places.size() + 1 : Integer.parseInt(number);
      boolean last = at == translated.length();
      boolean text = argument.group(2).equals("s");
      places.add(place);
      pattern.append(
          place == word
              ? words
              : !text ? NUMBER : last ? REST : isBeforeText(translated, at) ? NOTHING : NAME);
    }
    pattern.append(Pattern.quote(translated.substring(at)));
    return new Template(
        Pattern.compile(pattern.toString(), Pattern.DOTALL), places, english, translated.length());
  }

  /** Of texts without anything between them the last one takes all: trying each cut takes hours. */
  private static boolean isBeforeText(String translated, int at) {
    Matcher next = ARGUMENT.matcher(translated).region(at, translated.length());
    return next.lookingAt() && next.group(2).equals("s");
  }

  int length() {
    return length;
  }

  /**
   * The message in English, or null when it is another one.
   *
   * @param inner says the texts in it in English
   */
  @Nullable String english(String message, UnaryOperator<String> inner) {
    Matcher matcher = pattern.matcher(message);
    if (!matcher.matches()) {
      return null;
    }
    String[] arguments = new String[places.size() + 1];
    for (int i = 0; i < places.size(); i++) {
      arguments[places.get(i)] = inner.apply(matcher.group(i + 1));
    }
    StringBuilder said = new StringBuilder();
    Matcher argument = ARGUMENT.matcher(english);
    int at = 0;
    for (int place = 1; argument.find(); place++) {
      said.append(english, at, argument.start()).append(arguments[place]);
      at = argument.end();
    }
    return said.append(english, at, english.length()).toString();
  }
}
