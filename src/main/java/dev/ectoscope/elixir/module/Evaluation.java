package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What expressions of constants say, as far as they can be known without running them. */
public final class Evaluation {

  private static final int DEEPEST = 30;
  private static final int DEEPEST_NESTING = 60;
  private static final Set<String> KEYWORD_GETS =
      Set.of("get", "fetch!", "get_lazy", "pop", "pop!");

  private final java.util.function.Function<String, Bound> attributes;
  private final java.util.function.Function<Bound, Optional<Bound>> results;
  private final Lists lists = new Lists(this);
  private final Loops loops = new Loops(this);
  private final Conditions conditions = new Conditions(this);
  private final Patterns patterns = new Patterns(this);
  private int nesting;

  /**
   * @param attributes value of a module attribute, or null
   */
  public Evaluation(java.util.function.Function<String, Bound> attributes) {
    this(attributes, call -> Optional.empty());
  }

  /**
   * @param attributes value of a module attribute, or null
   * @param results what a call of a function of the project gives
   */
  public Evaluation(
      java.util.function.Function<String, Bound> attributes,
      java.util.function.Function<Bound, Optional<Bound>> results) {
    this.attributes = attributes;
    this.results = results;
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
    if (node.callName().startsWith("unquote") && node.arguments().size() == 1) {
      return bound.unquoted().at(node.arguments().get(0));
    }
    boolean named =
        node.is("identifier")
            || node.isOperator("&")
            || !node.attributeName().isEmpty()
            || node.remoteTarget().text().equals("__CALLER__");
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
      boolean unknown =
          left.node().is("nil") || left.node() == Node.NONE || !isLiteral(left.node());
      return unknown ? bound.at(node.child(1)) : left;
    }
    if (Conditions.isCondition(node)) {
      return conditions
          .taken(bound)
          .filter(one -> one.size() == 1)
          .map(one -> one.get(0))
          .orElse(bound);
    }
    return lookUp(bound).or(() -> results.apply(bound)).orElse(bound);
  }

  private Optional<Bound> lookUp(Bound bound) {
    Node node = bound.node();
    if (node.is("access_call")) {
      Bound list = bound.at(node.child(0));
      Optional<Bound> found = value(list, bound.at(node.child(1)));
      boolean absent = found.isEmpty() && isWhole(list);
      return absent ? Optional.of(bound.at(Syntax.parsed("", "nil"))) : found;
    }
    Node holder = node.remoteTarget();
    if (!holder.attributeName().isEmpty() && node.arguments().isEmpty()) {
      // `@schemas.user`
      return Optional.ofNullable(keywords(bound.at(holder)).get(node.remoteName()));
    }
    Invocation call = Invocation.of(bound);
    if (call.isOf("", "elem", 2)) {
      return part(resolve(call.argument(0)), constant(call.argument(1)));
    }
    if (call.home().equals("Module")
        && call.name().equals("get_attribute")
        && call.arguments().size() > 1) {
      // `Module.get_attribute(env.module, :name)`
      return Literals.atom(call.argument(1).node()).map(attributes);
    }
    boolean keyword =
        KEYWORD_GETS.contains(call.name())
            && Set.of("Keyword", "Access", "Map").contains(call.home());
    if (!keyword || call.arguments().size() < 2) {
      return Optional.empty();
    }
    Optional<Bound> found = value(call.argument(0), call.argument(1));
    if (found.isEmpty() && call.arguments().size() > 2) {
      return Optional.of(call.argument(2));
    }
    boolean absent = found.isEmpty() && !call.name().endsWith("!") && isWhole(call.argument(0));
    return absent ? Optional.of(bound.at(Syntax.parsed("", "nil"))) : found;
  }

  /** Whether all pairs of a keyword list are known, so that a key it does not show is not there. */
  private boolean isWhole(Bound list) {
    return guarded(
            () -> {
              Bound value = resolve(list);
              Node node = value.node();
              Invocation call = Invocation.of(value);
              if (node.isOperator("++")) {
                return node.children().stream().allMatch(side -> isWhole(value.at(side)));
              }
              if (call.home().equals("Keyword") && call.name().equals("merge")) {
                return call.arguments().stream().allMatch(this::isWhole);
              }
              return node.is("keywords")
                  || node.is("list") && Literals.keywords(node).size() > 0
                  || node.text().equals("[]");
            })
        .orElse(false);
  }

  /** An element of a tuple; of {@code key: value} as of one. */
  private static Optional<Bound> part(Bound tuple, Optional<String> index) {
    Node node = tuple.node();
    int at = index.filter(text -> text.matches("\\d")).map(Integer::valueOf).orElse(-1);
    if (node.is("pair") && at == 0) {
      return Optional.of(Lists.key(tuple));
    }
    return (node.is("tuple") || node.is("pair")) && node.child(at) != Node.NONE
        ? Optional.of(tuple.at(node.child(at)))
        : Optional.empty();
  }

  private Optional<Bound> value(Bound list, Bound named) {
    Node key = resolve(named).node();
    return Literals.atom(key).or(() -> Literals.string(key)).map(name -> keywords(list).get(name));
  }

  private static boolean isLiteral(Node node) {
    return !node.is("identifier") && !node.is("call") && !node.is("access_call");
  }

  /** The pairs of a keyword list, put together from {@code ++}, {@code Keyword.merge} and names. */
  public Map<String, Bound> keywords(Bound bound) {
    return guarded(() -> keywordsOf(resolve(bound))).orElse(Map.of());
  }

  private Map<String, Bound> keywordsOf(Bound list) {
    Map<String, Bound> pairs = new LinkedHashMap<>();
    Node node = list.node();
    Invocation call = Invocation.of(list);
    if (node.isOperator("++")) {
      node.children().forEach(side -> keywords(list.at(side)).forEach(pairs::putIfAbsent));
    } else if (Conditions.isCondition(node)) {
      // Either may hold: of a key in both the one of `do` is shown.
      Conditions.branches(list).forEach(side -> keywords(side).forEach(pairs::putIfAbsent));
    } else if (call.name().equals("merge")) {
      call.arguments().forEach(side -> pairs.putAll(keywords(side)));
    } else if (call.name().startsWith("put") && call.arguments().size() == 3) {
      pairs.putAll(keywords(call.argument(0)));
      Literals.atom(call.argument(1).node()).ifPresent(key -> pairs.put(key, call.argument(2)));
    } else if (node.is("map")) {
      for (Bound pair : elements(list).orElse(List.of())) {
        constant(Lists.key(pair)).ifPresent(key -> pairs.put(key, pair.at(pair.node().child(1))));
      }
    } else {
      Literals.keywords(node).forEach((key, value) -> pairs.put(key, list.at(value)));
    }
    return pairs;
  }

  /** An atom or string: {@code name} of {@code :name}, {@code "name"}, {@code :"#{x}_id"}. */
  public Optional<String> constant(Bound bound) {
    return guarded(() -> constantOf(resolve(bound))).flatMap(value -> value);
  }

  /** Functions may call themselves. */
  private <T> Optional<T> guarded(java.util.function.Supplier<T> question) {
    if (nesting >= DEEPEST_NESTING) {
      return Optional.empty();
    }
    nesting++;
    try {
      return Optional.of(question.get());
    } finally {
      nesting--;
    }
  }

  private Optional<String> constantOf(Bound value) {
    Node node = value.node();
    if (node.is("string") || node.is("quoted_atom")) {
      return interpolated(value);
    }
    if (node.isOperator("<>")) {
      return both(value.at(node.child(0)), value.at(node.child(1)));
    }
    if (Numbers.isArithmetic(node)) {
      return Numbers.of(this, value);
    }
    return Literals.atom(node).or(() -> number(node)).or(() -> converted(Invocation.of(value)));
  }

  private Optional<String> both(Bound left, Bound right) {
    return constant(left).flatMap(first -> constant(right).map(second -> first + second));
  }

  /**
   * {@code Atom.to_string(:a)}, {@code "a" |> String.to_atom()}, {@code Macro.underscore(name)}.
   */
  private Optional<String> converted(Invocation call) {
    if (call.isOf("Kernel", "<>", 2)) {
      return both(call.argument(0), call.argument(1));
    }
    if (call.home().equals("Application") && call.arguments().size() == 3) {
      // `Application.compile_env(:app, :key, default)`
      return constant(call.argument(2));
    }
    if (call.arguments().size() != 1) {
      return Optional.empty();
    }
    if (call.home().equals(":timer")) {
      return Numbers.milliseconds(this, call);
    }
    if (call.home().isEmpty() && !call.name().equals("to_string")) {
      // A function of the project may have any of these names.
      return Optional.empty();
    }
    Optional<String> text = constant(call.argument(0));
    return switch (call.name()) {
      case "to_atom", "to_existing_atom", "to_string", "trim" -> text;
      case "downcase" -> text.map(word -> word.toLowerCase(Locale.ROOT));
      case "upcase" -> text.map(word -> word.toUpperCase(Locale.ROOT));
      case "underscore" ->
          text.or(() -> module(call.argument(0)).map(Scope::last))
              .map(AssociationReader::underscore);
      // Pascal and title case: https://hexdocs.pm/recase
      case "camelize", "to_pascal", "to_title" -> text.map(AssociationReader::camel);
      case "to_snake" -> text.map(AssociationReader::underscore);
      case "capitalize" ->
          text.filter(word -> !word.isEmpty())
              .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1));
      default -> Optional.empty();
    };
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
  public Optional<String> module(Bound bound) {
    Bound value = resolve(bound);
    Node node = value.node();
    if (node.is("dot") && node.child(1).is("alias")) {
      return module(value.at(node.child(0))).map(left -> left + "." + node.child(1).text());
    }
    if (Literals.isModule(node)) {
      return Optional.of(value.names().expand(node.text()));
    }
    Invocation call = Invocation.of(value);
    if (call.home().equals("Application") && call.arguments().size() == 3) {
      return module(call.argument(2));
    }
    if (call.home().equals("Module") && call.name().endsWith("concat")) {
      List<String> parts = new ArrayList<>();
      call.arguments().stream()
          .flatMap(part -> part.node().is("list") ? parts(part) : List.of(part).stream())
          .forEach(part -> parts.add(module(part).or(() -> constant(part)).orElse("")));
      return parts.contains("") || parts.isEmpty()
          ? Optional.empty()
          : Optional.of(String.join(".", parts));
    }
    return Optional.empty();
  }

  private static java.util.stream.Stream<Bound> parts(Bound list) {
    return list.node().children().stream().map(list::at);
  }

  /** The elements of a list, or empty when they are not known. */
  Optional<List<Bound>> elements(Bound bound) {
    return guarded(() -> lists.elements(bound)).flatMap(list -> list);
  }

  /** The statements of a loop over constants, unrolled; empty when they are not constants. */
  public Optional<List<Bound>> loop(Bound bound) {
    return loops.unrolled(bound);
  }

  /** What a call of a function of the project gives, as it stands in the function. */
  public Optional<Bound> given(Bound call) {
    return results.apply(call);
  }

  /** The constant that a function makes of an atom. */
  Optional<String> applied(Bound function, String atom) {
    Bound value = Bound.of(Syntax.parsed("", ":\"" + atom + '"'), function.names());
    return loops.applied(resolve(function), value).flatMap(this::constant);
  }

  public Patterns patterns() {
    return patterns;
  }

  /** Gives the variables of a pattern the parts of a value. */
  void match(Node pattern, Bound value, Map<String, Bound> variables) {
    loops.match(pattern, value, variables);
  }

  /** Whether a condition holds; empty when the source does not tell. */
  Optional<Boolean> truth(Bound bound) {
    return conditions.truth(bound);
  }

  /** The statements of the branch that is taken; empty when the source does not tell which. */
  public Optional<List<Bound>> taken(Bound condition) {
    return conditions.taken(condition);
  }

  /** The statements of an {@code if} or {@code case}: of the branch taken, or of all. */
  List<Bound> branches(Bound condition) {
    return conditions.taken(condition).orElseGet(() -> Conditions.branches(condition));
  }
}
