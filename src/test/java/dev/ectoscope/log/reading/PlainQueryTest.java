package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A statement that was printed before is read the short way, a new one the long way. Which it was
 * must not be told from what was read: a reader that knows all statements and one that knows none
 * say the same of every message, however odd.
 */
class PlainQueryTest {

  private static final String PREFIX = "10:15:30.236 request_id=F-1 [debug] ";
  private static final String SITE =
      "\u001b[90m↳ Inkwell.Blog.feed/1, at: lib/blog.ex:12\u001b[0m\n";
  private static final List<String> USUAL =
      List.of(
          PREFIX
              + "QUERY OK source=\"posts\" db=0.6ms decode=0.1ms queue=0.2ms idle=1.3ms\n"
              + "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"id\" = $1) [12]\n"
              + SITE,
          PREFIX
              + "QUERY OK db=0.6ms\n"
              + "UPDATE \"posts\" SET \"title\" = $1 WHERE \"id\" = ANY($2) [\"a \\\"[b\", [1, 2]]\n"
              + SITE,
          PREFIX + "QUERY OK source=\"tags\" db=1.0ms\nSELECT t0.\"id\" FROM \"tags\" AS t0 []\n",
          PREFIX + "QUERY OK db=0.3ms idle=2.0ms\nbegin []\n" + SITE,
          PREFIX
              + "QUERY OK db=1.3ms\nSELECT ARRAY[1] || [2] FROM \"a\" WHERE x = $1 [3]\n"
              + SITE);
  private static final List<String> ODD =
      List.of(
          "\n",
          "\r",
          "\r\n",
          " ",
          "  ",
          "[",
          "]",
          " [",
          "]\n",
          "\"",
          "\\",
          "\\\n",
          "↳ ",
          "\n↳ x",
          "] ↳ y",
          "\u001b[0m",
          "\u001b",
          "\u001b[",
          "\0",
          "$1",
          " (truncated)",
          "\nSELECT 1 []",
          "\nbegin []",
          "\n  (app 1.0) x",
          "db=1.0ms",
          "QUERY OK ",
          "…",
          "\n" + PREFIX + "x",
          "é");

  private record Read(List<LogEvent> events, InputFile file) {}

  private static Read read(LogReader reader, List<LogEvent> events, byte[] log) {
    try {
      events.clear();
      InputFile file = reader.read("a.log", new ByteArrayInputStream(log), read -> {});
      return new Read(List.copyOf(events), file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Read fresh(byte[] log) {
    List<LogEvent> events = new ArrayList<>();
    return read(new LogReader(events::add), events, log);
  }

  private static Read experienced(byte[] log) {
    List<LogEvent> events = new ArrayList<>();
    LogReader reader = new LogReader(events::add);
    for (int i = 0; i < 2; i++) {
      read(reader, events, String.join("", USUAL).getBytes(UTF_8));
    }
    return read(reader, events, log);
  }

  @Example
  void aStatementIsReadTheSecondTimeAsTheFirst() {
    for (String usual : USUAL) {
      Read first = fresh(usual.getBytes(UTF_8));
      assertThat(first.events()).hasSize(1);
      assertThat(experienced(usual.getBytes(UTF_8))).isEqualTo(first);
    }
  }

  @Property(tries = 3000)
  void experienceDoesNotChangeWhatIsRead(@ForAll("oddMessages") byte[] message) {
    assertThat(experienced(message)).isEqualTo(fresh(message));
  }

  @Provide
  Arbitrary<byte[]> oddMessages() {
    Arbitrary<byte[]> usual = Arbitraries.of(USUAL).map(text -> text.getBytes(UTF_8));
    Arbitrary<byte[]> odd = Arbitraries.of(ODD).map(text -> text.getBytes(UTF_8));
    Arbitrary<Integer> place = Arbitraries.integers().between(PREFIX.length(), 400);
    Arbitrary<Integer> removed = Arbitraries.of(0, 0, 0, 1, 1, 2, 8, 400);
    Arbitrary<byte[]> once =
        Combinators.combine(usual, odd, place, removed).as(PlainQueryTest::changed);
    Arbitrary<byte[]> twice =
        Combinators.combine(once, odd, place, removed).as(PlainQueryTest::changed);
    return Arbitraries.oneOf(once, twice);
  }

  private static byte[] changed(byte[] message, byte[] odd, int place, int removed) {
    int at = place % (message.length + 1);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(message, 0, at);
    Stream.of(odd).forEach(changed::writeBytes);
    int rest = Math.min(message.length, at + removed);
    changed.write(message, rest, message.length - rest);
    return changed.toByteArray();
  }
}
