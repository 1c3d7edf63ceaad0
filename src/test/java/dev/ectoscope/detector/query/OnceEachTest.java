package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Detector;
import org.junit.jupiter.api.Test;

/** What repeats in a unit of work, as far as the log tells units apart, and is no loop. */
class OnceEachTest {

  private static final String BOAT =
      "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";
  private static final String BERTH =
      "SELECT b0.\"id\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)";

  private final StringBuilder log = new StringBuilder();

  private OnceEachTest line(int ms, String who, String text) {
    log.append(String.format("09:00:%02d.%03d %s%s%n", ms / 1000, ms % 1000, who, text));
    return this;
  }

  private OnceEachTest asked(int ms, String who, String sql, Object parameters, String frame) {
    line(ms, who, "[debug] QUERY OK db=0.9ms idle=1.0ms\n" + sql + " [" + parameters + "]");
    log.append("↳ ").append(frame).append(", at: lib/a.ex:7\n");
    return this;
  }

  private Given.Seen seenBy(Detector detector) {
    return Given.text(log.toString()).seenBy(detector);
  }

  @Test
  void theSameFewInEachRequestAreAFixedList() {
    for (int request = 0; request < 6; request++) {
      for (String flag : new String[] {"\"dark\"", "\"mail\"", "\"beta\""}) {
        String id = "request_id=F" + request + " ";
        asked(100 * request, id, BOAT, flag, "App.Flags.enabled?/1");
      }
    }
    seenBy(new NPlusOneQuery()).staysSilent();
  }

  @Test
  void fewOfManyInEachRequestAreALoop() {
    for (int i = 0; i < 18; i++) {
      asked(40 * i, "request_id=F" + i / 3 + " ", BOAT, i, "App.Fleet.boat/1");
    }
    seenBy(new NPlusOneQuery()).finds(1);
  }

  /** Jobs of one kind, one after the other, in a log that prints nothing but queries. */
  @Test
  void aCallbackRunsOnceForEachJob() {
    for (int i = 0; i < 9; i++) {
      asked(9 * i, "", BOAT, i, "App.Workers.Totals.perform/1");
    }
    seenBy(new NPlusOneQuery()).staysSilent();
  }

  @Test
  void aLoopInACallbackPrintsItsAnonymousFunction() {
    for (int i = 0; i < 9; i++) {
      asked(9 * i, "", BOAT, i, "anonymous fn/1 in App.Workers.Totals.perform/1");
    }
    seenBy(new NPlusOneQuery()).finds(1);
  }

  /** Each request asks who it is from, and then for things of its own. */
  @Test
  void aPlugAsksOnceForEachRequest() {
    for (int i = 0; i < 12; i++) {
      asked(9 * i, "", BOAT, i, "App.Plugs.Auth.user/1");
      asked(9 * i + 4, "", "SELECT count(*) FROM \"t" + i + "\"", "", "App.Pages.page" + i + "/1");
    }
    seenBy(new NPlusOneQuery()).staysSilent();
  }

  @Test
  void aLoopAsksTheSameForEachRow() {
    for (int i = 0; i < 12; i++) {
      asked(9 * i, "", BOAT, i, "App.Fleet.boat/1");
      asked(9 * i + 4, "", BERTH, i, "App.Fleet.berths/1");
    }
    seenBy(new NPlusOneQuery()).finds(2);
  }

  /** A broadcast reaches every open page, and each reads the row again. */
  @Test
  void severalProcessesAtOnceCannotPassItOn() {
    for (int pages = 0; pages < 8; pages++) {
      asked(3, "pid=<0.9" + pages + ".0> ", BOAT, 7, "App.Fleet.boat!/1");
    }
    seenBy(new DuplicateQuery()).staysSilent();
    log.setLength(0);
    for (int i = 0; i < 8; i++) {
      asked(i / 3, "", BOAT, 7, "App.Fleet.boat!/1");
    }
    seenBy(new DuplicateQuery()).staysSilent();
  }

  @Test
  void oneProcessAsksOneAfterTheOther() {
    for (int i = 0; i < 8; i++) {
      asked(2 * i, "pid=<0.90.0> ", BOAT, 7, "App.Fleet.boat!/1");
    }
    seenBy(new DuplicateQuery()).finds(1);
  }

  /** The next departure of each boat is no page: what differs is the boat. */
  @Test
  void aBoundThatStaysIsNoPage() {
    String next =
        "SELECT d0.\"id\" FROM \"departures\" AS d0 WHERE ((d0.\"boat_id\" = $1) AND (d0.\"at\" >"
            + " $2)) ORDER BY d0.\"at\" LIMIT 1";
    for (int i = 0; i < 8; i++) {
      asked(2 * i, "request_id=F1 ", next, i + ", ~D[2026-01-02]", "App.Fleet.next/2");
    }
    seenBy(new NPlusOneQuery()).finds(1);
    log.setLength(0);
    for (int i = 0; i < 8; i++) {
      asked(2 * i, "request_id=F1 ", next, "5, ~D[2026-01-0" + (i + 1) + "]", "App.Fleet.next/2");
    }
    seenBy(new NPlusOneQuery()).staysSilent();
  }
}
