package dev.ectoscope.ecto;

import dev.ectoscope.elixir.Field;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An update of many rows with values of its own for each, joined as a list. */
final class UpdateEachCode {

  private final Names names;

  UpdateEachCode(Names names) {
    this.names = names;
  }

  /** Empty unless the loop of the source takes its elements apart, and the columns are known. */
  Optional<FunctionCode> of(Fix.UpdateAll fix) {
    boolean differs =
        names
            .source()
            .flatMap(source -> names.call().flatMap(call -> LoopSource.around(source, call)))
            .filter(loop -> !loop.isOfOneVariable())
            .isPresent();
    List<String> columns = new ArrayList<>(List.of(fix.key()));
    fix.columns().stream().filter(c -> !isTouched(fix, c)).forEach(columns::add);
    boolean known =
        columns.stream()
            .map(c -> names.column(fix.table(), c).map(Field::type).orElse(""))
            .allMatch(type -> UpdateRewrite.PLAIN_TYPE.matcher(type).matches());
    return differs && known && names.has("ecto", 3, 11)
        ? Optional.of(code(fix, columns))
        : Optional.empty();
  }

  private boolean isTouched(Fix.UpdateAll fix, String column) {
    return names.isTimestamp(fix.table(), names.fieldName(fix.table(), column));
  }

  private FunctionCode code(Fix.UpdateAll fix, List<String> columns) {
    FunctionCode code = names.beside(fix.function(), fix.file(), fix.table());
    String b = Elixir.binding(fix.table()).equals("v") ? "row" : Elixir.binding(fix.table());
    List<String> types = new ArrayList<>();
    List<String> sets = new ArrayList<>();
    for (String column : columns) {
      String field = names.fieldName(fix.table(), column);
      types.add(field + ": :" + names.column(fix.table(), column).map(Field::type).orElse(""));
      if (!column.equals(fix.key())) {
        sets.add(field + ": v." + field);
      }
    }
    fix.columns().stream()
        .filter(column -> isTouched(fix, column))
        .forEach(
            c -> sets.add(names.fieldName(fix.table(), c) + ": ^" + names.now(fix.table(), c)));
    String first = sets.get(0).replaceFirst(":.*", "");
    code.comment(
        "Each row is a map with "
            + String.join(", ", columns)
            + ". update_all runs no changeset; what counts on is added in the database: "
            + first
            + ": "
            + b
            + "."
            + first
            + " + v."
            + first
            + ", which loses no count of another process. A key that is there twice is updated"
            + " once. values/2 needs ecto 3.11.");
    String name = code.name(fix.table(), "_each");
    String key = names.fieldName(fix.table(), fix.key());
    code.line("def " + name + "([]), do: {0, nil}").line("");
    code.line("def " + name + "(rows) do");
    code.line("  types = %{" + String.join(", ", types) + "}").line("");
    code.line("  " + names.repo() + ".update_all(");
    code.line("    from(" + b + " in " + names.schema(fix.table()) + ",");
    code.line("      join: v in values(rows, types),");
    code.line("      on: v." + key + " == " + b + "." + key + ",");
    code.line("      update: [set: [" + String.join(", ", sets) + "]]");
    return code.line("    ),").line("    []").line("  )").line("end");
  }
}
