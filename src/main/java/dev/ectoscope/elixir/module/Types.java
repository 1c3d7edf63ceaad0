package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.List;

/** The types of fields as they are shown. */
final class Types {

  private final Evaluation evaluation;

  Types(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** {@code string} of {@code :string}; modules in full; composite types as written. */
  String name(Bound bound) {
    Bound value = evaluation.resolve(bound);
    Node node = value.node();
    if (node.is("tuple")) {
      List<String> parts = new ArrayList<>();
      for (Node child : node.children()) {
        String part = name(value.at(child));
        parts.add(Literals.atom(child).isPresent() ? ":" + part : inner(value.at(child), part));
      }
      return "{" + String.join(", ", parts) + "}";
    }
    return evaluation
        .module(value)
        .or(() -> Literals.atom(node).map(atom -> atom.replaceFirst("^Elixir\\.", "")))
        .orElseGet(() -> Literals.oneLine(node));
  }

  private String inner(Bound child, String part) {
    return Literals.atom(evaluation.resolve(child).node()).isPresent() ? ":" + part : part;
  }
}
