package dev.ectoscope.ecto;

import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows read by their keys, all at once into a map. */
final class LookupCode {

  private final Names names;

  LookupCode(Names names) {
    this.names = names;
  }

  FunctionCode lookupByKeys(Fix.LookupByKeys fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    code.comment(missing());
    return fix.expression().isEmpty()
        ? fix.more().isEmpty() ? byOne(fix, code) : byPair(fix, code)
        : byExpression(fix, code);
  }

  /** What the function of before did without a row, as the map does it. */
  private String missing() {
    Optional<String> call = names.call().map(RepoCall::name);
    return call.isEmpty()
        ? "Map.fetch! raises for a missing key as get! did; Map.get gives nil as get did."
        : call.get().endsWith("!")
            ? "Map.fetch! raises KeyError for a missing key, where "
                + call.get()
                + " raised Ecto.NoResultsError, a 404 in Phoenix."
            : "Map.get gives nil for a missing key.";
  }

  private FunctionCode byOne(Fix.LookupByKeys fix, FunctionCode code) {
    String keys = Elixir.plural(Elixir.variable(fix.key()));
    String field = field(fix, fix.key());
    begin(fix, code, keys);
    return asked(fix, code, List.of("where: " + field + " in ^Enum.uniq(" + keys + ")"))
        .line("  |> Map.new(&{" + ofRow(fix, fix.key()) + ", &1})")
        .line("end");
  }

  /** All combinations of both may be read: the map keeps them apart. */
  private FunctionCode byPair(Fix.LookupByKeys fix, FunctionCode code) {
    String second = fix.more().get(0);
    String firsts = Elixir.plural(Elixir.variable(fix.key()));
    String seconds = Elixir.plural(Elixir.variable(second));
    code.comment(
        "keys are {"
            + Elixir.variable(fix.key())
            + ", "
            + Elixir.variable(second)
            + "}. Rows of other combinations of the two may be read besides; nobody asks the map for"
            + " them.");
    begin(fix, code, "keys");
    code.line("  {" + firsts + ", " + seconds + "} = Enum.unzip(keys)").line("");
    String where =
        "where: "
            + field(fix, fix.key())
            + " in ^"
            + firsts
            + " and "
            + field(fix, second)
            + " in ^"
            + seconds;
    return asked(fix, code, List.of(where))
        .line("  |> Map.new(&{{" + ofRow(fix, fix.key()) + ", " + ofRow(fix, second) + "}, &1})")
        .line("end");
  }

  /** The database tells the key of each row. */
  private FunctionCode byExpression(Fix.LookupByKeys fix, FunctionCode code) {
    String b = Elixir.binding(fix.table());
    String sql = fix.expression().replaceFirst("\\b" + fix.key() + "\\b", "?");
    String fragment =
        "fragment(" + Elixir.string(sql) + ", " + names.field(fix.table(), b, fix.key()) + ")";
    begin(fix, code, "values");
    List<String> parts = new ArrayList<>();
    parts.add("where: " + fragment + " in ^Enum.uniq(values)");
    parts.add("select: {" + fragment + ", " + b + "}");
    return asked(fix, code, parts).line("  |> Map.new()").line("end");
  }

  private void begin(Fix.LookupByKeys fix, FunctionCode code, String keys) {
    String name = code.name(fix.table(), "_by_" + Elixir.variable(fix.key()));
    List<String> arguments = new ArrayList<>();
    if (isPrefixed(fix)) {
      arguments.add("prefix");
    }
    arguments.add(keys);
    arguments.addAll(Filter.arguments(filters(fix)));
    code.line("def " + name + "(" + String.join(", ", arguments) + ") do");
  }

  private FunctionCode asked(Fix.LookupByKeys fix, FunctionCode code, List<String> parts) {
    String b = Elixir.binding(fix.table());
    List<String> all = new ArrayList<>(Filter.joins(filters(fix), fix.table(), names));
    all.addAll(parts.subList(0, 1));
    filters(fix).forEach(filter -> all.add("where: " + filter.elixir()));
    all.addAll(parts.subList(1, parts.size()));
    code.call(2, "from(", b + " in " + names.schema(fix.table()), all);
    return code.line(
        "  |> " + names.repo() + (isPrefixed(fix) ? ".all(prefix: prefix)" : ".all()"));
  }

  private List<Filter> filters(Fix.LookupByKeys fix) {
    return Filter.all(fix.filters(), Elixir.binding(fix.table()), fix.table(), names);
  }

  private boolean isPrefixed(Fix.LookupByKeys fix) {
    boolean byItself = names.hasDefaults() && !names.givesPrefix();
    return !fix.prefix().isEmpty() && !names.hasPrefix(fix.table(), fix.prefix()) && !byItself;
  }

  private String field(Fix.LookupByKeys fix, String column) {
    return names.field(fix.table(), Elixir.binding(fix.table()), column);
  }

  private String ofRow(Fix.LookupByKeys fix, String column) {
    String value = names.field(fix.table(), "&1", column);
    return value.startsWith("field(") ? "Map.fetch!(&1, " + Elixir.atom(column) + ")" : value;
  }
}
