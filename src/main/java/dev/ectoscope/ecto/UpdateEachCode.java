package dev.ectoscope.ecto;

import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An update of many rows with values of its own for each, joined as a list. */
final class UpdateEachCode {

  private static final String UUID = "Ecto.UUID";

  private final Names names;

  UpdateEachCode(Names names) {
    this.names = names;
  }

  /** Empty unless the source shows values that differ from row to row, of columns it knows. */
  Optional<FunctionCode> of(Fix.UpdateAll fix) {
    Optional<LoopSource> loop = names.loop();
    Map<String, String> values = loop.map(UpdateEachCode::values).orElse(Map.of());
    boolean differs =
        loop.filter(
                one ->
                    !one.isOfOneVariable()
                        || values.values().stream().anyMatch(value -> !one.isFree(value)))
            .isPresent();
    List<String> columns = new ArrayList<>(List.of(fix.key()));
    fix.columns().stream().filter(c -> !isTouched(fix, c)).forEach(columns::add);
    boolean known =
        columns.stream()
            .map(c -> names.column(fix.table(), c).map(Field::type).orElse(""))
            .allMatch(
                type -> type.equals(UUID) || UpdateRewrite.PLAIN_TYPE.matcher(type).matches());
    return differs && known && names.libraries().has("ecto", 3, 11)
        ? Optional.of(code(fix, columns, values))
        : Optional.empty();
  }

  /**
   * The same when every row's own value gets the same added, {@code points: member.points + bonus}:
   * that is a sum for all rows.
   */
  Fix.UpdateAll counted(Fix.UpdateAll fix) {
    Optional<LoopSource> loop = names.loop();
    Map<String, String> values = loop.map(UpdateEachCode::values).orElse(Map.of());
    List<String> own = fix.columns().stream().filter(c -> !isTouched(fix, c)).toList();
    boolean same =
        !own.isEmpty()
            && own.stream()
                .map(column -> names.fieldName(fix.table(), column))
                .allMatch(
                    field -> {
                      String value = values.getOrDefault(field, "");
                      String added = value.replaceFirst(".*? \\+ ", "");
                      return counts(field, value)
                          && loop.filter(one -> one.isFree(added)).isPresent();
                    });
    return same
        ? new Fix.UpdateAll(
            fix.function(), fix.file(), fix.table(), fix.key(), fix.columns(), fix.filters(), own)
        : fix;
  }

  /** What {@code change(row, a: b)} of the loop sets. */
  private static Map<String, String> values(LoopSource loop) {
    return loop.body()
        .walk()
        .filter(node -> (node.callName() + node.remoteName()).matches("change|\\w*changeset\\w*"))
        .filter(node -> node.is("call") && !node.arguments().isEmpty())
        .flatMap(
            node -> WriteLoop.pairs(node.arguments().get(node.arguments().size() - 1)).stream())
        .findFirst()
        .orElse(Map.of());
  }

  /** Whether a value is the row's own with something added. */
  private static boolean counts(String field, String value) {
    return value.matches("\\w+\\." + field + " \\+ .+");
  }

  private boolean isTouched(Fix.UpdateAll fix, String column) {
    return names.isTimestamp(fix.table(), names.fieldName(fix.table(), column));
  }

  private FunctionCode code(Fix.UpdateAll fix, List<String> columns, Map<String, String> values) {
    FunctionCode code = names.besideOfPrefix(fix.function(), fix.file(), fix.table());
    WriteCode.besides(code, names);
    code.raw(Filter.remarks(fix.filters(), fix.table(), names));
    String b = Elixir.binding(fix.table()).equals("v") ? "row" : Elixir.binding(fix.table());
    List<String> types = new ArrayList<>();
    List<String> sets = new ArrayList<>();
    boolean counted = false;
    for (String column : columns) {
      String field = names.fieldName(fix.table(), column);
      String type = names.column(fix.table(), column).map(Field::type).orElse("");
      types.add(field + ": " + (type.equals(UUID) ? UUID : ":" + type));
      if (!column.equals(fix.key())) {
        boolean counts =
            fix.counted().contains(column) || counts(field, values.getOrDefault(field, ""));
        counted = counted || counts;
        sets.add(field + ": " + (counts ? b + "." + field + " + " : "") + "v." + field);
      }
    }
    List<String> touched = fix.columns().stream().filter(c -> isTouched(fix, c)).toList();
    String now = touched.isEmpty() ? "" : names.now(fix.table(), touched.get(0));
    // `^` binds closer than the pipe.
    boolean piped = now.contains("|>");
    touched.forEach(c -> sets.add(names.fieldName(fix.table(), c) + ": ^" + (piped ? "now" : now)));
    code.comment(
        "Each row is a map with "
            + String.join(", ", columns)
            + (counted ? ", what is added to it." : ".")
            + " update_all runs no changeset. "
            + (counted
                ? "The database adds, which loses no count of another process."
                : "A field that counts on is added in the database, as " + b + ".field + v.field.")
            + " A key that is there twice is updated once. values/2 needs ecto 3.11.");
    String name = code.name(fix.table(), "_each");
    String key = names.fieldName(fix.table(), fix.key());
    List<Filter> filters = Filter.all(fix.filters(), b, fix.table(), names);
    Set<String> arguments = Filter.arguments(filters);
    String none = arguments.stream().map(a -> ", _" + a).collect(Collectors.joining());
    String more = arguments.stream().map(a -> ", " + a).collect(Collectors.joining());
    code.line("def " + name + "([]" + none + "), do: {0, nil}").line("");
    code.line("def " + name + "(rows" + more + ") do");
    if (piped) {
      code.line("  now = " + now);
    }
    code.line("  types = %{" + String.join(", ", types) + "}").line("");
    code.line("  " + names.repo() + ".update_all(");
    code.line("    from(" + b + " in " + names.schema(fix.table()) + ",");
    code.line("      join: v in values(rows, types),");
    code.line("      on: v." + key + " == " + b + "." + key + ",");
    filters.forEach(filter -> code.line("      where: " + filter.elixir() + ","));
    code.line("      update: [set: [" + String.join(", ", sets) + "]]");
    return code.line("    ),").line("    []").line("  )").line("end");
  }
}
