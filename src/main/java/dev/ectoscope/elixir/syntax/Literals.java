package dev.ectoscope.elixir.syntax;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What literal nodes say. */
public final class Literals {

  private Literals() {}

  /** {@code name} of {@code :name}, {@code :"name"}, {@code true}, {@code nil}. */
  public static Optional<String> atom(Node node) {
    if (node.is("atom")) {
      return Optional.of(node.text().substring(1));
    }
    if (node.is("quoted_atom") && node.children().stream().allMatch(c -> c.is("quoted_content"))) {
      return Optional.of(contents(node));
    }
    return node.is("boolean") || node.is("nil") ? Optional.of(node.text()) : Optional.empty();
  }

  public static Optional<String> string(Node node) {
    boolean plain =
        node.is("string")
            && node.children().stream()
                .allMatch(c -> c.is("quoted_content") || c.is("escape_sequence"));
    return plain ? Optional.of(contents(node)) : Optional.empty();
  }

  /** Stands in {@link #text} where a value is put in. */
  public static final String INTERPOLATION = "#{}";

  /** A string with {@link #INTERPOLATION} for what is put in; "" when it is no literal. */
  public static String text(Node node) {
    if (!node.is("string")) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    node.children()
        .forEach(child -> text.append(child.is("interpolation") ? INTERPOLATION : child.text()));
    return text.toString();
  }

  private static String contents(Node node) {
    StringBuilder text = new StringBuilder();
    node.children().forEach(child -> text.append(child.text()));
    return text.toString();
  }

  public static boolean isModule(Node node) {
    return node.is("alias")
        || node.is("identifier") && node.text().equals("__MODULE__")
        || node.is("dot") && isModule(node.child(0)) && node.child(1).is("alias");
  }

  /** The keys of a keyword list, bare or in brackets, in order. */
  public static Map<String, Node> keywords(Node node) {
    Map<String, Node> pairs = new LinkedHashMap<>();
    Node list = node.is("list") && node.children().size() == 1 ? node.child(0) : node;
    if (list.is("keywords")) {
      for (Node pair : list.children()) {
        if (pair.is("pair")) {
          pairs.putIfAbsent(key(pair.child(0)), pair.child(1));
        }
      }
    } else if (node.is("list")) {
      for (Node element : node.children()) {
        if (element.is("tuple") && element.children().size() == 2) {
          atom(element.child(0)).ifPresent(name -> pairs.putIfAbsent(name, element.child(1)));
        } else if (element.is("keywords")) {
          keywords(element).forEach(pairs::putIfAbsent);
        }
      }
    }
    return pairs;
  }

  public static Optional<Node> keyword(Node node, String key) {
    return Optional.ofNullable(keywords(node).get(key));
  }

  public static String key(Node keyword) {
    String text = keyword.text().strip();
    text = text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    return text.startsWith("\"") && text.length() > 1 ? text.substring(1, text.length() - 1) : text;
  }

  /**
   * The elements of {@code [a, b]}, {@code ~w(a b)a} or {@code ~w(a b)} as words or nodes' text.
   */
  public static List<String> words(Node node) {
    List<String> words = new ArrayList<>();
    if (node.is("sigil")) {
      String content = node.find("quoted_content").map(Node::text).orElse("").strip();
      if (!content.isEmpty()) {
        words.addAll(List.of(content.split("\\s+")));
      }
    } else {
      node.children()
          .forEach(child -> words.add(atom(child).or(() -> string(child)).orElse(child.text())));
    }
    return words;
  }

  /** {@code ~w(a b)a}: whether the words are atoms. */
  public static boolean isAtomSigil(Node node) {
    return node.is("sigil") && node.find("sigil_modifiers").map(Node::text).orElse("").equals("a");
  }

  /** Source text on one line. */
  public static String oneLine(Node node) {
    return node.text().replaceAll("\\s+", " ").strip();
  }
}
