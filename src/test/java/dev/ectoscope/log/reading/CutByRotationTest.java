package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a rotation cuts a log in two, the two files say together what the log said. */
class CutByRotationTest {

  private static final List<String> ENTRIES =
      List.of(
          "%s request_id=F1 [info] GET /boats",
          "%s request_id=F1 [debug] QUERY OK source=\"boats\" db=1.5ms idle=3.0ms\n"
              + "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1) [7]\n"
              + "\u001b[90m↳ Harbour.boat!/1, at: lib/harbour.ex:7\u001b[0m",
          "%s [debug] QUERY OK db=0.4ms\n"
              + "WITH piers AS (\n  SELECT id FROM piers WHERE id = $1\n)\nSELECT count(*) FROM piers\n [7]",
          "%s request_id=F1 [debug] QUERY ERROR source=\"boats\" db=2.5ms queue=0.2ms\n"
              + "UPDATE \"boats\" SET \"name\" = $1 WHERE \"id\" = $2 [\"a\", 7]",
          "%s request_id=F1 [info] Sent 200 in 12ms");

  private static List<String> entries(int times) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (String entry : ENTRIES) {
        all.add(entry.formatted("10:15:%02d.%03d".formatted(all.size() / 20, all.size())));
      }
    }
    return all;
  }

  private static List<String> lines(int times) {
    return List.of(String.join("\n", entries(times)).split("\n"));
  }

  private record Told(List<String> events, List<InputFile> files) {

    static Told of(byte[]... files) {
      List<String> events = new ArrayList<>();
      List<InputFile> read = new ArrayList<>();
      LogReader reader = new LogReader(e -> events.add(said(e))).goingOn();
      try {
        for (int i = 0; i < files.length; i++) {
          if (i + 1 < files.length) {
            reader.before(files[i + 1], true);
          }
          read.add(reader.read("log", new ByteArrayInputStream(files[i]), n -> {}));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Told(events, read);
    }

    private static String said(LogEvent event) {
      return event.toString().replaceAll("position=\\S+ ?", "").replaceAll("Position\\[.*?\\]", "");
    }
  }

  private static Told cut(byte[] log, int at) {
    return Told.of(Arrays.copyOf(log, at), Arrays.copyOfRange(log, at, log.length));
  }

  private static byte[] text(String log) {
    return (log + "\n").getBytes(UTF_8);
  }

  private static byte[] undated() {
    return text(String.join("\n", lines(3)));
  }

  private static byte[] dated() {
    return text(String.join("\n", lines(3)).replaceAll("(?m)^10:15", "2026-11-20T10:15"));
  }

  private static byte[] elixir() {
    return text("\n" + String.join("\n\n", entries(3)));
  }

  private static byte[] development() {
    return text(String.join("\n", lines(3)).replaceAll("(?m)^10:15:\\S+ (request_id=F1 )?", ""));
  }

  private static byte[] records() {
    ObjectMapper json = new ObjectMapper();
    StringBuilder log = new StringBuilder();
    for (String entry : entries(3)) {
      log.append(
          json.createObjectNode()
              .put("message", entry.substring(entry.indexOf(']') + 2))
              .put("severity", "debug")
              .put("time", "2026-11-20T" + entry.substring(0, 12) + "Z")
              .toString());
      log.append('\n');
    }
    return log.toString().getBytes(UTF_8);
  }

  private static byte[] wrapped(String name) {
    return requireNonNull(Wrappers.all().get(name), name).apply(lines(3));
  }

  private static void saysTheSame(byte[] log, int at) {
    Told whole = Told.of(log);
    Told two = cut(log, at);
    String where =
        new String(log, 0, at, UTF_8) + "|" + new String(log, at, log.length - at, UTF_8);
    assertThat(two.events).as(where).isEqualTo(whole.events).hasSize(15);
    assertThat(two.files).as(where).allMatch(file -> file.unread().isEmpty());
    long lines = whole.files.get(0).lines() + (log[at - 1] == '\n' ? 0 : 1);
    assertThat(two.files.stream().mapToLong(InputFile::lines).sum()).as(where).isEqualTo(lines);
    assertThat(two.files.stream().mapToLong(InputFile::bytes).sum()).isEqualTo(log.length);
  }

  /** A file that is moved away by its size, as logrotate's copytruncate does, ends anywhere. */
  @Test
  void betweenAnyTwoBytes() {
    List<byte[]> logs =
        List.of(
            undated(),
            dated(),
            elixir(),
            development(),
            records(),
            wrapped("docker json-file"),
            wrapped("cri"));
    for (byte[] log : logs) {
      for (int at = log.length / 3; at < log.length * 2 / 3; at += 7) {
        saysTheSame(log, at);
      }
    }
  }

  /** Containers' logs are rotated between lines, which are not messages. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker json-file",
        "cri",
        "cri in pieces",
        "compose",
        "foreman",
        "kubectl --prefix --timestamps",
        "heroku",
        "fly",
        "journald",
        "logfmt"
      })
  void betweenTwoLines(String wrapper) {
    byte[] log = wrapped(wrapper);
    for (int at = log.length / 3; at < log.length * 2 / 3; at++) {
      if (log[at - 1] == '\n') {
        saysTheSame(log, at);
      }
    }
  }

  /** Nothing is lost that is there where nothing goes on. */
  @Test
  void whatDoesNotGoOnIsLeftToTheFileItStandsIn() {
    byte[] log = undated();
    String query = ENTRIES.get(1).formatted("10:15:00.001");
    byte[] cut = query.substring(0, query.indexOf("FROM")).getBytes(UTF_8);
    Told told = Told.of(cut, log);
    assertThat(told.events).hasSize(16).endsWith(Told.of(log).events.get(14));
    assertThat(told.files.get(1).unread()).isEmpty();
    // another format goes on with nothing
    told = Told.of(cut, records());
    assertThat(told.events).hasSize(16);
  }
}
