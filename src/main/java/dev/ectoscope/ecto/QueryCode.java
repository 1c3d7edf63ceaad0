package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads: one query for all rows instead of one a row, narrower rows, cheaper pages. */
final class QueryCode {

  private static final String DESCENDING = " DESC";
  private static final int NAMED_COLUMNS = 3;

  private final Names names;

  QueryCode(Names names) {
    this.names = names;
  }

  FunctionCode preload(Fix.Preload fix) {
    // Ecto itself sorts what it preloads by the key.
    List<String> sorted =
        fix.order().stream()
            .filter(o -> !column(o).replaceAll("::.*", "").equals(fix.key()))
            .toList();
    Optional<String> known = known(fix);
    String association = known.orElseGet(() -> association(fix));
    if (Dataloader.serves(names) && fix.association() != Association.PRELOAD_IN_LOOP) {
      return new Dataloader(names).preload(fix, association, known.isPresent());
    }
    String b = Elixir.binding(fix.childTable());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.childTable(), names);
    boolean plain = sorted.isEmpty() && filters.isEmpty();
    FunctionCode code =
        plain
            ? names.beside(fix.function(), fix.file())
            : names.beside(fix.function(), fix.file(), fix.childTable());
    String rows = fix.parentTable().isEmpty() ? "rows" : Elixir.variable(fix.parentTable());
    if (known.isEmpty()) {
      code.comment(declaration(fix, association));
    }
    code.raw(Filter.remarks(fix.filters(), fix.childTable(), names));
    Set<String> arguments = new LinkedHashSet<>(List.of(rows));
    arguments.addAll(Filter.arguments(filters));
    code.line("def " + code.name(rows, "_preloaded") + "(" + String.join(", ", arguments) + ") do");
    if (plain) {
      return code.line("  " + preloaded(rows, Elixir.atom(association))).line("end");
    }
    List<String> parts = new ArrayList<>();
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    if (!sorted.isEmpty()) {
      parts.add(order(fix.childTable(), sorted, b, null));
    }
    String name = filters.isEmpty() ? "in_order" : "wanted";
    String from = b + " in " + names.schema(fix.childTable());
    String line = "  " + name + " = from " + from + ", " + String.join(", ", parts);
    if (line.length() <= Elixir.WIDTH) {
      code.line(line);
    } else {
      code.assigned(name, from, parts).line("");
    }
    return code.line("  " + preloaded(rows, Elixir.key(association) + " " + name)).line("end");
  }

  private String preloaded(String rows, String what) {
    return names.repo() + ".preload(" + rows + ", " + what + ")";
  }

  /** The association's name in the source. */
  private Optional<String> known(Fix.Preload fix) {
    List<String> preloaded = names.call().map(call -> call.query().preloads()).orElse(List.of());
    if (fix.association() == Association.PRELOAD_IN_LOOP && preloaded.size() == 1) {
      return Optional.of(preloaded.get(0));
    }
    boolean one =
        fix.association() == Association.BELONGS_TO
            || fix.key().equals(names.primaryKey(fix.childTable()));
    return (one
            ? names.toOne(fix.parentTable(), fix.childTable())
            : names.toMany(fix.parentTable(), fix.childTable(), fix.key()))
        .map(found -> found.name());
  }

  private static String association(Fix.Preload fix) {
    boolean one =
        fix.association() == Association.BELONGS_TO
            || (fix.association() == Association.PRELOAD_IN_LOOP && fix.key().equals("id"));
    return one ? Elixir.singular(fix.childTable()) : fix.childTable();
  }

  private String declaration(Fix.Preload fix, String association) {
    String parent = fix.parentTable().isEmpty() ? "the schema" : names.schema(fix.parentTable());
    String name = Elixir.atom(association);
    String child = names.schema(fix.childTable());
    return switch (fix.association()) {
      case HAS_MANY ->
          "Needs has_many "
              + name
              + ", "
              + child
              + " in "
              + parent
              + (fix.key().isEmpty() ? "" : " (key " + fix.key() + ")")
              + ".";
      case BELONGS_TO ->
          "Needs belongs_to "
              + name
              + ", "
              + child
              + " in "
              + parent
              + (fix.key().isEmpty() || fix.key().equals("id")
                  ? ""
                  : ", references: " + Elixir.atom(fix.key()))
              + ".";
      case MANY_TO_MANY -> "Needs many_to_many " + name + ", " + child + " in " + parent + ".";
      case PRELOAD_IN_LOOP ->
          "Call preload once with the whole list, outside the loop; "
              + name
              + " is the association it loads now.";
    };
  }

  /**
   * {@code order_by: [desc: c.inserted_at, desc: c.id]}; {@code last} is added when it is missing.
   */
  private String order(String table, List<String> order, String binding, String last) {
    List<String> keys = new ArrayList<>(order);
    boolean allUp = order.stream().noneMatch(QueryCode::isDescending);
    boolean missing = last != null && order.stream().noneMatch(key -> column(key).equals(last));
    if (missing) {
      keys.add(allUp ? last : last + DESCENDING);
    }
    List<String> parts = new ArrayList<>();
    for (String key : keys) {
      String direction = allUp ? "" : isDescending(key) ? "desc: " : "asc: ";
      parts.add(direction + names.field(table, binding, column(key)));
    }
    return "order_by: "
        + (parts.size() == 1 && allUp ? parts.get(0) : "[" + String.join(", ", parts) + "]");
  }

  private static boolean isDescending(String key) {
    return key.toUpperCase(java.util.Locale.ROOT).endsWith(DESCENDING);
  }

  private static String column(String key) {
    return key.replaceAll("(?i) (asc|desc)$", "").replaceAll("^\\w+\\.", "");
  }

  FunctionCode groupedAggregate(Fix.GroupedAggregate fix) {
    boolean count = fix.aggregate().equals("count");
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    code.comment(
        count
            ? "A key without rows is not in the map: Map.get(counts, key, 0)."
            : "A key without rows is not in the map; " + fix.aggregate() + " of no rows is nil.");
    String of = names.field(fix.table(), b, fix.column().isEmpty() ? fix.key() : fix.column());
    String select =
        "select: {"
            + names.field(fix.table(), b, fix.key())
            + ", "
            + fix.aggregate()
            + "("
            + of
            + ")}";
    code.line(
        definition(
            code.name(fix.table(), count ? "_counts" : "_by_" + Elixir.variable(fix.key())),
            fix.key(),
            filters));
    List<String> parts = where(fix.table(), b, fix.key(), filters);
    parts.add("group_by: " + names.field(fix.table(), b, fix.key()));
    parts.add(select);
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    return code.line("  |> " + names.repo() + ".all()").line("  |> Map.new()").line("end");
  }

  FunctionCode groupedExists(Fix.GroupedExists fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    code.comment("A key is in the set when it has a row.");
    code.line(definition(code.name(fix.table(), "_existing"), fix.key(), filters));
    List<String> parts = where(fix.table(), b, fix.key(), filters);
    parts.add("distinct: true");
    parts.add("select: " + names.field(fix.table(), b, fix.key()));
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    return code.line("  |> " + names.repo() + ".all()").line("  |> MapSet.new()").line("end");
  }

  private static String keys(String key) {
    return Elixir.variable(key) + "s";
  }

  private static String definition(String name, String key, List<Filter> filters) {
    Set<String> arguments = new LinkedHashSet<>();
    arguments.add(keys(key));
    arguments.addAll(Filter.arguments(filters));
    return "def " + name + "(" + String.join(", ", arguments) + ") do";
  }

  private List<String> where(String table, String binding, String key, List<Filter> filters) {
    List<String> parts = new ArrayList<>();
    parts.add("where: " + names.field(table, binding, key) + " in ^" + keys(key));
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    return parts;
  }

  FunctionCode lookupByKeys(Fix.LookupByKeys fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    code.comment("Map.fetch! raises for a missing key as get! did; Map.get gives nil as get did.");
    String name = code.name(fix.table(), "_by_" + Elixir.variable(fix.key()));
    code.line("def " + name + "(" + keys(fix.key()) + ") do");
    String where =
        "where: "
            + names.field(fix.table(), b, fix.key())
            + " in ^Enum.uniq("
            + keys(fix.key())
            + ")";
    code.call(2, "from(", b + " in " + names.schema(fix.table()), List.of(where));
    String option = fix.prefix().isEmpty() ? "" : "prefix: " + Elixir.string(fix.prefix());
    code.line("  |> " + names.repo() + ".all(" + option + ")");
    String value = names.field(fix.table(), "&1", fix.key());
    if (value.startsWith("field(")) {
      value = "Map.fetch!(&1, " + Elixir.atom(fix.key()) + ")";
    }
    return code.line("  |> Map.new(&{" + value + ", &1})").line("end");
  }

  FunctionCode firstPerParent(Fix.FirstPerParent fix) {
    return fix.limit() == 1 ? firstOne(fix) : firstFew(fix);
  }

  private FunctionCode firstOne(Fix.FirstPerParent fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    code.line("def " + code.name(fix.table(), "_first_each") + "(" + keys(fix.key()) + ") do");
    List<String> parts = where(fix.table(), b, fix.key(), List.of());
    parts.add("distinct: " + names.field(fix.table(), b, fix.key()));
    if (!fix.order().isEmpty()) {
      parts.add(order(fix.table(), fix.order(), b, null));
    }
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    code.line("  |> " + names.repo() + ".all()");
    String key = names.field(fix.table(), "&1", fix.key());
    return code.line("  |> Map.new(&{" + key + ", &1})").line("end");
  }

  private FunctionCode firstFew(Fix.FirstPerParent fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String parent =
        names
            .parentOf(fix.table(), fix.key())
            .orElseGet(() -> Elixir.schemaModule(fix.key().replaceAll("_id$", "")));
    if (names.parentOf(fix.table(), fix.key()).isEmpty()) {
      code.comment(parent + " stands for your schema that " + fix.key() + " refers to.");
    }
    String b = Elixir.binding(fix.table());
    String p = b.equals("p") ? "parent" : "p";
    List<String> each = new ArrayList<>();
    each.add("where: " + names.field(fix.table(), b, fix.key()) + " == parent_as(:parent).id");
    if (!fix.order().isEmpty()) {
      each.add(order(fix.table(), fix.order(), b, null));
    }
    each.add("limit: " + fix.limit());
    List<String> all = new ArrayList<>(List.of("as: :parent", "where: " + p + ".id in ^ids"));
    all.add("inner_lateral_join: " + b + " in subquery(each)");
    all.add("on: true");
    if (!fix.order().isEmpty()) {
      all.add(order(fix.table(), fix.order(), b, null));
    }
    all.add("select: " + b);
    code.line("def " + code.name(fix.table(), "_first_few") + "(ids) do");
    code.assigned("each", b + " in " + names.schema(fix.table()), each);
    code.line("");
    code.call(2, "from(", p + " in " + parent, all);
    code.line("  |> " + names.repo() + ".all()");
    return code.line("  |> Enum.group_by(& " + "&1." + Elixir.variable(fix.key()) + ")")
        .line("end");
  }

  FunctionCode loadOnce(Fix.LoadOnce fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String module = names.schema(fix.table());
    String one = Elixir.variable(Elixir.singular(fix.table()));
    code.comment(
        "Load it once at the edge and pass it on. Not when a write lies between two reads.");
    code.line("def " + code.name(fix.table(), "_with") + "(%" + module + "{} = " + one + ") do");
    code.raw(Elixir.comment(2, "the body of before, with " + one + " instead of the query"));
    return code.line("  " + one).line("end");
  }

  /** Source: Phoenix.LiveView.assign_async/4 starts its task only when the socket is connected. */
  FunctionCode loadWhenConnected(Fix.LoadWhenConnected fix) {
    FunctionCode code = names.beside("", fix.file(), fix.table());
    String key = Elixir.variable(fix.table());
    boolean async = names.has("phoenix_live_view", 0, 20);
    code.comment(
        "In "
            + fix.view()
            + (async
                ? ": the first page shows <.async_result>'s loading slot. Where it must hold the"
                    + " data, keep what is cheap and load the rest only if connected?(socket)."
                : ": the first page lacks the data. assign_async needs phoenix_live_view 0.20.")
            + " For what a plug or the parent has loaded, assign_new.");
    code.line("def mount(_params, _session, socket) do");
    if (!async) {
      return code.line("  if connected?(socket) do")
          .line("    {:ok, assign(socket, :" + key + ", load())}")
          .line("  else")
          .line("    {:ok, assign(socket, :" + key + ", [])}")
          .line("  end")
          .line("end");
    }
    code.raw(
        Elixir.comment(
            2, "copy what the function needs out of socket.assigns first: a closure is copied"));
    String start = "assign_async(socket, :" + key + ", fn ->";
    String loaded = "{:ok, %{" + key + ": load()}}";
    String line = "  {:ok, " + start + " " + loaded + " end)}";
    if (line.length() <= Elixir.WIDTH) {
      return code.line(line).line("end");
    }
    code.line("  {:ok,").line("   " + start).line("     " + loaded).line("   end)}");
    return code.line("end");
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
    List<String> arguments = new ArrayList<>(List.of("query \\\\ __MODULE__"));
    arguments.addAll(Filter.arguments(filters));
    code.line("def " + scopeName(filters) + "(" + String.join(", ", arguments) + ") do");
    code.line("  query");
    filters.forEach(filter -> code.line("  |> where([" + b + "], " + filter.elixir() + ")"));
    return code.line("end");
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

  /** The setting ends with the transaction, so that the pool's next user does not inherit it. */
  FunctionCode localSetting(Fix.LocalSetting fix) {
    String set = "SET LOCAL " + fix.name() + " = '" + fix.value().replace("'", "''") + "'";
    FunctionCode code = names.beside(fix.function(), fix.file());
    return code.line("def " + code.name("query", "_with_" + fix.name()) + "(query) do")
        .line("  {:ok, rows} =")
        .line("    " + names.repo() + ".transaction(fn ->")
        .line("      " + names.repo() + ".query!(" + Elixir.string(set) + ")")
        .line("      " + names.repo() + ".all(query)")
        .line("    end)")
        .line("")
        .line("  rows")
        .line("end");
  }

  private static String scopeName(List<Filter> filters) {
    List<String> columns =
        filters.stream()
            .map(f -> Elixir.variable(f.column()))
            .distinct()
            .limit(NAMED_COLUMNS)
            .toList();
    return columns.isEmpty() ? "scoped" : "by_" + String.join("_and_", columns);
  }

  FunctionCode keysetPage(Fix.KeysetPage fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    List<String> columns = new ArrayList<>(fix.order().stream().map(QueryCode::column).toList());
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
        columns.stream().map(c -> c + (fix.descending() ? DESCENDING : "")).toList();
    parts.add(order(fix.table(), keys, b, null));
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

  FunctionCode constraint(Fix.ConstraintInChangeset fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    List<String> columns =
        fix.columns().stream().map(c -> Elixir.atom(names.fieldName(fix.table(), c))).toList();
    code.comment(
        "Turns a unique violation into {:error, changeset}; for the other kinds foreign_key_constraint"
            + " or check_constraint. Give name: when the index is not called as Ecto would.");
    code.line("def " + code.name(fix.table(), "_constraints") + "(changeset) do");
    if (columns.isEmpty()) {
      code.raw(Elixir.comment(2, "name the columns of the violated index instead of :field"));
    }
    String list = columns.isEmpty() ? ":field" : "[" + String.join(", ", columns) + "]";
    code.call(2, "Ecto.Changeset.unique_constraint(", "changeset", List.of(list));
    return code.line("end");
  }
}
