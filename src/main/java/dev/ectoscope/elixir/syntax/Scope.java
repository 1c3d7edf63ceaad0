package dev.ectoscope.elixir.syntax;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aliases and imports that hold at a place of a module, as Elixir expands them. */
public final class Scope {

  private final String module;
  private final @Nullable Scope outer;
  private final Map<String, String> aliases = new HashMap<>();
  private final Set<String> imports = new LinkedHashSet<>();
  private final Map<String, Set<String>> only = new HashMap<>();

  public Scope(String module, @Nullable Scope outer) {
    this.module = module;
    this.outer = outer;
  }

  public String module() {
    return module;
  }

  public void alias(String name, String target) {
    aliases.put(name, target);
  }

  public void addImport(String target) {
    imports.add(target);
  }

  public boolean imports(String target) {
    return imports.contains(target) || outer != null && outer.imports(target);
  }

  /** Whether a function of an imported module may be called by its name alone. */
  public boolean imports(String target, String function) {
    Set<String> named = only.get(target);
    return imports.contains(target)
        ? named == null || named.contains(function)
        : outer != null && outer.imports(target, function);
  }

  /** All imported modules, the nearest first. */
  public Set<String> allImports() {
    Set<String> all = new LinkedHashSet<>(imports);
    if (outer != null) {
      all.addAll(outer.allImports());
    }
    return all;
  }

  /** Full name of a module as written: {@code Post}, {@code __MODULE__.Post}, {@code Blog.Post}. */
  public String expand(String written) {
    String name = written.replaceAll("\\s+", "");
    if (name.startsWith("Elixir.")) {
      return name.substring("Elixir.".length());
    }
    int dot = name.indexOf('.');
    String first = dot < 0 ? name : name.substring(0, dot);
    String rest = dot < 0 ? "" : name.substring(dot);
    return first.equals("__MODULE__") ? module + rest : find(first) + rest;
  }

  /** The shortest name by which code at this place may call a module. */
  public String shortest(String target) {
    String best = target;
    for (Scope scope = this; scope != null; scope = scope.outer) {
      for (Map.Entry<String, String> alias : scope.aliases.entrySet()) {
        String to = alias.getValue();
        boolean covers = target.equals(to) || target.startsWith(to + ".");
        if (covers && find(alias.getKey()).equals(to)) {
          String name = alias.getKey() + target.substring(to.length());
          best = name.length() < best.length() ? name : best;
        }
      }
    }
    return best;
  }

  private String find(String first) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      String target = scope.aliases.get(first);
      if (target != null) {
        return target;
      }
    }
    return first;
  }

  /** Takes up what an {@code alias} in a quote names, where the macro's module does not yet. */
  public void learn(Node statement, Function<Node, String> expanded) {
    Scope learnt = new Scope(module, null);
    learnt.take(statement, expanded);
    learnt.aliases.forEach(aliases::putIfAbsent);
  }

  /** Takes up an {@code alias}, {@code require} or {@code import}; false when it is none. */
  public boolean take(Node statement, Scope names) {
    return take(statement, node -> names.expand(node.text()));
  }

  /**
   * The same where a module's name may be put together, as by {@code unquote}.
   *
   * @param expanded the full name that a node stands for
   */
  public boolean take(Node statement, Function<Node, String> expanded) {
    String directive = statement.callName();
    if (!Set.of("alias", "require", "import").contains(directive)
        || statement.arguments().isEmpty()) {
      return false;
    }
    Node target = statement.arguments().get(0);
    Node options = statement.arguments().size() > 1 ? statement.arguments().get(1) : Node.NONE;
    String as = Literals.keyword(options, "as").map(Node::text).orElse("");
    for (String module : modules(target, expanded)) {
      if (directive.equals("import")) {
        imports.add(module);
        Literals.keyword(options, "only")
            .map(Literals::keywords)
            .filter(named -> !named.isEmpty())
            .ifPresent(named -> only.put(module, named.keySet()));
      } else if (!as.isEmpty()) {
        aliases.put(as, module);
      } else if (directive.equals("alias")) {
        aliases.put(last(module), module);
      }
    }
    return true;
  }

  private static Set<String> modules(Node target, Function<Node, String> expanded) {
    Set<String> modules = new LinkedHashSet<>();
    Node inside = target.child(target.children().size() - 1);
    if (target.is("dot") && inside.is("tuple")) {
      String prefix = expanded.apply(target.child(0));
      inside
          .children()
          .forEach(one -> modules.add(prefix + "." + one.text().replaceAll("\\s+", "")));
    } else if (target.is("alias")
        || target.is("dot")
        || target.is("identifier")
        || target.callName().equals("unquote")) {
      modules.add(expanded.apply(target));
    } else if (target.is("atom")) {
      modules.add(target.text());
    }
    return modules;
  }

  public static String last(String module) {
    return module.substring(module.lastIndexOf('.') + 1);
  }
}
