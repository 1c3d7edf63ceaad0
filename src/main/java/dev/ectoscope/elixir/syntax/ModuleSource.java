package dev.ectoscope.elixir.syntax;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A module as its file states it, before macros of other files are taken into account. */
public final class ModuleSource {

  private static final Set<String> DEFINING = Set.of("defmodule", "defprotocol", "defimpl");

  private final String name;
  private final Source source;
  private final Node definition;
  private final @Nullable ModuleSource outer;
  private final List<Node> fileStatements;
  private final Map<String, FunctionParts> functions = new LinkedHashMap<>();
  private final Map<String, List<Node>> quoting = new HashMap<>();

  private ModuleSource(
      String name,
      Source source,
      Node definition,
      @Nullable ModuleSource outer,
      List<Node> fileStatements) {
    this.name = name;
    this.source = source;
    this.definition = definition;
    this.outer = outer;
    this.fileStatements = fileStatements;
    statements().forEach(this::collect);
  }

  /** A module that a macro defines where it is used. */
  public static ModuleSource quoted(String name, Node definition, ModuleSource user) {
    return new ModuleSource(name, definition.source(), definition, user, List.of());
  }

  /** All modules of a file, outer ones first. */
  public static List<ModuleSource> of(Source source, Node root) {
    List<ModuleSource> modules = new ArrayList<>();
    List<Node> before = new ArrayList<>();
    root.children().forEach(child -> find(child, source, null, before, modules));
    return modules;
  }

  private static void find(
      Node node,
      Source source,
      @Nullable ModuleSource outer,
      List<Node> before,
      List<ModuleSource> modules) {
    String call = node.callName();
    if (DEFINING.contains(call) && !node.arguments().isEmpty()) {
      Node written = node.arguments().get(0);
      if (Literals.isModule(written)) {
        String name =
            call.equals("defimpl") ? implementation(node, outer) : fullName(written, outer);
        ModuleSource module = new ModuleSource(name, source, node, outer, List.copyOf(before));
        modules.add(module);
        module.statements().forEach(s -> find(s, source, module, before, modules));
      }
    } else if (call.equals("alias") && outer == null) {
      before.add(node);
    } else if (!Syntax.DEFINITIONS.contains(call) && !call.equals("quote")) {
      node.children().forEach(child -> find(child, source, outer, before, modules));
    }
  }

  /** {@code defimpl Jason.Encoder, for: Post} is the module {@code Jason.Encoder.Post}. */
  private static String implementation(Node node, @Nullable ModuleSource outer) {
    Node last = node.arguments().get(node.arguments().size() - 1);
    String subject =
        Literals.keyword(last, "for").map(Node::text).orElse(outer == null ? "" : outer.name);
    return node.arguments().get(0).text() + "." + subject.replaceAll("\\s+", "");
  }

  private static String fullName(Node written, @Nullable ModuleSource outer) {
    String text = written.text().replaceAll("\\s+", "");
    if (outer == null || text.startsWith("Elixir.")) {
      return text.replaceFirst("^Elixir\\.", "");
    }
    return text.startsWith("__MODULE__")
        ? outer.name + text.substring("__MODULE__".length())
        : outer.name + "." + text;
  }

  public String name() {
    return name;
  }

  public Source source() {
    return source;
  }

  public @Nullable ModuleSource outer() {
    return outer;
  }

  public Node definition() {
    return definition;
  }

  public List<Node> statements() {
    return definition.doBlock().map(Node::children).orElse(List.of());
  }

  /** Aliases that stand in the file before the module. */
  public List<Node> fileStatements() {
    return fileStatements;
  }

  /** Clauses of a function or macro that hold a {@code quote}. */
  public List<Node> quoting(String function) {
    return quoting.getOrDefault(function, List.of());
  }

  public List<Function> functions() {
    return functions.values().stream().map(parts -> parts.function(this)).toList();
  }

  private void collect(Node node) {
    String call = node.callName();
    if (Syntax.DEFINITIONS.contains(call)) {
      define(call, node);
    } else if (!DEFINING.contains(call) && !call.equals("quote")) {
      node.children().forEach(this::collect);
    }
  }

  private void define(String keyword, Node node) {
    Node head = head(node);
    String function = head.localName();
    if (function.isEmpty() || function.equals("unquote")) {
      return;
    }
    List<Node> parameters = head.arguments();
    long defaults = parameters.stream().filter(p -> p.isOperator("\\\\")).count();
    functions
        .computeIfAbsent(
            function + "/" + parameters.size(),
            key -> new FunctionParts(keyword, function, parameters.size()))
        .add(node, (int) defaults);
    if (source.contains(node.start(), node.end(), "quote")) {
      quoting.computeIfAbsent(function, key -> new ArrayList<>()).add(node);
    }
  }

  /** {@code f(x)} of {@code def f(x) when …}. */
  public static Node head(Node definition) {
    Node head = definition.arguments().isEmpty() ? Node.NONE : definition.arguments().get(0);
    return head.isOperator("when") ? head.child(0) : head;
  }

  private static final class FunctionParts {
    private final String keyword;
    private final String function;
    private final int arity;
    private final List<Clause> clauses = new ArrayList<>();
    private int defaults;

    private FunctionParts(String keyword, String function, int arity) {
      this.keyword = keyword;
      this.function = function;
      this.arity = arity;
    }

    private void add(Node node, int clauseDefaults) {
      clauses.add(new Clause(node.line(), node.lastLine(), node.start(), node.end()));
      defaults = Math.max(defaults, clauseDefaults);
    }

    private Function function(ModuleSource module) {
      return new Function(
          module.name, function, arity, defaults, keyword, module.source.path(), clauses);
    }
  }
}
