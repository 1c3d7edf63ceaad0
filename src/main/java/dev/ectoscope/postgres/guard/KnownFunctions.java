package dev.ectoscope.postgres.guard;

import java.util.Set;

/**
 * Functions whose declaration does not tell what they do. Found by their C symbol, so that an alias
 * does not hide them.
 */
final class KnownFunctions {

  /** STABLE by the catalog; they run a text, or read a type, that a value names. */
  private static final Set<String> TEXT_RUNNERS =
      Set.of(
          "table_to_xml",
          "table_to_xmlschema",
          "table_to_xml_and_xmlschema",
          "schema_to_xml",
          "schema_to_xmlschema",
          "schema_to_xml_and_xmlschema",
          "database_to_xml",
          "database_to_xmlschema",
          "database_to_xml_and_xmlschema",
          "query_to_xmlschema",
          "pg_input_is_valid",
          "pg_input_error_info",
          "crosstab",
          "crosstab_hash",
          "connectby_text",
          "connectby_text_serial",
          "xpath_table",
          "dblink_record",
          "dblink_fetch",
          "dblink_exec");

  /** STABLE by the catalog, and yet they write: they give the transaction its number. */
  private static final Set<String> WRITERS = Set.of("pg_current_xact_id", "txid_current");

  /** tsvector, tsquery, regconfig, regdictionary. */
  private static final Set<Long> SEARCH_TYPES = Set.of(3_614L, 3_615L, 3_734L, 3_769L);

  private static final long CSTRING = 2_275;
  private static final long INTERNAL = 2_281;

  private KnownFunctions() {}

  /** One of those that PostgreSQL calls itself, and SQL does not. */
  static boolean isInner(ReachRow.Function function) {
    return function.isBuiltIn()
        && (function.types().contains(CSTRING) || function.types().contains(INTERNAL));
  }

  static boolean runsText(ReachRow.Function function) {
    return TEXT_RUNNERS.contains(function.symbol());
  }

  static boolean writes(ReachRow.Function function) {
    return WRITERS.contains(function.symbol());
  }

  /** Whether it calls what a text search configuration names. */
  static boolean searches(ReachRow.Function function) {
    return function.name().startsWith("ts_")
        || function.symbol().startsWith("ts_match_t")
        || function.types().stream().anyMatch(SEARCH_TYPES::contains);
  }
}
