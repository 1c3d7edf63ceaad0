package dev.ectoscope.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the system catalog says about the objects that a statement can reach: pg_proc, pg_type,
 * pg_class, pg_operator, pg_cast and the expression trees that they keep. Object identifiers below
 * 16384 belong to PostgreSQL itself (access/transam.h, FirstNormalObjectId).
 */
final class ReachFacts {

  static final long FIRST_NORMAL = 16_384;

  /**
   * A function.
   *
   * @param volatility {@code i}, {@code s} or {@code v}
   * @param kind {@code f}, {@code a}, {@code p} or {@code w}
   * @param symbol the C function behind it, for languages c and internal
   * @param body for languages sql and plpgsql, else ""
   * @param path schemas that its SET search_path names, and its own
   * @param twin whether the same C function is also declared volatile under another name
   * @param trees default values of arguments, and the body of BEGIN ATOMIC
   * @param types of arguments and result
   * @param parts the functions an aggregate is made of
   * @param handler whether it is the handler of a TABLESAMPLE method
   * @param own whether it takes nothing but values of types that are not PostgreSQL's own, to which
   *     nothing is cast by itself
   * @param arity number of arguments
   * @param arguments types of the arguments
   * @param packaged whether an extension brought it
   */
  record Function(
      long oid,
      String name,
      String volatility,
      String kind,
      String language,
      String symbol,
      String body,
      List<String> path,
      boolean twin,
      String trees,
      List<Long> types,
      List<Long> parts,
      boolean handler,
      boolean own,
      int arity,
      List<Long> arguments,
      boolean packaged) {

    boolean isVolatile() {
      return volatility.equals("v");
    }

    boolean isBuiltIn() {
      return oid < FIRST_NORMAL;
    }
  }

  /**
   * A type that is not PostgreSQL's own.
   *
   * @param checks expression trees of a domain's CHECKs
   * @param types base type, element, subtype, columns
   * @param functions that read, write, compare and hash its values
   * @param operators that its default comparisons use
   */
  record Type(
      String name, String checks, List<Long> types, List<Long> functions, List<Long> operators) {}

  /**
   * @param kind pg_class.relkind
   * @param foreign whether it, or a table below it, is a foreign table
   * @param rule the query of a view
   * @param policies expressions of row level security that a SELECT meets
   * @param computed expressions of virtual generated columns
   * @param planned expressions that only the planner looks at: indexes, checks, partition keys
   * @param types of its columns
   * @param functions of the operator classes of its indexes and partition keys
   * @param method whether its storage is of another kind than heap
   */
  record Relation(
      String name,
      String kind,
      boolean foreign,
      String rule,
      String policies,
      String computed,
      String planned,
      List<Long> types,
      List<Long> functions,
      boolean method) {}

  /**
   * @param estimated whether the planner runs it on values of the statistics
   * @param outdone whether PostgreSQL has one of that name, and this one takes nothing but values
   *     of types that are not PostgreSQL's own
   */
  record Operator(
      String name,
      long function,
      long left,
      long right,
      long result,
      boolean estimated,
      List<Long> twins,
      boolean outdone) {}

  /**
   * @param context {@code i} implicit, {@code a} in assignments, {@code e} explicit
   * @param kin arrays, elements and ranges that hold values of the source
   * @param makers PostgreSQL's operators that give values of the source
   */
  record Cast(
      long source,
      long target,
      long function,
      String context,
      String sourceName,
      String targetName,
      List<Long> kin,
      List<String> makers) {}

  /** Facts that hold for a whole run. */
  static final class Memory {
    private final Map<Long, Function> functions = new HashMap<>();
    private final Map<Long, Type> types = new HashMap<>();
    private final Map<Long, Relation> relations = new HashMap<>();
    private final Map<Long, Operator> operators = new HashMap<>();
    private final Map<Asked, List<Long>> named = new HashMap<>();
    private @Nullable List<Cast> casts;
    private @Nullable List<String> path;

    /** A question after one name. */
    private record Asked(String sql, Name name, List<String> path) {}
  }

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Session session;
  private final Memory memory;
  private final List<String> path;
  private boolean catalogOnly;

  ReachFacts(Session session, Memory memory) throws SQLException {
    this.session = session;
    this.memory = memory;
    List<String> known = memory.path;
    if (known == null) {
      known =
          session.query(
              "SELECT pg_catalog.unnest(pg_catalog.current_schemas(true))",
              row -> row.getString(1));
      memory.path = known;
    }
    this.path = known;
  }

  /** Nothing that the role's search path holds may stand before the catalog. */
  private <T> List<T> query(String sql, List<String> values, RowReader<T> reader)
      throws SQLException {
    if (!catalogOnly) {
      session.execute("SET LOCAL search_path = pg_catalog");
      catalogOnly = true;
    }
    return session.query(sql, values, reader);
  }

  /** Schemas of the role's search path. */
  List<String> path() {
    return path;
  }

  /**
   * @param names {@code schema.name} as two texts; schema "" for the path
   */
  List<Long> functionsNamed(Collection<Name> names, List<String> path) throws SQLException {
    return named(ReachSql.FUNCTIONS_NAMED, names, path);
  }

  /** Functions that {@code row.name} calls. */
  List<Long> functionsOfRowsNamed(Collection<Name> names, List<String> path) throws SQLException {
    return named(ReachSql.ROW_FUNCTIONS_NAMED, names, path);
  }

  List<Long> relationsNamed(Collection<Name> names, List<String> path) throws SQLException {
    return named(ReachSql.RELATIONS_NAMED, names, path);
  }

  List<Long> typesNamed(Collection<Name> names, List<String> path) throws SQLException {
    return named(ReachSql.TYPES_NAMED, names, path);
  }

  List<Long> operatorsNamed(Collection<Name> names, List<String> path) throws SQLException {
    return named(ReachSql.OPERATORS_NAMED, names, path);
  }

  /** A name with the schema written before it, or "". */
  record Name(String schema, String name) {}

  private List<Long> named(String sql, Collection<Name> names, List<String> path)
      throws SQLException {
    List<String> schemas = List.copyOf(path);
    List<Name> unknown =
        names.stream()
            .distinct()
            .filter(name -> !memory.named.containsKey(new Memory.Asked(sql, name, schemas)))
            .toList();
    if (!unknown.isEmpty()) {
      List<List<Long>> found = found(sql, unknown, schemas);
      for (int i = 0; i < unknown.size(); i++) {
        memory.named.put(new Memory.Asked(sql, unknown.get(i), schemas), found.get(i));
      }
    }
    return names.stream()
        .map(name -> memory.named.get(new Memory.Asked(sql, name, schemas)))
        .filter(Objects::nonNull)
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  private List<List<Long>> found(String sql, List<Name> names, List<String> path)
      throws SQLException {
    List<List<Long>> found = new ArrayList<>();
    names.forEach(name -> found.add(new ArrayList<>()));
    List<String> schemas = names.stream().map(Name::schema).toList();
    List<String> bare = names.stream().map(Name::name).toList();
    query(
        sql,
        List.of(array(schemas), array(bare), array(path)),
        row -> found.get(row.getInt(1) - 1).add(row.getLong(2)));
    return found;
  }

  @Nullable Function function(long oid) throws SQLException {
    return remembered(memory.functions, oid, ReachSql.FUNCTION, ReachFacts::function);
  }

  @Nullable Type type(long oid) throws SQLException {
    return remembered(memory.types, oid, ReachSql.TYPE, ReachFacts::type);
  }

  @Nullable Relation relation(long oid) throws SQLException {
    String sql = session.version() >= 180_000 ? ReachSql.RELATION_18 : ReachSql.RELATION;
    return remembered(memory.relations, oid, sql, ReachFacts::relation);
  }

  @Nullable Operator operator(long oid) throws SQLException {
    return remembered(memory.operators, oid, ReachSql.OPERATOR, ReachFacts::operator);
  }

  /** Reads all functions of a list at once, so that asking for one costs nothing. */
  void loadFunctions(Collection<Long> oids) throws SQLException {
    List<Long> unknown = oids.stream().filter(o -> !memory.functions.containsKey(o)).toList();
    if (!unknown.isEmpty()) {
      String sql = session.version() >= 140_000 ? ReachSql.FUNCTION : ReachSql.FUNCTION_13;
      query(
          sql,
          List.of(array(unknown.stream().map(String::valueOf).toList())),
          row -> memory.functions.put(row.getLong(1), function(row)));
    }
  }

  /** All casts by a function that are not PostgreSQL's own. */
  List<Cast> casts() throws SQLException {
    if (memory.casts == null) {
      memory.casts =
          query(
              ReachSql.CASTS,
              List.of(),
              r ->
                  new Cast(
                      r.getLong(1),
                      r.getLong(2),
                      r.getLong(3),
                      text(r, 4),
                      text(r, 5),
                      text(r, 6),
                      oids(text(r, 7)),
                      List.of(text(r, 8).split(" "))));
    }
    return memory.casts;
  }

  private <T> @Nullable T remembered(Map<Long, T> known, long oid, String sql, RowReader<T> reader)
      throws SQLException {
    T fact = known.get(oid);
    if (fact == null) {
      boolean old = sql.equals(ReachSql.FUNCTION) && session.version() < 140_000;
      List<T> found = query(old ? ReachSql.FUNCTION_13 : sql, List.of("{" + oid + "}"), reader);
      fact = found.isEmpty() ? null : found.get(0);
      known.put(oid, fact);
    }
    return fact;
  }

  private static Function function(ResultSet r) throws SQLException {
    String language = text(r, 5);
    String source = text(r, 6);
    boolean compiled = language.equals("c") || language.equals("internal");
    List<String> path = new ArrayList<>(List.of(text(r, 7)));
    Matcher setting = Pattern.compile("search_path=([^}]*)").matcher(text(r, 8));
    if (setting.find()) {
      for (String schema : setting.group(1).split(",")) {
        path.add(schema.replaceAll("[\\\\\" ]", ""));
      }
    }
    return new Function(
        r.getLong(1),
        text(r, 2),
        text(r, 3),
        text(r, 4),
        language,
        compiled ? source : "",
        compiled ? "" : source,
        path,
        r.getBoolean(9),
        text(r, 10),
        oids(text(r, 11)),
        oids(text(r, 12)),
        r.getBoolean(13),
        r.getBoolean(14),
        r.getInt(15),
        oids(text(r, 16)),
        r.getBoolean(17));
  }

  private static Type type(ResultSet r) throws SQLException {
    return new Type(text(r, 1), text(r, 2), oids(text(r, 3)), oids(text(r, 4)), oids(text(r, 5)));
  }

  private static Relation relation(ResultSet r) throws SQLException {
    return new Relation(
        text(r, 1),
        text(r, 2),
        r.getBoolean(3),
        text(r, 4),
        text(r, 5),
        text(r, 6),
        text(r, 7),
        oids(text(r, 8)),
        oids(text(r, 9)),
        r.getBoolean(10));
  }

  private static Operator operator(ResultSet r) throws SQLException {
    return new Operator(
        text(r, 1),
        r.getLong(2),
        r.getLong(3),
        r.getLong(4),
        r.getLong(5),
        r.getBoolean(6),
        oids(text(r, 7)),
        r.getBoolean(8));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  static List<Long> oids(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .map(found -> Long.parseLong(found.group()))
        .filter(oid -> oid != 0)
        .distinct()
        .toList();
  }

  private static String array(Collection<String> names) {
    StringBuilder array = new StringBuilder("{");
    for (String name : names) {
      array.append(array.length() > 1 ? "," : "");
      array.append('"').append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return array.append('}').toString();
  }
}
