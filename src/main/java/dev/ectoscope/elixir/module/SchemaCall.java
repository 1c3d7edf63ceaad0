package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code schema "posts" do … end} is given, also where macros pass it on. */
final class SchemaCall {

  private final Evaluation evaluation;
  private final Map<String, Map<String, Bound>> uses;

  SchemaCall(Evaluation evaluation, Map<String, Map<String, Bound>> uses) {
    this.evaluation = evaluation;
    this.uses = uses;
  }

  /** The statements of its block. */
  List<Bound> block(Bound bound) {
    Optional<Node> block = bound.node().doBlock();
    if (block.isPresent()) {
      return block.get().children().stream().map(bound::at).toList();
    }
    // `schema(table, do: unquote(block))`, `schema unquote(table), unquote(block)`
    for (Node argument : bound.node().arguments()) {
      Optional<Node> body = Literals.keyword(argument, "do");
      Bound value = given(body.map(bound::at).orElse(bound.at(argument)));
      if (value.node().is("do_block") || value.node().is("block")) {
        return value.node().children().stream().map(value::at).toList();
      }
      if (body.isPresent()) {
        return List.of(value);
      }
    }
    return List.of();
  }

  /** What a macro's parameter holds, {@code [do: block]} taken apart. */
  private Bound given(Bound bound) {
    // A block of one statement must stay a block.
    Bound value = bound.node().is("block") ? bound : evaluation.resolve(bound);
    return Literals.keyword(value.node(), "do").map(value::at).orElse(value);
  }

  /** Its table, or "". */
  String table(Bound bound) {
    for (Node argument : bound.node().arguments()) {
      Optional<String> name = evaluation.constant(bound.at(argument));
      if (name.isPresent()) {
        return name.get();
      }
    }
    return uses.values().stream()
        .flatMap(options -> Optional.ofNullable(options.get("source")).stream())
        .flatMap(value -> evaluation.constant(value).stream())
        .findFirst()
        .orElse("");
  }
}
