package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists of constants, as far as they can be known without running the code. */
final class Lists {

  /** Functions that leave the elements of their first argument what they are. */
  private static final Set<String> KEEPING =
      Set.of("uniq", "sort", "to_list", "reverse", "new", "dedup");

  private final Evaluation evaluation;

  Lists(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The elements of a list, or empty when they are not known. */
  Optional<List<Bound>> elements(Bound bound) {
    Bound value = evaluation.resolve(bound);
    Node node = value.node();
    if (node.is("list") || node.is("map") || node.is("keywords")) {
      return Optional.of(written(value));
    }
    if (node.is("sigil")) {
      return Optional.of(sigil(value));
    }
    if (node.isOperator("..")) {
      return range(value);
    }
    if (node.isOperator("++")) {
      return evaluation
          .elements(value.at(node.child(0)))
          .flatMap(
              left ->
                  evaluation.elements(value.at(node.child(1))).map(right -> joined(left, right)));
    }
    if (node.isOperator("--")) {
      return evaluation
          .elements(value.at(node.child(0)))
          .flatMap(
              all -> evaluation.elements(value.at(node.child(1))).map(less -> without(all, less)));
    }
    if (node.callName().equals("for")) {
      return evaluation.loop(value);
    }
    return computed(Invocation.of(value)).or(() -> mapped(value));
  }

  private List<Bound> without(List<Bound> all, List<Bound> less) {
    List<Optional<String>> gone = less.stream().map(evaluation::constant).toList();
    return all.stream().filter(one -> !gone.contains(evaluation.constant(one))).toList();
  }

  /** {@code Enum.map(@kinds, &:"#{&1}_id")}. */
  private Optional<List<Bound>> mapped(Bound value) {
    Invocation call = Invocation.of(value);
    if (call.isOf("Enum", "map", 2)) {
      return evaluation.loop(value);
    }
    if (call.isOf("Enum", "flat_map", 2)) {
      return evaluation.loop(value).map(this::flat);
    }
    boolean keeps = call.isOf("Enum", "filter", 2);
    return keeps || call.isOf("Enum", "reject", 2)
        ? evaluation
            .elements(call.argument(0))
            .flatMap(all -> evaluation.loop(value).flatMap(tests -> kept(all, tests, keeps)))
        : Optional.empty();
  }

  /** The elements whose test holds, or does not; empty when the source does not tell of one. */
  private Optional<List<Bound>> kept(List<Bound> all, List<Bound> tests, boolean keeps) {
    List<Bound> kept = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Optional<Boolean> holds =
          i < tests.size() ? evaluation.truth(tests.get(i)) : Optional.empty();
      if (holds.isEmpty()) {
        return Optional.empty();
      }
      if (holds.get() == keeps) {
        kept.add(all.get(i));
      }
    }
    return Optional.of(kept);
  }

  /** The elements of lists in a list, in place of them. */
  private List<Bound> flat(List<Bound> all) {
    return all.stream()
        .flatMap(
            one -> {
              Node node = evaluation.resolve(one).node();
              boolean list = node.is("list") || node.is("sigil") || node.is("keywords");
              return list
                  ? evaluation.elements(one).orElse(List.of(one)).stream()
                  : java.util.stream.Stream.of(one);
            })
        .toList();
  }

  /** {@code {:a, 0}} and so on of {@code Enum.with_index([:a, …])}. */
  private static List<Bound> indexed(List<Bound> elements) {
    List<Bound> pairs = new ArrayList<>();
    for (Bound element : elements) {
      Node pair = Syntax.parsed("", "{element, " + pairs.size() + "}");
      pairs.add(new Bound(pair, element.names(), Map.of("element", element)));
    }
    return pairs;
  }

  private static List<Bound> written(Bound value) {
    List<Bound> elements = new ArrayList<>();
    Node node = value.node();
    (node.is("keywords") ? List.of(node) : node.children())
        .stream()
            .flatMap(n -> n.is("map_content") ? n.children().stream() : List.of(n).stream())
            .flatMap(n -> n.is("keywords") ? n.children().stream() : List.of(n).stream())
            .forEach(n -> elements.add(value.at(n)));
    return elements;
  }

  private static List<Bound> joined(List<Bound> left, List<Bound> right) {
    List<Bound> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  /** {@code Map.keys(@kinds)}, {@code Enum.uniq(list)} and the like. */
  private Optional<List<Bound>> computed(Invocation call) {
    if (call.arguments().isEmpty()) {
      return Optional.empty();
    }
    boolean pairs = call.home().equals("Map") || call.home().equals("Keyword");
    if (pairs && call.name().equals("keys")) {
      return evaluation
          .elements(call.argument(0))
          .map(all -> all.stream().map(Lists::key).toList());
    }
    if (pairs && call.name().equals("values")) {
      return evaluation
          .elements(call.argument(0))
          .map(all -> all.stream().map(e -> e.at(e.node().child(1))).toList());
    }
    if (call.isOf("Enum", "concat", 2)) {
      return evaluation
          .elements(call.argument(0))
          .flatMap(left -> evaluation.elements(call.argument(1)).map(right -> joined(left, right)));
    }
    if (call.isOf("List", "flatten", 1)) {
      return evaluation.elements(call.argument(0)).map(all -> flat(flat(all)));
    }
    if (call.isOf("Enum", "with_index", 1)) {
      return evaluation.elements(call.argument(0)).map(Lists::indexed);
    }
    boolean keeping =
        Set.of("Enum", "Map", "MapSet", "Keyword").contains(call.home())
            && KEEPING.contains(call.name());
    return keeping
        ? evaluation.elements(call.argument(0)).map(all -> kept(all, call.name()))
        : Optional.empty();
  }

  private List<Bound> kept(List<Bound> all, String function) {
    Map<String, Bound> once = new LinkedHashMap<>();
    all.forEach(one -> evaluation.constant(one).ifPresent(text -> once.putIfAbsent(text, one)));
    boolean known = all.stream().allMatch(one -> evaluation.constant(one).isPresent());
    return function.equals("uniq") && known ? List.copyOf(once.values()) : all;
  }

  /** The key of {@code key: value} or {@code key => value}. */
  static Bound key(Bound pair) {
    Node node = pair.node();
    if (!node.is("pair")) {
      return pair.at(node.child(0));
    }
    String text = node.child(0).text().strip();
    return pair.at(Syntax.parsed(node.source().path(), ":" + text.substring(0, text.length() - 1)));
  }

  private Optional<List<Bound>> range(Bound value) {
    Optional<Integer> first = small(value.at(value.node().child(0)));
    Optional<Integer> last = small(value.at(value.node().child(1)));
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    List<Bound> elements = new ArrayList<>();
    for (int i = first.get(); i <= last.get(); i++) {
      elements.add(value.at(Syntax.parsed(value.node().source().path(), String.valueOf(i))));
    }
    return Optional.of(elements);
  }

  private Optional<Integer> small(Bound number) {
    return evaluation
        .constant(number)
        .filter(digits -> digits.matches("\\d{1,3}"))
        .map(Integer::valueOf);
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
}
