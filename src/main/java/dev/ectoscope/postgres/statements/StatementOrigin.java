package dev.ectoscope.postgres.statements;

import dev.ectoscope.postgres.Session;
import dev.ectoscope.sql.Fingerprint;
import java.util.Set;
import java.util.regex.Pattern;

/** Who sent a statement of pg_stat_statements, as far as its text tells. */
public enum StatementOrigin {
  /** Spelled as Ecto spells: quoted names, tables as {@code p0}. */
  ECTO("Ecto"),
  /** BEGIN, COMMIT, SAVEPOINT and their kin. */
  TRANSACTION("transactions"),
  /** Types and settings a driver asks for when it connects. */
  DRIVER("database driver"),
  /** DDL, and what Ecto's migrator reads and locks. */
  MIGRATION("migrations and DDL"),
  /** Sent by the server itself to keep foreign keys, or inside a function. */
  INSIDE("inside functions and constraints"),
  /** VACUUM, ANALYZE, REINDEX. */
  MAINTENANCE("maintenance"),
  /** COPY out, and what pg_dump locks. */
  DUMP("dumps and COPY"),
  /** Reads the catalog or the server's statistics: psql, exporters, dashboards. */
  MONITORING("psql and monitoring"),
  /** Our own. */
  ECTOSCOPE("Ectoscope"),
  /** Its text is not shown to this role. */
  HIDDEN("hidden from this role"),
  /** A raw query of the application, psql, or another program. */
  OTHER("raw SQL and other programs");

  private static final Set<String> TRANSACTIONS =
      Set.of("begin", "start", "commit", "rollback", "savepoint", "release", "end", "abort");
  private static final Set<String> DDL =
      Set.of(
          "create",
          "alter",
          "drop",
          "grant",
          "revoke",
          "comment",
          "truncate",
          "security",
          "lock",
          "refresh",
          "import",
          "reassign");
  private static final Set<String> SESSION =
      Set.of("set", "reset", "show", "discard", "listen", "unlisten", "deallocate", "load");
  private static final Set<String> UPKEEP = Set.of("vacuum", "analyze", "reindex", "cluster");

  private static final Pattern ECTO_ALIAS =
      Pattern.compile(
          "(?:from|join|update|into) (?:\"[^\"]+\"\\.)?\"[^\"]+\" as [a-z]{1,2}\\d+\\b");
  private static final Pattern ECTO_WRITE =
      Pattern.compile(
          "^(?:insert into (?:\"[^\"]+\"\\.)?\"[^\"]+\" ?(?:\\(\"|default values)"
              + "|update (?:\"[^\"]+\"\\.)?\"[^\"]+\" set \"[^\"]+\" = \\?"
              + "|delete from (?:\"[^\"]+\"\\.)?\"[^\"]+\" where \\(?\"[^\"]+\" = \\?)");
  private static final Pattern ECTO_SUBQUERY =
      Pattern.compile(
          "\\b(?:from|join) (?:lateral )?\\(.*\\) as [a-z]{1,2}\\d+\\b", Pattern.DOTALL);
  private static final Pattern CATALOG =
      Pattern.compile(
          "\\b(?:pg_catalog\\.|information_schema\\.|pg_stat|pg_settings|pg_locks|pg_class\\b"
              + "|pg_database\\b|pg_namespace\\b|pg_roles\\b|pg_replication|pg_available|pg_index\\b"
              + "|pg_is_in_recovery|pg_last_wal|pg_current_wal|pg_size_pretty|pg_extension\\b"
              + "|version\\(|current_setting|txid_current|pg_postmaster)");
  private static final Pattern FOREIGN_KEY =
      Pattern.compile("from only .* operator ?\\( ?pg_catalog ?\\. ?");

  private final String words;

  StatementOrigin(String words) {
    this.words = words;
  }

  /** For people: "migrations and DDL". */
  public String words() {
    return words;
  }

  public static StatementOrigin of(ServerStatements.Row row) {
    if (row.isHidden()) {
      return HIDDEN;
    }
    if (row.query().contains(Session.MARK.strip()) || row.query().contains("ectoscope_plan")) {
      return ECTOSCOPE;
    }
    String sql = Fingerprint.normalise(row.query());
    if (!row.toplevel() || FOREIGN_KEY.matcher(sql).find()) {
      return INSIDE;
    }
    return ofText(sql);
  }

  private static StatementOrigin ofText(String sql) {
    String verb = sql.replaceFirst("^[^a-z]*", "").split("[^a-z_]", 2)[0];
    if (TRANSACTIONS.contains(verb)) {
      return TRANSACTION;
    }
    if (UPKEEP.contains(verb)) {
      return MAINTENANCE;
    }
    if (verb.equals("copy") || (verb.equals("lock") && sql.contains("access share"))) {
      return DUMP;
    }
    if (DDL.contains(verb) || sql.contains("\"schema_migrations\"")) {
      return MIGRATION;
    }
    if (SESSION.contains(verb) || sql.contains("from pg_type as t")) {
      return DRIVER;
    }
    if (verb.equals("explain")) {
      return MONITORING;
    }
    if (isEcto(sql)) {
      return ECTO;
    }
    return CATALOG.matcher(sql).find() ? MONITORING : OTHER;
  }

  private static boolean isEcto(String sql) {
    return ECTO_ALIAS.matcher(sql).find()
        || ECTO_WRITE.matcher(sql).find()
        || ECTO_SUBQUERY.matcher(sql).find();
  }
}
