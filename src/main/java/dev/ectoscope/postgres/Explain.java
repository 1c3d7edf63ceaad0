package dev.ectoscope.postgres;

import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** Asks a server for the plan of one statement of a log. */
public final class Explain {

  private Explain() {}

  /**
   * Plans a statement without running it: {@code EXPLAIN (FORMAT JSON)}. With values the plan is
   * the custom one; without them, or with values that do not fit their types, the generic one.
   *
   * @param sql one statement as Ecto prints it, with {@code $n}
   * @param values one text or null per parameter, or null or too few when they are not known
   * @throws NotVerified when it is not one query, or the server refuses it
   */
  public static Plan plan(Replica replica, String sql, List<String> values) {
    PreparedText text = PreparedText.of(sql);
    return replica.read(session -> plan(session, text, values));
  }

  /**
   * Runs a statement and gives its plan with times and blocks: {@code EXPLAIN (ANALYZE, BUFFERS,
   * FORMAT JSON)}. Only what {@link Guard} allows is run.
   *
   * @param sql one SELECT as Ecto prints it, with {@code $n}
   * @param values one text or null per parameter
   * @throws NotVerified when the guard or the server refuses it, or values are missing
   */
  public static Plan measure(Replica replica, String sql, List<String> values) {
    Guard.Verdict verdict = Guard.on(replica).check(sql);
    if (!(verdict instanceof Guard.Allowed)) {
      throw new NotVerified("The statement is not run: " + verdict.reason());
    }
    PreparedText text = PreparedText.of(sql);
    if (!text.isCoveredBy(values) && text.parameters() > 0) {
      throw new NotVerified("The statement is not run: the values of its parameters are unknown");
    }
    return replica.read(
        session -> custom(session, text, values, "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "));
  }

  static Plan plan(Session session, PreparedText text, List<String> values) throws SQLException {
    if (text.parameters() > 0 && !text.isCoveredBy(values)) {
      return generic(session, text);
    }
    try {
      session.execute("SAVEPOINT ectoscope");
      return custom(session, text, values, "EXPLAIN (FORMAT JSON) ");
    } catch (SQLException e) {
      boolean unfit = String.valueOf(e.getSQLState()).startsWith("22");
      if (!unfit || text.parameters() == 0) {
        throw e;
      }
      session.execute("ROLLBACK TO SAVEPOINT ectoscope");
      return generic(session, text);
    }
  }

  private static Plan custom(
      Session session, PreparedText text, List<String> values, String explain) throws SQLException {
    List<String> ordered = text.parameters() == 0 ? List.of() : text.inOrder(values);
    return PlanReader.read(
        session.query(explain + text.jdbc(), ordered, row -> row.getString(1)).get(0));
  }

  private static Plan generic(Session session, PreparedText text) throws SQLException {
    session.execute("PREPARE ectoscope_plan AS " + text.numbered());
    session.execute("SET LOCAL plan_cache_mode = force_generic_plan");
    String nulls = String.join(", ", Collections.nCopies(text.parameters(), "NULL"));
    String sql = "EXPLAIN (FORMAT JSON) EXECUTE ectoscope_plan(" + nulls + ")";
    Plan plan = PlanReader.read(session.query(sql, row -> row.getString(1)).get(0)).asGeneric();
    session.execute("DEALLOCATE ectoscope_plan");
    session.execute("SET LOCAL plan_cache_mode = auto");
    return plan;
  }
}
