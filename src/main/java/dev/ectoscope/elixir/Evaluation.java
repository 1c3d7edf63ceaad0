package dev.ectoscope.elixir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What expressions of constants say, as far as they can be known without running them. */
final class Evaluation {

  private static final int DEEPEST = 30;
  private static final Set<String> KEYWORD_GETS =
      Set.of("get", "fetch!", "get_lazy", "pop", "pop!");

  private final java.util.function.Function<String, Bound> attributes;

  /**
   * @param attributes value of a module attribute, or null
   */
  Evaluation(java.util.function.Function<String, Bound> attributes) {
    this.attributes = attributes;
  }

  /** Follows variables, attributes, {@code unquote} and look-ups in keyword lists. */
  Bound resolve(Bound bound) {
    Bound value = bound;
    for (int i = 0; i < DEEPEST; i++) {
      Bound next = step(value);
      if (next == value) {
        return value;
      }
      value = next;
    }
    return value;
  }

  private Bound step(Bound bound) {
    Node node = bound.node();
    if (node.callName().equals("unquote") && node.arguments().size() == 1) {
      return bound.at(node.arguments().get(0));
    }
    boolean named = node.is("identifier") || node.isOperator("&");
    if (named && bound.variables().containsKey(node.text())) {
      return bound.variables().get(node.text());
    }
    if (node.is("block") && node.children().size() == 1) {
      return bound.at(node.child(0));
    }
    if (!node.attributeName().isEmpty()) {
      Bound value = attributes.apply(node.attributeName());
      return value == null ? bound : value;
    }
    if (node.isOperator("||")) {
      Bound left = resolve(bound.at(node.child(0)));
      boolean unknown = left.node().is("nil") || !isLiteral(left.node());
      return unknown ? bound.at(node.child(1)) : left;
    }
    return lookUp(bound).orElse(bound);
  }

  private Optional<Bound> lookUp(Bound bound) {
    Node node = bound.node();
    if (node.is("access_call")) {
      return value(bound.at(node.child(0)), node.child(1));
    }
    boolean keyword =
        node.is("call")
            && KEYWORD_GETS.contains(node.remoteName())
            && Set.of("Keyword", "Access").contains(node.remoteTarget().text());
    if (!keyword || node.arguments().size() < 2) {
      return Optional.empty();
    }
    Optional<Bound> found = value(bound.at(node.arguments().get(0)), node.arguments().get(1));
    return found.isEmpty() && node.arguments().size() > 2
        ? Optional.of(bound.at(node.arguments().get(2)))
        : found;
  }

  private Optional<Bound> value(Bound list, Node key) {
    return Literals.atom(key).map(name -> keywords(list).get(name));
  }

  private static boolean isLiteral(Node node) {
    return !node.is("identifier") && !node.is("call") && !node.is("access_call");
  }

  /** The pairs of a keyword list, put together from {@code ++}, {@code Keyword.merge} and names. */
  Map<String, Bound> keywords(Bound bound) {
    Bound list = resolve(bound);
    Map<String, Bound> pairs = new LinkedHashMap<>();
    Node node = list.node();
    if (node.isOperator("++")) {
      node.children().forEach(side -> keywords(list.at(side)).forEach(pairs::putIfAbsent));
    } else if (node.callName().equals("if")) {
      // Either may hold: of a key in both the one of `do` is shown.
      branches(node).forEach(side -> keywords(list.at(side)).forEach(pairs::putIfAbsent));
    } else if (node.remoteName().equals("merge")) {
      node.arguments().forEach(side -> pairs.putAll(keywords(list.at(side))));
    } else if (node.remoteName().startsWith("put") && node.arguments().size() == 3) {
      pairs.putAll(keywords(list.at(node.arguments().get(0))));
      Literals.atom(node.arguments().get(1))
          .ifPresent(key -> pairs.put(key, list.at(node.arguments().get(2))));
    } else {
      Literals.keywords(node).forEach((key, value) -> pairs.put(key, list.at(value)));
    }
    return pairs;
  }

  private static List<Node> branches(Node condition) {
    List<Node> branches = new ArrayList<>();
    condition.doBlock().ifPresent(block -> branches.addAll(SchemaReader.branches(block)));
    condition.arguments().stream()
        .flatMap(argument -> Literals.keywords(argument).values().stream())
        .forEach(branches::add);
    return branches;
  }

  /** An atom or string: {@code name} of {@code :name}, {@code "name"}, {@code :"#{x}_id"}. */
  Optional<String> constant(Bound bound) {
    Bound value = resolve(bound);
    Node node = value.node();
    if (node.is("string") || node.is("quoted_atom")) {
      return interpolated(value);
    }
    boolean conversion =
        Set.of("to_atom", "to_existing_atom", "to_string").contains(node.remoteName());
    if ((conversion || node.localName().equals("to_string")) && node.arguments().size() == 1) {
      return constant(value.at(node.arguments().get(0)));
    }
    if (node.isOperator("<>")) {
      return constant(value.at(node.child(0)))
          .flatMap(left -> constant(value.at(node.child(1))).map(right -> left + right));
    }
    return Literals.atom(node).or(() -> number(node));
  }

  private static Optional<String> number(Node node) {
    return node.is("integer") || node.is("float") ? Optional.of(node.text()) : Optional.empty();
  }

  private Optional<String> interpolated(Bound value) {
    StringBuilder text = new StringBuilder();
    for (Node part : value.node().children()) {
      if (part.is("interpolation")) {
        Optional<String> inside = constant(value.at(part.child(0)));
        if (inside.isEmpty()) {
          return Optional.empty();
        }
        text.append(inside.get());
      } else {
        text.append(part.text());
      }
    }
    return Optional.of(text.toString());
  }

  /** Full name of a module: an alias, or {@code Module.concat} of such. */
  Optional<String> module(Bound bound) {
    Bound value = resolve(bound);
    Node node = value.node();
    if (Literals.isModule(node)) {
      return Optional.of(value.names().expand(node.text()));
    }
    if (node.is("dot") && node.child(1).is("alias")) {
      return module(value.at(node.child(0))).map(left -> left + "." + node.child(1).text());
    }
    if (node.remoteName().equals("concat") && node.remoteTarget().text().equals("Module")) {
      List<String> parts = new ArrayList<>();
      node.arguments().stream()
          .flatMap(part -> part.is("list") ? part.children().stream() : List.of(part).stream())
          .forEach(
              part ->
                  module(value.at(part)).or(() -> constant(value.at(part))).ifPresent(parts::add));
      return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(".", parts));
    }
    return Optional.empty();
  }

  /** The elements of a list, or empty when they are not known. */
  Optional<List<Bound>> elements(Bound bound) {
    Bound value = resolve(bound);
    Node node = value.node();
    if (node.is("list") || node.is("map")) {
      List<Bound> elements = new ArrayList<>();
      node.walk()
          .filter(n -> n == node)
          .flatMap(n -> n.children().stream())
          .flatMap(n -> n.is("map_content") ? n.children().stream() : List.of(n).stream())
          .flatMap(n -> n.is("keywords") ? n.children().stream() : List.of(n).stream())
          .forEach(n -> elements.add(value.at(n)));
      return Optional.of(elements);
    }
    if (node.is("sigil")) {
      return Optional.of(sigil(value));
    }
    if (node.isOperator("..")) {
      return range(value);
    }
    if (node.isOperator("++")) {
      return elements(value.at(node.child(0)))
          .flatMap(
              left ->
                  elements(value.at(node.child(1)))
                      .map(
                          right -> {
                            List<Bound> all = new ArrayList<>(left);
                            all.addAll(right);
                            return all;
                          }));
    }
    return Optional.empty();
  }

  private Optional<List<Bound>> range(Bound value) {
    Optional<Integer> first = constant(value.at(value.node().child(0))).flatMap(Evaluation::small);
    Optional<Integer> last = constant(value.at(value.node().child(1))).flatMap(Evaluation::small);
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    List<Bound> elements = new ArrayList<>();
    for (int i = first.get(); i <= last.get(); i++) {
      elements.add(value.at(Syntax.parsed(value.node().source().path(), String.valueOf(i))));
    }
    return Optional.of(elements);
  }

  private static Optional<Integer> small(String number) {
    return number.matches("\\d{1,3}") ? Optional.of(Integer.valueOf(number)) : Optional.empty();
  }

  private static List<Bound> sigil(Bound value) {
    List<Bound> elements = new ArrayList<>();
    String path = value.node().source().path();
    boolean atoms = Literals.isAtomSigil(value.node());
    for (String word : Literals.words(value.node())) {
      elements.add(value.at(Syntax.parsed(path, atoms ? ":" + word : '"' + word + '"')));
    }
    return elements;
  }

  /**
   * Gives the variables of a pattern the parts of a value: {@code name}, {@code {name, type}}.
   *
   * @param variables takes them
   */
  static void match(Node pattern, Bound element, Map<String, Bound> variables) {
    Node value = element.node();
    if (pattern.is("identifier")) {
      variables.put(pattern.text(), element);
    } else if (value.is("pair") && pattern.children().size() == 2) {
      String key = value.child(0).text().strip();
      Node name = Syntax.parsed(value.source().path(), ":" + key.substring(0, key.length() - 1));
      match(pattern.child(0), element.at(name), variables);
      match(pattern.child(1), element.at(value.child(1)), variables);
    } else {
      for (int i = 0; i < Math.min(pattern.children().size(), value.children().size()); i++) {
        match(pattern.child(i), element.at(value.child(i)), variables);
      }
    }
  }

  /**
   * The bodies of {@code for pattern <- constants do … end} and of {@code Enum.map(constants, fn
   * pattern -> … end)}, one for each element, with its variables; empty when the values are not
   * constants.
   */
  Optional<List<Bound>> loop(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    if (bound.node().callName().equals("for")) {
      Node generator = arguments.isEmpty() ? Node.NONE : arguments.get(0);
      boolean single =
          generator.isOperator("<-")
              && arguments.stream().skip(1).allMatch(argument -> argument.is("keywords"));
      return single
          ? bodies(bound, generator.child(1), generator.child(0), Macros.body(bound.node()))
          : Optional.empty();
    }
    Node function = arguments.size() == 2 ? arguments.get(1) : Node.NONE;
    if (function.isOperator("&")) {
      return elements(bound.at(arguments.get(0))).map(list -> captured(bound, function, list));
    }
    Node clause = function.find("stab_clause").orElse(Node.NONE);
    Node pattern = clause.find("arguments").map(list -> list.child(0)).orElse(Node.NONE);
    return pattern == Node.NONE
        ? Optional.empty()
        : bodies(
            bound,
            arguments.get(0),
            pattern,
            clause.find("body").map(Node::children).orElse(List.of()));
  }

  static boolean isLoop(Node node) {
    return node.callName().equals("for")
        || node.remoteTarget().text().equals("Enum")
            && Set.of("map", "each", "flat_map").contains(node.remoteName());
  }

  private Optional<List<Bound>> bodies(Bound bound, Node values, Node pattern, List<Node> body) {
    return elements(bound.at(values))
        .map(
            list -> {
              List<Bound> statements = new ArrayList<>();
              for (Bound element : list) {
                Map<String, Bound> variables = new LinkedHashMap<>(bound.variables());
                match(pattern, element, variables);
                body.forEach(child -> statements.add(new Bound(child, bound.names(), variables)));
              }
              return statements;
            });
  }

  private static List<Bound> captured(Bound bound, Node function, List<Bound> elements) {
    List<Bound> statements = new ArrayList<>();
    for (Bound element : elements) {
      Map<String, Bound> variables = new LinkedHashMap<>(bound.variables());
      variables.put("&1", element);
      statements.add(new Bound(function.child(0), bound.names(), variables));
    }
    return statements;
  }
}
