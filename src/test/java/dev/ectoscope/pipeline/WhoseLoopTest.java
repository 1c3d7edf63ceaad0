package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import java.io.IOException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What tells whether executions are those of one loop: actions, processes, keys, values. */
class WhoseLoopTest {

  private static final String LESSONS = "SELECT l0.\"id\" FROM \"lessons\" AS l0 WHERE ";

  private static String times(int count, IntFunction<String> lines) {
    return IntStream.range(0, count).mapToObj(lines).collect(Collectors.joining());
  }

  private static String query(String sql) {
    return "[debug] QUERY OK source=\"lessons\" db=0.6ms idle=3.1ms\n" + sql + "\n";
  }

  private static String request(String path, String queries) {
    return ("[info] GET " + path + "\n[debug] Processing with HallWeb.DayController.show/2\n")
        + ("  Parameters: %{}\n" + queries + "[info] Sent 200 in 9ms\n");
  }

  private static long loops(String log, String detector) throws IOException {
    return Reviews.of(log).findings().stream()
        .map(Finding::detector)
        .filter(detector::equals)
        .count();
  }

  @Test
  void aFlagThatALibraryLooksForIsNoLoop() throws IOException {
    String asked =
        "SELECT f0.\"id\" FROM \"fun_with_flags_toggles\" AS f0 WHERE (f0.\"flag_name\" = $1)";
    IntFunction<String> flags = i -> query(asked + " [\"flag" + i + "\"]");
    String again = query(asked + " [\"dark\"]").repeat(8);
    assertThat(loops(request("/day", times(8, flags)), "n-plus-one-query")).isZero();
    assertThat(loops(request("/day", again), "duplicate-query")).isOne();
  }

  @Test
  void whoWalksThroughPagesKeepsTheKey() throws IOException {
    IntFunction<String> steps =
        i ->
            query(
                LESSONS
                    + "((l0.\"room_id\" = $1) AND (l0.\"id\" > $2)) ORDER BY l0.\"id\" LIMIT 1 [3, "
                    + i
                    + "]");
    assertThat(loops(request("/day", times(12, steps)), "n-plus-one-query")).isZero();
  }

  @Test
  void theFirstOfEachKeyIsALoopThoughTheTimeOfNowPasses() throws IOException {
    IntFunction<String> firsts =
        i ->
            query(
                LESSONS
                    + "((l0.\"room_id\" = $1) AND (l0.\"starts_at\" > $2)) ORDER BY l0.\"starts_at\" LIMIT 1 ["
                    + (i + ", ~U[2026-03-04 08:00:00.0000%02dZ]]".formatted(i)));
    assertThat(loops(request("/day", times(12, firsts)), "n-plus-one-query")).isOne();
  }

  @Test
  void textsCutBeforeTheirValuesAreNotTheSameQuestion() throws IOException {
    String text = LESSONS + "(l0.\"room_id";
    assertThat(loops(request("/day", query(text + " (truncated)").repeat(9)), "duplicate-query"))
        .isZero();
    assertThat(loops(request("/day", query(text + "\" = 3) []").repeat(9)), "duplicate-query"))
        .isOne();
  }

  @Test
  void aSlugInThePathIsNoPageOfItsOwn() throws IOException {
    IntFunction<String> reads =
        hall -> times(3, i -> query(LESSONS + "(l0.\"id\" = $1) [" + (9 * hall + i) + "]"));
    String log = times(4, i -> request("/hall-" + "abcd".charAt(i) + "/day", reads.apply(i)));
    assertThat(loops(log, "n-plus-one-query")).isOne();
  }

  @Test
  void aChannelsMessageIsNoTaskOfTheRequestThatRuns() throws IOException {
    String request = "request_id=F1 pid=<0.300.0> ";
    IntFunction<String> said =
        i ->
            "09:00:0%d.200 pid=<0.%d.0> ".formatted(i, 200 + i % 2)
                + query("INSERT INTO \"lessons\" (\"topic\") VALUES ($1) [\"t" + i + "\"]").strip()
                + "\n↳ HallWeb.RoomChannel.handle_in/3, at: lib/hall_web/room_channel.ex:9\n"
                + "09:00:0%d.202 pid=<0.%d.0> ".formatted(i, 200 + i % 2)
                + "[debug] HANDLED say INCOMING ON room:1 (HallWeb.RoomChannel) in 2ms\n";
    String log =
        ("09:00:00.000 " + request + "[info] GET /day\n" + times(9, said))
            + ("09:00:09.900 " + request + "[info] Sent 200 in 9900ms\n");
    assertThat(loops(log, "unbatched-insert")).isZero();
  }
}
