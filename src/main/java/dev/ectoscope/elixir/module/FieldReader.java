package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads fields: those written, and those that keys, associations and timestamps bring. */
final class FieldReader {

  private final SchemaDraft draft;
  private final Evaluation evaluation;
  private final Map<String, Bound> attributes;
  private final Types types;

  FieldReader(SchemaDraft draft, Evaluation evaluation, Map<String, Bound> attributes) {
    this.draft = draft;
    this.evaluation = evaluation;
    this.attributes = attributes;
    this.types = new Types(evaluation);
  }

  /** {@code @primary_key}: {@code {:id, :id}} by default, {@code :binary_id} when embedded. */
  void primaryKey(boolean embedded) {
    Bound written = attributes.get("primary_key");
    if (written == null) {
      String type = embedded ? "binary_id" : "id";
      String column = source("id", Map.of());
      draft.add(new Field("id", type, column, List.of(), false, true, Field.Origin.PRIMARY_KEY, 0));
      return;
    }
    Bound value = evaluation.resolve(written);
    if (!value.node().is("tuple") || value.node().children().size() < 2) {
      return;
    }
    Optional<String> name = evaluation.constant(value.at(value.node().child(0)));
    Node last = value.node().child(value.node().children().size() - 1);
    Map<String, Bound> options = evaluation.keywords(value.at(last));
    name.ifPresent(
        key ->
            draft.add(
                new Field(
                    key,
                    types.name(value.at(value.node().child(1))),
                    source(key, options),
                    List.of(),
                    false,
                    true,
                    Field.Origin.PRIMARY_KEY,
                    draft.line(value.node()),
                    generator(types.name(value.at(value.node().child(1))), options))));
  }

  /**
   * {@code autogenerate: {Blog.Key, :new, ["post"]}}, and types with parameters whose functions
   * make a value without the schema. Source: ecto 3.13, lib/ecto/schema.ex; uniq 0.6,
   * lib/uniq/uuid.ex; typeid_elixir 1.1.
   */
  private String generator(String type, Map<String, Bound> options) {
    Bound given = options.get("autogenerate");
    Bound value = given == null ? null : evaluation.resolve(given);
    if (value != null && value.node().is("tuple") && value.node().children().size() == 3) {
      return call(value);
    }
    Optional<String> version =
        Optional.ofNullable(options.get("version")).flatMap(evaluation::constant);
    if (type.equals("Uniq.UUID") && version.isPresent()) {
      return "Uniq.UUID.uuid" + version.get() + "()";
    }
    Optional<String> prefix =
        Optional.ofNullable(options.get("prefix")).flatMap(evaluation::constant);
    return type.equals("TypeID") && prefix.isPresent()
        ? "TypeID.new(\"" + prefix.get() + "\")"
        : "";
  }

  private String call(Bound tuple) {
    Optional<String> module = evaluation.module(tuple.at(tuple.node().child(0)));
    Optional<String> function = evaluation.constant(tuple.at(tuple.node().child(1)));
    if (module.isEmpty() || function.isEmpty()) {
      return "";
    }
    String name = module.get() + "." + function.get();
    Optional<List<Bound>> given = evaluation.elements(tuple.at(tuple.node().child(2)));
    List<String> arguments = new ArrayList<>();
    for (Bound argument : given.orElse(List.of())) {
      Bound resolved = evaluation.resolve(argument);
      Optional<String> constant = evaluation.constant(argument);
      boolean text = resolved.node().is("string");
      constant.map(c -> text ? "\"" + c + "\"" : resolved.node().text()).ifPresent(arguments::add);
    }
    return given.isPresent() && arguments.size() == given.get().size()
        ? name + "(" + String.join(", ", arguments) + ")"
        : name + "/" + given.map(List::size).orElse(0);
  }

  void field(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    Optional<String> name =
        arguments.isEmpty() ? Optional.empty() : evaluation.constant(bound.at(arguments.get(0)));
    if (name.isEmpty()) {
      draft.note(bound.node(), "a field whose name is not a constant");
      return;
    }
    Map<String, Bound> options = new LinkedHashMap<>();
    String type = "string";
    for (Node argument : arguments.subList(1, arguments.size())) {
      Bound value = evaluation.resolve(bound.at(argument));
      Map<String, Bound> pairs = evaluation.keywords(value);
      if (pairs.isEmpty() && argument == arguments.get(1)) {
        type = types.name(value);
      }
      options.putAll(pairs);
    }
    add(name.get(), type, options, bound.node());
  }

  private void add(String name, String type, Map<String, Bound> options, Node at) {
    draft.add(
        new Field(
            name,
            type,
            is(options, "virtual") ? name : source(name, options),
            values(options.get("values"), 1),
            is(options, "virtual"),
            is(options, "primary_key"),
            draft.line(at) == 0 ? Field.Origin.MACRO : Field.Origin.FIELD,
            draft.line(at),
            "",
            values(options.get("values"), 0)));
  }

  /**
   * @param side of a pair: 0 what code calls it, 1 what is stored
   */
  private List<String> values(@Nullable Bound list, int side) {
    List<String> values = new ArrayList<>();
    if (list != null) {
      for (Bound element : evaluation.elements(list).orElse(List.of())) {
        boolean pair =
            element.node().is("pair")
                || element.node().is("tuple") && element.node().children().size() == 2;
        Bound one = pair ? element.at(element.node().child(side)) : element;
        if (element.node().is("pair") && side == 0) {
          values.add(one.node().text().strip().replaceFirst(":$", ""));
        } else {
          evaluation.constant(one).ifPresent(values::add);
        }
      }
    }
    return values;
  }

  void polymorphic(Bound bound, boolean many) {
    List<Node> arguments = bound.node().arguments();
    if (!arguments.isEmpty()) {
      evaluation
          .constant(bound.at(arguments.get(0)))
          .ifPresent(
              name ->
                  add(
                      name,
                      many ? "{:array, PolymorphicEmbed}" : "PolymorphicEmbed",
                      Map.of(),
                      bound.node()));
    }
  }

  /**
   * {@code timestamps/1}: {@code inserted_at} and {@code updated_at} unless renamed or left out.
   */
  void timestamps(Bound bound) {
    Map<String, Bound> options = new LinkedHashMap<>();
    if (attributes.get("timestamps_opts") != null) {
      options.putAll(evaluation.keywords(attributes.get("timestamps_opts")));
    }
    bound.node().arguments().forEach(a -> options.putAll(evaluation.keywords(bound.at(a))));
    String type = options.containsKey("type") ? types.name(options.get("type")) : "naive_datetime";
    for (String key : List.of("inserted_at", "updated_at")) {
      String name =
          options.containsKey(key) ? evaluation.constant(options.get(key)).orElse(key) : key;
      if (!name.equals("false") && !name.equals("nil")) {
        Bound column = options.get(key + "_source");
        draft.add(
            new Field(
                name,
                type,
                source(name, column == null ? Map.of() : Map.of("source", column)),
                List.of(),
                false,
                false,
                Field.Origin.TIMESTAMPS,
                draft.line(bound.node())));
      }
    }
  }

  /** The column of a {@code belongs_to}, unless {@code define_field: false}. */
  void foreignKey(Association association, Bound bound) {
    List<Node> arguments = bound.node().arguments();
    Map<String, Bound> options = evaluation.keywords(bound.at(arguments.get(arguments.size() - 1)));
    if (options.containsKey("define_field")
        && evaluation.constant(options.get("define_field")).orElse("").equals("false")) {
      return;
    }
    Bound written =
        options.containsKey("type") ? options.get("type") : attributes.get("foreign_key_type");
    draft.add(
        new Field(
            association.foreignKey(),
            written == null ? "id" : types.name(written),
            source(association.foreignKey(), options),
            List.of(),
            is(options, "virtual"),
            is(options, "primary_key"),
            Field.Origin.BELONGS_TO,
            draft.line(bound.node())));
  }

  void embed(Association association, Bound bound) {
    List<Node> arguments = bound.node().arguments();
    Map<String, Bound> options = evaluation.keywords(bound.at(arguments.get(arguments.size() - 1)));
    boolean many = association.kind() == Association.Kind.EMBEDS_MANY;
    draft.add(
        new Field(
            association.name(),
            many ? "{:array, :map}" : "map",
            source(association.name(), options),
            List.of(),
            is(options, "virtual"),
            false,
            Field.Origin.EMBED,
            draft.line(bound.node())));
  }

  private boolean is(Map<String, Bound> options, String key) {
    return options.containsKey(key)
        && evaluation.constant(options.get(key)).orElse("").equals("true");
  }

  /** The column: {@code source:}, or what {@code @field_source_mapper} makes of the name. */
  private String source(String name, Map<String, Bound> options) {
    Optional<String> written =
        Optional.ofNullable(options.get("source")).flatMap(evaluation::constant);
    Bound mapper = attributes.get("field_source_mapper");
    if (written.isPresent() || mapper == null) {
      return written.orElse(name);
    }
    Optional<String> mapped = evaluation.applied(mapper, name);
    if (mapped.isEmpty()) {
      draft.note(mapper.node(), "the columns that @field_source_mapper names are not known");
    }
    return mapped.orElse(name);
  }
}
