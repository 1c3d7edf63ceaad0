package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Clause;
import dev.ectoscope.elixir.syntax.Function;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions that a macro or a loop writes into a module. */
final class WrittenFunctions {

  private final String module;
  private final Evaluation evaluation;
  private final Map<String, Quoted> quoted = new LinkedHashMap<>();

  /**
   * @param evaluation of the module's constants
   */
  WrittenFunctions(String module, Evaluation evaluation) {
    this.module = module;
    this.evaluation = evaluation;
  }

  List<Quoted> all() {
    return List.copyOf(quoted.values());
  }

  /** A clause of a function in a quote. */
  void add(Bound bound, String keyword) {
    Node node = bound.node();
    Node head = ModuleSource.head(node);
    String name = nameOf(head, bound);
    if (name.isEmpty() || keyword.startsWith("defmacro")) {
      return;
    }
    int arity = head.callName().equals("unquote") ? 0 : head.arguments().size();
    int defaults = (int) head.arguments().stream().filter(p -> p.isOperator("\\\\")).count();
    Quoted before = quoted.get(name + "/" + arity);
    List<Clause> clauses =
        new ArrayList<>(before == null ? List.of() : before.function().clauses());
    clauses.add(new Clause(node.line(), node.lastLine(), node.start(), node.end()));
    Function function =
        new Function(module, name, arity, defaults, keyword, node.source().path(), clauses);
    quoted.put(name + "/" + arity, new Quoted(function, bound.names(), bound.variables()));
  }

  /** {@code def unquote(name)(id)}. */
  static boolean isNamedInLoop(Node definition) {
    Node head = ModuleSource.head(definition);
    return head.callName().equals("unquote") || head.child(0).callName().equals("unquote");
  }

  /** The name of a function as written, or as its {@code unquote} gives it. */
  private String nameOf(Node head, Bound definition) {
    Node name = head.callName().equals("unquote") ? head : head.child(0);
    return name.callName().equals("unquote")
        ? evaluation.constant(definition.at(name)).orElse("")
        : head.localName();
  }
}
