package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrapping changes nothing: the same queries come out of a log whatever has carried it. */
class WrappersTest {

  private static final Path CORPUS = Path.of("../shared/corpus/logs");
  private static final List<String> CONSOLES =
      List.of("dev_phoenix", "dev_default_ansi", "prod_meta", "prod_date_t", "prod_iso_us");
  private static final int MOST_LINES = 1000;

  /** What the log says of units of work and failures, except where and when. */
  private static String about(LogEvent event) {
    if (event instanceof LogEvent.UnitStarted u) {
      return u.kind() + " " + u.name() + " of " + u.process().requestId();
    }
    if (event instanceof LogEvent.UnitFinished u) {
      return u.kind() + " " + u.name() + " after " + u.duration();
    }
    if (event instanceof LogEvent.UnitNamed u) {
      return u.name() + " of " + u.process().requestId();
    }
    return event instanceof LogEvent.Failure f ? f.kind() + " " + f.code() + f.text() : "";
  }

  /** What the log says of a query, except where and when. */
  private record Said(
      boolean ok,
      String source,
      List<Long> times,
      String sql,
      String parameters,
      CallSite site,
      String requestId) {}

  static Stream<String> wrappers() {
    return Wrappers.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void changeNothing(String wrapper) throws IOException {
    Function<List<String>, byte[]> wrap = Wrappers.all().get(wrapper);
    for (List<String> log : logs()) {
      List<Said> plain = new ArrayList<>();
      List<Said> wrapped = new ArrayList<>();
      List<String> units = new ArrayList<>();
      List<String> wrappedUnits = new ArrayList<>();
      InputFile file = read((String.join("\n", log) + "\n").getBytes(UTF_8), plain, units);
      InputFile carried = read(wrap.apply(log), wrapped, wrappedUnits);

      assertThat(carried.headers()).as(carried.format()).isEqualTo(file.headers());
      assertThat(wrapped).as(carried.format()).hasSameSizeAs(plain).isNotEmpty();
      for (int i = 0; i < plain.size(); i++) {
        assertThat(wrapped.get(i)).as(carried.format()).isEqualTo(plain.get(i));
      }
      assertThat(wrappedUnits).as(carried.format()).isEqualTo(units);
      assertThat(carried.lowerBounds()).as(carried.format()).isEqualTo(file.lowerBounds());
      assertThat(carried.unread())
          .as(carried.format())
          .extracting(InputFile.Unread::reason)
          .containsExactlyElementsOf(reasons(file));
      assertThat(LogFormat.named(carried.format())).as(carried.format()).isPresent();
    }
  }

  private static List<String> reasons(InputFile file) {
    return file.unread().stream().map(InputFile.Unread::reason).toList();
  }

  private static List<List<String>> logs() throws IOException {
    List<List<String>> logs = new ArrayList<>(List.of(production(), development()));
    for (String name : Files.isDirectory(CORPUS) ? CONSOLES : List.<String>of()) {
      List<String> lines = Files.readAllLines(CORPUS.resolve(name + ".log"));
      int end = Math.min(MOST_LINES, lines.size() - 1);
      while (!lines.get(end).contains(" GET /") || lines.get(end).contains("QUERY")) {
        end--;
      }
      logs.add(lines.subList(0, end));
    }
    return logs;
  }

  private static List<String> production() {
    StringBuilder log = new StringBuilder();
    for (int i = 10; i < 40; i++) {
      log.append(
          """
          10:15:%1$d.100 request_id=F%1$d [info] GET /boats/%1$d

          10:15:%1$d.236 request_id=F%1$d [debug] QUERY OK source="boats" db=2.%1$dms queue=1.4ms idle=22.0ms
          SELECT b0."id" FROM "boats" AS b0 WHERE (b0."name" = $1) ["[debug] QUERY OK db=9.0ms"]
          \u001b[90m↳ Harbour.Fleet.show/1, at: lib/harbour/fleet.ex:%1$d\u001b[0m
          10:15:%1$d.240 request_id=F%1$d [debug] QUERY ERROR source="berths" db=0.3ms
          INSERT INTO "berths" ("boat_id")
            VALUES ($1)
           [%1$d]
          10:15:%1$d.245 request_id=F%1$d [debug] QUERY OK db=0.3ms
          begin []
          10:15:%1$d.250 request_id=F%1$d [info] Sent 200 in 150ms
          """
              .formatted(i));
    }
    return log.toString().lines().toList();
  }

  /** As development prints it: no time, no ids. */
  private static List<String> development() {
    return production().stream()
        .map(line -> line.replaceFirst("^[\\d:.]+ request_id=\\w+ ", ""))
        .toList();
  }

  private static InputFile read(byte[] log, List<Said> said, List<String> units)
      throws IOException {
    LogSink sink =
        event -> {
          if (event instanceof LogEvent.Query q) {
            said.add(
                new Said(
                    q.ok(),
                    q.source(),
                    List.of(q.db(), q.decode(), q.queue(), q.idle()),
                    q.statement().text().replaceAll("\\s+", " "),
                    q.parameters().text(),
                    q.callSite(),
                    q.process().requestId()));
          } else {
            units.add(about(event));
          }
        };
    return new LogReader(sink, Function.identity())
        .read("any.log", new ByteArrayInputStream(log), n -> {});
  }
}
