package dev.ectoscope.detector.pool;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.detector.query.Given;
import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class LongTransactionTest {

  @Test
  void staysSilentOnTransactionsThatDoNotStandStill() {
    given("long-transaction/good.log").seenBy(new LongTransaction()).staysSilent();
  }

  @Test
  void aPauseOutsideATransactionHoldsNothing() {
    Given.text(
            """
            10:00:01.000 request_id=FClinic00000001 [info] GET /a
            10:00:01.002 request_id=FClinic00000001 [debug] QUERY OK source="a" db=0.9ms idle=1.0ms
            SELECT a0."id" FROM "a" AS a0 []
            10:00:01.900 request_id=FClinic00000001 [debug] QUERY OK source="a" db=0.9ms idle=1.0ms
            SELECT a0."id" FROM "a" AS a0 []
            10:00:01.905 request_id=FClinic00000001 [info] Sent 200 in 905ms
            """)
        .seenBy(new LongTransaction())
        .staysSilent();
  }

  /** The database worked: the query is slow, nothing stood still. */
  @Test
  void aSlowQueryIsNoPause() {
    Given.text(
            """
            10:00:01.000 request_id=FClinic00000001 [info] GET /a
            10:00:01.002 request_id=FClinic00000001 [debug] QUERY OK db=0.2ms idle=1.0ms
            begin []
            10:00:01.900 request_id=FClinic00000001 [debug] QUERY OK source="a" db=895.0ms
            UPDATE "a" SET "b" = $1 [1]
            10:00:01.902 request_id=FClinic00000001 [debug] QUERY OK db=0.2ms
            commit []
            10:00:01.905 request_id=FClinic00000001 [info] Sent 200 in 905ms
            """)
        .seenBy(new LongTransaction())
        .staysSilent();
  }

  /** Two processes, which the log does not tell apart, have a transaction each. */
  @Test
  void transactionsOfSeveralProcessesAreNoPause() {
    Given.text(
            """
            10:00:01.002 [debug] QUERY OK db=0.2ms idle=1.0ms
            begin []
            10:00:01.004 [debug] QUERY OK db=0.2ms idle=1.0ms
            begin []
            10:00:01.006 [debug] QUERY OK source="c" db=0.4ms
            UPDATE "c" SET "b" = $1 WHERE "id" = $2 [1, 1]
            10:00:01.400 [debug] QUERY OK source="a" db=0.4ms
            UPDATE "a" SET "b" = $1 WHERE "id" = $2 [1, 1]
            10:00:01.405 [debug] QUERY OK db=0.2ms
            commit []
            10:00:01.407 [debug] QUERY OK db=0.2ms
            commit []
            """)
        .seenBy(new LongTransaction())
        .staysSilent();
  }

  /** Inside a transaction nothing checks a connection out: what does is of another process. */
  @Test
  void whatAnotherProcessAsksMeanwhileIsNoPartOfTheTransaction() {
    Given.text(
            """
            10:00:01.002 [debug] QUERY OK db=0.2ms idle=1.0ms
            begin []
            10:00:01.004 [debug] QUERY OK source="a" db=0.4ms
            UPDATE "a" SET "b" = $1 WHERE "id" = $2 [1, 1]
            10:00:01.200 [debug] QUERY OK source="c" db=0.4ms idle=1.0ms
            SELECT c0."id" FROM "c" AS c0 WHERE (c0."id" = $1) [1]
            10:00:01.400 [debug] QUERY OK source="a" db=0.4ms
            UPDATE "a" SET "b" = $1 WHERE "id" = $2 [1, 2]
            10:00:01.405 [debug] QUERY OK db=0.2ms
            commit []
            """)
        .seenBy(new LongTransaction())
        .finds(1)
        .says("A transaction on a is held open for 396 ms by something outside");
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("long-transaction/bad.log")
        .seenBy(new LongTransaction())
        .finds(1)
        .says("A transaction on visits is held open for 460 ms by something outside")
        .at("lib/clinic/visits.ex:40")
        .notes(
            "2 transactions stood still for 460 ms on average between select visits and update visits.")
        .proposes(Fix.WorkBeforeTransaction.class);
  }
}
