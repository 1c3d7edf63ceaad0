package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One statement instead of a write per row. */
final class WriteCode {

  private static final String UPDATE = "DO UPDATE SET ";
  private static final Pattern NAME = Pattern.compile("\"(\\w+)\"");
  private static final Pattern REPLACED = Pattern.compile("EXCLUDED\\.\"(\\w+)\"");

  private static final Pattern ASKING =
      Pattern.compile("(get|one|all|update|delete|insert)(_by|_all)?!?");
  private static final int PARAMETERS = 65_535;
  private static final int ROWS = 10_000;
  private static final int SEPARATE_ARGUMENTS = 3;

  private final Names names;

  WriteCode(Names names) {
    this.names = names;
  }

  FunctionCode updateAll(Fix.UpdateAll fix) {
    UpdateEachCode each = new UpdateEachCode(names);
    Fix.UpdateAll counted = each.counted(fix);
    return counted.equals(fix)
        ? each.of(fix).orElseGet(() -> updateTogether(fix))
        : updateTogether(counted);
  }

  /** The loop that does more than to write. */
  static void besides(FunctionCode code, Names names) {
    boolean more =
        names
            .loop()
            .map(LoopSource::body)
            .filter(body -> body.is("body") || body.is("do_block"))
            .filter(body -> body.children().stream().anyMatch(WriteCode::isOther))
            .isPresent();
    if (more) {
      code.comment("What else the loop does for each row, it does after it, in a loop of its own.");
    }
  }

  /** A call for its effect that holds no Repo's function: a broadcast, a mail. */
  private static boolean isOther(Node statement) {
    return statement.is("call")
        && statement.walk().noneMatch(n -> ASKING.matcher(n.remoteName()).matches());
  }

  private FunctionCode updateTogether(Fix.UpdateAll fix) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    besides(code, names);
    String b = Elixir.binding(fix.table());
    List<String> own = fix.columns().stream().filter(c -> !c.equals("updated_at")).toList();
    String perRow =
        names.libraries().has("ecto", 3, 11)
            ? "join on values/2 (ecto 3.11 or newer)"
            : "upsert whole rows: insert_all with on_conflict: {:replace, [...]}";
    code.comment(
        "update_all runs no changeset. Every row gets the same values; for a value per row "
            + perRow
            + (fix.counted().isEmpty()
                ? ", for counters use inc:."
                : ". The database adds, which loses no count of another process; a key that is there"
                    + " twice counts once."));
    boolean many = own.size() > SEPARATE_ARGUMENTS;
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    List<String> arguments = new ArrayList<>(List.of(keys(fix.key())));
    arguments.addAll(Filter.arguments(filters));
    if (many) {
      arguments.add("values");
    } else {
      own.stream()
          .map(Elixir::variable)
          .filter(a -> !arguments.contains(a))
          .forEach(arguments::add);
    }
    List<String> sets = new ArrayList<>();
    own.stream()
        .filter(column -> !fix.counted().contains(column))
        .forEach(column -> sets.add(pair(fix, column, many)));
    if (own.size() < fix.columns().size()) {
      sets.add("updated_at: " + names.now(fix.table(), "updated_at"));
    }
    code.line(
        "def " + code.name(fix.table(), "_all") + "(" + String.join(", ", arguments) + ") do");
    code.raw(rows(b, fix.table(), fix.key(), filters));
    String set = sets.isEmpty() ? "" : setList(sets);
    List<String> sums = own.stream().filter(fix.counted()::contains).toList();
    if (!sums.isEmpty()) {
      String added = sums.stream().map(c -> pair(fix, c, many)).collect(Collectors.joining(", "));
      set = "inc: [" + added + "]" + (set.isEmpty() ? "" : ", " + set);
    }
    String line = "  " + names.repo() + ".update_all(rows, " + set + ")";
    if (set.contains("\n") || line.length() > Elixir.WIDTH) {
      code.line("");
    }
    code.call(2, names.repo() + ".update_all(", "rows", List.of(set));
    return code.line("end");
  }

  private static String value(String column, boolean ofMap) {
    return ofMap ? "Map.fetch!(values, " + Elixir.atom(column) + ")" : Elixir.variable(column);
  }

  private String pair(Fix.UpdateAll fix, String column, boolean ofMap) {
    return Elixir.key(names.fieldName(fix.table(), column)) + " " + value(column, ofMap);
  }

  private static String setList(List<String> sets) {
    String joined = "set: [" + String.join(", ", sets) + "]";
    return joined.length() < Elixir.WIDTH - 10
        ? joined
        : "set: [\n      " + String.join(",\n      ", sets) + "\n    ]";
  }

  private static String keys(String key) {
    return Elixir.plural(Elixir.variable(key));
  }

  /** {@code rows = from …}, the rows with these keys. */
  private List<String> rows(String binding, String table, String key, List<Filter> filters) {
    List<String> parts = new ArrayList<>();
    parts.add("where: " + names.field(table, binding, key) + " in ^" + keys(key));
    filters.forEach(filter -> parts.add("where: " + filter.elixir()));
    String first = binding + " in " + names.schema(table);
    String line = "  rows = from " + first + ", " + String.join(", ", parts);
    if (line.length() <= Elixir.WIDTH) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>(List.of("  rows ="));
    lines.addAll(Elixir.call(4, "from(", first, parts, 6));
    lines.add("");
    return lines;
  }

  FunctionCode deleteAll(Fix.DeleteAll fix) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    besides(code, names);
    code.comment(
        "delete_all runs no callbacks of the schema; rows that others refer to raise"
            + " foreign_key_violation.");
    String b = Elixir.binding(fix.table());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    List<String> arguments = new ArrayList<>(List.of(keys(fix.key())));
    arguments.addAll(Filter.arguments(filters));
    code.line(
        "def " + code.name(fix.table(), "_all") + "(" + String.join(", ", arguments) + ") do");
    code.raw(rows(b, fix.table(), fix.key(), filters));
    return code.line("  " + names.repo() + ".delete_all(rows)").line("end");
  }

  FunctionCode insertAll(Fix.InsertAll fix) {
    if (fix.table().equals("oban_jobs")) {
      return jobs(fix);
    }
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    besides(code, names);
    List<String> times = times(fix);
    List<String> own =
        fix.columns().stream().filter(c -> !times.contains(c) && !isGenerated(fix, c)).toList();
    boolean multi = names.call().filter(call -> call.repo().isEmpty()).isPresent();
    code.comment(
        "Each row is a map with " + (own.isEmpty() ? "its columns" : String.join(", ", own)) + ".");
    code.comment(
        fix.conflict().isEmpty()
            ? "insert_all casts nothing and fills no timestamps; a violated unique index raises"
                + " instead of giving {:error, changeset}."
            : "insert_all casts nothing and fills no timestamps; the same key twice in one batch"
                + " raises: keep the last of them, rows |> Enum.reverse() |> Enum.uniq_by(...).");
    if (setsValues(fix)) {
      code.comment(
          "on_conflict: {:replace, fields} takes the values of each row; before it set them one by"
              + " one.");
    }
    if (fix.transaction()) {
      code.comment("Call it inside the transaction as before.");
    }
    if (multi) {
      return multi(fix, code, times);
    }
    String arguments = names.givesPrefix() ? "(rows, prefix) do" : "(rows) do";
    code.line("def " + code.name(fix.table(), "_at_once") + arguments);
    if (!times.isEmpty()) {
      code.line("  now = " + names.now(fix.table(), times.get(0))).line("");
    }
    code.line("  rows");
    if (!merged(fix, times).isEmpty()) {
      code.line("  |> Enum.map(&" + merge(fix, times) + ")");
    }
    code.line("  |> Enum.chunk_every(" + chunk(fix.columns().size()) + ")");
    String call = "&" + names.repo() + ".insert_all(" + names.schema(fix.table()) + ", &1";
    List<String> options = new ArrayList<>(conflict(fix));
    if (names.givesPrefix()) {
      options.add("prefix: prefix");
    }
    String one = "  |> Enum.each(" + String.join(", ", concat(call, options)) + "))";
    if (one.length() <= Elixir.WIDTH) {
      return code.line(one).line("end");
    }
    code.line("  |> Enum.each(").line("    " + call + ",");
    code.line("      " + String.join(",\n      ", options)).line("    )").line("  )");
    return code.line("end");
  }

  /** Source: oban 2.19, lib/oban.ex, {@code insert_all/3}. */
  private FunctionCode jobs(Fix.InsertAll fix) {
    FunctionCode code = names.beside(fix.function(), fix.file()).read();
    code.comment(
        "Each is what new/2 of its worker gives. unique: is not looked at here, but by Oban Pro's"
            + " engine; a job that must be unique stays with insert/2.");
    code.line("def " + code.name("jobs", "_at_once") + "(changesets) do");
    code.line("  changesets").line("  |> Enum.chunk_every(1_000)");
    return code.line("  |> Enum.flat_map(&Oban.insert_all/1)").line("end");
  }

  /** A step of a Multi takes all rows. */
  private FunctionCode multi(Fix.InsertAll fix, FunctionCode code, List<String> times) {
    String step = Elixir.atom(fix.table());
    code.comment(
        "The step gives {count, nil}, or the rows with returning: true; at most "
            + chunk(fix.columns().size())
            + " rows a step.");
    code.line("def " + code.name(fix.table(), "_at_once") + "(multi, rows) do");
    if (!times.isEmpty()) {
      code.line("  now = " + names.now(fix.table(), times.get(0)));
    }
    if (!merged(fix, times).isEmpty()) {
      code.line("  rows = Enum.map(rows, &" + merge(fix, times) + ")").line("");
    }
    List<String> arguments = new ArrayList<>(List.of(step, names.schema(fix.table()), "rows"));
    arguments.addAll(conflict(fix));
    code.call(2, "Ecto.Multi.insert_all(", "multi", arguments);
    return code.line("end");
  }

  /** A key that a row brings is kept. */
  private String merge(Fix.InsertAll fix, List<String> times) {
    String made = "%{" + merged(fix, times) + "}";
    boolean keys = fix.columns().stream().anyMatch(c -> names.newKey(fix.table(), c).isPresent());
    return keys ? "Map.merge(" + made + ", &1)" : "Map.merge(&1, " + made + ")";
  }

  /** What Ecto fills in by itself at an insert of one row. */
  private String merged(Fix.InsertAll fix, List<String> times) {
    Stream<String> keys =
        fix.columns().stream()
            .flatMap(
                column ->
                    names.newKey(fix.table(), column).stream()
                        .map(key -> Elixir.key(names.fieldName(fix.table(), column)) + " " + key));
    Stream<String> now =
        times.stream().map(t -> Elixir.key(names.fieldName(fix.table(), t)) + " now");
    return Stream.concat(keys, now).collect(Collectors.joining(", "));
  }

  /** A key that Ecto makes itself, or that the function puts in. */
  private boolean isGenerated(Fix.InsertAll fix, String column) {
    return names.isFilled(fix.table(), column) || names.newKey(fix.table(), column).isPresent();
  }

  private static List<String> concat(String first, List<String> more) {
    return Stream.concat(Stream.of(first), more.stream()).toList();
  }

  /** The upsert of before, as options of {@code insert_all}; empty when there was none. */
  private List<String> conflict(Fix.InsertAll fix) {
    if (fix.conflict().isEmpty() || setsValues(fix)) {
      return List.of();
    }
    int update = fix.conflict().indexOf(UPDATE);
    List<String> target =
        columns(NAME, update < 0 ? fix.conflict() : fix.conflict().substring(0, update), fix);
    String action =
        update < 0
            ? ":nothing"
            : "{:replace, ["
                + String.join(", ", columns(REPLACED, fix.conflict().substring(update), fix))
                + "]}";
    List<String> options = new ArrayList<>(List.of("on_conflict: " + action));
    if (!target.isEmpty()) {
      options.add("conflict_target: [" + String.join(", ", target) + "]");
    }
    return options;
  }

  /** {@code DO UPDATE SET x = $5}: a value of its own for each row. */
  private static boolean setsValues(Fix.InsertAll fix) {
    int update = fix.conflict().indexOf(UPDATE);
    return update >= 0 && fix.conflict().indexOf('$', update) >= 0;
  }

  private List<String> columns(Pattern name, String text, Fix.InsertAll fix) {
    return name.matcher(text)
        .results()
        .map(found -> Elixir.atom(names.fieldName(fix.table(), found.group(1))))
        .toList();
  }

  /** The columns that Ecto fills with the time of now. */
  private List<String> times(Fix.InsertAll fix) {
    return fix.columns().stream()
        .filter(
            c ->
                names
                    .column(fix.table(), c)
                    .filter(field -> field.origin() == Field.Origin.TIMESTAMPS)
                    .isPresent())
        .toList();
  }

  /** Rows of so many parameters each in one statement, below the 65,535 of the protocol. */
  static String chunk(int parameters) {
    return grouped(Math.min(ROWS, PARAMETERS / Math.max(1, parameters)));
  }

  private static String grouped(int number) {
    return number < 10_000
        ? String.valueOf(number)
        : number / 1000 + "_" + String.format("%03d", number % 1000);
  }

  /**
   * Source: ecto, lib/ecto/changeset.ex and its page: {@code unique_constraint(t, atom | [atom,
   * ...], Keyword.t())}; the index is {@code table_field_field_index} unless {@code name:} says
   * otherwise.
   */
  FunctionCode constraint(Fix.ConstraintInChangeset fix) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table()).read();
    List<String> columns =
        fix.columns().stream().map(c -> Elixir.atom(names.fieldName(fix.table(), c))).toList();
    String usual = fix.table() + "_" + String.join("_", fix.columns()) + "_index";
    boolean told = !fix.name().isEmpty();
    code.comment(
        "Turns a unique violation into {:error, changeset}"
            + (told
                ? "."
                : "; for the other kinds foreign_key_constraint or check_constraint. Give name: when"
                    + " the index is not called as Ecto would."));
    code.line("def " + code.name(fix.table(), "_constraints") + "(changeset) do");
    String list = "[" + String.join(", ", columns) + "]";
    List<String> options = new ArrayList<>(List.of(list));
    if (told && !fix.name().equals(usual)) {
      options.add("name: " + Elixir.atom(fix.name()));
    }
    code.call(2, "Ecto.Changeset.unique_constraint(", "changeset", options);
    return code.line("end");
  }
}
