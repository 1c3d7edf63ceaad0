package dev.ectoscope.elixir;

import dev.ectoscope.elixir.module.Association;
import dev.ectoscope.elixir.module.ElixirModule;
import dev.ectoscope.elixir.module.Field;
import dev.ectoscope.elixir.module.Schema;
import dev.ectoscope.elixir.syntax.Literals;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How well a Repo call fits a statement of the log. */
final class Fit {

  /** It cannot be this call. */
  static final int NO = Integer.MIN_VALUE;

  /** As well as {@code Repo.preload} of the same association. */
  private static final int PRELOADS = 12;

  private static final Map<String, Set<Kind>> KINDS =
      Map.ofEntries(
          Map.entry("insert", Set.of(Kind.INSERT)),
          Map.entry("insert_all", Set.of(Kind.INSERT)),
          Map.entry("insert_or_update", Set.of(Kind.INSERT, Kind.UPDATE)),
          Map.entry("update", Set.of(Kind.UPDATE)),
          Map.entry("update_all", Set.of(Kind.UPDATE)),
          Map.entry("delete", Set.of(Kind.DELETE)),
          Map.entry("delete_all", Set.of(Kind.DELETE)),
          Map.entry("transaction", Set.of(Kind.TRANSACTION)),
          Map.entry("transact", Set.of(Kind.TRANSACTION)),
          Map.entry("rollback", Set.of(Kind.TRANSACTION)));

  /** Actions of Ash's resources. */
  private static final Map<String, Set<Kind>> ACTIONS =
      Map.of(
          "create", Set.of(Kind.INSERT),
          "bulk_create", Set.of(Kind.INSERT),
          "update", Set.of(Kind.UPDATE),
          "bulk_update", Set.of(Kind.UPDATE),
          "destroy", Set.of(Kind.DELETE),
          "bulk_destroy", Set.of(Kind.DELETE));

  private static final String SELECT = "SELECT ";
  private static final int DEEPEST = 4;
  private static final Set<String> TEXTS = Set.of("query", "query_many");
  private static final Pattern STRUCT =
      Pattern.compile("insert!?\\(\\s*%[A-Z][\\w.]*\\{([^{}|]*)\\}\\s*\\)");
  private static final Pattern WRITTEN = Pattern.compile("\\(\\s*from ");
  private static final Pattern KEY = Pattern.compile("(?:^|,)\\s*(\\w+):");
  private static final Set<String> SENDS_NO_PRELOAD = Set.of("reload", "aggregate", "exists");
  private static final Pattern QUOTES = Pattern.compile("[\"`]");
  private static final Pattern ECTOS = Pattern.compile("\\b(?:FROM|INTO|UPDATE) \"");

  private final ElixirProject project;
  private final Statement statement;
  private final Shape shape;
  private final Wording wording;
  private final Set<String> relations;
  private final boolean preloaded;

  Fit(ElixirProject project, Statement statement) {
    this.project = project;
    this.statement = statement;
    this.shape = statement.shape();
    this.wording = new Wording(project, statement);
    this.relations =
        Set.copyOf(shape.relations().stream().map(Relation::table).distinct().toList());
    this.preloaded = isPreloads(statement.text());
  }

  /** A preload selects the key by which it hands out its rows once more, behind all fields. */
  private static boolean isPreloads(String text) {
    int from = text.indexOf(" FROM ");
    int last = from < 0 ? -1 : text.lastIndexOf(", ", from);
    if (last < 0 || !text.startsWith(SELECT)) {
      return false;
    }
    String key = text.substring(last, from);
    String before = text.substring(SELECT.length() - 1, last) + ",";
    return !key.contains("(") && before.contains(key.substring(1) + ",");
  }

  /** Points, {@link #NO} when it cannot be; 0 when nothing speaks for or against it. */
  int of(RepoCall call) {
    if (TEXTS.contains(call.plainName())) {
      return text(call.query().select());
    }
    if (call.name().equals("checkout") || isByHand()) {
      return NO;
    }
    if (!kinds(call).contains(shape.kind())) {
      return NO;
    }
    if (shape.kind() == Kind.TRANSACTION || shape.rootTable().isEmpty()) {
      return 0;
    }
    int tables = tables(call);
    if (tables != NO && isPreloadedBy(call)) {
      return PRELOADS;
    }
    return tables == NO ? NO : tables + columns(call) + form(call) + wording.points(call);
  }

  /**
   * Whether the call sends the statement after its own, for a {@code preload:} of its query. What
   * that query asks for says nothing of it.
   */
  private boolean isPreloadedBy(RepoCall call) {
    return preloaded
        && !call.plainName().equals("preload")
        && preloadedTables(call.query()).contains(shape.rootTable());
  }

  private static Set<Kind> kinds(RepoCall call) {
    if (call.isOfAsh()) {
      return ACTIONS.getOrDefault(call.plainName(), Set.of(Kind.READ));
    }
    Set<Kind> known = KINDS.get(call.plainName());
    if (known != null) {
      return known;
    }
    // A function that the app's Repo adds may do anything.
    return Senders.REPO_FUNCTIONS.contains(call.name())
        ? Set.of(Kind.READ, Kind.OTHER)
        : Set.of(Kind.values());
  }

  /** Raw SQL: the same words, whatever stands where a value is put in. */
  private int text(String written) {
    if (written.replace(Literals.INTERPOLATION, "").isBlank()) {
      return shape.kind() == Kind.TRANSACTION || isEctos() ? NO : 0;
    }
    String printed = statement.text().replaceAll("\\s+", " ").strip();
    String words = written.replaceAll("\\s+", " ").strip();
    if (printed.equals(words)) {
      return 30;
    }
    boolean same =
        words.contains(Literals.INTERPOLATION)
            && Stream.of(words.split(Pattern.quote(Literals.INTERPOLATION), -1))
                .map(Pattern::quote)
                .collect(Collectors.collectingAndThen(Collectors.joining(".*"), Pattern::compile))
                .matcher(printed)
                .matches();
    return same ? 20 : NO;
  }

  /** Ecto quotes every name; hardly anybody does by hand. */
  private boolean isEctos() {
    return ECTOS.matcher(statement.text()).find();
  }

  /** Ecto quotes the names of every table and column, so that without a quote the text is given. */
  private boolean isByHand() {
    return !shape.rootTable().isEmpty() && !QUOTES.matcher(statement.text()).find();
  }

  private int tables(RepoCall call) {
    Query query = call.query();
    String root = shape.rootTable();
    boolean pages = query.limited() && (!query.complete() || call.text().contains("offset"));
    if (shape.offset().isPresent() && isWritten(call) && !pages) {
      return NO;
    }
    if (preloaded && SENDS_NO_PRELOAD.contains(call.plainName())) {
      return NO;
    }
    if (!query.isKnown()) {
      return 0;
    }
    if (Set.of("preload", "load").contains(call.plainName())) {
      return query.tables().contains(root) ? 8 : preloadedTables(query).contains(root) ? 4 : NO;
    }
    if (preloaded && !preloadedTables(query).contains(root)) {
      return NO;
    }
    if (query.tables().get(0).equals(root)) {
      boolean all = query.tables().containsAll(relations) && relations.containsAll(query.tables());
      return all ? 12 : 8;
    }
    if (query.tables().contains(root)) {
      return 6;
    }
    if (preloadedTables(query).contains(root)) {
      return 4;
    }
    // Nested inserts and preload functions write and read what the call does not name.
    return query.complete() && shape.kind() == Kind.READ ? NO : writesOthers(call) ? -4 : NO;
  }

  /** Whether the query, or how much of it is read, stands in the call. */
  private static boolean isWritten(RepoCall call) {
    return WRITTEN.matcher(call.text()).find()
        || call.text().startsWith("from ")
        || call.text().contains("limit(");
  }

  /**
   * {@code insert} asks for the key that the database makes, {@code insert_all} for what {@code
   * returning:} names. Source: ecto 3.13, lib/ecto/repo/schema.ex, {@code returning/2}; MySQL has
   * no such words.
   */
  private boolean returnsOtherwise(RepoCall call) {
    if (shape.kind() != Kind.INSERT || statement.text().indexOf('`') >= 0) {
      return false;
    }
    boolean returns = statement.text().contains(" RETURNING ");
    boolean asked = call.text().contains("returning:");
    boolean made =
        schemaOf(call.query().schema()).stream()
            .flatMap(schema -> schema.fields().stream())
            .anyMatch(field -> field.primaryKey() && field.type().equals("id"));
    return call.plainName().equals("insert_all")
        ? returns && !asked
        : call.plainName().equals("insert") && made && !returns;
  }

  /**
   * Whether a struct is written out without a foreign key that the statement inserts: Ecto leaves
   * out what is nil, and a {@code belongs_to} has no default.
   */
  boolean leavesOut(RepoCall call) {
    Matcher struct = STRUCT.matcher(call.text());
    if (shape.kind() != Kind.INSERT || !call.plainName().equals("insert") || !struct.find()) {
      return false;
    }
    Set<String> written =
        KEY.matcher(struct.group(1)).results().map(key -> key.group(1)).collect(Collectors.toSet());
    return schemaOf(call.query().schema()).stream()
        .filter(schema -> schema.table().equals(shape.rootTable()))
        .flatMap(schema -> schema.associations().stream())
        .filter(a -> a.kind() == Association.Kind.BELONGS_TO && !written.contains(a.name()))
        .map(Association::foreignKey)
        .filter(key -> !written.contains(key))
        .map(key -> column(call.query(), key))
        .anyMatch(key -> shape.projection().stream().anyMatch(c -> c.name().equals(key)));
  }

  private static boolean writesOthers(RepoCall call) {
    return Set.of("insert", "update", "insert_or_update", "delete").contains(call.plainName());
  }

  private Set<String> preloadedTables(Query query) {
    Set<String> tables = new HashSet<>();
    for (String name : query.preloads()) {
      project.schemas().forEach(schema -> preloaded(schema, name, tables, 0));
    }
    return tables;
  }

  /** The table of an association, and those on the way to it. */
  private void preloaded(Schema schema, String name, Set<String> tables, int depth) {
    Optional<Association> found = schema.association(name);
    if (found.isEmpty() || depth > DEEPEST) {
      return;
    }
    Association association = found.get();
    project.tableOf(association).ifPresent(tables::add);
    Optional<Schema> at = Optional.of(schema);
    for (String step : association.through()) {
      at.ifPresent(from -> preloaded(from, step, tables, depth + 1));
      at = at.flatMap(s -> s.association(step)).flatMap(a -> schemaOf(a.target()));
    }
  }

  private Optional<Schema> schemaOf(String module) {
    return project.module(module).flatMap(ElixirModule::schema);
  }

  private int columns(RepoCall call) {
    Set<String> printed = new HashSet<>();
    shape.predicates().stream()
        .filter(predicate -> !predicate.isJoin())
        .forEach(
            predicate ->
                printed.addAll(
                    names(
                        predicate.column().isKnown()
                            ? predicate.column().name()
                            : predicate.canonical())));
    int points = 0;
    for (String field : call.query().filters()) {
      points += printed.contains(column(call.query(), field)) ? 3 : -2;
    }
    if (call.query().complete() && !writesOthers(call)) {
      for (String column : printed) {
        boolean known =
            call.query().filters().stream().anyMatch(f -> column(call.query(), f).equals(column));
        points -= known ? 0 : isColumn(call.query(), column) ? 3 : 0;
      }
    }
    return points;
  }

  private static List<String> names(String expression) {
    return List.of(expression.split("[^A-Za-z0-9_]+"));
  }

  private boolean isColumn(Query query, String name) {
    return project
        .module(query.schema())
        .flatMap(ElixirModule::schema)
        .flatMap(s -> s.column(name))
        .isPresent();
  }

  private String column(Query query, String field) {
    return project
        .module(query.schema())
        .flatMap(ElixirModule::schema)
        .flatMap(schema -> schema.field(field))
        .map(Field::column)
        .orElse(field);
  }

  private int form(RepoCall call) {
    if (call.isOfAsh()) {
      return 0; // it writes all statements in its own way
    }
    int points = 0;
    boolean counts = !shape.aggregates().isEmpty() && shape.projection().isEmpty();
    points += call.plainName().equals("aggregate") == counts ? 2 : counts ? 0 : -6;
    boolean exists =
        statement.text().startsWith("SELECT TRUE") || statement.text().startsWith("SELECT 1 ");
    points += call.name().equals("exists?") == exists ? 2 : -6;
    if (call.query().complete() && shape.kind() == Kind.READ && !exists) {
      points += call.query().limited() == shape.limit().isPresent() ? 1 : -2;
      points += sorts(call) ? 1 : -1;
      points += call.query().select().isEmpty() || !isWhole(call) ? 0 : -3;
    }
    boolean many = shape.insertedRows() > 1;
    points +=
        shape.kind() == Kind.INSERT && call.name().equals("insert_all") != many
            ? (many ? -6 : -2)
            : 0;
    points -= returnsOtherwise(call) ? 8 : 0;
    boolean aliased = shape.kind() == Kind.UPDATE || shape.kind() == Kind.DELETE;
    if (aliased) {
      // `UPDATE "t" AS t0` is update_all; a struct's update has no alias.
      boolean bulk = shape.relations().stream().anyMatch(r -> !r.alias().equals(r.table()));
      points += call.name().endsWith("_all") == bulk ? 4 : -8;
    }
    return points;
  }

  private boolean sorts(RepoCall call) {
    List<String> written = call.query().order();
    if (shape.order().isEmpty()) {
      return written.isEmpty();
    }
    String first = shape.order().get(0).toString();
    return written.stream().anyMatch(field -> first.contains(column(call.query(), field)));
  }

  /** Whether the statement selects every stored field, as a query without {@code select} does. */
  private boolean isWhole(RepoCall call) {
    return project
        .module(call.query().schema())
        .flatMap(ElixirModule::schema)
        .map(
            schema ->
                schema.fields().stream().filter(f -> !f.virtual()).count()
                    <= shape.projection().size())
        .orElse(false);
  }
}
