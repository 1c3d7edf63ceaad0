package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Assignment;
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

/** Loops over constants, unrolled. */
public final class Loops {

  private final Evaluation evaluation;

  Loops(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  public static boolean isLoop(Node node) {
    return node.callName().equals("for")
        || node.isOperator("|>") && isEnum(node.child(1))
        || isEnum(node);
  }

  private static boolean isEnum(Node node) {
    return node.remoteTarget().text().equals("Enum")
        && Set.of("map", "each", "flat_map", "with_index", "reduce").contains(node.remoteName());
  }

  /**
   * The bodies of {@code for pattern <- constants do … end} and of {@code Enum.map(constants, fn
   * pattern -> … end)}, one for each element, with its variables; empty when the values are not
   * constants.
   */
  Optional<List<Bound>> unrolled(Bound bound) {
    if (bound.node().callName().equals("for")) {
      List<Node> steps =
          bound.node().arguments().stream().filter(argument -> !argument.is("keywords")).toList();
      return rounds(List.of(bound), steps)
          .map(
              rounds -> {
                List<Bound> bodies = new ArrayList<>();
                List<Node> body = Macros.body(bound.node());
                rounds.forEach(round -> bodies.addAll(statements(round, body)));
                return bodies;
              });
    }
    List<Bound> arguments = Invocation.of(bound).arguments();
    Node function = arguments.size() > 1 ? arguments.get(arguments.size() - 1).node() : Node.NONE;
    return arguments.isEmpty()
        ? Optional.empty()
        : evaluation.elements(arguments.get(0)).flatMap(list -> applied(bound, function, list));
  }

  /** One round after the other through generators and filters, the last one the quickest. */
  private Optional<List<Bound>> rounds(List<Bound> outer, List<Node> steps) {
    List<Bound> rounds = outer;
    for (Node step : steps) {
      List<Bound> next = new ArrayList<>();
      for (Bound round : rounds) {
        if (!step.isOperator("<-")) {
          if (evaluation.truth(round.at(step)).orElse(true)) {
            next.add(round);
          }
          continue;
        }
        Optional<List<Bound>> elements = evaluation.elements(round.at(step.child(1)));
        if (elements.isEmpty()) {
          return Optional.empty();
        }
        elements.get().forEach(element -> generated(round, step.child(0), element, next));
      }
      rounds = next;
    }
    return Optional.of(rounds);
  }

  /**
   * {@code {name, type} when type != :skip <- list}: what the pattern or its guard refuses is left
   * out.
   */
  private void generated(Bound round, Node written, Bound element, List<Bound> next) {
    boolean guarded = written.isOperator("when");
    Node pattern = guarded ? written.child(0) : written;
    Bound taken = with(round, pattern, element);
    boolean matches = evaluation.patterns().matches(pattern, element).orElse(true);
    if (matches && (!guarded || evaluation.truth(taken.at(written.child(1))).orElse(true))) {
      next.add(new Bound(round.node(), round.names(), taken.variables()));
    }
  }

  private Bound with(Bound bound, Node pattern, Bound element) {
    Map<String, Bound> variables = new LinkedHashMap<>(bound.variables());
    match(pattern, element, variables);
    return new Bound(bound.node(), bound.names(), variables);
  }

  private Optional<List<Bound>> applied(Bound bound, Node function, List<Bound> elements) {
    List<Bound> statements = new ArrayList<>();
    if (function.isOperator("&")) {
      Node body = called(function.child(0));
      for (Bound element : elements) {
        Map<String, Bound> variables = new LinkedHashMap<>(bound.variables());
        variables.put("&1", element);
        statements.add(new Bound(body, bound.names(), variables));
      }
      return Optional.of(statements);
    }
    List<Node> clauses =
        function.children().stream().filter(child -> child.is("stab_clause")).toList();
    if (clauses.isEmpty() || argument(clauses.get(0), 0) == Node.NONE) {
      return Optional.empty();
    }
    int index = 0;
    for (Bound element : elements) {
      Node clause = clauseFor(element, clauses);
      // The second parameter of `Enum.with_index`; for `reduce` it is of no matter.
      Bound number = Bound.of(Syntax.parsed("", String.valueOf(index++)), bound.names());
      Bound round = with(with(bound, argument(clause, 0), element), argument(clause, 1), number);
      statements.addAll(
          statements(round, clause.find("body").map(Node::children).orElse(List.of())));
    }
    return Optional.of(statements);
  }

  private static Node argument(Node clause, int index) {
    return clause.find("arguments").map(list -> list.child(index)).orElse(Node.NONE);
  }

  /** The first clause of a function that takes a value; the first of all when that is not told. */
  private Node clauseFor(Bound value, List<Node> clauses) {
    for (Node clause : clauses) {
      Optional<Boolean> takes = evaluation.patterns().matches(argument(clause, 0), value);
      if (takes.orElse(false)) {
        return clause;
      }
      if (takes.isEmpty()) {
        break;
      }
    }
    return clauses.get(0);
  }

  /** The statements of one round; those that name a value hold for the rest of it. */
  private static List<Bound> statements(Bound round, List<Node> body) {
    Map<String, Bound> variables = new LinkedHashMap<>(round.variables());
    List<Bound> statements = new ArrayList<>();
    for (Node one : body) {
      if (!Assignment.take(one, round.names(), variables)) {
        statements.add(new Bound(one, round.names(), Map.copyOf(variables)));
      }
    }
    return statements;
  }

  /** {@code f(&1)} of {@code f/1}; else the expression itself. */
  private static Node called(Node captured) {
    return captured.isOperator("/") && captured.child(1).text().equals("1")
        ? Syntax.parsed("", captured.child(0).text() + "(&1)")
        : captured;
  }

  /** What a function makes of one value: {@code fn x -> … end}, {@code &f(&1)}, {@code &f/1}. */
  Optional<Bound> applied(Bound function, Bound value) {
    return applied(function, function.node(), List.of(value))
        .filter(list -> !list.isEmpty())
        .map(list -> list.get(list.size() - 1));
  }

  /**
   * Gives the variables of a pattern the parts of a value: {@code name}, {@code {name, type}},
   * {@code [first, second]}, {@code %{key: name}}.
   *
   * @param variables takes them
   */
  void match(Node pattern, Bound element, Map<String, Bound> variables) {
    Bound value = pattern.is("identifier") ? element : evaluation.resolve(element);
    Node node = value.node();
    if (pattern.is("identifier")) {
      variables.put(pattern.text(), element);
    } else if (pattern.is("map")) {
      Map<String, Bound> pairs = evaluation.keywords(value);
      pattern
          .walk()
          .filter(pair -> pair.is("pair"))
          .forEach(
              pair -> {
                Bound given = pairs.get(Literals.key(pair.child(0)));
                if (given != null) {
                  match(pair.child(1), given, variables);
                }
              });
    } else if ((node.is("pair") || node.isOperator("=>")) && pattern.children().size() == 2) {
      match(pattern.child(0), Lists.key(value), variables);
      match(pattern.child(1), value.at(node.child(1)), variables);
    } else {
      List<Bound> parts =
          node.is("tuple")
              ? node.children().stream().map(value::at).toList()
              : evaluation.elements(value).orElse(List.of());
      for (int i = 0; i < Math.min(pattern.children().size(), parts.size()); i++) {
        match(pattern.child(i), parts.get(i), variables);
      }
    }
  }
}
