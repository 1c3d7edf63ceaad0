package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirModule;
import dev.ectoscope.elixir.ElixirProject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a module has of {@code Ecto.Query}: by an import of its own, or by one that {@code use}
 * brings in. A second import of a module takes the place of the first.
 */
final class QueryImport {

  private static final Pattern IMPORT =
      Pattern.compile("import Ecto\\.Query\\b(?:,\\s*only:\\s*\\[([^\\]]*)\\])?");
  private static final Pattern USE = Pattern.compile("(?m)^\\s*use ([\\w.]+)");

  private final boolean imported;

  /** What each import names; "" for one that names nothing and so brings everything. */
  private final List<String> only;

  private QueryImport(boolean imported, List<String> only) {
    this.imported = imported;
    this.only = only;
  }

  static QueryImport of(ElixirProject project, String name) {
    boolean imported = project.imports(name, "Ecto.Query");
    String text = project.module(name).map(module -> text(project, module)).orElse("");
    List<String> only = named(text);
    if (imported && only.isEmpty()) {
      Matcher use = USE.matcher(text);
      while (use.find()) {
        String used = use.group(1).substring(use.group(1).lastIndexOf('.') + 1);
        project.modules().stream()
            .filter(module -> module.name().endsWith("." + used) || module.name().equals(used))
            .map(module -> text(project, module))
            .filter(one -> one.contains("quote"))
            .forEach(one -> only.addAll(named(one)));
      }
    }
    return new QueryImport(imported, only);
  }

  private static String text(ElixirProject project, ElixirModule module) {
    return project.lines(module.file(), module.line(), module.lastLine());
  }

  private static List<String> named(String text) {
    return new ArrayList<>(
        IMPORT.matcher(text).results().map(m -> m.group(1) == null ? "" : m.group(1)).toList());
  }

  /** Whether the module may call a macro by its bare name. */
  boolean has(String macro) {
    return imported
        && (only.isEmpty() || only.stream().anyMatch(n -> n.isEmpty() || n.contains(macro + ":")));
  }

  /** The import that brings a macro, given as {@code where: 3}, and all that is there already. */
  String with(String macro) {
    String known = String.join(", ", only);
    return "import Ecto.Query, only: [" + (known.isEmpty() ? "" : known + ", ") + macro + "]";
  }
}
