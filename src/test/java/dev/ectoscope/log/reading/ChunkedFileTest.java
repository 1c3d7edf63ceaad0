package dev.ectoscope.log.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * However a file is cut into chunks, and by however many threads it is read, it says what it says
 * when read in one go: the same events in the same order, the same lines, the same losses.
 */
class ChunkedFileTest {

  private static final String SELECT = "SELECT p0.\"id\" FROM \"posts\" AS p0 [1]\n";

  /** What logs are made of; each of these may be cut by the border of a chunk, or begin one. */
  private static final List<String> PIECES =
      List.of(
          "%s [debug] QUERY OK source=\"posts\" db=0.5ms queue=0.1ms idle=12.0ms\n" + SELECT,
          "%s request_id=Fa1 [debug] QUERY OK source=\"posts\" db=0.5ms\n"
              + SELECT
              + "↳ Shop.Blog.list/1, at: lib/shop/blog.ex:7\n",
          "%s request_id=Fa1 [info] GET /posts/7\n",
          "%s request_id=Fa1 [info] Sent 200 in 7ms\n",
          "%s [debug] QUERY ERROR source=\"posts\" db=1.0ms\n" + SELECT,
          // a header torn from its statement, and the statement below another message
          "%s [debug] QUERY OK source=\"tags\" db=0.5ms\n",
          "%s [info] hello\nSELECT t0.\"id\" FROM \"tags\" AS t0 [2]\n",
          // as Ecto 1 printed it: the times come in a message of their own
          "%s [debug] SELECT u0.\"id\" FROM \"users\" AS u0 [3]\n",
          "%s [debug] OK query=1.2ms queue=0.1ms\n",
          "%s [error] Handler :default switched from :async to :drop mode\n",
          "%s [warning] Attempted to log 1234 messages, which is above :discard_threshold\n",
          "%s [debug] QUERY nonsense\n",
          "%s [debug] QUERY OK db=x\nnothing\n",
          "a line that continues\n",
          "  [debug] indented\n",
          "\u001b[36mcolours\u001b[0m%s [debug] QUERY OK db=0.1ms\nbegin []\n",
          "\n",
          "\r\n",
          "[debug] no time at all\n",
          "QUERY OK source=\"posts\" db=0.7ms\n" + SELECT);

  private static final List<String> TIMES =
      List.of("10:00:00.001", "10:00:00.002", "23:59:59.900", "00:00:00.100", "12:30:00.000");

  @Property(tries = 300)
  void chunksSayWhatTheWholeSays(
      @ForAll("logs") String log,
      @ForAll @IntRange(min = 1, max = 700) int chunk,
      @ForAll @IntRange(min = 2, max = 4) int threads) {
    assertThat(Told.of(log, threads, chunk)).isEqualTo(Told.of(log, 1, chunk));
  }

  @Test
  void anEntryMayReachOverManyChunks() {
    String list = "SELECT 1 [\"" + "x".repeat(20_000) + "\"]\n";
    String log = "10:00:00.001 [debug] QUERY OK db=0.5ms\n" + list;
    Told told = Told.of(log.repeat(3) + "10:00:00.002 [info] end\n", 3, 512);
    assertThat(told.file.understood()).isEqualTo(3);
    assertThat(told.events).extracting(e -> e.position().line()).containsExactly(1L, 3L, 5L);
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstLine() {
    String log = "\uFEFF10:00:00.001 [debug] QUERY OK db=0.5ms\nbegin []\n";
    String more = "10:00:00.002 [debug] QUERY OK db=0.5ms\nbegin []\n".repeat(20);
    assertThat(Told.of(log + more, 3, 64)).isEqualTo(Told.of(log + more, 1, 64));
    assertThat(Told.of(log + more, 3, 64).file.understood()).isEqualTo(21);
  }

  @Test
  void aMidnightInAnyChunkIsCountedOnce() {
    StringBuilder log = new StringBuilder();
    for (int day = 0; day < 3; day++) {
      for (int hour = 0; hour < 24; hour++) {
        log.append("%02d:00:00.000 [debug] QUERY OK db=0.5ms\nbegin []\n".formatted(hour));
      }
    }
    Told told = Told.of(log.toString(), 2, 100);
    assertThat(told.events).extracting(LogEvent::clock).last().isEqualTo(71L * 60 * 60 * 10_000);
  }

  @Provide
  Arbitrary<String> logs() {
    Arbitrary<String> piece =
        Arbitraries.of(PIECES).flatMap(p -> Arbitraries.of(TIMES).map(t -> p.replace("%s", t)));
    return piece
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .map(all -> PIECES.get(0).replace("%s", "09:00:00.000") + String.join("", all));
  }

  /** Everything a reader says of a log. */
  private record Told(List<LogEvent> events, List<Long> places, InputFile file) {

    static Told of(String log, int threads, int chunk) {
      List<LogEvent> events = new ArrayList<>();
      try {
        Path path = Files.createTempFile("chunks", ".log");
        try {
          Files.writeString(path, log, StandardCharsets.UTF_8);
          LogInput input = LogInputs.resolve(List.of(path.toString())).get(0);
          try (LogStream bytes = input.open()) {
            InputFile file =
                new LogReader(events::add).with(threads, chunk).read("log", bytes, n -> {});
            return new Told(events, events.stream().map(e -> e.position().event()).toList(), file);
          }
        } finally {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
