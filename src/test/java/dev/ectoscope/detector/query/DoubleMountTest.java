package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import java.util.List;
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

  private static final String MOUNT = "[debug] MOUNT ClinicWeb.RoomsLive\n[debug] ";
  private static final String REPLIED = "[debug] Replied in 3ms\n";

  private static String page(String query) {
    return "[info] GET /rooms\n" + MOUNT + query + REPLIED + "[info] Sent 200 in 4ms\n";
  }

  private static String socket(String query) {
    return MOUNT + query + REPLIED;
  }

  private static String room(int id) {
    return QUERY.replace("AS r0 []", "AS r0 WHERE (r0.\"id\" = $1) [" + id + "]");
  }

  /** One reads a room on a page, another comes to a room by a link inside a view. */
  @Test
  void roomsOfTwoUsersAreNoVisit() {
    Given.text((page(room(1)) + socket(room(2)) + page(room(3)) + socket(room(4))).repeat(2))
        .seenBy(new DoubleMount())
        .staysSilent();
  }

  /** It reads for the page only, and the page is read again: by a reload, or in another tab. */
  @Test
  void aReloadedPageIsNoSecondMount() {
    String visit = page(room(1)) + "[debug] MOUNT ClinicWeb.RoomsLive\n" + REPLIED;
    Given.text(visit.repeat(3)).seenBy(new DoubleMount()).staysSilent();
  }

  /** It reads with a socket only: two tabs mount it twice, each once. */
  @Test
  void twoTabsAreNoSecondMount() {
    String tab = "[info] GET /rooms\n[debug] MOUNT ClinicWeb.RoomsLive\n" + REPLIED;
    String visit = tab + "[info] Sent 200 in 4ms\n" + socket(room(1));
    Given.text(visit.repeat(2)).seenBy(new DoubleMount()).staysSilent();
  }

  /** Who the visitor is must be asked both times. */
  @Test
  void theTokenOfTheSessionIsLookedUpBothTimes() {
    String token =
        """
        QUERY OK source="users_tokens" db=0.4ms idle=1.0ms
        SELECT u1."id", u1."email" FROM "users_tokens" AS u0 INNER JOIN "users" AS u1 \
        ON u1."id" = u0."user_id" WHERE (((u0."token" = $1) AND (u0."context" = $2))) \
        [<<1, 2>>, "session"]
        """;
    Given.text((page(token) + socket(token)).repeat(3)).seenBy(new DoubleMount()).staysSilent();
  }

  @Test
  void oneVisitIsEnoughWhereTheLogSaysThatTheViewMounts() {
    Given.text(page(room(1)) + socket(room(1)))
        .seenBy(new DoubleMount())
        .finds(1)
        .says("RoomsLive reads rooms twice for each visit");
  }

  /** LiveView's lines are turned off: the callback tells, but it must happen again. */
  @Test
  void withoutLinesOfTheViewItMustHappenTwice() {
    String log = "";
    for (int visit = 1; visit <= 2; visit++) {
      Given given = Given.text(log);
      given.seenBy(new DoubleMount()).staysSilent();
      String query =
          room(visit)
              .replace("Clinic.Rooms.free/0", "ClinicWeb.RoomLive.Show.mount/3")
              .replace("rooms.ex", "show.ex");
      log +=
          "09:00:0%d.000 request_id=F%d [info] GET /rooms/1\n".formatted(visit, visit)
              + "09:00:0%d.010 request_id=F%d [debug] ".formatted(visit, visit)
              + query
              + "09:00:0%d.020 request_id=F%d [info] Sent 200 in 20ms\n".formatted(visit, visit)
              + "09:00:0%d.500 pid=<0.%d.0> [debug] ".formatted(visit, visit)
              + query;
    }
    Given.text(log)
        .seenBy(new DoubleMount())
        .finds(1)
        .says("Show reads rooms twice for each visit");
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

  /** LiveView prints MOUNT only once its socket is connected: the page is told by its route. */
  @Test
  void thePageIsToldByTheLineThatSaysWhatProcessesIt() {
    String read =
        """
        [debug] QUERY OK source="books" db=1.0ms idle=3.0ms
        SELECT b0."id" FROM "books" AS b0 WHERE (b0."shelf_id" = $1) [4]
        ↳ Library.Books.on/1, at: lib/library/books.ex:9
        """;
    String visit =
        "[info] GET /shelves/4\n[debug] Processing with %s/2\n  Parameters: %%{}\n"
            + read
            + "[info] Sent 200 in 4ms\n[debug] MOUNT LibraryWeb.ShelfLive\n  Parameters: %%{}\n"
            + read
            + "[debug] Replied in 2ms\n";
    for (String route :
        List.of(
            "LibraryWeb.ShelfLive.show",
            "LibraryWeb.ShelfLive.Elixir.LibraryWeb.ShelfLive",
            "Phoenix.LiveView.Plug.Elixir.LibraryWeb.ShelfLive")) {
      Given.text(visit.formatted(route)).seenBy(new DoubleMount()).finds(1);
    }
    Given.text(visit.formatted("LibraryWeb.ShelfController.show"))
        .seenBy(new DoubleMount())
        .staysSilent();
  }
}
