package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;

/** Conditions that many queries share, written once. */
final class ScopeCode {

  private static final int NAMED_COLUMNS = 3;

  private final Names names;

  ScopeCode(Names names) {
    this.names = names;
  }

  FunctionCode scope(Fix.Scope fix) {
    FunctionCode code = new FunctionCode("", names.schemaFile(fix.table()));
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.predicates(), b, fix.table(), names);
    code.comment(
        names
            .schemaOf(fix.table())
            .map(schema -> "In " + schema.module() + ":")
            .orElse("In your schema of " + Elixir.string(fix.table()) + ":"));
    code.raw(Filter.remarks(fix.predicates(), fix.table(), names));
    code.line("import Ecto.Query, only: [where: 3]").line("");
    return code.raw(function(filters, b));
  }

  /** The function itself, whose arguments are the values that differ from call to call. */
  List<String> function(List<Filter> filters, String binding) {
    List<String> arguments = new ArrayList<>(List.of("query \\\\ __MODULE__"));
    arguments.addAll(Filter.arguments(filters));
    List<String> lines = new ArrayList<>();
    lines.add("def " + name(filters) + "(" + String.join(", ", arguments) + ") do");
    lines.add("  query");
    filters.forEach(one -> lines.add("  |> where([" + binding + "], " + one.elixir() + ")"));
    lines.add("end");
    return lines;
  }

  static String name(List<Filter> filters) {
    List<String> columns =
        filters.stream()
            .map(f -> Elixir.variable(f.column()))
            .distinct()
            .limit(NAMED_COLUMNS)
            .toList();
    return columns.isEmpty() ? "scoped" : "by_" + String.join("_and_", columns);
  }

  FunctionCode window(Fix.Window fix) {
    return new FunctionCode("", "")
        .comment(
            "Beside your other query functions; the column is an argument: :"
                + String.join(", :", fix.columns()))
        .line("import Ecto.Query, only: [where: 3]")
        .line("")
        .line("def between(query, field, from, until) do")
        .line("  query")
        .line("  |> where([q], field(q, ^field) >= ^from)")
        .line("  |> where([q], field(q, ^field) < ^until)")
        .line("end");
  }
}
