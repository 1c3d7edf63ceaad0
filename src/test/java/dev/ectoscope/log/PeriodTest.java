package dev.ectoscope.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.log.reading.LogFormat;
import dev.ectoscope.log.reading.LogReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --since} and {@code --until}. */
class PeriodTest {

  private static final Instant NOW = Instant.parse("2024-05-02T12:00:00Z");

  private record Result(List<Long> lines, String said) {}

  /** The physical lines of the queries that lie in the period. */
  private static Result read(String since, String until, String log) throws IOException {
    return read("console", since, until, log);
  }

  private static Result read(String format, String since, String until, String log)
      throws IOException {
    List<Long> lines = new ArrayList<>();
    PeriodSink sink =
        new PeriodSink(
            Period.of(since, until, NOW),
            event -> {
              if (event instanceof LogEvent.Query query) {
                lines.add(query.position().line());
              }
            });
    new LogReader(sink)
        .as(LogFormat.named(format).orElseThrow())
        .read("a.log", new ByteArrayInputStream(log.getBytes(UTF_8)), n -> {});
    return new Result(lines, sink.said().orElse(""));
  }

  /** One query a line, so that the first is on line 1, the second on line 3. */
  private static String query(String time, String metadata) {
    return time + " " + metadata + "[debug] QUERY OK source=\"a\" db=1.0ms\nSELECT 1 []\n";
  }

  private static final String DATED =
      query("2024-05-01 09:00:00.000", "")
          + query("2024-05-01 23:30:00.000", "")
          + query("2024-05-02 10:30:00.000", "")
          + query("2024-05-02 11:59:00.000", "");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 1 3 5 7",
        "2024-05-02, -, 5 7",
        "-, 2024-05-02, 1 3",
        "2024-05-01T23:30, 2024-05-02 11:59, 3 5",
        "2024-05-01T23:30:00.001, -, 5 7",
        "2024-05-02T12:30:00+02:00, -, 5 7",
        "2h, -, 5 7",
        "5 minutes ago, -, 7",
        "1d, 30m, 3 5",
        "10:00, 23:00, 5 7",
        "23:00, 10:00, 1 3"
      })
  void onlyWhatLiesInside(String since, String until, String lines) throws IOException {
    assertThat(read(since, until, DATED).lines())
        .isEqualTo(List.of(lines.split(" ")).stream().map(Long::valueOf).toList());
  }

  /** The clocks go back an hour at 01:00 UTC; half past two comes twice. */
  @Test
  void offsetsTellTheTwoHoursApartWhenClocksAreSetBack() throws IOException {
    String log =
        query("2024-10-27T02:30:00.000+02:00", "")
            + query("2024-10-27T02:10:00.000+01:00", "")
            + query("2024-10-27 02:40:00.000+0100", "");

    assertThat(read("2024-10-27T01:00", null, log).lines()).containsExactly(3L, 5L);
    assertThat(read("2024-10-27T02:20:00+01:00", null, log).lines()).containsExactly(5L);
    assertThat(read(null, "2024-10-27T02:59:00+02:00", log).lines()).containsExactly(1L);
  }

  /** Without an offset nobody can tell them apart: both lie in a period that holds one. */
  @Test
  void withoutAnOffsetTheHourThatComesTwiceIsHeldOrLeftOutAsOne() throws IOException {
    String log =
        query("2024-10-27 02:30:00.000", "")
            + query("2024-10-27 02:10:00.000", "")
            + query("2024-10-27 03:10:00.000", "");

    assertThat(read("2024-10-27T02:00", "2024-10-27T03:00", log).lines()).containsExactly(1L, 3L);
    assertThat(read("02:20", null, log).lines()).containsExactly(1L, 5L);
  }

  @Test
  void aLogWithoutDatesGoesOverMidnight() throws IOException {
    String log =
        query("23:58:00.000", "")
            + query("00:01:00.000", "")
            + query("23:59:59.000", "")
            + query("00:10:00.000", "");

    assertThat(read("23:59", "00:05", log).lines()).containsExactly(3L, 5L);
  }

  @Test
  void aPeriodThatHoldsEverythingIsNotSpokenOf() throws IOException {
    assertThat(read("2024-01-01", null, DATED).said()).isEmpty();
  }

  @Test
  void whatIsLeftOutIsCounted() throws IOException {
    assertThat(read("2024-05-02", null, DATED).said())
        .isEqualTo("2 queries outside --since 2024-05-02 were left out");
  }

  @Test
  void aUnitOfWorkAcrossAnEdgeStaysWhole() throws IOException {
    String log =
        query("2024-05-01 09:59:58.000", "request_id=other ")
            + query("2024-05-01 09:59:59.000", "request_id=early ")
            + query("2024-05-01 10:00:01.000", "request_id=early ")
            + query("2024-05-01 10:59:59.000", "request_id=late ")
            + query("2024-05-01 11:00:01.000", "request_id=late ")
            + query("2024-05-01 11:00:02.000", "request_id=after ");
    Result result = read("2024-05-01T10:00", "2024-05-01T11:00", log);

    assertThat(result.lines()).containsExactly(3L, 5L, 7L, 9L);
    assertThat(result.said()).startsWith("2 queries outside");
  }

  @Test
  void aLogWithoutDatesIsHeldToTimesOfDayOnly() throws IOException {
    String log = query("09:00:00.000", "") + query("11:00:00.000", "");

    assertThat(read("10:00", null, log).lines()).containsExactly(3L);
    Result result = read("2024-05-01", null, log);
    assertThat(result.lines()).containsExactly(1L, 3L);
    assertThat(result.said()).contains("2 queries are counted", "no date", "10:30");
  }

  /** The date is around the line, and in UTC; the line has the time of a clock in Kathmandu. */
  @Test
  void aTimeOfDayIsOfTheDayThatCarriedIt() throws IOException {
    String log = "";
    for (String time : List.of("20T18:10", "20T18:20", "21T01:00")) {
      String local =
          time.equals("20T18:10") ? "23:55" : time.equals("20T18:20") ? "00:05" : "06:45";
      log +=
          query(local + ":00.000", "")
              .replaceAll("(?m)^", "2024-11-" + time + ":00.001000Z ")
              .replaceAll("Z $", "");
    }

    assertThat(read("timestamps+console", "2024-11-20T18:15Z", null, log).lines())
        .containsExactly(3L, 5L);
    assertThat(read("timestamps+console", "2024-11-20", "2024-11-21", log).lines())
        .containsExactly(1L, 3L);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2024-12-31T12:00, -, 3 5",
        "2025-01-01, -, 5",
        "-, 2024-12-31T12:00, 1",
        "2024-12-31, 2025-01-01, 1 3"
      })
  void datesWithoutAYearAreOfTheYearNextToTheBound(String since, String until, String lines)
      throws IOException {
    String log = "";
    for (String time : List.of("Dec 31 09:00:00", "Dec 31 23:00:00", "Jan  1 01:00:00")) {
      log +=
          ("[debug] QUERY OK source=\"a\" db=1.0ms\nSELECT 1 []\n")
              .replaceAll("(?m)^(?=.)", time + " web1 shop[1]: ");
    }

    assertThat(read("journald+console", since, until, log).lines())
        .isEqualTo(List.of(lines.split(" ")).stream().map(Long::valueOf).toList());
  }

  @Test
  void aLogWithoutAClockIsReadWholeAndThatIsSaid() throws IOException {
    Result result = read("10:00", null, "[debug] QUERY OK source=\"a\" db=1.0ms\nSELECT 1 []\n");

    assertThat(result.lines()).containsExactly(1L);
    assertThat(result.said()).contains("print no time").doesNotContain("10:30");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "", "2024-13-01", "25:00", "3x", "2024-05-01T"})
  void whatIsNoTime(String typed) {
    assertThatThrownBy(() -> Period.of(typed, null, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no time", "2024-05-01", "2h");
  }

  @ParameterizedTest
  @CsvSource({"2024-05-02, 2024-05-01", "1h, 2h", "10:00, 10:00", "2024-05-01, 2024-05-01"})
  void sinceMustBeBeforeUntil(String since, String until) {
    assertThatThrownBy(() -> Period.of(since, until, NOW)).hasMessageContaining("is not before");
  }
}
