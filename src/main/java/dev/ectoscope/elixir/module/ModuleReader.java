package dev.ectoscope.elixir.module;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.elixir.syntax.ModuleSource;
import dev.ectoscope.elixir.syntax.Node;
import dev.ectoscope.elixir.syntax.Quoted;
import dev.ectoscope.elixir.syntax.Scope;
import dev.ectoscope.elixir.syntax.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements of one module in order, as the compiler would: aliases, attributes, what
 * {@code use} and macros put in, and the schema.
 */
public final class ModuleReader {

  private static final int DEEPEST = 12;
  private static final Set<String> SCHEMA_MACROS =
      Set.of(
          "schema",
          "embedded_schema",
          "typed_schema",
          "typed_embedded_schema",
          "pointable_schema",
          "mixin_schema",
          "virtual_schema");

  private final ModuleSource source;
  private final Macros macros;
  private final Scope scope;
  private final Map<String, Bound> attributes = new HashMap<>();
  private final Evaluation evaluation;
  private final Map<String, Bound> locals = new HashMap<>();
  private static final Set<String> ECTOS = Set.of("schema", "embedded_schema");

  private final Map<String, Map<String, Bound>> uses = new LinkedHashMap<>();
  private final List<Schema> schemas = new ArrayList<>();
  private final AshSections sections;
  private final List<Defined> defined = new ArrayList<>();
  private final WrittenFunctions written;
  private final List<Hook> last = new ArrayList<>();
  private int depth;

  private ModuleReader(
      ModuleSource source, Macros macros, @Nullable Scope outer, Map<String, Bound> variables) {
    this.source = source;
    this.macros = macros;
    this.scope = new Scope(source.name(), outer);
    this.evaluation = new Evaluation(attributes::get, macros.results()::of);
    this.written = new WrittenFunctions(source.name(), evaluation);
    this.sections = new AshSections(evaluation, macros, scope);
    locals.putAll(variables);
    locals.put(Bound.MODULE, named(source.name(), scope));
  }

  /** A module's full name as a value. */
  static Bound named(String module, Scope names) {
    return Bound.of(Syntax.parsed("", "Elixir." + module), names);
  }

  /**
   * What a module came to.
   *
   * @param scope names in force in its functions
   * @param uses modules used, with their options
   * @param locals variables of the module's body
   * @param schemas its schema, and those of embeds written inline
   * @param defined modules that macros or loops define in it
   * @param attributes its attributes, the last value of each
   * @param quoted functions that macros write into it
   */
  public record Result(
      Scope scope,
      Map<String, Map<String, Bound>> uses,
      Map<String, Bound> locals,
      List<Schema> schemas,
      Evaluation evaluation,
      List<Defined> defined,
      Map<String, Bound> attributes,
      List<Quoted> quoted) {}

  /** A module that this one defines by a macro or in a loop. */
  public record Defined(ModuleSource source, Result result) {}

  public static Result read(ModuleSource source, Macros macros, @Nullable Result outer) {
    ModuleReader reader =
        outer == null
            ? new ModuleReader(source, macros, null, Map.of())
            : new ModuleReader(source, macros, outer.scope(), outer.locals());
    if (outer == null) {
      source.fileStatements().forEach(s -> reader.scope.take(s, reader.scope));
    }
    return reader.result();
  }

  private Result result() {
    source.statements().forEach(node -> statement(Bound.of(node, scope)));
    Bound caller = Bound.of(Node.NONE, scope);
    for (Hook hook : List.copyOf(last)) {
      macros.call(hook.module(), hook.macro(), List.of(caller), scope).ifPresent(this::into);
    }
    sections.schema(uses, source.definition()).ifPresent(schemas::add);
    return new Result(scope, uses, locals, schemas, evaluation, defined, attributes, written.all());
  }

  private void statement(Bound given) {
    Bound bound = given.with(locals);
    Node node = bound.node();
    String name = node.localName().isEmpty() ? node.remoteName() : node.localName();
    if (scope.take(node, named -> nameOf(bound.at(named)))) {
      return;
    }
    if (node.is("block")) {
      // `quote(do: (use Ecto.Schema; @primary_key false))`
      into(node.children().stream().map(bound::at).toList());
    } else if (Set.of("defmodule", "defenum").contains(name) && !node.arguments().isEmpty()) {
      nested(node.arguments().get(0));
    } else if (name.equals("use") && !node.arguments().isEmpty()) {
      use(bound);
    } else if (!node.attributeName().isEmpty() && node.child(0).is("call")) {
      if (node.attributeName().equals("before_compile")) {
        beforeCompile(bound);
      }
      attribute(bound, attributes);
    } else if (node.remoteName().equals("register_attribute") && node.arguments().size() == 3) {
      register(bound);
    } else if (node.remoteName().equals("put_attribute") && node.arguments().size() == 3) {
      // `Module.put_attribute(__MODULE__, :primary_key, …)`
      Literals.atom(node.arguments().get(1))
          .ifPresent(key -> attributes.put(key, bound.at(node.arguments().get(2))));
    } else if (node.isOperator("=") && node.child(0).is("identifier")) {
      locals.put(node.child(0).text(), settled(bound.at(node.child(1))));
    } else if (SCHEMA_MACROS.contains(name) && mayBeEctos(node, name)) {
      List<Bound> instead = macros.instead(bound, bound.names());
      if (instead.isEmpty()) {
        schema(bound, name.contains("embedded"));
      } else {
        into(instead);
      }
    } else if (!Syntax.DEFINITIONS.contains(name)) {
      other(bound, name);
    } else if (bound.names() != scope || WrittenFunctions.isNamedInLoop(node)) {
      written.add(bound, name);
    }
  }

  /**
   * Whether {@code schema} may be Ecto's here: modules of the project that do not bring it in, and
   * libraries with a {@code schema} of their own, do not. Of other libraries it is not known.
   */
  private boolean mayBeEctos(Node node, String macro) {
    if (!ECTOS.contains(macro) || !node.remoteName().isEmpty()) {
      return true;
    }
    return scope.imports("Ecto.Schema")
        || scope.allImports().stream()
            .anyMatch(module -> !macros.isOurs(module) && !LibraryMacros.hasNoSchema(module));
  }

  private String nameOf(Bound module) {
    return evaluation.module(module).orElseGet(() -> module.names().expand(module.node().text()));
  }

  /** Takes up {@code @name value}; in the value {@code @name} is what it was before. */
  static void attribute(Bound bound, Map<String, Bound> attributes) {
    String name = bound.node().attributeName();
    Bound before = attributes.get(name);
    Bound value =
        bound.at(bound.node().child(0).arguments().stream().findFirst().orElse(Node.NONE));
    if (before != null && before.variables().containsKey(Bound.ACCUMULATED)) {
      attributes.put(name, accumulated(before, value));
      return;
    }
    attributes.put(name, before == null ? value : value.with(Map.of("@" + name, before)));
  }

  /** A list with one element more; each is a variable of its own, for it has its own names. */
  private static Bound accumulated(Bound list, Bound element) {
    String name = "element" + list.node().children().size();
    List<Node> elements = new ArrayList<>(list.node().children());
    elements.add(Syntax.parsed("", name));
    return list.at(new Node(element.node().source(), "list", 0, 0, elements))
        .with(Map.of(name, element));
  }

  /** {@code Module.register_attribute(__MODULE__, :fields, accumulate: true)}. */
  private void register(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    if (Literals.keyword(arguments.get(2), "accumulate").isPresent()) {
      Bound none = Bound.of(Syntax.parsed("", "[]"), scope);
      Literals.atom(arguments.get(1))
          .ifPresent(
              name -> attributes.putIfAbsent(name, none.with(Map.of(Bound.ACCUMULATED, none))));
    }
  }

  /** {@code @before_compile Some.Module} and {@code {Some.Module, :some_macro}}. */
  private void beforeCompile(Bound bound) {
    Bound value = bound.at(bound.node().child(0).arguments().get(0));
    boolean named = value.node().is("tuple");
    Optional<String> macro =
        named ? Literals.atom(value.node().child(1)) : Optional.of("__before_compile__");
    evaluation
        .module(named ? value.at(value.node().child(0)) : value)
        .ifPresent(module -> last.add(new Hook(module, macro.orElse(""))));
  }

  /** A macro that is called when a module's own statements are read. */
  private record Hook(String module, String macro) {}

  /** A variable's value as of now: attributes may change, and nested modules have others. */
  private Bound settled(Bound value) {
    return evaluation
        .constant(value)
        .map(text -> value.at(Syntax.parsed("", '"' + text + '"')))
        .orElse(value);
  }

  private void nested(Node written) {
    if (written.is("alias")) {
      String first = written.text().split("\\.")[0];
      scope.alias(first, source.name() + "." + first);
    }
  }

  private void use(Bound bound) {
    List<Node> arguments = bound.node().arguments();
    Node target = arguments.get(0);
    Node group = target.is("dot") ? target.child(1) : Node.NONE;
    if (group.is("tuple")) {
      group
          .children()
          .forEach(one -> use(target.child(0).text() + "." + one.text(), bound, List.of()));
      return;
    }
    List<Bound> rest =
        SchemaReader.argumentsOf(bound).subList(1, SchemaReader.argumentsOf(bound).size());
    use(evaluation.module(bound.at(target)).orElse(target.text()), bound, rest);
  }

  private void use(String written, Bound bound, List<Bound> arguments) {
    String module = bound.names().expand(written);
    uses.put(module, arguments.isEmpty() ? Map.of() : evaluation.keywords(arguments.get(0)));
    scope.addImport(module);
    LibraryMacros.attributesOf(module)
        .forEach((name, value) -> attributes.put(name, LibraryMacros.parsed(value, scope)));
    into(macros.using(module, arguments));
  }

  private void into(List<Bound> statements) {
    if (++depth <= DEEPEST) {
      Map<Scope, Scope> inner = new IdentityHashMap<>();
      for (Bound one : statements) {
        Bound bound =
            new Bound(one.node(), inner.getOrDefault(one.names(), one.names()), one.variables());
        Optional<String> module = definedName(bound);
        if (module.isEmpty()) {
          statement(bound);
          continue;
        }
        define(bound, module.get());
        // The rest of a quote knows the module by its short name.
        Scope names = new Scope(bound.names().module(), bound.names());
        names.alias(Scope.last(module.get()), module.get());
        scope.alias(Scope.last(module.get()), module.get());
        inner.put(one.names(), names);
      }
    }
    depth--;
  }

  /** Full name of a module that stands in a quote, or in a loop by the loop's variable. */
  private Optional<String> definedName(Bound bound) {
    if (!bound.node().callName().equals("defmodule") || bound.node().arguments().isEmpty()) {
      return Optional.empty();
    }
    Node written = bound.node().arguments().get(0);
    if (written.is("alias")) {
      return bound.names() == scope
          ? Optional.empty()
          : Optional.of(source.name() + "." + written.text());
    }
    Bound value = evaluation.resolve(bound.with(locals).at(written));
    // A name that a macro is given stands below the module, as if it were written there.
    return written.callName().equals("unquote") && value.node().is("alias")
        ? Optional.of(source.name() + "." + value.node().text())
        : evaluation.module(value);
  }

  private void define(Bound bound, String module) {
    ModuleSource inner = ModuleSource.quoted(module, bound.node(), source);
    ModuleReader reader =
        new ModuleReader(inner, macros, bound.names(), bound.with(locals).variables());
    Result result = reader.result();
    schemas.addAll(result.schemas());
    defined.add(new Defined(inner, result));
    defined.addAll(result.defined());
  }

  private void other(Bound bound, String name) {
    Node node = bound.node();
    List<Bound> arguments = SchemaReader.argumentsOf(bound);
    if (!name.isEmpty()) {
      String home =
          node.remoteName().isEmpty()
              ? ""
              : evaluation.module(bound.at(node.remoteTarget())).orElse("?");
      Optional<List<Bound>> expanded = macros.call(home, name, arguments, scope);
      if (expanded.isPresent() && !expanded.get().isEmpty()) {
        into(expanded.get());
        return;
      }
    }
    if (Conditions.isCondition(node)) {
      into(evaluation.branches(bound));
      return;
    }
    if (Loops.isLoop(node)) {
      evaluation.loop(bound).ifPresent(this::into);
      return;
    }
    Optional<Node> block = node.doBlock();
    if (block.isEmpty()) {
      return;
    }
    if (sections.take(name, bound)) {
      return;
    }
    if (ECTOS.contains(name) && !mayBeEctos(node, name)) {
      return;
    }
    if (name.endsWith("schema") && looksLikeSchema(block.get())) {
      schema(bound, name.contains("embedded"));
    } else if (node.is("call")) {
      // `on_ee do … end`
      into(SchemaReader.branches(block.get()).stream().map(bound::at).toList());
    }
  }

  private static boolean looksLikeSchema(Node block) {
    return block.children().stream()
        .anyMatch(child -> SchemaReader.isDeclaration(child.localName()));
  }

  private void schema(Bound bound, boolean embedded) {
    List<Node> arguments = bound.node().arguments();
    SchemaCall call = new SchemaCall(evaluation, uses);
    List<Bound> block = call.block(bound);
    String table = embedded ? "" : call.table(bound);
    boolean nameless = !embedded && table.isEmpty() && arguments.isEmpty();
    if (nameless || block.isEmpty() && bound.node().doBlock().isEmpty()) {
      // `schema` is a word of Absinthe and OpenApiSpex too.
      return;
    }
    String prefix =
        Optional.ofNullable(attributes.get("schema_prefix"))
            .flatMap(evaluation::constant)
            .filter(value -> !value.equals("nil"))
            .orElse("");
    SchemaDraft draft = new SchemaDraft(source.name(), place(bound), table, prefix, embedded);
    if (!embedded && table.isEmpty()) {
      draft.note(bound.node(), "the table's name is not a constant");
    }
    SchemaReader reader = new SchemaReader(draft, scope, macros, evaluation, attributes, uses);
    reader.begin(embedded);
    LibraryMacros.before(bound.node().localName(), uses.keySet())
        .forEach(one -> reader.statements(List.of(LibraryMacros.parsed(one, scope))));
    reader.statements(block);
    schemas.add(draft.schema());
    schemas.addAll(reader.inlineEmbeds());
  }

  /** A schema that a macro writes stands where the module uses the macro. */
  private Node place(Bound bound) {
    return bound.names() == scope ? bound.node() : source.definition();
  }
}
