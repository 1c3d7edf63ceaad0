package dev.ectoscope.elixir.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterElixir;

/**
 * The tree-sitter parser of Elixir, kept behind this door. Each instance is for one thread.
 *
 * <p>Crossing into native code costs about a microsecond a node, so bodies of functions are copied
 * only when someone asks for them; see {@link #skeleton}.
 */
public final class Syntax {

  public static final Set<String> DEFINITIONS =
      Set.of("def", "defp", "defmacro", "defmacrop", "defdelegate", "defguard", "defguardp");

  private static final Set<String> PROSE =
      Set.of(
          "doc",
          "moduledoc",
          "typedoc",
          "spec",
          "type",
          "typep",
          "opaque",
          "callback",
          "macrocallback",
          "impl",
          "dialyzer",
          "deprecated");
  private static final int DEEPEST = 400;

  private static final ThreadLocal<Syntax> OWN = ThreadLocal.withInitial(Syntax::new);

  private final TSParser parser = new TSParser();
  private final List<String> typeNames = new ArrayList<>();

  private Syntax() {
    parser.setLanguage(new TreeSitterElixir());
  }

  public static Syntax ofThread() {
    return OWN.get();
  }

  /**
   * What a file holds without the bodies of its functions.
   *
   * @param root the tree; a definition has its head as the only argument
   * @param trouble where the text was not understood, or ""
   */
  public record Skeleton(Node root, String trouble) {}

  public Skeleton skeleton(Source source) {
    return skeleton(source, source);
  }

  /** The tree of one text with the positions of another of equal length. */
  public Skeleton skeleton(Source source, Source parsed) {
    try (TSTree tree = parser.parseString(null, parsed.ascii(0, parsed.length()))) {
      TSNode root = tree.getRootNode();
      Node copy = copy(root, source, 0, 0, Depth.SKELETON);
      return new Skeleton(copy, root.hasError() ? trouble(root, source) : "");
    }
  }

  /** The whole tree of a range of a file. */
  public Node full(Source source, int start, int end) {
    try (TSTree tree = parser.parseString(null, source.ascii(start, end))) {
      return copy(tree.getRootNode(), source, start, 0, Depth.WHOLE);
    }
  }

  /** The one expression of a text that stands for a part of a file. */
  public static Node parsed(String path, String text) {
    Source source = Source.of(path, text);
    return ofThread().full(source, 0, source.length()).child(0);
  }

  private enum Depth {
    WHOLE,
    /** Definitions by their heads. */
    SKELETON,
    /** A definition: its name and first argument. */
    HEAD
  }

  private Node copy(TSNode node, Source source, int base, int level, Depth depth) {
    int start = base + node.getStartByte();
    int end = base + node.getEndByte();
    String type = type(node);
    if (level > DEEPEST || depth == Depth.SKELETON && isProse(type, source, start)) {
      return new Node(source, "prose", start, end, List.of());
    }
    boolean head = depth == Depth.SKELETON && type.equals("call") && isClosed(source, start, end);
    int count = Math.min(node.getNamedChildCount(), limit(type, head, depth));
    if (count == 0) {
      return new Node(source, type, start, end, List.of());
    }
    Depth below = head ? Depth.HEAD : depth == Depth.HEAD ? Depth.WHOLE : depth;
    List<Node> children = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Node child = copy(node.getNamedChild(i), source, base, level + 1, below);
      if (!child.is("comment") && !child.is("prose")) {
        children.add(child);
      }
    }
    return new Node(source, type, start, end, children);
  }

  private static int limit(String type, boolean head, Depth depth) {
    if (head) {
      return 2;
    }
    return depth == Depth.HEAD && type.equals("arguments") ? 1 : Integer.MAX_VALUE;
  }

  /** Whether nothing in the body of a call speaks of modules, schemas or macros. */
  private static boolean isClosed(Source source, int start, int end) {
    String word = source.wordAt(start);
    if (DEFINITIONS.contains(word)) {
      return !source.contains(start, end, "quote");
    }
    return Set.of("test", "describe", "scope", "setup", "pipeline").contains(word)
        && !source.contains(start, end, "defmodule");
  }

  private static boolean isProse(String type, Source source, int start) {
    return type.equals("unary_operator")
        && source.text(start, start + 1).equals("@")
        && PROSE.contains(source.wordAt(start + 1));
  }

  private String type(TSNode node) {
    int symbol = node.getSymbol();
    if (symbol < 0 || symbol > 10_000) {
      return node.getType();
    }
    while (typeNames.size() <= symbol) {
      typeNames.add(null);
    }
    String known = typeNames.get(symbol);
    if (known == null) {
      known = node.getType();
      typeNames.set(symbol, known);
    }
    return known;
  }

  private static String trouble(TSNode root, Source source) {
    TSNode node = firstError(root);
    int start = Math.min(node.getStartByte(), Math.max(0, source.length() - 1));
    String near = source.text(start, Math.min(source.length(), start + 60)).strip();
    int lineEnd = near.indexOf('\n');
    String what = lineEnd < 0 ? near : near.substring(0, lineEnd).strip();
    return "line "
        + source.line(start)
        + (node.isMissing() ? ": `" + node.getType() + "` is missing" : ": cannot be parsed")
        + (what.isEmpty() ? "" : " near `" + what + "`");
  }

  private static TSNode firstError(TSNode node) {
    if (node.isError() || node.isMissing()) {
      return node;
    }
    for (int i = 0; i < node.getChildCount(); i++) {
      TSNode child = node.getChild(i);
      if (child.isMissing() || child.hasError()) {
        return firstError(child);
      }
    }
    return node;
  }
}
