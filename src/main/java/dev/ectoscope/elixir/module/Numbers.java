package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Invocation;
import dev.ectoscope.elixir.syntax.Node;
import java.util.Map;
import java.util.Optional;

/** Whole numbers that are written as sums, products and times. */
final class Numbers {

  private static final Map<String, Long> TIMES =
      Map.of("seconds", 1_000L, "minutes", 60_000L, "hours", 3_600_000L);

  private Numbers() {}

  static boolean isArithmetic(Node node) {
    return node.isOperator("*") || node.isOperator("+") || node.isOperator("-");
  }

  static Optional<String> of(Evaluation evaluation, Bound value) {
    Node node = value.node();
    if (node.children().size() != 2) {
      return Optional.of(node.text()).filter(text -> text.matches("-[0-9_]+"));
    }
    return number(evaluation, value.at(node.child(0)))
        .flatMap(
            left ->
                number(evaluation, value.at(node.child(1)))
                    .map(right -> combined(node.operator(), left, right)));
  }

  private static String combined(String operator, long left, long right) {
    return String.valueOf(
        switch (operator) {
          case "*" -> left * right;
          case "+" -> left + right;
          default -> left - right;
        });
  }

  /** {@code :timer.seconds(30)}. */
  static Optional<String> milliseconds(Evaluation evaluation, Invocation call) {
    Long unit = TIMES.get(call.name());
    return unit == null
        ? Optional.empty()
        : number(evaluation, call.argument(0)).map(n -> String.valueOf(n * unit));
  }

  private static Optional<Long> number(Evaluation evaluation, Bound value) {
    return evaluation
        .constant(value)
        .map(text -> text.replace("_", ""))
        .filter(text -> text.matches("\\d{1,9}"))
        .map(Long::valueOf);
  }
}
