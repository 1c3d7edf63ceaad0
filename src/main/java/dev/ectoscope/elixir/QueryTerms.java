package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import java.util.List;
import java.util.stream.Stream;

/** Names in the clauses of a query: fields, bindings, associations to preload. */
final class QueryTerms {

  private QueryTerms() {}

  /** Names in {@code [:user, plays: from(p in Play, preload: :song)]}. */
  static List<String> associationNames(Node node) {
    return names(node).toList();
  }

  private static Stream<String> names(Node node) {
    if (node.is("atom") || node.is("keyword")) {
      return Stream.of(node.text().strip().replaceAll("^:|:$", ""));
    }
    // The clauses of a query among them are no associations.
    return node.is("call")
        ? node.arguments().stream()
            .flatMap(argument -> Literals.keyword(argument, "preload").stream())
            .flatMap(QueryTerms::names)
        : node.children().stream().flatMap(QueryTerms::names);
  }

  static boolean isBindings(Node node) {
    return node.is("list")
        && !node.children().isEmpty()
        && node.children().stream()
            .allMatch(child -> child.is("identifier") || child.is("keywords") && !isOptions(child));
  }

  private static boolean isOptions(Node keywords) {
    return keywords.children().stream().anyMatch(pair -> !pair.child(1).is("identifier"));
  }

  /** {@code p.name} and {@code field(p, :name)}, but nothing that is pinned. */
  static Stream<String> fieldsIn(Node node, boolean atoms) {
    if (node.isOperator("^")) {
      return Stream.empty();
    }
    if (node.localName().equals("field") && node.arguments().size() == 2) {
      return Literals.atom(node.arguments().get(1)).stream();
    }
    boolean binding = node.remoteTarget().is("identifier") && node.arguments().isEmpty();
    if (binding && !node.remoteName().isEmpty()) {
      return Stream.of(node.remoteName());
    }
    if (node.is("keywords")) {
      return node.children().stream().flatMap(pair -> fieldsIn(pair.child(1), atoms));
    }
    return node.is("atom") && atoms
        ? Stream.of(node.text().substring(1))
        : node.children().stream().flatMap(child -> fieldsIn(child, atoms));
  }
}
