package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;

/** Cheaper pages, narrower rows. */
final class PageCode {

  private final Names names;

  PageCode(Names names) {
    this.names = names;
  }

  FunctionCode keysetPage(Fix.KeysetPage fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    List<String> columns = new ArrayList<>(fix.order().stream().map(SortOrder::column).toList());
    String last = names.primaryKey(fix.table());
    if (!columns.contains(last)) {
      columns.add(last);
    }
    String b = Elixir.binding(fix.table());
    String name = code.name(fix.table(), "_page");
    code.comment(
        "The cursor holds "
            + String.join(", ", columns)
            + " of the last row shown; the last one must be unique.");
    code.comment(
        "Needs an index on the same columns. Rows with NULL in one of them need a page of their own.");
    code.line("def " + name + "(nil), do: " + names.repo() + ".all(" + name + "_query())").line("");
    code.line("def " + name + "(" + tuple(columns, "") + ") do");
    code.line("  " + name + "_query()");
    String compared =
        fieldTuple(fix.table(), columns, b)
            + (fix.descending() ? " < " : " > ")
            + tuple(columns, "^");
    code.line("  |> where([" + b + "], " + compared + ")");
    code.line("  |> " + names.repo() + ".all()").line("end").line("");
    code.line("defp " + name + "_query do");
    List<String> parts = new ArrayList<>();
    columns.stream()
        .filter(column -> !column.equals(last))
        .forEach(
            column -> parts.add("where: not is_nil(" + names.field(fix.table(), b, column) + ")"));
    List<String> keys =
        columns.stream().map(c -> c + (fix.descending() ? SortOrder.DESCENDING : "")).toList();
    parts.add(SortOrder.of(names, fix.table(), keys, b));
    parts.add("limit: " + (fix.limit() > 0 ? fix.limit() : 20));
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    return code.line("end");
  }

  private static String tuple(List<String> columns, String pin) {
    List<String> variables = columns.stream().map(c -> pin + Elixir.variable(c)).toList();
    return columns.size() == 1 ? variables.get(0) : "{" + String.join(", ", variables) + "}";
  }

  private String fieldTuple(String table, List<String> columns, String binding) {
    List<String> fields = columns.stream().map(c -> names.field(table, binding, c)).toList();
    return columns.size() == 1 ? fields.get(0) : "{" + String.join(", ", fields) + "}";
  }

  FunctionCode selectFields(Fix.SelectFields fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    code.comment("Maps, for reading only: load the whole struct where a changeset follows.");
    if (!fix.wide().isEmpty()) {
      code.comment(
          "load_in_query: false on the field keeps "
              + String.join(", ", fix.wide())
              + " out of every select.");
    }
    code.line(
        "def "
            + code.name(fix.table(), "_fields")
            + "(query \\\\ "
            + names.schema(fix.table())
            + ") do");
    List<String> keep =
        fix.keep().stream().map(c -> Elixir.atom(names.fieldName(fix.table(), c))).toList();
    String select = "select: map(" + b + ", [" + String.join(", ", keep) + "])";
    if (select.length() > Elixir.WIDTH - 10) {
      select =
          "select:\n      map("
              + b
              + ", [\n        "
              + String.join(",\n        ", keep)
              + "\n      ])";
    }
    code.call(2, "from(", b + " in query", List.of(select));
    return code.line("end");
  }
}
