package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an Ash resource as the schema that AshPostgres makes of it, with the defaults of
 * Ash.Resource.Dsl and AshPostgres.DataLayer.
 */
final class AshReader {

  /** Sections of a resource that say what its table holds. */
  static final Set<String> SECTIONS = Set.of("postgres", "sqlite", "attributes", "relationships");

  private static final Set<String> RELATIONSHIPS =
      Set.of("belongs_to", "has_one", "has_many", "many_to_many");

  private final Map<String, List<Bound>> sections;
  private final Evaluation evaluation;
  private final Macros macros;
  private final Scope scope;

  /**
   * @param sections statements of the resource's sections by their names
   */
  AshReader(Map<String, List<Bound>> sections, Evaluation evaluation, Macros macros, Scope scope) {
    this.sections = sections;
    this.evaluation = evaluation;
    this.macros = macros;
    this.scope = scope;
  }

  /**
   * The schema; without a table it is one that is embedded or kept elsewhere.
   *
   * @param at where the resource stands
   */
  Schema schema(Node at) {
    Optional<String> table = stored("table");
    SchemaDraft draft =
        new SchemaDraft(
            scope.module(), at, table.orElse(""), stored("schema").orElse(""), table.isEmpty());
    draft.resource = true;
    statements("attributes").forEach(one -> attribute(one, draft));
    statements("relationships").forEach(one -> relationship(one, draft));
    return draft.schema();
  }

  private Optional<String> stored(String option) {
    return List.of("postgres", "sqlite").stream()
        .flatMap(section -> statements(section).stream())
        .filter(one -> one.node().localName().equals(option))
        .filter(one -> !one.node().arguments().isEmpty())
        .flatMap(one -> evaluation.constant(one.at(one.node().arguments().get(0))).stream())
        .findFirst();
  }

  /** The statements of a section, macros of the project unfolded. */
  private List<Bound> statements(String section) {
    List<Bound> statements = new ArrayList<>();
    for (Bound one : sections.getOrDefault(section, List.of())) {
      Optional<List<Bound>> ours =
          macros.call("", one.node().localName(), SchemaReader.argumentsOf(one), scope);
      if (ours.isPresent() && !ours.get().isEmpty()) {
        statements.addAll(ours.get());
      } else {
        statements.add(one);
      }
    }
    return statements;
  }

  private void attribute(Bound bound, SchemaDraft draft) {
    String macro = bound.node().localName();
    switch (macro) {
      case "timestamps" -> {
        field(bound, draft, "inserted_at", "utc_datetime_usec", Field.Origin.TIMESTAMPS);
        field(bound, draft, "updated_at", "utc_datetime_usec", Field.Origin.TIMESTAMPS);
      }
      case "create_timestamp", "update_timestamp" ->
          name(bound)
              .ifPresent(
                  name -> field(bound, draft, name, "utc_datetime_usec", Field.Origin.TIMESTAMPS));
      case "attribute" ->
          name(bound)
              .ifPresentOrElse(
                  name -> field(bound, draft, name, type(bound, 1), Field.Origin.FIELD),
                  () -> draft.note(bound.node(), "an attribute whose name is not a constant"));
      default -> {
        if (macro.endsWith("_primary_key")) {
          String type = macro.substring(0, macro.length() - "_primary_key".length());
          name(bound).ifPresent(name -> field(bound, draft, name, type, Field.Origin.PRIMARY_KEY));
        } else if (macro.endsWith("_attribute")) {
          // https://hexdocs.pm/ash_uuid and the like
          name(bound)
              .ifPresent(
                  name ->
                      field(
                          bound,
                          draft,
                          name,
                          macro.replace("_attribute", ""),
                          name.equals("id") ? Field.Origin.PRIMARY_KEY : Field.Origin.FIELD));
        } else if (!macro.isEmpty()) {
          draft.note(bound.node(), "`" + macro + "` is a macro of a library that is not known");
        }
      }
    }
  }

  private void field(
      Bound bound, SchemaDraft draft, String name, String type, Field.Origin origin) {
    Map<String, Bound> options = options(bound);
    boolean key = origin == Field.Origin.PRIMARY_KEY || is(options, "primary_key?");
    draft.add(
        new Field(
            name,
            type,
            constant(options, "source").orElse(name),
            values(options),
            false,
            key,
            origin,
            draft.line(bound.node())));
  }

  /** {@code constraints: [one_of: [:open, :shut]]}. */
  private List<String> values(Map<String, Bound> options) {
    Bound constraints = options.get("constraints");
    Bound values = constraints == null ? null : evaluation.keywords(constraints).get("one_of");
    return values == null
        ? List.of()
        : evaluation.elements(values).orElse(List.of()).stream()
            .flatMap(value -> evaluation.constant(value).stream())
            .toList();
  }

  private void relationship(Bound bound, SchemaDraft draft) {
    String macro = bound.node().localName();
    if (!RELATIONSHIPS.contains(macro)) {
      return;
    }
    Optional<String> name = name(bound);
    if (name.isEmpty()) {
      draft.note(bound.node(), macro + " without a constant name");
      return;
    }
    Map<String, Bound> options = options(bound);
    Association association =
        association(macro, name.get(), type(bound, 1), options, draft.line(bound.node()), draft);
    draft.add(association);
    if (macro.equals("belongs_to") && !isNot(options, "define_attribute?")) {
      draft.add(
          new Field(
              association.foreignKey(),
              options.containsKey("attribute_type")
                  ? typeOf(options.get("attribute_type"))
                  : defaultKey(),
              association.foreignKey(),
              List.of(),
              false,
              is(options, "primary_key?"),
              Field.Origin.BELONGS_TO,
              draft.line(bound.node())));
    }
  }

  /** {@code config :ash, :default_belongs_to_type, :integer}. */
  private String defaultKey() {
    Bound read = LibraryMacros.parsed("Application.get_env(:ash, :default_belongs_to_type)", scope);
    return evaluation.constant(read).orElse("uuid");
  }

  private Association association(
      String macro,
      String name,
      String target,
      Map<String, Bound> options,
      int line,
      SchemaDraft draft) {
    boolean belongs = macro.equals("belongs_to");
    boolean many = macro.equals("many_to_many");
    // `manual` reads by code of its own, `no_attributes?` by a filter alone.
    boolean keyed = !many && !options.containsKey("manual") && !is(options, "no_attributes?");
    String own = constant(options, "source_attribute").orElse(belongs ? name + "_id" : "id");
    String others =
        constant(options, "destination_attribute").orElse(belongs ? "id" : keyOf(draft.module));
    Map<String, String> joinKeys = new LinkedHashMap<>();
    if (many) {
      joinKeys.put(
          constant(options, "source_attribute_on_join_resource").orElse(keyOf(draft.module)),
          constant(options, "source_attribute").orElse("id"));
      joinKeys.put(
          constant(options, "destination_attribute_on_join_resource").orElse(keyOf(target)),
          constant(options, "destination_attribute").orElse("id"));
    }
    return new Association(
        Association.Kind.valueOf(macro.toUpperCase(java.util.Locale.ROOT)),
        name,
        target,
        "",
        !keyed ? "" : belongs ? own : others,
        !keyed ? "" : belongs ? others : own,
        List.of(),
        joinThrough(options),
        joinKeys,
        Map.of(),
        line);
  }

  /** The resource named by {@code through}, or the one that a {@code join_relationship} has. */
  private String joinThrough(Map<String, Bound> options) {
    if (options.containsKey("through")) {
      return typeOf(options.get("through"));
    }
    return constant(options, "join_relationship")
        .flatMap(
            join ->
                statements("relationships").stream()
                    .filter(one -> name(one).filter(join::equals).isPresent())
                    .findFirst())
        .map(one -> type(one, 1))
        .orElse("");
  }

  /** {@code post_id} of {@code Blog.Post}. */
  private static String keyOf(String module) {
    return AssociationReader.underscore(Scope.last(module)) + "_id";
  }

  private Optional<String> name(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    return arguments.isEmpty() ? Optional.empty() : evaluation.constant(bound.at(arguments.get(0)));
  }

  private String type(Bound bound, int argument) {
    List<Node> arguments = bound.node().arguments();
    return arguments.size() > argument && !arguments.get(argument).is("keywords")
        ? typeOf(bound.at(arguments.get(argument)))
        : "";
  }

  private String typeOf(Bound bound) {
    return new Types(evaluation).name(bound);
  }

  /** Options stand in the call or as statements of its block. */
  private Map<String, Bound> options(Bound bound) {
    Map<String, Bound> options = new LinkedHashMap<>();
    bound.node().arguments().stream()
        .filter(argument -> argument.is("keywords") || argument.is("list"))
        .forEach(argument -> options.putAll(evaluation.keywords(bound.at(argument))));
    for (Node statement : Macros.body(bound.node())) {
      if (statement.arguments().size() == 1) {
        options.put(statement.localName(), bound.at(statement.arguments().get(0)));
      }
    }
    return options;
  }

  private Optional<String> constant(Map<String, Bound> options, String key) {
    return Optional.ofNullable(options.get(key)).flatMap(evaluation::constant);
  }

  private boolean is(Map<String, Bound> options, String key) {
    return constant(options, key).filter("true"::equals).isPresent();
  }

  private boolean isNot(Map<String, Bound> options, String key) {
    return constant(options, key).filter("false"::equals).isPresent();
  }
}
