package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.List;

/**
 * Rows that refer to each other, read in one recursive query. UNION ALL would not end where a row
 * is its own ancestor, so the depth is bounded.
 */
final class TreeCode {

  private final Names names;

  TreeCode(Names names) {
    this.names = names;
  }

  /** From the row upwards, nearest first. */
  FunctionCode ancestors(Fix.Ancestors fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table()).read();
    String b = Elixir.binding(fix.table());
    String key = names.fieldName(fix.table(), fix.key());
    String parent = names.fieldName(fix.table(), fix.parent());
    String own = names.field(fix.table(), b, fix.key());
    String up = names.field(fix.table(), b, fix.parent());
    String source = b + " in " + names.schema(fix.table());
    code.comment(
        "The row and all above it in one query, nearest first. Rows that are above themselves end at"
            + " a depth of 100.");
    code.line("def " + code.name(fix.table(), "_upwards") + "(" + Elixir.variable(key) + ") do");
    String row = "%{" + key + ": " + own + ", " + parent + ": " + up + ", depth: ";
    code.assigned(
        "first",
        source,
        List.of(
            "where: " + own + " == ^" + Elixir.variable(key),
            "select: " + row + "fragment(\"0\")}"));
    code.line("");
    code.assigned(
        "above",
        source,
        List.of(
            "join: below in \"chain\"",
            "on: below." + parent + " == " + own,
            "where: below.depth < 100",
            "select: " + row + "fragment(\"? + 1\", below.depth)}"));
    code.line("").line("  steps = union_all(first, ^above)").line("");
    code.call(
        2,
        "from(",
        source,
        List.of(
            "join: step in \"chain\"", "on: step." + key + " == " + own, "order_by: step.depth"));
    code.line("  |> recursive_ctes(true)");
    code.line("  |> with_cte(\"chain\", as: ^steps)");
    return code.line("  |> " + names.repo() + ".all()").line("end");
  }

  /** From the row downwards; the rows below each are found by its key. */
  FunctionCode descendants(Fix.Descendants fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table()).read();
    String b = Elixir.binding(fix.table());
    String key = names.fieldName(fix.table(), fix.key());
    String parent = names.fieldName(fix.table(), fix.parent());
    String own = names.field(fix.table(), b, fix.key());
    String up = names.field(fix.table(), b, fix.parent());
    String source = b + " in " + names.schema(fix.table());
    code.comment(
        "The row and all below it in one query, as a map: Map.get(rows, parent."
            + key
            + ", []) are the rows below one. They end at a depth of 100.");
    code.line("def " + code.name(fix.table(), "_downwards") + "(" + Elixir.variable(key) + ") do");
    code.assigned(
        "first",
        source,
        List.of(
            "where: " + own + " == ^" + Elixir.variable(key),
            "select: %{" + key + ": " + own + ", depth: fragment(\"0\")}"));
    code.line("");
    code.assigned(
        "below",
        source,
        List.of(
            "join: above in \"tree\"",
            "on: " + up + " == above." + key,
            "where: above.depth < 100",
            "select: %{" + key + ": " + own + ", depth: fragment(\"? + 1\", above.depth)}"));
    code.line("").line("  steps = union_all(first, ^below)").line("");
    code.call(
        2,
        "from(",
        source,
        fix.order().isEmpty()
            ? List.of("join: step in \"tree\"", "on: step." + key + " == " + own)
            : List.of(
                "join: step in \"tree\"",
                "on: step." + key + " == " + own,
                SortOrder.of(names, fix.table(), fix.order(), b)));
    code.line("  |> recursive_ctes(true)");
    code.line("  |> with_cte(\"tree\", as: ^steps)");
    code.line("  |> " + names.repo() + ".all()");
    return code.line("  |> Enum.group_by(& &1." + parent + ")").line("end");
  }
}
