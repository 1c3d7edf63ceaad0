package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads associations and embeds with Ecto's defaults (Ecto.Association, Ecto.Schema). */
public final class AssociationReader {

  private static final Set<String> READ =
      Set.of("foreign_key", "references", "through", "join_through", "join_keys", "do");

  private final SchemaDraft draft;
  private final Evaluation evaluation;
  private final Scope scope;
  private final Map<String, Bound> attributes;

  AssociationReader(
      SchemaDraft draft, Evaluation evaluation, Scope scope, Map<String, Bound> attributes) {
    this.draft = draft;
    this.evaluation = evaluation;
    this.scope = scope;
    this.attributes = attributes;
  }

  Optional<Association> read(Bound bound, String macro) {
    List<Node> arguments = bound.node().arguments();
    Optional<String> name =
        arguments.isEmpty() ? Optional.empty() : evaluation.constant(bound.at(arguments.get(0)));
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Association.Kind kind = Association.Kind.valueOf(macro.toUpperCase(Locale.ROOT));
    Map<String, Bound> options = new LinkedHashMap<>();
    Optional<String> target = Optional.empty();
    for (Node argument : arguments.subList(1, arguments.size())) {
      Bound value = evaluation.resolve(bound.at(argument));
      Map<String, Bound> pairs = evaluation.keywords(value);
      options.putAll(pairs);
      if (target.isEmpty() && pairs.isEmpty()) {
        target = target(value);
      }
    }
    if (bound.node().doBlock().isPresent() || options.containsKey("do")) {
      target = Optional.of(inlineModule(arguments, name.get()));
    }
    if (target.isEmpty() && !options.containsKey("through")) {
      target = Optional.of(unknownTarget(arguments));
    }
    return Optional.of(association(kind, name.get(), target.orElse(""), options, bound));
  }

  /** A schema, or {@code {"table", Schema}}. */
  private Optional<String> target(Bound value) {
    Node node = value.node();
    if (node.is("tuple") && node.children().size() == 2) {
      return evaluation.module(value.at(node.child(1)));
    }
    return evaluation
        .module(value)
        .or(
            () ->
                Literals.atom(node)
                    .filter(text -> text.startsWith("Elixir."))
                    .map(text -> text.substring("Elixir.".length())));
  }

  private static String unknownTarget(List<Node> arguments) {
    return arguments.size() > 1 && !arguments.get(1).is("keywords")
        ? Literals.oneLine(arguments.get(1))
        : "";
  }

  private String inlineModule(List<Node> arguments, String name) {
    boolean named = arguments.size() > 1 && arguments.get(1).is("alias");
    return scope.module() + "." + (named ? arguments.get(1).text() : camel(name));
  }

  private Association association(
      Association.Kind kind, String name, String target, Map<String, Bound> options, Bound bound) {
    List<String> through =
        Optional.ofNullable(options.get("through"))
            .flatMap(evaluation::elements)
            .map(
                list ->
                    list.stream().map(e -> evaluation.constant(e).orElse(e.node().text())).toList())
            .orElse(List.of());
    boolean keyed = !kind.isEmbed() && kind != Association.Kind.MANY_TO_MANY && through.isEmpty();
    boolean belongs = kind == Association.Kind.BELONGS_TO;
    String references = constant(options, "references").orElse(belongs ? "id" : ownKey());
    String foreignKey =
        constant(options, "foreign_key")
            .orElse(
                belongs ? name + "_id" : underscore(Scope.last(draft.module)) + "_" + references);
    return new Association(
        kind,
        name,
        target,
        source(bound),
        keyed ? foreignKey : "",
        keyed ? references : "",
        through,
        joinThrough(options),
        joinKeys(kind, target, options),
        others(options),
        draft.line(bound.node()));
  }

  private String source(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    Node written =
        arguments.size() > 1 ? evaluation.resolve(bound.at(arguments.get(1))).node() : Node.NONE;
    return written.is("tuple") && written.children().size() == 2
        ? evaluation.constant(bound.at(written.child(0))).orElse("")
        : "";
  }

  private String ownKey() {
    Bound key = attributes.get("primary_key");
    return Optional.ofNullable(key)
        .map(evaluation::resolve)
        .filter(value -> value.node().is("tuple"))
        .flatMap(value -> evaluation.constant(value.at(value.node().child(0))))
        .orElse("id");
  }

  private String joinThrough(Map<String, Bound> options) {
    Bound join = options.get("join_through");
    return join == null
        ? ""
        : evaluation.module(join).or(() -> evaluation.constant(join)).orElse(join.node().text());
  }

  private Map<String, String> joinKeys(
      Association.Kind kind, String target, Map<String, Bound> options) {
    Map<String, String> keys = new LinkedHashMap<>();
    if (kind == Association.Kind.MANY_TO_MANY) {
      if (options.containsKey("join_keys")) {
        evaluation
            .keywords(options.get("join_keys"))
            .forEach((column, field) -> keys.put(column, evaluation.constant(field).orElse("")));
      } else {
        keys.put(underscore(Scope.last(draft.module)) + "_id", "id");
        keys.put(underscore(Scope.last(target)) + "_id", "id");
      }
    }
    return keys;
  }

  private static Map<String, String> others(Map<String, Bound> options) {
    Map<String, String> others = new LinkedHashMap<>();
    options.forEach(
        (key, value) -> {
          if (!READ.contains(key)) {
            others.put(key, Literals.oneLine(value.node()));
          }
        });
    return others;
  }

  private Optional<String> constant(Map<String, Bound> options, String key) {
    return Optional.ofNullable(options.get(key)).flatMap(evaluation::constant);
  }

  /** As {@code Macro.underscore/1}. */
  public static String underscore(String camel) {
    return camel
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** As {@code Macro.camelize/1}. */
  static String camel(String snake) {
    StringBuilder camel = new StringBuilder();
    for (String word : snake.split("_")) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return camel.toString();
  }
}
