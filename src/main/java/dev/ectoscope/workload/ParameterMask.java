package dev.ectoscope.workload;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces each text in a printed parameter list by a number that stands for it, the same for the
 * same text in one file. Wild cards at its ends stay, since they decide which index serves;
 * numbers, dates and nil stay too.
 */
final class ParameterMask implements UnaryOperator<String> {

  private static final Pattern TEXT =
      Pattern.compile("\"(%?)((?:[^\"\\\\]|\\\\.)*+)\"", Pattern.DOTALL);

  private final Map<String, Integer> numbers = new HashMap<>();

  @Override
  public String apply(String parameters) {
    Matcher text = TEXT.matcher(parameters);
    return text.replaceAll(
        found -> {
          String content = found.group(2);
          String end = content.endsWith("%") ? "%" : "";
          int number = numbers.computeIfAbsent(content, c -> numbers.size() + 1);
          return Matcher.quoteReplacement(
              "\"" + found.group(1) + (content.isEmpty() ? "" : "text-" + number) + end + "\"");
        });
  }
}
