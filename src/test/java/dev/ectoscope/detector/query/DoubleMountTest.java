package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class DoubleMountTest {

  private static final String QUERY =
      """
      QUERY OK source="rooms" db=2.0ms idle=1.0ms
      SELECT r0."id" FROM "rooms" AS r0 []
      ↳ Clinic.Rooms.free/0, at: lib/clinic/rooms.ex:3
      """;

  @Test
  void aViewThatLoadsWhenConnectedReadsOnce() {
    given("double-mount/good.log").seenBy(new DoubleMount()).staysSilent();
  }

  /** Live navigation mounts a view without a request for its page. */
  @Test
  void aMountWithoutAPageIsNoSecondOne() {
    String mount =
        "[debug] MOUNT ClinicWeb.RoomsLive\n[debug] " + QUERY + "[debug] Replied in 3ms\n";
    Given.text(mount.repeat(5)).seenBy(new DoubleMount()).staysSilent();
  }

  /** Other pages may call what the view calls. */
  @Test
  void aFunctionSharedByAPageAndAnEventIsNoMount() {
    String page = "[info] GET /rooms\n[debug] " + QUERY + "[info] Sent 200 in 3ms\n";
    String event =
        "[debug] HANDLE EVENT \"reload\" in ClinicWeb.RoomsLive\n[debug] "
            + QUERY
            + "[debug] Replied in 3ms\n";
    Given.text((page + event).repeat(5)).seenBy(new DoubleMount()).staysSilent();
  }

  /** Without any id the view mounted inside the open request is part of it. */
  @Test
  void theOrderOfALogIsEnough() {
    String visit =
        "[info] GET /rooms\n[debug] MOUNT ClinicWeb.RoomsLive\n[debug] "
            + QUERY
            + "[debug] Replied in 3ms\n[info] Sent 200 in 4ms\n"
            + "[debug] MOUNT ClinicWeb.RoomsLive\n[debug] "
            + QUERY
            + "[debug] Replied in 3ms\n";
    Given.text(visit.repeat(2))
        .seenBy(new DoubleMount())
        .finds(1)
        .says("RoomsLive reads rooms twice for each visit");
  }

  @Test
  void reportsTheViewWithWhatItReadsTwice() {
    given("double-mount/bad.log")
        .seenBy(new DoubleMount())
        .finds(1)
        .says("TodayLive reads visits twice for each visit")
        .at("lib/clinic_web/live/today_live.ex:9")
        .notes(
            "2 queries run in the request for the page and again when TodayLive is mounted on its"
                + " socket, 3 times.")
        .proposes(Fix.LoadWhenConnected.class);
  }
}
