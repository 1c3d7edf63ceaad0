package dev.ectoscope.elixir.syntax;

import java.util.ArrayList;
import java.util.List;

/** The Elixir in HEEx and EEx: {@code <%= … %>} and {@code {…}}. */
public final class Templates {

  private Templates() {}

  public static boolean isTemplate(String file) {
    return file.endsWith(".heex") || file.endsWith(".eex") || file.endsWith(".leex");
  }

  /** {@code ~H}, {@code ~L}, {@code ~E}: a template inside a function. */
  public static boolean isTemplate(Node node) {
    return node.is("sigil")
        && List.of("H", "L", "E").contains(node.find("sigil_name").map(Node::text).orElse(""));
  }

  /**
   * The expressions of a part of a file, in order; blocks that stay open are parsed as they are.
   */
  public static List<Node> expressions(Source source, int start, int end) {
    List<Node> expressions = new ArrayList<>();
    String text = source.ascii(start, end);
    int at = 0;
    while (at < text.length()) {
      int close;
      int open = at;
      if (text.startsWith("<%", at)) {
        boolean comment = text.startsWith("<%#", at) || text.startsWith("<%!", at);
        close = text.indexOf("%>", at + 2);
        open = at + 2 + (text.startsWith("=", at + 2) ? 1 : 0);
        if (comment || close < 0) {
          at = close < 0 ? text.length() : close + 2;
          continue;
        }
      } else if (text.charAt(at) == '{') {
        close = closing(text, at);
        open = at + 1;
        if (close < 0) {
          // A brace of the text, as in `title="a {"`.
          at++;
          continue;
        }
      } else {
        at++;
        continue;
      }
      expressions.add(Syntax.ofThread().full(source, start + open, start + Math.max(open, close)));
      at = close + 1;
    }
    return expressions;
  }

  /** The bracket that closes the one at an offset, strings left out of the count. */
  private static int closing(String text, int open) {
    int depth = 0;
    boolean quoted = false;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && i > 0 && text.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && c == '{') {
        depth++;
      } else if (!quoted && c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
