package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.FuzzedFile;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.message.QueryHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes are read as a log: nothing is thrown, no more is understood than was there, and the
 * pieces that the bytes come in make no difference.
 */
class LogReaderFuzzTest {

  private static final int SHORT_MESSAGE = 512;
  private static final int LONG_MESSAGE = 16 << 20;

  @FuzzTest
  void console(byte[] log) {
    lawsHold(log, format("console"));
  }

  @FuzzTest
  void json(byte[] log) {
    lawsHold(log, format("json"));
  }

  @FuzzTest
  void custom(byte[] log) {
    lawsHold(log, format("custom"));
  }

  @FuzzTest
  void export(byte[] log) {
    lawsHold(log, format("export+json"));
  }

  @FuzzTest
  void wrapped(byte[] log) {
    lawsHold(log, format("wrapped+console"));
  }

  /** The first line names the format. */
  @FuzzTest
  void wrappers(byte[] log) {
    int feed = ByteScan.indexOf(log, '\n', 0, log.length);
    LogFormat named =
        LogFormat.named(new String(log, 0, Math.max(0, feed), UTF_8))
            .filter(format -> format.name().length() < 60)
            .orElse(LogFormat.DETECTED);
    lawsHold(Arrays.copyOfRange(log, feed + 1, log.length), named);
  }

  @FuzzTest
  void detected(byte[] log) {
    lawsHold(log, LogFormat.DETECTED);
  }

  @FuzzTest
  void header(byte[] fields) {
    QueryHeader header = new QueryHeader();
    byte[] message = (new String(fields, UTF_8) + "\nSELECT 1 []").getBytes(UTF_8);
    if (header.read(message, 0, 0, message.length)) {
      assertThat(List.of(header.db, header.decode, header.queue, header.idle))
          .allMatch(time -> time >= LogEvent.ABSENT);
      assertThat(header.end).isBetween(0, header.limit);
      assertThat(header.limit).isLessThanOrEqualTo(message.length);
    }
  }

  /** Packed files: gzip, zstd, bzip2, xz, tar. */
  @FuzzTest
  void packed(byte[] file) {
    FuzzedFile.read(file, LogReaderFuzzTest::unpacked);
  }

  private static long unpacked(Path file) {
    long size = 0;
    try {
      for (LogInput input : LogInputs.resolve(List.of(file.toString()))) {
        for (LogInput log : input.expanded()) {
          try (LogStream bytes = log.open()) {
            size += bytes.readNBytes(1 << 20).length;
          }
        }
      }
    } catch (LogInputException e) {
      assertThat(e).hasMessageContaining(file.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return size;
  }

  private static LogFormat format(String name) {
    return LogFormat.named(name).orElseThrow();
  }

  private static void lawsHold(byte[] log, LogFormat format) {
    for (int longest : new int[] {LONG_MESSAGE, SHORT_MESSAGE}) {
      List<LogEvent> events = new ArrayList<>();
      InputFile file = read(new ByteArrayInputStream(log), format, longest, events);
      nothingIsInvented(log, file, events);
      List<LogEvent> again = new ArrayList<>();
      InputFile pieces = read(inPiecesOfSeven(log), format, longest, again);
      assertThat(pieces).isEqualTo(file);
      assertThat(again).isEqualTo(events);
    }
  }

  private static void nothingIsInvented(byte[] log, InputFile file, List<LogEvent> events) {
    long queries = events.stream().filter(LogEvent.Query.class::isInstance).count();
    assertThat(file.understood()).isLessThanOrEqualTo(queries).isLessThanOrEqualTo(file.headers());
    assertThat(file.lines()).isBetween(0L, log.length + 1L);
    assertThat(file.headers()).isBetween(0L, log.length / 8L);
    assertThat(LogFormat.named(file.format())).isPresent();
    assertThat(file.unread())
        .allSatisfy(
            unread -> {
              assertThat(unread.line()).isBetween(0L, file.lines());
              assertThat(unread.reason()).isNotBlank();
            });
    events.forEach(event -> isPossible(event, file));
  }

  private static void isPossible(LogEvent event, InputFile file) {
    assertThat(event.position().line()).isBetween(1L, file.lines());
    assertThat(event.clock()).isGreaterThanOrEqualTo(LogEvent.ABSENT);
    if (event instanceof LogEvent.Query query) {
      assertThat(List.of(query.db(), query.decode(), query.queue(), query.idle()))
          .allMatch(time -> time >= LogEvent.ABSENT);
      assertThat(query.callSite().line()).isGreaterThanOrEqualTo(0);
    } else if (event instanceof LogEvent.UnitFinished finished) {
      assertThat(finished.duration()).isGreaterThanOrEqualTo(LogEvent.ABSENT);
    } else if (event instanceof LogEvent.Failure failure) {
      assertThat(failure.milliseconds()).isGreaterThanOrEqualTo(LogEvent.ABSENT);
    }
  }

  private static InputFile read(
      InputStream bytes, LogFormat format, int longest, List<LogEvent> events) {
    try {
      return new LogReader(events::add, text -> "", longest)
          .as(format)
          .read("any.log", bytes, n -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream inPiecesOfSeven(byte[] log) {
    return new ByteArrayInputStream(log) {
      @Override
      public synchronized int read(byte[] into, int from, int count) {
        return super.read(into, from, Math.min(count, 7));
      }
    };
  }
}
