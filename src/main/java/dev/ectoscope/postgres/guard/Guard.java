package dev.ectoscope.postgres.guard;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.sql.Statement;
import java.util.Optional;

/**
 * Decides whether a statement from a log, which is hostile input, may be run by EXPLAIN ANALYZE.
 *
 * <p>First its form: one SELECT, read by a scanner of our own. Then everything it can reach, found
 * in the server's catalog and followed through views, policies, casts, operators, aggregates,
 * domains, defaults of arguments and the bodies of SQL and PL/pgSQL functions ({@link Reach}). The
 * last look is at its plain plan, by {@link dev.ectoscope.postgres.explain.Explain#measure}. When
 * in doubt it says no.
 *
 * <p>It takes a function written in C at the word of its declaration where PostgreSQL or an
 * extension brings it. A function that is declared STABLE or IMMUTABLE and is not is found when it
 * is written in SQL or PL/pgSQL; other languages, and compiled code that no extension brought, are
 * not trusted at all. Functions of that kind may run while a statement is merely planned, so that
 * such a statement is not sent at all.
 */
public final class Guard {

  static final String WITHOUT_LOCKS = "measured without its locking clause";

  /** What may be done with a statement. */
  public sealed interface Verdict permits Allowed, PlainOnly, Refused {

    /** Why not, in one clause; "" when allowed. */
    String reason();
  }

  /**
   * EXPLAIN ANALYZE may run it.
   *
   * @param text what may be run: the statement without comments and locking clause
   * @param note what was taken out, or ""
   * @param doubt what it must not turn out to call, which the planner is asked before it is run, or
   *     ""
   */
  public record Allowed(String text, String note, String doubt) implements Verdict {

    @Override
    public String reason() {
      return "";
    }
  }

  /**
   * It may be planned and not run.
   *
   * @param reason why
   */
  public record PlainOnly(String reason) implements Verdict {}

  /**
   * It is not sent at all.
   *
   * @param reason why
   */
  public record Refused(String reason) implements Verdict {}

  private final Replica replica;
  private final ReachFacts.Memory memory = new ReachFacts.Memory();

  private Guard(Replica replica) {
    this.replica = replica;
  }

  /** A guard that asks the catalog of that server, and remembers what it said. */
  public static Guard on(Replica replica) {
    return new Guard(replica);
  }

  /** Checks one statement of a log. */
  public static Verdict check(Statement statement, Replica replica) {
    return on(replica).check(statement.text());
  }

  /**
   * Checks a text.
   *
   * @throws NotVerified when the catalog cannot be asked
   */
  public Verdict check(String sql) {
    StatementForm form = StatementForm.of(sql);
    if (form.verdict() instanceof Refused) {
      return form.verdict();
    }
    Optional<Verdict> reached =
        replica.read(session -> Reach.of(new ReachFacts(session, memory), form.tokens()));
    Verdict found = reached.orElseGet(() -> new Allowed("", "", ""));
    if (!(form.verdict() instanceof Allowed allowed)) {
      return found instanceof Refused ? found : form.verdict();
    }
    return found instanceof Allowed clear
        ? new Allowed(form.text(), allowed.note(), clear.doubt())
        : found;
  }
}
