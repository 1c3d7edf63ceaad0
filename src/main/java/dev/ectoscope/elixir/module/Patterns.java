package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether values match patterns: of clauses of functions and macros, and of {@code case}. */
public final class Patterns {

  private static final Set<String> COLLECTIONS =
      Set.of("list", "keywords", "tuple", "map", "do_block", "block", "sigil");

  private final Evaluation evaluation;

  Patterns(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /**
   * The first clause that takes the arguments.
   *
   * @param definitions clauses in order, without those that have no body
   * @return empty when none does, or the source does not tell
   */
  public Optional<Node> clause(List<Node> definitions, List<Bound> arguments, Scope names) {
    for (Node definition : definitions) {
      Optional<Boolean> takes = takes(definition, arguments, names);
      if (takes.isEmpty()) {
        return Optional.empty();
      }
      if (takes.get()) {
        return Optional.of(definition);
      }
    }
    return Optional.empty();
  }

  private Optional<Boolean> takes(Node definition, List<Bound> given, Scope names) {
    List<Node> parameters = ModuleSource.head(definition).arguments();
    List<Bound> arguments = Defaults.filled(given, parameters, names);
    if (arguments.size() != parameters.size()) {
      return Optional.of(false);
    }
    boolean certain = true;
    for (int i = 0; i < arguments.size(); i++) {
      Node parameter = parameters.get(i);
      Node pattern = parameter.isOperator("\\\\") ? parameter.child(0) : parameter;
      Optional<Boolean> matches = matches(pattern, arguments.get(i));
      if (matches.equals(Optional.of(false))) {
        return matches;
      }
      certain &= matches.isPresent();
    }
    Node head = definition.arguments().get(0);
    if (certain && head.isOperator("when")) {
      Map<String, Bound> variables = new HashMap<>();
      Macros.bind(parameters, arguments, names, variables);
      return evaluation.truth(new Bound(head.child(1), names, variables));
    }
    return certain ? Optional.of(true) : Optional.empty();
  }

  /** Empty when the source does not tell. */
  Optional<Boolean> matches(Node pattern, Bound value) {
    if (pattern.is("identifier")) {
      return Optional.of(true);
    }
    if (pattern.isOperator("=")) {
      return both(matches(pattern.child(0), value), matches(pattern.child(1), value));
    }
    if (pattern.is("list") || pattern.is("keywords")) {
      return list(pattern, value);
    }
    Bound resolved = evaluation.resolve(value);
    Optional<String> wanted = evaluation.constant(value.at(pattern));
    if (wanted.isPresent()) {
      return COLLECTIONS.contains(resolved.node().type())
              || !evaluation.keywords(resolved).isEmpty()
          ? Optional.of(false)
          : evaluation.constant(resolved).map(wanted.get()::equals);
    }
    if (pattern.is("tuple") && resolved.node().is("tuple")) {
      return tuple(pattern, resolved);
    }
    if (pattern.is("tuple") && resolved.node().is("pair") && pattern.children().size() == 2) {
      return both(
          matches(pattern.child(0), Lists.key(resolved)),
          matches(pattern.child(1), resolved.at(resolved.node().child(1))));
    }
    // An atom, a text or a list is no tuple and no map.
    boolean other =
        evaluation.constant(resolved).isPresent()
            || Set.of("list", "sigil", "alias").contains(resolved.node().type());
    return other && (pattern.is("tuple") || pattern.is("map"))
        ? Optional.of(false)
        : Optional.empty();
  }

  private static Optional<Boolean> both(Optional<Boolean> one, Optional<Boolean> other) {
    return one.flatMap(holds -> holds ? other : one);
  }

  private Optional<Boolean> tuple(Node pattern, Bound value) {
    Optional<Boolean> all =
        Optional.of(pattern.children().size() == value.node().children().size());
    for (int i = 0; i < pattern.children().size(); i++) {
      all = both(all, matches(pattern.child(i), value.at(value.node().child(i))));
    }
    return all;
  }

  /** {@code []}, {@code [do: block]}, {@code [{:table, name}]}. */
  private Optional<Boolean> list(Node pattern, Bound value) {
    Bound resolved = evaluation.resolve(value);
    if (resolved.node().is("do_block")) {
      return Optional.of(Literals.keywords(pattern).keySet().equals(Set.of("do")));
    }
    if (evaluation.constant(resolved).isPresent()) {
      return Optional.of(false);
    }
    Map<String, Node> keys = Literals.keywords(pattern);
    if (!keys.isEmpty()) {
      Map<String, Bound> given = evaluation.keywords(resolved);
      return given.isEmpty() ? Optional.empty() : Optional.of(keys.keySet().equals(given.keySet()));
    }
    return evaluation
        .elements(resolved)
        .map(elements -> elements.size() == pattern.children().size());
  }

  /** The variables that a value gives to a pattern. */
  Map<String, Bound> variables(Node pattern, Bound value) {
    Map<String, Bound> variables = new HashMap<>(value.variables());
    List<Node> sides = new ArrayList<>(List.of(pattern));
    if (pattern.isOperator("=")) {
      sides = pattern.children();
    }
    sides.forEach(side -> evaluation.match(side, value, variables));
    return variables;
  }
}
