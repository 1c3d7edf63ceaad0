package dev.ectoscope.report;

import java.util.ArrayList;
import java.util.List;

/** Sentences in which backticks mark names of the user's code. */
final class Prose {

  private Prose() {}

  /** A run of text, in code type or not. */
  public record Piece(String text, boolean code) {}

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
  static String plain(String text) {
    String clean = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ");
    return pieces(clean).stream().map(Piece::text).reduce("", String::concat);
  }
}
