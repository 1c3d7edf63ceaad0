package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conditions that many queries share, written once. */
final class ScopeCode {

  private static final int NAMED_COLUMNS = 3;
  private static final int LONGEST = 60;
  private static final Pattern EITHER = Pattern.compile(".* in \\[:([a-z]\\w*), :([a-z]\\w*)]");
  private static final Pattern STATE = Pattern.compile(".* == (?::|\")([a-z]\\w*)\"?");

  private static final Pattern OTHER = Pattern.compile(".* != (?::|\")([a-z]\\w*)\"?");

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
    String imported = names.importOfWhere(fix.table());
    if (!imported.isEmpty()) {
      code.line(imported).line("");
    }
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

  /**
   * What people call such rows: {@code published_not_deleted_for_tenant}; literals first, then what
   * is given.
   */
  static String name(List<Filter> filters) {
    List<String> words = new ArrayList<>();
    filters.stream().map(ScopeCode::state).filter(w -> !w.isEmpty()).forEach(words::add);
    filters.stream().map(ScopeCode::lack).filter(w -> !w.isEmpty()).forEach(words::add);
    filters.stream().filter(f -> !f.argument().isEmpty()).map(ScopeCode::by).forEach(words::add);
    String name = String.join("_", words.stream().distinct().limit(NAMED_COLUMNS).toList());
    return name.matches("[a-z]\\w*") && name.length() <= LONGEST
        ? name
        : "by_"
            + String.join(
                "_and_",
                filters.stream()
                    .map(f -> Elixir.variable(f.column()))
                    .distinct()
                    .limit(NAMED_COLUMNS)
                    .toList());
  }

  /** {@code published} of {@code p.status == :published}, {@code active} of {@code u.active}. */
  private static String state(Filter filter) {
    if (!filter.argument().isEmpty() || !lack(filter).isEmpty()) {
      return "";
    }
    Matcher value = STATE.matcher(filter.elixir());
    if (value.matches()) {
      return value.group(1);
    }
    Matcher other = OTHER.matcher(filter.elixir());
    if (other.matches()) {
      return "not_" + other.group(1);
    }
    Matcher either = EITHER.matcher(filter.elixir());
    if (either.matches()) {
      return either.group(1) + "_or_" + either.group(2);
    }
    if (filter.elixir().endsWith(" > 0")) {
      return "with_" + Elixir.variable(filter.column());
    }
    boolean bare = filter.elixir().endsWith("." + filter.column());
    String named = Elixir.variable(filter.column());
    return bare
        ? (filter.elixir().startsWith("not ") ? "not_" : "") + named
        : filter.elixir().startsWith("not is_nil(") ? named.replaceFirst("_at$", "") : named;
  }

  /** {@code not_deleted} of {@code is_nil(p.deleted_at)}. */
  private static String lack(Filter filter) {
    String column = Elixir.variable(filter.column());
    return !filter.elixir().startsWith("is_nil(")
        ? ""
        : column.endsWith("_at") ? "not_" + column.replaceFirst("_at$", "") : "without_" + column;
  }

  private static String by(Filter filter) {
    String column = Elixir.variable(filter.column());
    return column.endsWith("_id") ? "for_" + column.replaceFirst("_id$", "") : "by_" + column;
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
