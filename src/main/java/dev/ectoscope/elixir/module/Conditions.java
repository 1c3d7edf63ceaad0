package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Conditions over constants: which branch is compiled. */
public final class Conditions {

  private static final Set<String> CONDITIONS = Set.of("if", "unless", "case", "cond");

  private static final Set<String> LOGICAL =
      Set.of("!", "not", "and", "&&", "or", "==", "!=", "===", "!==", "in");

  private final Evaluation evaluation;

  Conditions(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  public static boolean isCondition(Node node) {
    return CONDITIONS.contains(written(node).callName());
  }

  /** {@code case do … end} of {@code value |> case do … end}. */
  private static Node written(Node node) {
    boolean piped = node.isOperator("|>") && node.child(1).callName().equals("case");
    return piped ? node.child(1) : node;
  }

  /** Whether a condition holds; empty when the source does not tell. */
  Optional<Boolean> truth(Bound bound) {
    Node node = bound.node();
    switch (node.operator()) {
      case "!", "not" -> {
        return truth(bound.at(node.child(0))).map(holds -> !holds);
      }
      case "and", "&&" -> {
        return both(bound, false);
      }
      case "or", "||" -> {
        return both(bound, true);
      }
      case "==", "!=", "===", "!==" -> {
        return equal(bound.at(node.child(0)), bound.at(node.child(1)))
            .map(same -> same == node.operator().startsWith("="));
      }
      case "in" -> {
        return member(bound);
      }
      case "=" -> {
        return node.child(0).is("identifier") ? truth(bound.at(node.child(1))) : Optional.empty();
      }
      default -> {}
    }
    Bound value = evaluation.resolve(bound);
    if (isSetElsewhere(value.node())) {
      return Optional.empty();
    }
    if (value.node() != node && LOGICAL.contains(value.node().operator())) {
      return truth(value);
    }
    if (node.callName().equals("is_nil") && node.arguments().size() == 1) {
      return equal(bound.at(node.arguments().get(0)), bound.at(Syntax.parsed("", "nil")));
    }
    if (Set.of("is_list", "is_atom", "is_binary").contains(node.callName())) {
      return node.arguments().size() == 1
          ? isOfType(node.callName(), bound.at(node.arguments().get(0)))
          : Optional.empty();
    }
    if (value.node().is("list") || value.node().is("map") || Literals.isModule(value.node())) {
      return Optional.of(true);
    }
    return evaluation.constant(value).map(text -> !Set.of("false", "nil").contains(text));
  }

  private Optional<Boolean> isOfType(String question, Bound value) {
    Node node = evaluation.resolve(value).node();
    if (node.is("list") || node.is("keywords") || node.is("sigil")) {
      return Optional.of(question.equals("is_list"));
    }
    if (node.is("string")) {
      return Optional.of(question.equals("is_binary"));
    }
    return Literals.atom(node).isPresent() || Literals.isModule(node)
        ? Optional.of(question.equals("is_atom"))
        : Optional.empty();
  }

  /** A setting's default does not tell what the app is compiled with. */
  private static boolean isSetElsewhere(Node node) {
    return Set.of("Application", "System", "Mix").contains(node.remoteTarget().text());
  }

  private Optional<Boolean> both(Bound bound, boolean decisive) {
    Optional<Boolean> left = truth(bound.at(bound.node().child(0)));
    Optional<Boolean> right = truth(bound.at(bound.node().child(1)));
    if (left.equals(Optional.of(decisive)) || right.equals(Optional.of(decisive))) {
      return Optional.of(decisive);
    }
    return left.isEmpty() || right.isEmpty() ? Optional.empty() : Optional.of(!decisive);
  }

  private Optional<Boolean> equal(Bound left, Bound right) {
    return known(left).flatMap(a -> known(right).map(a::equals));
  }

  private Optional<String> known(Bound bound) {
    return isSetElsewhere(evaluation.resolve(bound).node())
        ? Optional.empty()
        : evaluation.constant(bound).or(() -> evaluation.module(bound)).or(() -> list(bound));
  }

  /** A list of constants as one text. */
  private Optional<String> list(Bound bound) {
    return evaluation
        .elements(bound)
        .map(all -> all.stream().map(evaluation::constant).toList())
        .filter(all -> all.stream().allMatch(Optional::isPresent))
        .map(List::toString);
  }

  private Optional<Boolean> member(Bound bound) {
    Optional<String> wanted = known(bound.at(bound.node().child(0)));
    return wanted.flatMap(
        name ->
            evaluation
                .elements(bound.at(bound.node().child(1)))
                .map(
                    list ->
                        list.stream()
                            .anyMatch(one -> known(one).filter(name::equals).isPresent())));
  }

  /** The statements of the branch that is compiled; empty when the source does not tell which. */
  Optional<List<Bound>> taken(Bound bound) {
    Node node = written(bound.node());
    if (node != bound.node()) {
      return matching(bound.at(node), bound.at(bound.node().child(0)));
    }
    if (node.callName().equals("cond")) {
      return holding(bound);
    }
    if (node.arguments().isEmpty()) {
      return Optional.empty();
    }
    Bound subject = bound.at(node.arguments().get(0));
    return switch (node.callName()) {
      case "if" -> truth(subject).map(holds -> side(bound, holds));
      case "unless" -> truth(subject).map(holds -> side(bound, !holds));
      case "case" -> matching(bound, subject);
      default -> Optional.empty();
    };
  }

  /** The first branch of a {@code cond} that holds. */
  private Optional<List<Bound>> holding(Bound bound) {
    for (Node clause : bound.node().doBlock().map(Node::children).orElse(List.of())) {
      Node condition = clause.find("arguments").map(list -> list.child(0)).orElse(Node.NONE);
      Optional<Boolean> holds = truth(bound.at(condition));
      if (holds.isEmpty()) {
        return Optional.empty();
      }
      if (holds.get()) {
        return Optional.of(body(bound, clause));
      }
    }
    return Optional.empty();
  }

  private static List<Bound> body(Bound bound, Node clause) {
    return clause.find("body").map(Node::children).orElse(List.of()).stream()
        .map(bound::at)
        .toList();
  }

  private static List<Bound> side(Bound bound, boolean first) {
    Node node = bound.node();
    List<Bound> statements = new ArrayList<>();
    for (Node child : node.doBlock().map(Node::children).orElse(List.of())) {
      if (child.is("else_block") != first) {
        (first ? List.of(child) : child.children()).forEach(one -> statements.add(bound.at(one)));
      }
    }
    for (Node argument : node.arguments()) {
      Literals.keyword(argument, first ? "do" : "else")
          .ifPresent(one -> statements.add(bound.at(one)));
    }
    return statements;
  }

  private Optional<List<Bound>> matching(Bound bound, Bound subject) {
    if (isSetElsewhere(evaluation.resolve(subject).node())) {
      return Optional.empty();
    }
    for (Node clause : bound.node().doBlock().map(Node::children).orElse(List.of())) {
      Node pattern = clause.find("arguments").map(list -> list.child(0)).orElse(Node.NONE);
      Optional<Boolean> matches = evaluation.patterns().matches(pattern, subject);
      if (matches.isEmpty()) {
        return Optional.empty();
      }
      if (matches.get()) {
        return Optional.of(
            body(bound.with(evaluation.patterns().variables(pattern, subject)), clause));
      }
    }
    return Optional.empty();
  }

  /** The statements of all branches. */
  static List<Bound> branches(Bound bound) {
    List<Bound> branches = new ArrayList<>();
    written(bound.node())
        .doBlock()
        .ifPresent(
            block -> SchemaReader.branches(block).forEach(child -> branches.add(bound.at(child))));
    for (Node argument : bound.node().arguments()) {
      Literals.keywords(argument).values().forEach(value -> branches.add(bound.at(value)));
    }
    return branches;
  }

  /** What each branch gives: its last expression. */
  public static List<Bound> results(Bound bound) {
    List<Bound> results = new ArrayList<>();
    List<Node> plain = new ArrayList<>();
    Node condition = written(bound.node());
    for (Node child : condition.doBlock().map(Node::children).orElse(List.of())) {
      if (child.is("else_block")) {
        last(child.children()).ifPresent(node -> results.add(bound.at(node)));
      } else if (child.is("stab_clause")) {
        last(child.find("body").map(Node::children).orElse(List.of()))
            .ifPresent(node -> results.add(bound.at(node)));
      } else {
        plain.add(child);
      }
    }
    last(plain).ifPresent(node -> results.add(0, bound.at(node)));
    for (Node argument : bound.node().arguments()) {
      Literals.keywords(argument).values().forEach(value -> results.add(bound.at(value)));
    }
    return results;
  }

  private static Optional<Node> last(List<Node> statements) {
    return statements.isEmpty()
        ? Optional.empty()
        : Optional.of(statements.get(statements.size() - 1));
  }
}
