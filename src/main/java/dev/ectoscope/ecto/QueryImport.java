package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.module.ElixirModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a module has of {@code Ecto.Query}: by an import of its own, or by one that {@code use}
 * brings in. A second import of a module takes the place of the first.
 */
final class QueryImport {

  private static final Pattern IMPORT =
      Pattern.compile("import Ecto\\.Query\\b(?:,\\s*only:\\s*\\[([^\\]]*)\\])?");
  private static final Pattern CALL = Pattern.compile("(?<![\\w.:@])([a-z]\\w*)[ (](?!=)");
  private static final Pattern USE = Pattern.compile("(?m)^\\s*use ([\\w.]+)");

  private final boolean imported;

  /** What each import names; "" for one that names nothing and so brings everything. */
  private final List<String> only;

  /** What the module's own text calls, of which an unused import would be warned. */
  private final Set<String> calls;

  private QueryImport(boolean imported, List<String> only, Set<String> calls) {
    this.imported = imported;
    this.only = only;
    this.calls = calls;
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
    Set<String> calls =
        CALL.matcher(text).results().map(call -> call.group(1)).collect(Collectors.toSet());
    return new QueryImport(imported, only, calls);
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
    String known =
        only.stream()
            .flatMap(names -> Stream.of(names.split(",\\s*")))
            .filter(name -> calls.contains(name.replaceAll(":.*", "").strip()))
            .collect(Collectors.joining(", "));
    return "import Ecto.Query, only: [" + (known.isEmpty() ? "" : known + ", ") + macro + "]";
  }
}
