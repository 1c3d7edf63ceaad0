package dev.ectoscope.postgres.explain;

import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.PreparedText;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import dev.ectoscope.postgres.guard.Guard;
import dev.ectoscope.postgres.guard.StatementForm;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanReader;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks a server for the plan of one statement of a log. */
public final class Explain {

  private static final String PLAIN = "EXPLAIN (FORMAT JSON) ";

  private static final Set<String> SIDE_EFFECTS =
      Set.of("ModifyTable", "LockRows", "Foreign Scan", "Custom Scan");

  private Explain() {}

  /**
   * Plans a statement without running it: {@code EXPLAIN (FORMAT JSON)}. With values the plan is
   * the custom one; without them, or with values that do not fit their types, the generic one.
   *
   * @param sql one statement as Ecto prints it, with {@code $n}
   * @param values one text or null per parameter, none or too few when they are not known
   * @throws NotVerified when it is not one query, or the server refuses it
   */
  public static Plan plan(Replica replica, String sql, List<String> values) {
    StatementForm form = StatementForm.of(sql);
    if (form.verdict() instanceof Guard.Refused refused) {
      throw new NotVerified("The statement is not sent: " + refused.reason());
    }
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
    if (!(verdict instanceof Guard.Allowed allowed)) {
      throw new NotVerified("The statement is not run: " + verdict.reason());
    }
    return measure(replica, allowed, values, Double.POSITIVE_INFINITY, false).plan();
  }

  /**
   * A statement that ran, and how it would without known values.
   *
   * @param generic null when it was not asked for, has no meaning, or was not to be had
   */
  public record Measured(Plan plan, @Nullable Plan generic) {}

  /** The same as below, without the generic plan. */
  public static Plan measure(
      Replica replica, Guard.Allowed allowed, List<String> values, double maxCost) {
    return measure(replica, allowed, values, maxCost, false).plan();
  }

  /**
   * Runs a statement that the guard allowed, if its plain plan agrees: it locks nothing, writes
   * nothing, asks no other server and costs no more than the limit.
   *
   * @param maxCost in the planner's units
   * @param generic whether the generic plan is wanted too, by the same transaction
   * @throws NotVerified when the plan or the server stands against it, or values are missing
   */
  public static Measured measure(
      Replica replica,
      Guard.Allowed allowed,
      List<String> values,
      double maxCost,
      boolean generic) {
    PreparedText text = PreparedText.of(allowed.text());
    if (!text.isCoveredBy(values) && text.parameters() > 0) {
      throw new NotVerified("The statement is not run: the values of its parameters are unknown");
    }
    return replica.read(
        session -> {
          String obstacle = obstacle(custom(session, text, values, PLAIN), maxCost);
          if (!obstacle.isEmpty()) {
            throw new NotVerified("The statement is not run: " + obstacle);
          }
          if (!allowed.doubt().isEmpty() && !isParallel(session, text, values)) {
            throw new NotVerified("The statement is not run: " + allowed.doubt());
          }
          Plan plan = custom(session, text, values, "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ");
          return new Measured(plan, generic ? genericOrNull(session, text) : null);
        });
  }

  /** Costs nothing in parallel, as long as the statement beside it forbids nothing. */
  private static final String WITNESS =
      "EXPLAIN (FORMAT JSON) SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute),"
          + " EXISTS (";

  /**
   * Asks the planner whether the statement calls anything that is PARALLEL UNSAFE: if so, nothing
   * beside it is planned in parallel either (max_parallel_hazard in optimizer/util/clauses.c). That
   * tells which of several functions of one name is meant, and whether an implicit cast is used,
   * which no plan shows.
   */
  private static boolean isParallel(Session session, PreparedText text, List<String> values)
      throws SQLException {
    session.execute("SAVEPOINT ectoscope_parallel");
    try {
      session.execute("SET LOCAL max_parallel_workers_per_gather = 2");
      session.execute("SET LOCAL min_parallel_table_scan_size = 0");
      session.execute("SET LOCAL min_parallel_index_scan_size = 0");
      session.execute("SET LOCAL parallel_setup_cost = 0");
      session.execute("SET LOCAL parallel_tuple_cost = 0");
      List<String> ordered = text.parameters() == 0 ? List.of() : text.inOrder(values);
      Plan plan =
          PlanReader.read(
              session
                  .query(WITNESS + text.jdbc() + "\n)", ordered, row -> row.getString(1))
                  .get(0));
      return plan.allNodes().stream().anyMatch(node -> node.nodeType().startsWith("Gather"));
    } finally {
      session.execute("ROLLBACK TO SAVEPOINT ectoscope_parallel");
    }
  }

  /**
   * The number of parameters: the largest n of its {@code $n}.
   *
   * @throws NotVerified when it is not one query
   */
  public static int parameters(String sql) {
    return PreparedText.of(sql).parameters();
  }

  /** The last of a transaction, which it may spoil. */
  private static @Nullable Plan genericOrNull(Session session, PreparedText text) {
    try {
      return text.parameters() == 0 ? null : generic(session, text);
    } catch (SQLException e) {
      return null;
    }
  }

  private static String obstacle(Plan plan, double maxCost) {
    for (PlanNode node : plan.allNodes()) {
      if (SIDE_EFFECTS.contains(node.nodeType())) {
        return "its plan has a node of the kind " + node.nodeType();
      }
    }
    return plan.totalCost() > maxCost
        ? "its plan costs "
            + Math.round(plan.totalCost())
            + ", more than the limit of "
            + Math.round(maxCost)
            + " (--max-plan-cost)"
        : "";
  }

  /**
   * The plan that PostgreSQL makes without knowing the values of the parameters.
   *
   * @throws NotVerified when it is not one query, or the server cannot tell the parameters' types
   */
  public static Plan generic(Replica replica, String sql) {
    PreparedText text = PreparedText.of(sql);
    return replica.read(session -> generic(session, text));
  }

  static Plan plan(Session session, PreparedText text, List<String> values) throws SQLException {
    if (text.parameters() > 0 && !text.isCoveredBy(values)) {
      return generic(session, text);
    }
    try {
      session.execute("SAVEPOINT ectoscope");
      return custom(session, text, values, PLAIN);
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

  /** Without values: PostgreSQL 16 plans {@code $n} as it stands, older ones need a PREPARE. */
  private static Plan generic(Session session, PreparedText text) throws SQLException {
    return session.version() >= 160_000
        ? PlanReader.read(
                session
                    .query(
                        "EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + text.numbered(),
                        row -> row.getString(1))
                    .get(0))
            .asGeneric()
        : prepared(session, text);
  }

  /** The name is of our own making: behind a pooler the backend may have prepared others. */
  private static Plan prepared(Session session, PreparedText text) throws SQLException {
    String name = "ectoscope_" + UUID.randomUUID().toString().replace("-", "");
    session.execute("PREPARE " + name + " AS " + text.numbered());
    session.execute("SAVEPOINT ectoscope_generic");
    try {
      session.execute("SET LOCAL plan_cache_mode = force_generic_plan");
      String nulls = String.join(", ", Collections.nCopies(text.parameters(), "NULL"));
      String sql = PLAIN + "EXECUTE " + name + (nulls.isEmpty() ? "" : "(" + nulls + ")");
      return PlanReader.read(session.query(sql, row -> row.getString(1)).get(0)).asGeneric();
    } finally {
      session.execute("ROLLBACK TO SAVEPOINT ectoscope_generic");
      session.execute("DEALLOCATE " + name);
    }
  }
}
