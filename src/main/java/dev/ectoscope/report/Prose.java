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

  /** Without backticks, control characters made harmless: a log must not drive a terminal. */
  public static String plain(String text) {
    String clean = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ");
    return pieces(clean).stream().map(Piece::text).reduce("", String::concat);
  }
}
