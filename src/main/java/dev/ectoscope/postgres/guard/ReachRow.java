package dev.ectoscope.postgres.guard;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows of the system catalog about the objects that a statement can reach: pg_proc, pg_type,
 * pg_class, pg_operator, pg_cast, pg_opfamily and the expression trees that they keep.
 */
final class ReachRow {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private static final Pattern SEARCH_PATH = Pattern.compile("search_path=([^}]*)");

  private static final Pattern QUOTED = Pattern.compile("\\\"([\\w$]+)\\\"");

  private ReachRow() {}

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
   * @param support the function that helps the planner with it, when it is not PostgreSQL's, or 0
   * @param parallelUnsafe whether no plan with it can be parallel
   * @param setting of its own that changes how its body is read, or ""
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
      boolean packaged,
      long support,
      boolean parallelUnsafe,
      String setting) {

    boolean isVolatile() {
      return volatility.equals("v");
    }

    boolean isBuiltIn() {
      return oid < ReachFacts.FIRST_NORMAL;
    }

    /** Whether PostgreSQL or an extension vouches for it. */
    boolean isTrusted() {
      return isBuiltIn() || packaged;
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
   * @param namesake whether PostgreSQL has one of that name
   * @param estimators functions that guess for the planner, when they are not PostgreSQL's
   */
  record Operator(
      String name,
      long function,
      long left,
      long right,
      long result,
      boolean estimated,
      List<Long> twins,
      boolean outdone,
      boolean namesake,
      List<Long> estimators) {}

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
      List<String> makers) {

    /** JSON's functions look for such a cast while they run, unseen by the planner. */
    boolean isForJson() {
      return targetName.equals("json") || targetName.equals("jsonb") || targetName.equals("xml");
    }
  }

  /**
   * How values of one of PostgreSQL's own types are sorted, compared or hashed by functions that
   * are neither PostgreSQL's nor an extension's.
   *
   * @param type whose values
   * @param hijacks whether it is the default of the type, or has an operator of PostgreSQL's
   * @param makers PostgreSQL's operators that give such values
   * @param operators of the family
   * @param functions of the family, and behind its operators
   */
  record Family(
      long type,
      String typeName,
      boolean hijacks,
      List<String> makers,
      List<Long> operators,
      List<Long> functions) {}

  static Function function(ResultSet r) throws SQLException {
    String language = text(r, 5);
    String source = text(r, 6);
    boolean compiled = language.equals("c") || language.equals("internal");
    List<String> path = new ArrayList<>(List.of(text(r, 7)));
    String settings = text(r, 8);
    Matcher schemas = SEARCH_PATH.matcher(settings);
    String setting = settings.contains("standard_conforming_strings") ? "how quotes are read" : "";
    if (schemas.find()) {
      String names = QUOTED.matcher(schemas.group(1)).replaceAll("$1");
      if (names.contains("\\")) {
        setting = "a schema whose name is not read here";
      }
      for (String schema : names.split(",")) {
        path.add(schema.replaceAll("[\" ]", ""));
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
        r.getBoolean(17),
        r.getLong(18),
        r.getBoolean(19),
        setting);
  }

  static Type type(ResultSet r) throws SQLException {
    return new Type(text(r, 1), text(r, 2), oids(text(r, 3)), oids(text(r, 4)), oids(text(r, 5)));
  }

  static Relation relation(ResultSet r) throws SQLException {
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

  static Operator operator(ResultSet r) throws SQLException {
    return new Operator(
        text(r, 1),
        r.getLong(2),
        r.getLong(3),
        r.getLong(4),
        r.getLong(5),
        r.getBoolean(6),
        oids(text(r, 7)),
        r.getBoolean(8),
        r.getBoolean(9),
        oids(text(r, 10)));
  }

  static Cast cast(ResultSet r) throws SQLException {
    return new Cast(
        r.getLong(1),
        r.getLong(2),
        r.getLong(3),
        text(r, 4),
        text(r, 5),
        text(r, 6),
        oids(text(r, 7)),
        List.of(text(r, 8).split(" ")));
  }

  static Family family(ResultSet r) throws SQLException {
    return new Family(
        r.getLong(1),
        text(r, 2),
        r.getBoolean(3),
        List.of(text(r, 4).split(" ")),
        oids(text(r, 5)),
        oids(text(r, 6)));
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
}
