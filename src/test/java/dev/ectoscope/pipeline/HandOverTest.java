package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The other thread sees every event, in order; its failure is the reader's. */
class HandOverTest {

  @Test
  void allEventsArriveInTheirOrder() {
    List<LogEvent> taken = new ArrayList<>();
    List<LogEvent> given = events(5_000);
    try (HandOver handOver = new HandOver(taken::add)) {
      given.forEach(handOver::accept);
    }
    assertThat(taken).isEqualTo(given);
  }

  @Test
  void aFailureEndsTheReading() {
    assertThatThrownBy(
            () -> {
              try (HandOver handOver =
                  new HandOver(
                      event -> {
                        throw new IllegalStateException("no more");
                      })) {
                events(20_000).forEach(handOver::accept);
              }
            })
        .hasMessage("no more");
  }

  private static List<LogEvent> events(int count) {
    List<LogEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(
          new LogEvent.UnitFinished(
              new Position("log", i),
              i,
              LogEvent.Process.UNKNOWN,
              LogEvent.UnitKind.REQUEST,
              LogEvent.ABSENT));
    }
    return events;
  }
}
