package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.review.Finding;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code import Ecto.Query} for a module that lacks it. */
final class Imports {

  private static final Pattern QUERIES =
      Pattern.compile("(?m)(?<![\\w.:@])(from|where|dynamic|order_by|with_cte|union_all)[( ]");
  private static final Pattern LINE = Pattern.compile("  (alias|import|require) .*");

  private Imports() {}

  /** Whether a code needs the import and its module has none of it. */
  static boolean isMissing(Names names, String code) {
    return names.call().isPresent()
        && !names.imports("Ecto.Query")
        && QUERIES.matcher(code.replaceAll("(?m)^ *#.*", "")).find();
  }

  /** The import before the first of the module's others, of the one macro that changes use. */
  static Optional<Finding.Code> change(ElixirProject project, String name) {
    Optional<ElixirModule> module = project.module(name);
    if (module.isEmpty()) {
      return Optional.empty();
    }
    int first = module.get().line();
    List<String> lines =
        project.lines(module.get().file(), first, head(module.get())).lines().toList();
    String blank = lines.isEmpty() ? "" : lines.get(0).replaceAll("\\S.*", "");
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(blank) && LINE.matcher(line.substring(blank.length())).matches()) {
        String code = blank + "  import Ecto.Query, only: [from: 2]\n" + line + "\n";
        return Optional.of(
            new Finding.Code(
                "query",
                "elixir",
                module.get().file(),
                code,
                line + "\n",
                first + i,
                "The change of the function needs it."));
      }
    }
    return Optional.empty();
  }

  /** The line before the first function. */
  private static int head(ElixirModule module) {
    return module.functions().stream()
        .mapToInt(function -> function.line() - 1)
        .min()
        .orElse(module.lastLine());
  }
}
