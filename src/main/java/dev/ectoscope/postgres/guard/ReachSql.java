package dev.ectoscope.postgres.guard;

/** The questions of {@link ReachFacts}, asked with {@code search_path = pg_catalog}. */
final class ReachSql {

  private ReachSql() {}

  private static final String NAMES =
      " FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS q (schema, name, place) CROSS JOIN (SELECT ?::text[]) AS p"
          + " (path) JOIN ";

  private static final String IN_SCHEMA =
      " JOIN pg_namespace n ON n.oid = %s WHERE n.nspname = CASE q.schema WHEN '' THEN n.nspname"
          + " ELSE q.schema END AND (q.schema <> '' OR n.nspname = ANY (p.path))";

  static final String FUNCTIONS_NAMED =
      "SELECT DISTINCT q.place, f.oid"
          + NAMES
          + "pg_proc f ON f.proname = q.name"
          + IN_SCHEMA.formatted("f.pronamespace")
          + " AND f.prokind <> 'p'";

  static final String ROW_FUNCTIONS_NAMED =
      "SELECT DISTINCT q.place, f.oid"
          + NAMES
          + "pg_proc f ON f.proname = q.name JOIN pg_type t ON t.oid = f.proargtypes[0]"
          + " AND (t.typrelid <> 0 OR t.typtype IN ('d', 'p'))"
          + IN_SCHEMA.formatted("f.pronamespace")
          + " AND f.oid >= 16384 AND f.prorettype <> 'trigger'::regtype";

  static final String RELATIONS_NAMED =
      "SELECT DISTINCT q.place, c.oid"
          + NAMES
          + "pg_class c ON c.relname = q.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 't')"
          + IN_SCHEMA.formatted("c.relnamespace");

  static final String TYPES_NAMED =
      "SELECT DISTINCT q.place, t.oid"
          + NAMES
          + "pg_type t ON t.typname = q.name"
          + IN_SCHEMA.formatted("t.typnamespace")
          + " AND t.oid >= 16384";

  static final String OPERATORS_NAMED =
      "SELECT DISTINCT q.place, o.oid"
          + NAMES
          + "pg_operator o ON o.oprname = q.name"
          + IN_SCHEMA.formatted("o.oprnamespace")
          + " AND o.oid >= 16384";

  /** A type that only its own values have: no domain, and nothing is cast to it by itself. */
  private static final String OWN =
      "(%1$s >= 16384 AND EXISTS (SELECT FROM pg_type y WHERE y.oid = %1$s"
          + " AND y.typtype IN ('b', 'c', 'e', 'r')) AND NOT EXISTS (SELECT FROM pg_cast i"
          + " WHERE i.casttarget = %1$s AND i.castcontext = 'i'))";

  static final String FUNCTION = function(", f.prosqlbody::text");

  /** BEGIN ATOMIC came with PostgreSQL 14. */
  static final String FUNCTION_13 = function("");

  private static String function(String body) {
    return "SELECT f.oid, f.proname, f.provolatile, f.prokind, l.lanname, f.prosrc, n.nspname,"
        + " f.proconfig::text,"
        + " l.lanname IN ('c', 'internal') AND EXISTS (SELECT FROM pg_proc o WHERE o.prosrc ="
        + " f.prosrc AND o.prolang = f.prolang AND o.probin IS NOT DISTINCT FROM f.probin"
        + " AND o.provolatile = 'v'),"
        + " concat(f.proargdefaults::text"
        + body
        + "), concat_ws(' ', f.proargtypes::text, f.prorettype, f.proallargtypes::text),"
        + " concat_ws(' ', a.aggtransfn::oid, a.aggfinalfn::oid, a.aggcombinefn::oid,"
        + " a.aggserialfn::oid, a.aggdeserialfn::oid, a.aggmtransfn::oid, a.aggminvtransfn::oid,"
        + " a.aggmfinalfn::oid), f.prorettype = 'tsm_handler'::regtype,"
        + " f.pronargs > 0 AND f.pronargdefaults = 0 AND f.provariadic = 0"
        + " AND NOT EXISTS (SELECT FROM unnest(f.proargtypes) AS u (t) WHERE NOT "
        + OWN.formatted("u.t")
        + "), f.pronargs, f.proargtypes::text,"
        + " EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass"
        + " AND d.objid = f.oid AND d.deptype = 'e'),"
        + " CASE WHEN f.prosupport::oid >= 16384 THEN f.prosupport::oid ELSE 0 END,"
        + " f.proparallel = 'u'"
        + " FROM pg_proc f JOIN pg_language l ON l.oid = f.prolang"
        + " JOIN pg_namespace n ON n.oid = f.pronamespace"
        + " LEFT JOIN pg_aggregate a ON a.aggfnoid = f.oid WHERE f.oid = ANY (?::oid[])";
  }

  static final String TYPE =
      "SELECT t.typname,"
          + " (SELECT string_agg(k.conbin::text, ' ') FROM pg_constraint k"
          + " WHERE k.contypid = t.oid AND k.contype = 'c'),"
          + " concat_ws(' ', t.typbasetype, t.typelem, r.rngsubtype,"
          + " (SELECT string_agg(m.rngtypid::text, ' ') FROM pg_range m"
          + " WHERE to_jsonb(m) ->> 'rngmultitypid' = t.oid::text),"
          + " (SELECT string_agg(c.atttypid::text, ' ') FROM pg_attribute c"
          + " WHERE c.attrelid = t.typrelid AND t.typrelid <> 0 AND c.attnum > 0"
          + " AND NOT c.attisdropped)),"
          + " concat_ws(' ', t.typinput::oid, t.typoutput::oid, t.typreceive::oid, t.typsend::oid,"
          + " t.typmodin::oid, t.typmodout::oid,"
          + " (to_jsonb(t) ->> 'typsubscript')::regproc::oid, r.rngcanonical::oid, r.rngsubdiff::oid,"
          + " (SELECT string_agg(a.amproc::oid::text, ' ') FROM pg_amproc a"
          + " WHERE t.oid IN (a.amproclefttype, a.amprocrighttype))),"
          + " (SELECT string_agg(o.oid::text, ' ') FROM pg_operator o"
          + " WHERE t.oid IN (o.oprleft, o.oprright) AND (o.oprname IN ('=', '<>', '<', '>', '<=',"
          + " '>=', '~~', '!~~', '~~*', '!~~*', '~') OR o.oid IN (SELECT a.amopopr FROM pg_amop a"
          + " WHERE t.oid IN (a.amoplefttype, a.amoprighttype))))"
          + " FROM pg_type t LEFT JOIN pg_range r ON r.rngtypid = t.oid"
          + " WHERE t.oid = ANY (?::oid[])";

  static final String RELATION = relation("NULL");

  /** Virtual generated columns came with PostgreSQL 18. */
  static final String RELATION_18 =
      relation(
          "(SELECT string_agg(d.adbin::text, ' ') FROM pg_attrdef d JOIN pg_attribute c"
              + " ON c.attrelid = d.adrelid AND c.attnum = d.adnum AND c.attgenerated = 'v'"
              + " WHERE d.adrelid = c0.oid)");

  private static String relation(String computed) {
    return "WITH RECURSIVE below (top, oid) AS (SELECT o, o FROM unnest(?::oid[]) AS o"
        + " UNION SELECT b.top, i.inhrelid FROM below b JOIN pg_inherits i ON i.inhparent = b.oid)"
        + " SELECT c0.relname, c0.relkind,"
        + " EXISTS (SELECT FROM below b JOIN pg_class k ON k.oid = b.oid WHERE k.relkind = 'f'),"
        + " CASE WHEN c0.relkind = 'v' THEN (SELECT string_agg(w.ev_action::text, ' ')"
        + " FROM pg_rewrite w WHERE w.ev_class = c0.oid AND w.ev_type = '1') END,"
        + " CASE WHEN c0.relrowsecurity THEN (SELECT string_agg(y.polqual::text, ' ')"
        + " FROM pg_policy y WHERE y.polrelid = c0.oid AND y.polcmd IN ('r', '*')) END, "
        + computed
        + ", concat_ws(' ',"
        + " (SELECT string_agg(concat(x.indexprs::text, x.indpred::text), ' ') FROM below b"
        + " JOIN pg_index x ON x.indrelid = b.oid),"
        + " (SELECT string_agg(k.conbin::text, ' ') FROM below b JOIN pg_constraint k"
        + " ON k.conrelid = b.oid AND k.contype = 'c'),"
        + " (SELECT string_agg(p.partexprs::text, ' ') FROM below b JOIN pg_partitioned_table p"
        + " ON p.partrelid = b.oid),"
        + " (SELECT string_agg(concat(y.polqual::text, y.polwithcheck::text), ' ') FROM below b"
        + " JOIN pg_policy y ON y.polrelid = b.oid),"
        + " (SELECT string_agg(d.adbin::text, ' ') FROM below b JOIN pg_attrdef d"
        + " ON d.adrelid = b.oid),"
        + " (SELECT string_agg(to_jsonb(s) ->> 'stxexprs', ' ') FROM below b JOIN pg_statistic_ext s"
        + " ON s.stxrelid = b.oid)),"
        + " concat_ws(' ', c0.reltype, (SELECT string_agg(DISTINCT c.atttypid::text, ' ')"
        + " FROM pg_attribute c WHERE c.attrelid = c0.oid AND c.attnum > 0"
        + " AND NOT c.attisdropped)),"
        + " (SELECT string_agg(DISTINCT a.amproc::oid::text, ' ') FROM (SELECT unnest(x.indclass) AS"
        + " class FROM below b JOIN pg_index x ON x.indrelid = b.oid UNION SELECT"
        + " unnest(p.partclass) FROM below b JOIN pg_partitioned_table p ON p.partrelid = b.oid) AS"
        + " o JOIN pg_opclass oc ON oc.oid = o.class AND oc.oid >= 16384"
        + " JOIN pg_amproc a ON a.amprocfamily = oc.opcfamily),"
        + " EXISTS (SELECT FROM below b JOIN pg_class k ON k.oid = b.oid WHERE k.relam >= 16384"
        + " UNION ALL SELECT FROM below b JOIN pg_index x ON x.indrelid = b.oid"
        + " JOIN pg_class k ON k.oid = x.indexrelid AND k.relam >= 16384"
        + " WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_am'::regclass"
        + " AND d.objid = k.relam AND d.deptype = 'e'))"
        + " FROM pg_class c0 WHERE c0.oid IN (SELECT top FROM below)";
  }

  static final String OPERATOR =
      "SELECT o.oprname, o.oprcode::oid, o.oprleft, o.oprright, o.oprresult,"
          + " o.oprrest <> 0 OR o.oprjoin <> 0, concat_ws(' ', o.oprcom, o.oprnegate), "
          + OWN.formatted("o.oprright")
          + " AND (o.oprleft = 0 OR "
          + OWN.formatted("o.oprleft")
          + ") AND EXISTS (SELECT FROM pg_operator b WHERE b.oid < 16384"
          + " AND b.oprname = o.oprname AND (b.oprleft = 0) = (o.oprleft = 0)),"
          + " EXISTS (SELECT FROM pg_operator b WHERE b.oid < 16384 AND b.oprname = o.oprname),"
          + " concat_ws(' ', CASE WHEN o.oprrest::oid >= 16384 THEN o.oprrest::oid END,"
          + " CASE WHEN o.oprjoin::oid >= 16384 THEN o.oprjoin::oid END)"
          + " FROM pg_operator o WHERE o.oid = ANY (?::oid[])";

  static final String CASTS =
      "SELECT c.castsource, c.casttarget, c.castfunc, c.castcontext, s.typname, t.typname,"
          + " concat_ws(' ', s.typelem, s.typarray, (SELECT string_agg(concat_ws(' ', r.rngtypid,"
          + " to_jsonb(r) ->> 'rngmultitypid'), ' ') FROM pg_range r"
          + " WHERE r.rngsubtype = s.oid)),"
          + " (SELECT string_agg(DISTINCT o.oprname::text, ' ') FROM pg_operator o"
          + " WHERE o.oprresult = s.oid)"
          + " FROM pg_cast c JOIN pg_type t ON t.oid = c.casttarget"
          + " JOIN pg_type s ON s.oid = c.castsource"
          + " WHERE c.oid >= 16384 AND c.castfunc <> 0";

  /** Neither PostgreSQL's nor an extension's. */
  private static final String SOMEBODYS =
      "%1$s >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = %1$s"
          + " AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')";

  /** Of families for PostgreSQL's own types; those of other types are met with the type. */
  static final String FAMILIES =
      "WITH added (family) AS MATERIALIZED (SELECT amopfamily FROM pg_amop WHERE oid >= 16384"
          + " UNION SELECT amprocfamily FROM pg_amproc WHERE oid >= 16384),"
          + " part (family, type, operator, function) AS MATERIALIZED (SELECT a.amopfamily, t.type,"
          + " a.amopopr, o.oprcode::oid FROM added JOIN pg_amop a ON a.amopfamily = added.family"
          + " JOIN pg_operator o ON o.oid = a.amopopr"
          + " CROSS JOIN LATERAL (VALUES (a.amoplefttype), (a.amoprighttype)) AS t (type)"
          + " UNION SELECT a.amprocfamily, t.type, 0, a.amproc::oid FROM added"
          + " JOIN pg_amproc a ON a.amprocfamily = added.family"
          + " CROSS JOIN LATERAL (VALUES (a.amproclefttype), (a.amprocrighttype)) AS t (type))"
          + " SELECT p.type, y.typname,"
          + " bool_or(p.operator BETWEEN 1 AND 16383) OR EXISTS (SELECT FROM pg_opclass c"
          + " WHERE c.opcfamily = p.family AND c.opcintype = p.type AND c.opcdefault),"
          + " (SELECT string_agg(DISTINCT o.oprname::text, ' ') FROM pg_operator o"
          + " WHERE o.oprresult = p.type),"
          + " string_agg(DISTINCT p.operator::text, ' '), string_agg(DISTINCT p.function::text, ' ')"
          + " FROM part p JOIN pg_type y ON y.oid = p.type WHERE p.type < 16384 AND p.family IN"
          + " (SELECT s.family FROM part s WHERE "
          + SOMEBODYS.formatted("s.function")
          + ") GROUP BY p.family, p.type, y.typname";

  static final String SEARCH_FUNCTIONS =
      "SELECT DISTINCT f.oid FROM (SELECT unnest(ARRAY[prsstart::oid, prstoken::oid, prsend::oid,"
          + " prsheadline::oid, prslextype::oid]) FROM pg_ts_parser UNION"
          + " SELECT unnest(ARRAY[tmplinit::oid, tmpllexize::oid]) FROM pg_ts_template) AS f (oid)"
          + " WHERE "
          + SOMEBODYS.formatted("f.oid");
}
