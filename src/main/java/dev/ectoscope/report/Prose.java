package dev.ectoscope.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sentences in which backticks mark names of the user's code. */
public final class Prose {

  /** {@code Mod.fun/1}. */
  private static final String FUNCTION = "(?:[A-Z]\\w*\\.)+[a-z_]\\w*[?!]?/\\d+";

  private static final Pattern STEERING =
      Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+");

  private Prose() {}

  /** A run of text: plain, in code type, or strong. */
  public record Piece(String text, boolean code, boolean strong) {

    Piece(String text, boolean code) {
      this(text, code, false);
    }
  }

  static List<Piece> strong(String text) {
    return List.of(new Piece(text, false, true));
  }

  @SafeVarargs
  static List<Piece> join(List<Piece>... parts) {
    return Stream.of(parts).flatMap(List::stream).toList();
  }

  /**
   * The same sentence with backticks around functions and these names (and their columns: {@code
   * posts.user_id}, {@code posts (status, id)}), unless it marks its names already.
   */
  static String named(String text, Collection<String> names) {
    if (text == null || text.contains("`")) {
      return text;
    }
    String alternatives =
        names.stream()
            .filter(name -> !name.isBlank())
            .sorted(Comparator.comparing(String::length).reversed())
            .map(name -> Pattern.quote(name) + "(?:\\.\\w+| \\([a-z_]\\w*(?:, [a-z_]\\w*)*\\))?")
            .collect(Collectors.joining("|"));
    String any = alternatives.isEmpty() ? FUNCTION : FUNCTION + "|" + alternatives;
    return Pattern.compile("(?<![\\w.:/])(?:" + any + ")(?![\\w/])")
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement("`" + found.group() + "`"));
  }

  static List<Piece> pieces(String text) {
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    String[] parts = text.split("`", -1);
    if (parts.length % 2 == 0) {
      return List.of(new Piece(text, false));
    }
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].isEmpty()) {
        pieces.add(new Piece(parts[i], i % 2 == 1));
      }
    }
    return pieces;
  }

  /** Without backticks, and {@link #printable}. */
  public static String plain(String text) {
    return pieces(printable(text)).stream().map(Piece::text).reduce("", String::concat);
  }

  /**
   * One line in which nothing drives a terminal: neither control characters, also those that start
   * a sequence with one character (U+009B), nor marks that turn the direction of what follows.
   */
  public static String printable(String text) {
    return text == null ? "" : STEERING.matcher(text).replaceAll(" ");
  }
}
