package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Assignment;
import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the block of a schema, macros unfolded. */
public final class SchemaReader {

  private static final Set<String> ASSOCIATIONS =
      Set.of("belongs_to", "has_one", "has_many", "many_to_many", "embeds_one", "embeds_many");
  private static final Set<String> DECLARATIONS =
      Set.of(
          "field",
          "timestamps",
          "belongs_to",
          "has_one",
          "has_many",
          "many_to_many",
          "embeds_one",
          "embeds_many",
          "polymorphic_embeds_one",
          "polymorphic_embeds_many");
  private static final int DEEPEST = 12;

  private final SchemaDraft draft;
  private final Scope scope;
  private final Macros macros;
  private final Evaluation evaluation;
  private final Map<String, Bound> attributes;
  private final Map<String, Map<String, Bound>> uses;
  private final FieldReader fields;
  private final List<Schema> inlineEmbeds = new ArrayList<>();
  private int depth;

  SchemaReader(
      SchemaDraft draft,
      Scope scope,
      Macros macros,
      Evaluation evaluation,
      Map<String, Bound> attributes,
      Map<String, Map<String, Bound>> uses) {
    this.draft = draft;
    this.uses = uses;
    this.scope = scope;
    this.macros = macros;
    this.evaluation = evaluation;
    this.attributes = attributes;
    this.fields = new FieldReader(draft, evaluation, attributes);
  }

  static boolean isDeclaration(String name) {
    return DECLARATIONS.contains(name);
  }

  List<Schema> inlineEmbeds() {
    return inlineEmbeds;
  }

  void begin(boolean embedded) {
    fields.primaryKey(embedded);
  }

  /** Statements in order: {@code name = …} holds for those after it. */
  void statements(List<Bound> statements) {
    Map<String, Bound> locals = new HashMap<>();
    locals.put(Bound.MODULE, ModuleReader.named(draft.module, scope));
    for (Bound one : statements) {
      Bound bound = one.with(locals);
      Node node = bound.node();
      Map<String, Bound> assigned = new HashMap<>(bound.variables());
      if (Assignment.take(node, bound.names(), assigned)) {
        assigned.forEach(
            (variable, value) -> {
              if (bound.variables().get(variable) != value) {
                locals.put(variable, value);
              }
            });
      } else {
        statement(bound);
      }
    }
  }

  private void statement(Bound written) {
    Bound bound = plain(written);
    Node node = bound.node();
    String name =
        LibraryMacros.plain(node.localName().isEmpty() ? node.remoteName() : node.localName());
    if (scope.take(node, bound.names())) {
      if (bound.names() != scope) {
        bound.names().learn(node, named -> bound.names().expand(named.text()));
      }
      return;
    }
    if (Syntax.DEFINITIONS.contains(name) || name.equals("raise")) {
      return;
    }
    List<Bound> instead = isDeclaration(name) ? macros.instead(bound, bound.names()) : List.of();
    if (!instead.isEmpty() && depth < DEEPEST) {
      depth++;
      statements(instead);
      depth--;
      return;
    }
    if (!node.attributeName().isEmpty()) {
      if (node.child(0).is("call")) {
        ModuleReader.attribute(bound, attributes);
      }
    } else if (name.equals("field")) {
      fields.field(bound);
    } else if (name.equals("timestamps")) {
      fields.timestamps(bound);
    } else if (name.startsWith("polymorphic_embeds_")) {
      fields.polymorphic(bound, name.endsWith("many"));
    } else if (ASSOCIATIONS.contains(name)) {
      association(bound, name);
    } else if (Loops.isLoop(node)) {
      loop(bound);
    } else if (name.startsWith("unquote")) {
      substituted(bound);
    } else if (Conditions.isCondition(node)) {
      statements(evaluation.branches(bound));
    } else if (name.equals("quote")) {
      statements(macros.quotes(bound));
    } else if (node.isOperator("::")) {
      // `field :name, :string :: String.t()` of typed schemas
      statement(bound.at(node.child(0)));
    } else if (node.is("block")) {
      statements(node.children().stream().map(bound::at).toList());
    } else {
      macro(bound, name);
    }
  }

  /** {@code field(name, type)} of {@code Ecto.Schema.__field__(__MODULE__, name, type)}. */
  private static Bound plain(Bound bound) {
    Node node = bound.node();
    String name = node.remoteName().replaceAll("^__(\\w+)__$", "$1");
    if (name.equals(node.remoteName()) || !isDeclaration(name) || node.arguments().isEmpty()) {
      return bound;
    }
    List<Node> arguments = node.arguments();
    Node called =
        new Node(
            node.source(),
            "arguments",
            node.start(),
            node.end(),
            arguments.subList(1, arguments.size()));
    return bound.at(
        new Node(
            node.source(),
            "call",
            node.start(),
            node.end(),
            List.of(Syntax.parsed("", name), called)));
  }

  private void association(Bound bound, String name) {
    Optional<Association> read =
        new AssociationReader(draft, evaluation, scope, attributes).read(bound, name);
    if (read.isEmpty()) {
      draft.note(bound.node(), name + " without a constant name or schema");
      return;
    }
    Association association = read.get();
    draft.add(association);
    if (association.kind() == Association.Kind.BELONGS_TO) {
      fields.foreignKey(association, bound);
    } else if (association.kind().isEmbed()) {
      fields.embed(association, bound);
      List<Node> block = Macros.body(bound.node());
      if (!block.isEmpty() || bound.node().doBlock().isPresent()) {
        inline(association, bound, block);
      }
    }
  }

  /** {@code embeds_one :address, Address do … end} is a module of its own. */
  private void inline(Association association, Bound bound, List<Node> block) {
    SchemaDraft inner = new SchemaDraft(association.target(), bound.node(), "", "", true);
    Map<String, Bound> own = new HashMap<>(attributes);
    // The block stands in a module of its own, which does not share these.
    List.of("primary_key", "foreign_key_type", "timestamps_opts", "field_source_mapper")
        .forEach(own::remove);
    List<Node> arguments = bound.node().arguments();
    if (!arguments.isEmpty()) {
      Bound key =
          evaluation.keywords(bound.at(arguments.get(arguments.size() - 1))).get("primary_key");
      if (key != null) {
        own.put("primary_key", key);
      }
    }
    Scope names = new Scope(association.target(), scope);
    SchemaReader reader = new SchemaReader(inner, names, macros, evaluation, own, uses);
    reader.begin(true);
    boolean here = bound.names() == scope;
    reader.statements(
        inside(here ? new Bound(bound.node(), names, bound.variables()) : bound, block));
    inlineEmbeds.add(inner.schema());
    inlineEmbeds.addAll(reader.inlineEmbeds());
  }

  private static List<Bound> inside(Bound bound, List<Node> block) {
    return block.stream()
        .flatMap(node -> node.is("block") ? node.children().stream() : List.of(node).stream())
        .map(bound::at)
        .toList();
  }

  private void macro(Bound bound, String name) {
    Node node = bound.node();
    String home =
        node.remoteName().isEmpty()
            ? ""
            : evaluation.module(bound.at(node.remoteTarget())).orElse("?");
    // A macro whose quote stands in a helper, as `on_ee do … end` often is, leaves its block.
    Optional<List<Bound>> ours =
        macros.call(home, name, argumentsOf(bound), scope).filter(list -> !list.isEmpty());
    Optional<List<String>> known = LibraryMacros.fieldsOf(name, uses, evaluation);
    if (ours.isPresent() && ++depth <= DEEPEST) {
      statements(ours.get());
      depth--;
    } else if (known.isPresent()) {
      library(known.get());
    } else if (node.doBlock().isPresent()) {
      statements(branches(node.doBlock().get()).stream().map(bound::at).toList());
    } else if (node.is("call") || node.is("identifier")) {
      LibraryMacros.byShape(name, node)
          .ifPresentOrElse(
              field -> library(List.of(field)),
              () -> draft.note(node, "`" + name + "` is a macro of a library that is not known"));
    }
  }

  private void library(List<String> declarations) {
    for (String declaration : declarations) {
      statement(LibraryMacros.parsed(declaration, scope));
    }
  }

  private void substituted(Bound bound) {
    Bound value = evaluation.resolve(bound);
    Optional<List<Bound>> rewritten = rewritten(bound, value);
    if (rewritten.isPresent()) {
      statements(rewritten.get());
    } else if (value.node() == bound.node() || value.node().callName().startsWith("unquote")) {
      draft.note(bound.node(), "what is unquoted here is not known");
    } else if (value.node().is("do_block") || value.node().is("block")) {
      statements(value.node().children().stream().map(value::at).toList());
    } else if (value.node().is("list")) {
      statements(evaluation.elements(value).orElse(List.of()));
    } else if (Loops.isLoop(value.node()) && evaluation.loop(value).isPresent()) {
      loop(value);
    } else if (quotes(value)) {
      statements(macros.quotes(value));
    } else {
      statement(value);
    }
  }

  /** {@code unquote(rewrite(block))}: the macro's block stands for what code makes of it. */
  private Optional<List<Bound>> rewritten(Bound bound, Bound value) {
    boolean unknown =
        value.node().is("identifier")
            || value.node().is("call")
                && !isDeclaration(value.node().localName())
                && !quotes(value)
                && macros.call("", value.node().localName(), argumentsOf(value), scope).isEmpty();
    List<Bound> blocks =
        bound.variables().values().stream()
            .filter(passed -> passed.node().is("do_block"))
            .distinct()
            .toList();
    return unknown && blocks.size() == 1
        ? Optional.of(blocks.get(0).node().children().stream().map(blocks.get(0)::at).toList())
        : Optional.empty();
  }

  private static boolean quotes(Bound value) {
    return !value.node().callName().equals("quote")
        && value.node().walk().anyMatch(node -> node.callName().equals("quote"));
  }

  /** {@code for {name, type} <- [a: :string], do: field(name, type)} over constants. */
  private void loop(Bound bound) {
    evaluation
        .loop(bound)
        .ifPresentOrElse(
            this::statements,
            () ->
                draft.note(
                    bound.node(), "a loop over values that are not constants of the source"));
  }

  /** Arguments of a macro call, its block last. */
  static List<Bound> argumentsOf(Bound bound) {
    List<Bound> arguments = new ArrayList<>();
    bound.node().arguments().forEach(argument -> arguments.add(bound.at(argument)));
    bound.node().doBlock().ifPresent(block -> arguments.add(bound.at(block)));
    return arguments;
  }

  /** Statements of a block with those of its {@code else} and of the clauses of a {@code case}. */
  public static List<Node> branches(Node block) {
    List<Node> statements = new ArrayList<>();
    for (Node child : block.children()) {
      if (child.is("else_block")) {
        statements.addAll(branches(child));
      } else if (child.is("stab_clause")) {
        child.find("body").ifPresent(body -> statements.addAll(body.children()));
      } else {
        statements.add(child);
      }
    }
    return statements;
  }
}
