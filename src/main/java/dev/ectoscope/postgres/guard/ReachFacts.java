package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.RowReader;
import dev.ectoscope.postgres.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the system catalog says about the objects that a statement can reach: pg_proc, pg_type,
 * pg_class, pg_operator, pg_cast and the expression trees that they keep. Object identifiers below
 * 16384 belong to PostgreSQL itself (access/transam.h, FirstNormalObjectId).
 */
final class ReachFacts {

  static final long FIRST_NORMAL = 16_384;

  /** Facts that hold for a whole run. */
  static final class Memory {
    private final Map<Long, ReachRow.Function> functions = new HashMap<>();
    private final Map<Long, ReachRow.Type> types = new HashMap<>();
    private final Map<Long, ReachRow.Relation> relations = new HashMap<>();
    private final Map<Long, ReachRow.Operator> operators = new HashMap<>();
    private final Map<Asked, List<Long>> named = new HashMap<>();
    private @Nullable List<ReachRow.Cast> casts;
    private @Nullable List<ReachRow.Family> families;
    private @Nullable List<Long> searchFunctions;
    private @Nullable List<String> path;

    /** A question after one name. */
    private record Asked(String sql, Name name, List<String> path) {}
  }

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

  ReachRow.@Nullable Function function(long oid) throws SQLException {
    return remembered(memory.functions, oid, ReachSql.FUNCTION, ReachRow::function);
  }

  ReachRow.@Nullable Type type(long oid) throws SQLException {
    return remembered(memory.types, oid, ReachSql.TYPE, ReachRow::type);
  }

  ReachRow.@Nullable Relation relation(long oid) throws SQLException {
    String sql = session.version() >= 180_000 ? ReachSql.RELATION_18 : ReachSql.RELATION;
    return remembered(memory.relations, oid, sql, ReachRow::relation);
  }

  ReachRow.@Nullable Operator operator(long oid) throws SQLException {
    return remembered(memory.operators, oid, ReachSql.OPERATOR, ReachRow::operator);
  }

  /** Reads all functions of a list at once, so that asking for one costs nothing. */
  void loadFunctions(Collection<Long> oids) throws SQLException {
    List<Long> unknown = oids.stream().filter(o -> !memory.functions.containsKey(o)).toList();
    if (!unknown.isEmpty()) {
      String sql = session.version() >= 140_000 ? ReachSql.FUNCTION : ReachSql.FUNCTION_13;
      query(
          sql,
          List.of(array(unknown.stream().map(String::valueOf).toList())),
          row -> memory.functions.put(row.getLong(1), ReachRow.function(row)));
    }
  }

  /** All casts by a function that are not PostgreSQL's own. */
  List<ReachRow.Cast> casts() throws SQLException {
    if (memory.casts == null) {
      memory.casts = query(ReachSql.CASTS, List.of(), ReachRow::cast);
    }
    return memory.casts;
  }

  /** How PostgreSQL's own types are sorted and compared by somebody's functions. */
  List<ReachRow.Family> families() throws SQLException {
    if (memory.families == null) {
      memory.families = query(ReachSql.FAMILIES, List.of(), ReachRow::family);
    }
    return memory.families;
  }

  /** Functions of text search parsers and templates that are not PostgreSQL's own. */
  List<Long> searchFunctions() throws SQLException {
    if (memory.searchFunctions == null) {
      memory.searchFunctions = query(ReachSql.SEARCH_FUNCTIONS, List.of(), row -> row.getLong(1));
    }
    return memory.searchFunctions;
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

  private static String array(Collection<String> names) {
    StringBuilder array = new StringBuilder("{");
    for (String name : names) {
      array.append(array.length() > 1 ? "," : "");
      array.append('"').append(name.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return array.append('}').toString();
  }
}
