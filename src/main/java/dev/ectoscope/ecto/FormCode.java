package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.review.Fix;
import java.util.List;

/** The same question asked in a form that the database can answer from an index, or not at all. */
final class FormCode {

  private static final String REST = " What else the query asks stays as it is.";

  private final Names names;

  FormCode(Names names) {
    this.names = names;
  }

  FunctionCode dateRange(Fix.DateRange fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    String column = names.field(fix.table(), b, fix.column());
    boolean date =
        names.column(fix.table(), fix.column()).filter(f -> f.type().equals("date")).isPresent();
    boolean known = names.isKnownType(fix.table(), fix.column());
    code.comment(
        "A span of the column itself can use its index."
            + (date ? "" : " The day is a UTC day")
            + (known
                ? date ? "" : "."
                : "; for a :date field compare with the dates, without DateTime.new!."));
    code.comment(REST.strip());
    code.line("def " + code.name(fix.table(), "_by_" + fix.part()) + "(" + argument(fix) + ") do");
    String midnight = ", ~T[00:00:00.000000])";
    if (!fix.operator().matches(">|<=")) {
      code.line("  from = " + (date ? first(fix) : "DateTime.new!(" + first(fix) + midnight));
    }
    if (!fix.operator().matches("<|>=")) {
      code.line("  until = " + (date ? next(fix) : "DateTime.new!(" + next(fix) + midnight));
    }
    code.line("");
    String where = "where: " + compared(fix.operator(), column);
    return all(code, b + " in " + names.schema(fix.table()), where);
  }

  private static String compared(String operator, String column) {
    return switch (operator) {
      case ">=" -> column + " >= ^from";
      case ">" -> column + " >= ^until";
      case "<" -> column + " < ^from";
      case "<=" -> column + " < ^until";
      default -> column + " >= ^from and " + column + " < ^until";
    };
  }

  private static String argument(Fix.DateRange fix) {
    return fix.part().equals("year") ? "year" : "date";
  }

  private static String first(Fix.DateRange fix) {
    return switch (fix.part()) {
      case "year" -> "Date.new!(year, 1, 1)";
      case "month" -> "Date.beginning_of_month(date)";
      default -> "date";
    };
  }

  private static String next(Fix.DateRange fix) {
    return switch (fix.part()) {
      case "year" -> "Date.new!(year + 1, 1, 1)";
      case "month" -> "Date.add(Date.end_of_month(date), 1)";
      default -> "Date.add(date, 1)";
    };
  }

  FunctionCode typed(Fix.CompareAsTyped fix) {
    String b = Elixir.binding(fix.table());
    return filter(
        fix.function(),
        fix.file(),
        fix.table(),
        fix.column(),
        "Ecto casts the value to the field's type; a value that is none raises Ecto.Query.CastError.",
        names.field(fix.table(), b, fix.column()) + " == ^value");
  }

  FunctionCode sameCase(Fix.SameCase fix) {
    String b = Elixir.binding(fix.table());
    String fold = "fragment(\"" + fix.fold() + "(?)\", ";
    return filter(
        fix.function(),
        fix.file(),
        fix.table(),
        fix.column(),
        "The database folds both sides, as the index does: String."
            + (fix.fold().equals("lower") ? "downcase" : "upcase")
            + "/1 may differ outside ASCII.",
        fold + names.field(fix.table(), b, fix.column()) + ") == " + fold + "^value)");
  }

  FunctionCode contains(Fix.Contains fix) {
    String b = Elixir.binding(fix.table());
    String value =
        fix.array() ? "type(^[value], {:array, :string})" : "type(^" + document(fix) + ", :map)";
    return filter(
        fix.function(),
        fix.file(),
        fix.table(),
        fix.column(),
        fix.array()
            ? "Give the array's own element type instead of :string where it differs."
            : "@> compares types: {\"score\": \"95\"} does not match the number 95.",
        "fragment(\"? @> ?\", " + names.field(fix.table(), b, fix.column()) + ", " + value + ")");
  }

  private static String document(Fix.Contains fix) {
    String document = "value";
    for (int i = fix.path().size() - 1; i >= 0; i--) {
      document = "%{" + Elixir.string(fix.path().get(i)) + " => " + document + "}";
    }
    return document;
  }

  FunctionCode parameters(Fix.Parameters fix) {
    if (!fix.table().isEmpty() && !fix.column().isEmpty()) {
      String b = Elixir.binding(fix.table());
      return filter(
          fix.function(),
          fix.file(),
          fix.table(),
          fix.column(),
          "A pinned value is sent apart from the text: it cannot become SQL.",
          Elixir.field(b, fix.column()) + " == ^value");
    }
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    code.comment("A parameter is sent apart from the text: it cannot become SQL.");
    code.line("def " + code.name("rows", "_by_value") + "(sql_with_parameters, value) do");
    code.line("  " + names.repo() + ".query!(sql_with_parameters, [value])");
    return code.line("end");
  }

  private FunctionCode filter(
      String function, String file, String table, String column, String remark, String where) {
    FunctionCode code = names.beside(function, file, table).comment(remark + REST);
    String b = Elixir.binding(table);
    code.line("def " + code.name(table, "_by_" + Elixir.variable(column)) + "(value) do");
    return all(code, b + " in " + names.schema(table), "where: " + where);
  }

  private static void assigned(FunctionCode code, String name, String first, String... parts) {
    code.assigned(name, first, List.of(parts));
  }

  private FunctionCode all(FunctionCode code, String first, String... parts) {
    return code.asked(names.repo() + ".all", first, List.of(parts)).line("end");
  }

  FunctionCode union(Fix.UnionInsteadOfOr fix) {
    String table = fix.tables().get(0);
    FunctionCode code = names.beside(fix.function(), fix.file(), table);
    code.comment(
        "Each half can use an index of its own table; union drops rows found by both, as OR does."
            + " Write your own conditions and the association's name instead of field and parent.");
    code.line("def " + code.name(table, "_by_either") + "(term) do");
    String own = "c in " + names.schema(table);
    assigned(
        code,
        "by_parent",
        own,
        "join: p in assoc(c, :parent)",
        "where: p.field == ^term",
        "select: %{id: c.id}");
    code.line("");
    assigned(code, "by_own", own, "where: c.field == ^term", "select: %{id: c.id}");
    code.line("");
    code.line("  both = union(by_own, ^by_parent)");
    code.line(
        "  " + names.repo() + ".all(from(x in subquery(both), order_by: x.id, select: x.id))");
    return code.line("end");
  }

  FunctionCode estimatedCount(Fix.EstimatedCount fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    code.comment(
        "The planner's own count: right to a few percent after ANALYZE, -1 for a table never"
            + " analysed, and of the whole table only. For an exact number cache the count.");
    code.line("def " + code.name(fix.table(), "_estimated") + " do");
    String prefix = names.schemaOf(fix.table()).map(Schema::prefix).orElse("");
    code.line(
        prefix == null || prefix.isEmpty()
            ? "  table = " + names.schema(fix.table()) + ".__schema__(:source)"
            : "  table = " + Elixir.string(prefix + "." + fix.table()));
    code.line("");
    code.line("  " + names.repo() + ".one(");
    code.call(
        4,
        "from(",
        "c in \"pg_class\"",
        List.of(
            "where: c.oid == fragment(\"?::text::regclass\", ^table)",
            "select: fragment(\"?::bigint\", c.reltuples)"));
    return code.line("  )").line("end");
  }

  FunctionCode looseScan(Fix.LooseScan fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String schema = names.schema(fix.table());
    String b = Elixir.binding(fix.table());
    String field = names.field(fix.table(), b, fix.column());
    code.comment(
        "One index probe per value. Deploy the index on "
            + fix.column()
            + " first: without it this is slower than DISTINCT; nor is it for more than about a"
            + " thousand values.");
    code.line("def " + code.name(fix.table(), "_values") + " do");
    String rows = b + " in " + schema;
    String order = "order_by: " + field;
    assigned(code, "first", rows, order, "limit: 1", "select: %{value: " + field + "}");
    code.line("");
    String beyond = "where: " + field + " > parent_as(:seen).value";
    assigned(code, "above", rows, beyond, order, "limit: 1", "select: " + field);
    code.line("");
    assigned(
        code,
        "next",
        "s in \"seen\"",
        "as: :seen",
        "where: not is_nil(s.value)",
        "select: %{value: subquery(above)}");
    code.line("");
    code.line("  steps =");
    code.line("    from(f in subquery(first), select: %{value: f.value})");
    code.line("    |> union_all(^next)");
    code.line("");
    code.line("  from(s in \"seen\", where: not is_nil(s.value), select: s.value)");
    code.line("  |> recursive_ctes(true)");
    code.line("  |> with_cte(\"seen\", as: ^steps)");
    return code.line("  |> " + names.repo() + ".all()").line("end");
  }

  FunctionCode nilOrValue(Fix.NilOrValue fix) {
    String table = fix.table().isEmpty() ? "rows" : fix.table();
    String b = Elixir.binding(table);
    String name = Elixir.variable(fix.column()) + "_is";
    String field = names.field(fix.table(), b, fix.column());
    FunctionCode code = names.beside(fix.function(), fix.file()).read();
    code.comment(
        "Nothing equals NULL. Use it as where(query, ^"
            + name
            + "(value)) when rows without a value are meant; when they are not, do not ask at all"
            + " for nil.");
    String head = "defp " + name;
    code.line(head + "(nil), do: dynamic([" + b + "], is_nil(" + field + "))");
    return code.line(head + "(value), do: dynamic([" + b + "], " + field + " == ^value)");
  }

  FunctionCode ectoForm(Fix.EctoForm fix) {
    return names
        .beside(fix.function(), fix.file())
        .comment("Instead of the fragment " + fix.fragment() + ":")
        .line(fix.ecto());
  }

  FunctionCode limitOrStream(Fix.LimitOrStream fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String schema = names.schema(fix.table());
    String b = Elixir.binding(fix.table());
    code.comment("For a page:");
    code.line("def " + code.name(fix.table(), "_page") + "(query \\\\ " + schema + ") do");
    code.line(
        "  " + names.repo() + ".all(from(" + b + " in query, order_by: " + b + ".id, limit: 100))");
    code.line("end").line("");
    code.comment("For an export, with few rows in memory at a time:");
    code.line("def " + code.name(fix.table(), "_each") + "(query \\\\ " + schema + ", fun) do");
    code.line("  " + names.repo() + ".transaction(fn ->");
    code.line("    query |> " + names.repo() + ".stream(max_rows: 500) |> Enum.each(fun)");
    return code.line("  end)").line("end");
  }
}
