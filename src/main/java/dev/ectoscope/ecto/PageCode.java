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
    String last = names.primaryKey(fix.table());
    Keyset keyset = Keyset.of(order(fix), last);
    String b = Elixir.binding(fix.table());
    String name = code.name(fix.table(), "_page");
    List<String> columns = keyset.columns().stream().map(Keyset.Column::field).toList();
    code.comment(
        "The cursor holds "
            + String.join(", ", columns)
            + " of the last row shown; the last one must be unique.");
    code.comment(
        "Needs an index on the same columns. Rows with NULL in one of them need a page of their own."
            + " The conditions and columns of the query as it is belong into "
            + name
            + "_query.");
    code.line("def " + name + "(nil), do: " + names.repo() + ".all(" + name + "_query())").line("");
    code.line("def " + name + "(" + keyset.cursor("") + ") do");
    code.line("  " + name + "_query()");
    code.raw(keyset.steps(b, 2));
    code.line("  |> " + names.repo() + ".all()").line("end").line("");
    code.line("defp " + name + "_query do");
    List<String> parts = new ArrayList<>();
    columns.stream()
        .filter(column -> !column.equals(last))
        .forEach(column -> parts.add("where: not is_nil(" + Elixir.field(b, column) + ")"));
    parts.add("order_by: " + keyset.order(b));
    parts.add("limit: " + (fix.limit() > 0 ? fix.limit() : 20));
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    return code.line("end");
  }

  private List<Keyset.Column> order(Fix.KeysetPage fix) {
    return fix.order().stream()
        .map(
            key ->
                new Keyset.Column(
                    names.fieldName(fix.table(), SortOrder.column(key)),
                    SortOrder.isDescending(key)))
        .toList();
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
