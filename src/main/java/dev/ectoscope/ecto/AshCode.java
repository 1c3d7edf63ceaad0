package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same for rows of Ash resources: policies, changes and notifications of their actions would be
 * left out by a query of Ecto. Source: ash 3.24, lib/ash.ex ({@code load!/3}, {@code
 * bulk_create!/4}, {@code bulk_update!/4}, {@code bulk_destroy!/4}), lib/ash/query/query.ex, and
 * lib/ash/resource/dsl.ex ({@code aggregates}).
 */
final class AshCode {

  private static final Pattern ACTION =
      Pattern.compile("\\bfor_(?:create|update|destroy)\\((?:[^,()]*, *)?:(\\w+)");

  private static final Pattern ECTOS = Pattern.compile("fragment\\(|field\\(|type\\(|ago\\(");

  private static final List<String> STRATEGIES =
      List.of("strategy: [:atomic, :atomic_batches, :stream]", "return_errors?: true");

  private final Names names;

  AshCode(Names names) {
    this.names = names;
  }

  /** What an action is given, or empty for what Ash has no words of its own that are known here. */
  Optional<List<Finding.Code>> write(Fix fix) {
    if (fix instanceof Fix.Preload preload) {
      return only(preload(preload));
    }
    if (fix instanceof Fix.GroupedAggregate grouped) {
      String column =
          grouped.column().isEmpty() ? "" : names.fieldName(grouped.table(), grouped.column());
      boolean rows =
          grouped.aggregate().equals("count") && column.equals(names.primaryKey(grouped.table()));
      return aggregate(
          grouped.table(),
          grouped.key(),
          grouped.aggregate(),
          rows ? "" : column,
          grouped.filters(),
          grouped.selected().stream().anyMatch(one -> one.contains("distinct ")),
          beside(grouped.function(), grouped.file()));
    }
    if (fix instanceof Fix.GroupedExists exists) {
      return aggregate(
          exists.table(),
          exists.key(),
          "exists",
          "",
          exists.filters(),
          false,
          beside(exists.function(), exists.file()));
    }
    if (fix instanceof Fix.LookupByKeys lookup) {
      boolean plain = lookup.more().isEmpty() && lookup.expression().isEmpty();
      return plain ? only(lookup(lookup)) : Optional.empty();
    }
    if (fix instanceof Fix.FirstPerParent first) {
      return first(first);
    }
    if (fix instanceof Fix.InsertAll insert) {
      return only(insert(insert));
    }
    if (fix instanceof Fix.UpdateAll update) {
      return only(update(update));
    }
    return fix instanceof Fix.DeleteAll delete ? only(delete(delete)) : Optional.empty();
  }

  /** Said before what only Ecto's words are known of. */
  static String otherwise() {
    return "Ash sends this query. What follows says it in Ecto's words: in Ash it belongs into the"
        + " action that reads or writes the rows.";
  }

  private FunctionCode beside(String function, String file) {
    return names.beside(function, file).read();
  }

  private static Optional<List<Finding.Code>> only(FunctionCode function) {
    return Optional.of(List.of(code("query", function)));
  }

  private static Finding.Code code(String kind, FunctionCode function) {
    return new Finding.Code(
        kind, "elixir", function.file(), function.text(), "", 0, function.note());
  }

  private static FunctionCode asGiven(FunctionCode code) {
    return code.comment("Give it the actor: and tenant: that the calls are given now.");
  }

  private FunctionCode preload(Fix.Preload fix) {
    PreloadCode ecto = new PreloadCode(names);
    Optional<String> known = ecto.known(fix);
    String name = known.orElseGet(() -> PreloadCode.association(fix));
    String rows = variable(fix.parentTable());
    FunctionCode code = beside(fix.function(), fix.file());
    if (known.isEmpty()) {
      code.comment("Needs the relationship " + Elixir.atom(name) + ".");
    }
    code.comment(
        "Where the rows are read, load: ["
            + Elixir.atom(name)
            + "] given to the action loads it with them.");
    asGiven(code);
    String query = query(code, fix.childTable(), fix.filters(), fix.order(), 0);
    Set<String> arguments = arguments(rows, fix.filters(), fix.childTable());
    code.line("def " + code.name(rows, "_loaded") + "(" + String.join(", ", arguments) + ") do");
    return loaded(code, rows, name, query);
  }

  private Set<String> arguments(String rows, List<String> filters, String table) {
    Set<String> arguments = new LinkedHashSet<>(List.of(rows));
    arguments.addAll(Filter.arguments(sayable(filters, table)));
    return arguments;
  }

  private static FunctionCode loaded(
      FunctionCode code, String rows, String relationship, String query) {
    if (query.isEmpty()) {
      return code.line("  Ash.load!(" + rows + ", " + Elixir.atom(relationship) + ")").line("end");
    }
    if (query.contains(".filter(")) {
      code.line("  require Ash.Query").line("");
    }
    String line = "  wanted = " + query;
    if (line.length() <= Elixir.WIDTH) {
      code.line(line);
    } else {
      code.line("  wanted =").raw(piped(4, query)).line("");
    }
    return code.line("  Ash.load!(" + rows + ", " + Elixir.key(relationship) + " wanted)")
        .line("end");
  }

  private static List<String> piped(int indent, String query) {
    List<String> lines = new ArrayList<>();
    String blank = " ".repeat(indent);
    for (String step : query.split(" \\|> ")) {
      lines.add(blank + (lines.isEmpty() ? "" : "|> ") + step);
    }
    return lines;
  }

  /** {@code Stamp |> Ash.Query.filter(…) |> Ash.Query.sort(…)}, or "" for all rows. */
  private String query(
      FunctionCode code, String table, List<String> filters, List<String> order, long limit) {
    List<String> steps = new ArrayList<>();
    code.raw(Filter.remarks(unsayable(filters, table), table, names));
    List<String> conditions = sayable(filters, table).stream().map(AshCode::bare).toList();
    if (!conditions.isEmpty()) {
      steps.add("Ash.Query.filter(" + String.join(" and ", conditions) + ")");
    }
    if (!order.isEmpty()) {
      List<String> keys =
          order.stream()
              .map(
                  key ->
                      Elixir.key(names.fieldName(table, SortOrder.column(key)))
                          + (SortOrder.isDescending(key) ? " :desc" : " :asc"))
              .toList();
      steps.add("Ash.Query.sort(" + String.join(", ", keys) + ")");
    }
    if (limit > 0) {
      steps.add("Ash.Query.limit(" + limit + ")");
    }
    return steps.isEmpty() ? "" : names.schema(table) + " |> " + String.join(" |> ", steps);
  }

  private List<Filter> sayable(List<String> filters, String table) {
    return Filter.all(filters, "x", table, names).stream().filter(AshCode::isSayable).toList();
  }

  /** Those that Ecto says by what Ash has not. */
  private List<String> unsayable(List<String> filters, String table) {
    return filters.stream()
        .filter(one -> Filter.of(one, "x", table, names).filter(AshCode::isSayable).isEmpty())
        .toList();
  }

  private static boolean isSayable(Filter filter) {
    return !ECTOS.matcher(filter.elixir()).find();
  }

  private static String bare(Filter filter) {
    return filter.elixir().replaceAll("\\bx\\.", "");
  }

  /** The relationship by which the parent of a key has the rows of a table. */
  private Optional<Relationship> relationship(String table, String key) {
    Optional<Association> parent = names.associations().belongsTo(table, key);
    return names
        .associations()
        .toMany("", table, key)
        .flatMap(
            many ->
                parent.map(
                    one ->
                        new Relationship(one.target(), names.nameOf(one.target()), many.name())));
  }

  private record Relationship(String module, String named, String name) {}

  private Optional<List<Finding.Code>> aggregate(
      String table,
      String key,
      String kind,
      String column,
      List<String> filters,
      boolean distinct,
      FunctionCode code) {
    Optional<Relationship> known = relationship(table, key);
    String relationship = known.map(Relationship::name).orElse(table);
    String name =
        kind.equals("exists")
            ? "has_" + relationship
            : relationship + "_" + (column.isEmpty() ? "" : column + "_") + kind;
    FunctionCode section =
        new FunctionCode("", known.map(r -> names.fileOf(r.module())).orElse("")).read();
    section.comment(
        "In "
            + known.map(Relationship::module).orElse("the resource that has them")
            + (filters.isEmpty()
                ? ":"
                : ", with a filter for what else is asked (" + String.join(", ", filters) + "):"));
    if (distinct) {
      section.comment("with uniq? true: each value counts once.");
    }
    section
        .line("aggregates do")
        .line(
            "  "
                + kind
                + "("
                + Elixir.atom(name)
                + ", "
                + Elixir.atom(relationship)
                + (column.isEmpty()
                    ? ""
                    : (kind.equals("count") ? ", field: " : ", ") + Elixir.atom(column))
                + ")")
        .line("end");
    String rows = variable(known.map(r -> names.tableOf(r.module())).orElse(""));
    asGiven(code);
    code.line("def " + code.name(rows, "_counted") + "(" + rows + ") do");
    loaded(code, rows, name, "");
    return Optional.of(List.of(code("schema", section), code("query", code)));
  }

  private FunctionCode lookup(Fix.LookupByKeys fix) {
    FunctionCode code = beside(fix.function(), fix.file());
    String field = names.fieldName(fix.table(), fix.key());
    String keys = Elixir.plural(Elixir.variable(field));
    asGiven(code);
    code.raw(Filter.remarks(unsayable(fix.filters(), fix.table()), fix.table(), names));
    Set<String> arguments = arguments(keys, fix.filters(), fix.table());
    List<String> conditions = new ArrayList<>(List.of(field + " in ^" + keys));
    sayable(fix.filters(), fix.table()).forEach(filter -> conditions.add(bare(filter)));
    code.line(
        "def "
            + code.name(fix.table(), "_by_" + Elixir.variable(field))
            + "("
            + String.join(", ", arguments)
            + ") do");
    code.line("  require Ash.Query").line("");
    code.line("  " + names.schema(fix.table()));
    code.line("  |> Ash.Query.filter(" + String.join(" and ", conditions) + ")");
    code.line("  |> Ash.read!()");
    return code.line("  |> Map.new(&{&1." + field + ", &1})").line("end");
  }

  private Optional<List<Finding.Code>> first(Fix.FirstPerParent fix) {
    Optional<Relationship> known = relationship(fix.table(), fix.key());
    FunctionCode code = beside(fix.function(), fix.file());
    String name = known.map(Relationship::name).orElse(fix.table());
    if (known.isEmpty()) {
      code.comment("Needs the relationship " + Elixir.atom(name) + ".");
    }
    code.comment("A limit of what is loaded counts for each row.");
    asGiven(code);
    String query = query(code, fix.table(), fix.filters(), fix.order(), Math.max(1, fix.limit()));
    String rows = variable(known.map(r -> names.tableOf(r.module())).orElse(""));
    Set<String> arguments = arguments(rows, fix.filters(), fix.table());
    code.line("def " + code.name(rows, "_loaded") + "(" + String.join(", ", arguments) + ") do");
    return only(loaded(code, rows, name, query));
  }

  private FunctionCode insert(Fix.InsertAll fix) {
    FunctionCode code = beside(fix.function(), fix.file());
    String action = action(code, "create");
    code.comment(
        "Each row is a map of the action's inputs. It gives records with return_records?: true"
            + " and sends notifications with notify?: true.");
    asGiven(code);
    code.line("def " + code.name(fix.table(), "_at_once") + "(rows) do");
    String first = "rows, " + names.schema(fix.table()) + ", " + action;
    return code.call(2, "Ash.bulk_create!(", first, List.of("return_errors?: true")).line("end");
  }

  private FunctionCode update(Fix.UpdateAll fix) {
    FunctionCode code = beside(fix.function(), fix.file());
    String rows = variable(fix.table());
    String action = action(code, "update");
    code.comment(
        "Every record gets the same input. A query instead of records updates in one statement.");
    asGiven(code);
    code.line("def " + code.name(fix.table(), "_at_once") + "(" + rows + ", input) do");
    return keywords(code, "Ash.bulk_update!(" + rows + ", " + action + ", input,").line("end");
  }

  private FunctionCode delete(Fix.DeleteAll fix) {
    FunctionCode code = beside(fix.function(), fix.file());
    String rows = variable(fix.table());
    String action = action(code, "destroy");
    code.comment("A query instead of records deletes in one statement.");
    asGiven(code);
    code.line("def " + code.name(fix.table(), "_at_once") + "(" + rows + ") do");
    return keywords(code, "Ash.bulk_destroy!(" + rows + ", " + action + ", %{},").line("end");
  }

  private static FunctionCode keywords(FunctionCode code, String head) {
    code.line("  " + head);
    code.line("    " + String.join(",\n    ", STRATEGIES));
    return code.line("  )");
  }

  /** The action that the call names, else the one that resources have by default. */
  private String action(FunctionCode code, String usual) {
    String text = names.call().map(call -> call.text()).orElse("");
    Matcher named = ACTION.matcher(text);
    if (named.find()) {
      return ":" + named.group(1);
    }
    code.comment(":" + usual + " stands for the action.");
    return ":" + usual;
  }

  private static String variable(String table) {
    return table.isEmpty() ? "records" : Elixir.variable(table);
  }
}
