package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One question for all keys instead of one a row. */
final class KeyedCode {

  private static final Pattern SELECTED = Pattern.compile("(\\w+)(?:\\((distinct )?(\\w+)\\))?");

  private final Names names;

  KeyedCode(Names names) {
    this.names = names;
  }

  FunctionCode groupedAggregate(Fix.GroupedAggregate fix) {
    boolean count = fix.aggregate().equals("count") && fix.selected().size() < 2;
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    code.comment(
        count
            ? "A key without rows is not in the map: Map.get(counts, key, 0)."
            : fix.selected().size() > 1
                ? "A key without rows is not in the map: of none a count is 0, the others are nil."
                : "A key without rows is not in the map; "
                    + fix.aggregate()
                    + " of no rows is nil.");
    String key = names.field(fix.of(), Filter.holder(fix.table(), fix.of()), fix.key());
    String select = "select: {" + key + ", " + selected(fix, b, key) + "}";
    if (fix.selected().contains("")) {
      code.comment("Select for each key what the query selects now: it is more than is said here.");
    }
    code.line(
        definition(
            code.name(fix.table(), count ? "_counts" : "_by_" + Elixir.variable(fix.key())),
            fix.key(),
            filters));
    List<String> parts = joined(fix.table(), fix.of(), fix.key(), filters);
    parts.add(
        "group_by: " + names.field(fix.of(), Filter.holder(fix.table(), fix.of()), fix.key()));
    parts.add(select);
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    return code.line("  |> " + names.repo() + ".all()").line("  |> Map.new()").line("end");
  }

  /** One aggregate, or several as a tuple. */
  private String selected(Fix.GroupedAggregate fix, String binding, String key) {
    if (fix.selected().isEmpty() || fix.selected().contains("")) {
      String of = fix.column().isEmpty() ? key : names.field(fix.table(), binding, fix.column());
      return fix.aggregate() + "(" + of + ")";
    }
    List<String> all = new ArrayList<>();
    for (String one : fix.selected()) {
      Matcher matcher = SELECTED.matcher(one);
      String column = matcher.matches() && matcher.group(3) != null ? matcher.group(3) : "";
      boolean distinct = !column.isEmpty() && matcher.group(2) != null;
      String of = column.isEmpty() ? key : names.field(fix.table(), binding, column);
      all.add(one.replaceFirst("\\(.*", "") + "(" + of + (distinct ? ", :distinct)" : ")"));
    }
    return all.size() == 1 ? all.get(0) : "{" + String.join(", ", all) + "}";
  }

  FunctionCode groupedExists(Fix.GroupedExists fix) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    code.comment("A key is in the set when it has a row.");
    code.line(definition(code.name(fix.table(), "_existing"), fix.key(), filters));
    List<String> parts = joined(fix.table(), fix.of(), fix.key(), filters);
    parts.add("distinct: true");
    parts.add("select: " + names.field(fix.of(), Filter.holder(fix.table(), fix.of()), fix.key()));
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    return code.line("  |> " + names.repo() + ".all()").line("  |> MapSet.new()").line("end");
  }

  FunctionCode lookupByKeys(Fix.LookupByKeys fix) {
    return new LookupCode(names).lookupByKeys(fix);
  }

  FunctionCode firstPerParent(Fix.FirstPerParent fix) {
    return fix.limit() == 1 ? firstOne(fix) : firstFew(fix);
  }

  private FunctionCode firstOne(Fix.FirstPerParent fix) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    code.line(definition(code.name(fix.table(), "_first_each"), fix.key(), filters));
    List<String> parts = where(fix.table(), b, fix.key(), filters);
    parts.add("distinct: " + names.field(fix.table(), b, fix.key()));
    if (!fix.order().isEmpty()) {
      parts.add(SortOrder.of(names, fix.table(), fix.order(), b));
    }
    if (!names.preloads().isEmpty()) {
      parts.add("preload: " + names.preloads());
    }
    code.call(2, "from(", b + " in " + names.schema(fix.table()), parts);
    code.line("  |> " + names.repo() + ".all()");
    String key = names.field(fix.table(), "&1", fix.key());
    return code.line("  |> Map.new(&{" + key + ", &1})").line("end");
  }

  private FunctionCode firstFew(Fix.FirstPerParent fix) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    String keyType = names.parentOf(fix.table(), fix.key()).isEmpty() ? keyType(fix) : "";
    String parent =
        keyType.isEmpty()
            ? names
                .parentOf(fix.table(), fix.key())
                .orElseGet(() -> Elixir.schemaModule(fix.key().replaceAll("_id$", "")))
            : "values(Enum.map(ids, &%{id: &1}), %{id: " + keyType + "})";
    if (!keyType.isEmpty()) {
      code.comment("values/2 needs ecto 3.11, and raises for an empty list.");
    } else if (names.parentOf(fix.table(), fix.key()).isEmpty()) {
      code.comment(parent + " stands for your schema that " + fix.key() + " refers to.");
    }
    String b = Elixir.binding(fix.table());
    String p = b.equals("p") ? "parent" : "p";
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    List<String> each = new ArrayList<>(Filter.joins(filters, fix.table(), names));
    each.add("where: " + names.field(fix.table(), b, fix.key()) + " == parent_as(:parent).id");
    filters.forEach(filter -> each.add("where: " + filter.elixir()));
    if (!fix.order().isEmpty()) {
      each.add(SortOrder.of(names, fix.table(), fix.order(), b));
    }
    each.add("limit: " + fix.limit());
    List<String> all = new ArrayList<>(List.of("as: :parent"));
    if (keyType.isEmpty()) {
      all.add("where: " + p + ".id in ^ids");
    }
    all.add("inner_lateral_join: " + b + " in subquery(each)");
    all.add("on: true");
    if (!fix.order().isEmpty()) {
      all.add(SortOrder.of(names, fix.table(), fix.order(), b));
    }
    all.add("select: " + b);
    Set<String> arguments = new LinkedHashSet<>(List.of("ids"));
    arguments.addAll(Filter.arguments(filters));
    code.line(
        "def "
            + code.name(fix.table(), "_first_few")
            + "("
            + String.join(", ", arguments)
            + ") do");
    code.assigned("each", b + " in " + names.schema(fix.table()), each);
    code.line("");
    code.call(2, "from(", p + " in " + parent, all);
    code.line("  |> " + names.repo() + ".all()");
    if (!names.preloads().isEmpty()) {
      code.line("  |> " + names.repo() + ".preload(" + names.preloads() + ")");
    }
    return code.line("  |> Enum.group_by(& " + "&1." + Elixir.variable(fix.key()) + ")")
        .line("end");
  }

  /** Of a key that belongs to no other schema, as of a copy in another database; else "". */
  private String keyType(Fix.FirstPerParent fix) {
    return names
        .column(fix.table(), fix.key())
        .filter(field -> field.origin() == Field.Origin.FIELD)
        .map(Field::type)
        .filter(type -> names.libraries().has("ecto", 3, 11))
        .map(type -> type.matches("[a-z]\\w*") ? ":" + type : type)
        .filter(type -> type.matches(":\\w+|Ecto\\.UUID"))
        .orElse("");
  }

  FunctionCode lateralPerKey(Fix.LateralPerKey fix) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table());
    String p = b.equals("p") ? "parent" : "p";
    code.comment("In each: the query of one key as it is, with parent_as(:parent).id for the key.");
    code.line("def " + code.name(fix.table(), "_of_each") + "(ids) do");
    String of = names.field(fix.table(), b, fix.key()) + " == parent_as(:parent).id";
    code.assigned("each", b + " in " + names.schema(fix.table()), List.of("where: " + of));
    code.line("");
    List<String> all = new ArrayList<>(List.of("as: :parent", "where: " + p + ".id in ^ids"));
    all.add("inner_lateral_join: " + b + " in subquery(each)");
    all.add("on: true");
    all.add("select: {" + p + ".id, " + b + "}");
    code.call(2, "from(", p + " in " + parent(fix.table(), fix.key()), all);
    return code.line("  |> " + names.repo() + ".all()").line("end");
  }

  /** The schema whose rows a key names; guessed from the key where no association tells. */
  private String parent(String table, String key) {
    return names
        .parentOf(table, key)
        .orElseGet(
            () ->
                key.endsWith("_id")
                    ? Elixir.schemaModule(key.replaceAll("_id$", ""))
                    : names.schema(table));
  }

  private static String keys(String key) {
    return Elixir.plural(Elixir.variable(key));
  }

  private static String definition(String name, String key, List<Filter> filters) {
    Set<String> arguments = new LinkedHashSet<>();
    arguments.add(keys(key));
    arguments.addAll(Filter.arguments(filters));
    return "def " + name + "(" + String.join(", ", arguments) + ") do";
  }

  private List<String> joined(String table, String of, String key, List<Filter> filters) {
    List<String> parts = conditions(of, Filter.holder(table, of), key, filters);
    List<String> joins = new ArrayList<>(Filter.joins(filters, table, names));
    String own = Filter.join(table, of, names);
    if (!of.equals(table) && !joins.contains(own)) {
      joins.add(0, own);
    }
    parts.addAll(0, joins);
    return parts;
  }

  private List<String> where(String table, String binding, String key, List<Filter> filters) {
    List<String> parts = conditions(table, binding, key, filters);
    parts.addAll(0, Filter.joins(filters, table, names));
    return parts;
  }

  private List<String> conditions(String table, String binding, String key, List<Filter> filters) {
    List<String> parts = new ArrayList<>();
    parts.add("where: " + names.field(table, binding, key) + " in ^" + keys(key));
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    return parts;
  }
}
