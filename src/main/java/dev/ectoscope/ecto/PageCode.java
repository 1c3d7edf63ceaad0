package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.List;

/** Narrower rows. */
final class PageCode {

  private final Names names;

  PageCode(Names names) {
    this.names = names;
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
