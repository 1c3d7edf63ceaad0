package dev.ectoscope.ecto;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.elixir.RepoCall;
import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.log.CallSite;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names that code at one place of an application uses: those of its source, as the aliases
 * there shorten them, else those that people usually give.
 */
final class Names {

  private static final Pattern PRELOADS =
      Pattern.compile("\\bpreload: (\\[:\\w+(?:, :\\w+)*\\]|:\\w+)(?=\\s*[,)|]|$)");

  private static final String MICROSECONDS = "_usec";

  /** Types with a {@code generate/0} that people call. */
  private static final Set<String> GENERATING = Set.of("Ecto.UUID", "Ecto.ULID", "UUIDv7");

  private final AppNames app;
  private final @Nullable ElixirProject project;
  private final @Nullable Place place;

  /**
   * @param project null when no source was read
   * @param place of the Repo call the code is about, or null
   */
  Names(AppNames app, @Nullable ElixirProject project, @Nullable Place place) {
    this.app = app;
    this.project = project;
    this.place = place != null && place.isKnown() ? place : null;
  }

  /** Beside the function that was found, else the one that the log prints. */
  FunctionCode beside(String function, String file) {
    if (place != null) {
      return new FunctionCode(place.function(), place.file(), this::hasFunction);
    }
    // Nobody writes into a library: what the application calls there is not known.
    boolean own = new CallSite(function, file, 0).isApplication();
    return own ? new FunctionCode(function, file) : new FunctionCode("", "");
  }

  /** The same of a query that is given a tenant's schema. */
  FunctionCode besideOfPrefix(String function, String file, String table) {
    FunctionCode code = beside(function, file, table);
    return givesPrefix() ? code.comment("Give it the prefix: that the query has now.") : code;
  }

  /**
   * Whether the Repo call is given a tenant's schema: {@code Repo.insert(post, prefix: tenant)}.
   */
  boolean givesPrefix() {
    return call().filter(call -> call.text().contains("prefix:")).isPresent();
  }

  /** What the query preloads, as it is written: {@code [:author]}; "" for nothing, or more. */
  String preloads() {
    return call().map(call -> PRELOADS.matcher(call.text())).filter(Matcher::find).stream()
        .map(found -> found.group(1))
        .findFirst()
        .or(
            () ->
                call()
                    .map(call -> call.query().preloads())
                    .filter(all -> all.size() == 1)
                    .map(all -> "[" + Elixir.atom(all.get(0)) + "]"))
        .orElse("");
  }

  /** Whether the Repo gives all of its calls what they do not name, a tenant's schema for one. */
  boolean hasDefaults() {
    return project != null
        && call().stream()
            .flatMap(call -> project.module(call.repo()).stream())
            .flatMap(module -> module.functions().stream())
            .anyMatch(function -> function.name().equals("default_options"));
  }

  FunctionCode beside(String function, String file, String table) {
    FunctionCode code = beside(function, file);
    return table.isEmpty() || schemaOf(table).isPresent()
        ? code
        : code.comment(
            Elixir.schemaModule(table)
                + " stands for your schema of "
                + Elixir.string(table)
                + ".");
  }

  /** What the schemas say about how tables belong together. */
  Associations associations() {
    return new Associations(project, call().map(RepoCall::text).orElse(""));
  }

  /** What the project is built with. */
  Libraries libraries() {
    return new Libraries(project);
  }

  Optional<RepoCall> call() {
    return place == null ? Optional.empty() : place.call();
  }

  /** The clause of the Repo call. */
  Optional<FunctionSource> source() {
    if (project == null || place == null) {
      return Optional.empty();
    }
    ElixirProject read = project;
    int line = place.line();
    return project
        .function(place.function())
        .flatMap(
            function ->
                function.clauses().stream()
                    .filter(clause -> clause.covers(line))
                    .findFirst()
                    .map(clause -> new FunctionSource(read, function, clause)));
  }

  /** The loop around the Repo call, in the same function. */
  Optional<LoopSource> loop() {
    return source().flatMap(source -> call().flatMap(call -> LoopSource.around(source, call)));
  }

  /** A function of the schema of a table, when it has one clause. */
  Optional<FunctionSource> schemaFunction(String table, String name, int arity) {
    if (project == null) {
      return Optional.empty();
    }
    ElixirProject read = project;
    return schemaOf(table)
        .flatMap(schema -> read.function(schema.module() + "." + name + "/" + arity))
        .filter(function -> function.clauses().size() == 1)
        .map(function -> new FunctionSource(read, function, function.clauses().get(0)));
  }

  String repo() {
    String repo = call().filter(call -> !call.isStep()).map(RepoCall::repo).orElse("");
    return nameHere(repo.isEmpty() ? mainRepo() : repo);
  }

  private String mainRepo() {
    return project == null ? app.repo() : project.mainRepo().map(Repo::module).orElse(app.repo());
  }

  private String nameHere(String module) {
    return project == null || place == null ? module : project.nameIn(module(place), module);
  }

  private static String module(Place place) {
    return place.function().replaceAll("\\.[^.]*$", "");
  }

  Optional<Schema> schemaOf(String table) {
    return project == null || table.isEmpty() ? Optional.empty() : project.schemaOf(table);
  }

  /** What code here calls the schema of a table. */
  String schema(String table) {
    return schemaOf(table).map(s -> nameHere(s.module())).orElse(Elixir.schemaModule(table));
  }

  Optional<Field> column(String table, String column) {
    return schemaOf(table).flatMap(schema -> schema.column(column));
  }

  /** A field of the schema that a query names. */
  Optional<Field> fieldOf(AskedQuery query, String name) {
    return project == null
        ? Optional.empty()
        : project
            .schemas()
            .filter(schema -> nameHere(schema.module()).equals(query.source()))
            .findFirst()
            .flatMap(schema -> schema.field(name));
  }

  /** A field by its name in Elixir. */
  Optional<Field> field(String table, String name) {
    return schemaOf(table).flatMap(schema -> schema.field(name));
  }

  String fieldName(String table, String column) {
    return column(table, column).map(Field::name).orElse(column);
  }

  /** {@code c.post_id} for a column of a table. */
  String field(String table, String binding, String column) {
    return Elixir.field(binding, fieldName(table, column));
  }

  /** The only field of the primary key, {@code id} when it is not known. */
  String primaryKey(String table) {
    return schemaOf(table)
        .map(Schema::primaryKey)
        .filter(key -> key.size() == 1)
        .map(key -> key.get(0))
        .orElse("id");
  }

  /**
   * The fields of the primary key: those of the schema, else those of the database's columns, else
   * {@code id}. None where a schema has none.
   *
   * @param columns of the database; empty when it was not asked
   */
  List<String> primaryKey(String table, List<String> columns) {
    return schemaOf(table)
        .map(Schema::primaryKey)
        .orElseGet(() -> columns.isEmpty() ? List.of("id") : columns);
  }

  /** A text of SQL as Ecto wants it for a column: an atom for an {@code Ecto.Enum}. */
  String literal(String table, String column, String text) {
    return column(table, column)
        .flatMap(field -> field.atom(text))
        .map(Elixir::atom)
        .orElseGet(() -> Elixir.string(text));
  }

  boolean isKnownType(String table, String column) {
    return column(table, column).isPresent();
  }

  /**
   * What makes the key of a new row where {@code insert_all} does not: Ecto calls a type's own
   * {@code autogenerate/0} for {@code insert} alone. Empty for a key that {@code insert_all} or the
   * database makes, and for one whose type is not known to make any.
   *
   * <p>Source: ecto 3.13, lib/ecto/schema.ex, {@code store_type_autogenerate!/5}; lib/ecto/repo/
   * schema.ex, {@code autogenerate_id/4}.
   */
  Optional<String> newKey(String table, String column) {
    Optional<String> written =
        column(table, column).map(Field::generator).filter(call -> !call.isEmpty());
    if (written.isPresent()) {
      return written.filter(call -> call.endsWith(")")).map(this::callHere);
    }
    return column(table, column)
        .filter(Field::primaryKey)
        .map(Field::type)
        .filter(type -> type.matches("[A-Z][\\w.]*") && !type.equals("Ecto.Enum"))
        .map(
            type ->
                nameHere(type) + (GENERATING.contains(type) ? ".generate()" : ".autogenerate()"));
  }

  /** {@code Blog.Key.new("post")} as code here writes it. */
  private String callHere(String call) {
    int function = call.lastIndexOf('.', call.indexOf('('));
    return nameHere(call.substring(0, function)) + call.substring(function);
  }

  /** Whether the database or {@code insert_all} fills a key that the row does not name. */
  boolean isFilled(String table, String column) {
    return column(table, column)
        .filter(field -> field.primaryKey() && field.type().matches("id|binary_id"))
        .isPresent();
  }

  /** The time of now as a timestamp column takes it. */
  String now(String table, String column) {
    String type = column(table, column).map(Field::type).orElse("utc_datetime_usec");
    String module = type.startsWith("naive") ? "NaiveDateTime" : "DateTime";
    String now = module + ".utc_now()";
    return type.endsWith(MICROSECONDS) ? now : now + " |> " + module + ".truncate(:second)";
  }

  /** The module of the Repo call, or "". */
  String caller() {
    return place == null ? "" : module(place);
  }

  /** Whether the call stands in the schema of a GraphQL interface, in a field's own function. */
  boolean isInField() {
    return place != null && place.function().contains(".__absinthe_function__/");
  }

  /** What code here calls a module. */
  String nameOf(String module) {
    return nameHere(module);
  }

  /** Whether the module of the call imports another one. */
  boolean imports(String module) {
    return project != null && place != null && project.imports(module(place), module);
  }

  /** Whether code here may call a macro of Ecto.Query by its bare name. */
  boolean importsMacro(String macro) {
    return project != null && place != null && QueryImport.of(project, module(place)).has(macro);
  }

  /** The import by which the schema of a table has {@code where}; "" where it has it. */
  String importOfWhere(String table) {
    String lacking = "import Ecto.Query, only: [where: 3]";
    if (project == null) {
      return lacking;
    }
    ElixirProject read = project;
    return schemaOf(table)
        .map(schema -> QueryImport.of(read, schema.module()))
        .map(known -> known.has("where") ? "" : known.with("where: 3"))
        .orElse(lacking);
  }

  /** Whether the module of the call has a function of a name. */
  boolean hasFunction(String name) {
    return project != null
        && place != null
        && project.module(module(place)).stream()
            .flatMap(m -> m.functions().stream())
            .anyMatch(function -> function.name().equals(name));
  }

  /** Whether {@code timestamps} brings a field in, which is never NULL then. */
  boolean isTimestamp(String table, String field) {
    return schemaOf(table)
        .flatMap(schema -> schema.field(field))
        .filter(f -> f.origin() == Field.Origin.TIMESTAMPS)
        .isPresent();
  }

  Optional<ViewSource> view(String view) {
    return project == null || place == null
        ? Optional.empty()
        : ViewSource.of(project, view, place.function());
  }

  /** What code here calls the schema that a foreign key refers to. */
  Optional<String> parentOf(String table, String key) {
    return associations().belongsTo(table, key).map(Association::target).map(this::nameHere);
  }

  /** Whether a table's schema names its PostgreSQL schema itself, as {@code @schema_prefix}. */
  boolean hasPrefix(String table, String prefix) {
    return schemaOf(table).filter(schema -> prefix.equals(schema.prefix())).isPresent();
  }

  /** Table of a schema's module, or "". */
  String tableOf(String module) {
    return schemaIn(module).map(Schema::table).orElse("");
  }

  /** Its file, or "". */
  String fileOf(String module) {
    return schemaIn(module).map(Schema::file).orElse("");
  }

  private Optional<Schema> schemaIn(String module) {
    return project == null
        ? Optional.empty()
        : project.module(module).flatMap(ElixirModule::schema);
  }

  /** Whether a table is that of an Ash resource. */
  boolean isResource(String table) {
    return schemaOf(table).filter(Schema::resource).isPresent();
  }

  /** File of the schema of a table, or "". */
  String schemaFile(String table) {
    return schemaOf(table).map(Schema::file).orElse("");
  }
}
