package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sections of an Ash resource: those of its module, of its fragments and extensions. */
final class AshSections {

  private final Map<String, List<Bound>> sections = new HashMap<>();
  private final Evaluation evaluation;
  private final Macros macros;
  private final Scope scope;

  AshSections(Evaluation evaluation, Macros macros, Scope scope) {
    this.evaluation = evaluation;
    this.macros = macros;
    this.scope = scope;
  }

  /** Takes up {@code attributes do … end} and the like; false when it is no such section. */
  boolean take(String name, Bound bound) {
    Optional<Node> block = bound.node().doBlock();
    boolean known = AshReader.SECTIONS.contains(name) || AshExtensions.SECTIONS.contains(name);
    if (!known || block.isEmpty()) {
      return false;
    }
    add(name, block.get().children().stream().map(bound::at).toList());
    return true;
  }

  private void add(String name, List<Bound> statements) {
    sections.computeIfAbsent(name, key -> new ArrayList<>()).addAll(statements);
  }

  /**
   * The schema that the sections come to; empty when the module is no resource.
   *
   * @param uses modules used, with their options
   */
  Optional<Schema> schema(Map<String, Map<String, Bound>> uses, Node definition) {
    Map<String, Bound> options = uses.getOrDefault("Ash.Resource", Map.of());
    fragments(modules(options.get("fragments")));
    extensions(modules(options.get("extensions")));
    boolean stored = sections.containsKey("postgres") || sections.containsKey("sqlite");
    boolean described = sections.containsKey("attributes") || sections.containsKey("relationships");
    return described && (stored || uses.containsKey("Ash.Resource"))
        ? Optional.of(new AshReader(sections, evaluation, macros, scope).schema(definition))
        : Optional.empty();
  }

  private void fragments(List<String> fragments) {
    for (String fragment : fragments) {
      macros.statements(fragment).forEach(one -> take(one.node().localName(), one));
    }
  }

  private void extensions(List<String> named) {
    AshExtensions extensions = new AshExtensions(sections, evaluation);
    declared("attributes", extensions.attributes(named));
    declared("relationships", extensions.relationships(named));
  }

  private void declared(String section, List<String> declarations) {
    declarations.forEach(text -> add(section, List.of(LibraryMacros.parsed(text, scope))));
  }

  private List<String> modules(@Nullable Bound list) {
    return list == null
        ? List.of()
        : evaluation.elements(list).orElse(List.of()).stream()
            .flatMap(one -> evaluation.module(one).stream())
            .toList();
  }
}
