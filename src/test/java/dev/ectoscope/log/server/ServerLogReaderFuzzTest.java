package dev.ectoscope.log.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.FuzzedFile;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.reading.LogInput;
import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.LogStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Any bytes are read as a log of PostgreSQL's. */
class ServerLogReaderFuzzTest {

  @FuzzTest
  void stderr(byte[] log) {
    lawsHold(log, ServerLogFormat.STDERR, null);
  }

  @FuzzTest
  void csvlog(byte[] log) {
    lawsHold(log, ServerLogFormat.CSV, null);
  }

  @FuzzTest
  void jsonlog(byte[] log) {
    lawsHold(log, ServerLogFormat.JSON, null);
  }

  /** A made-up prefix, which is refused or read. */
  @FuzzTest
  void prefix(String prefix) {
    try {
      lawsHold("2026-11-20 LOG:  hi\n".getBytes(), ServerLogFormat.STDERR, prefix);
    } catch (LogInputException e) {
      assertThat(e).hasMessageContaining("log_line_prefix");
    }
  }

  private static void lawsHold(byte[] log, ServerLogFormat format, String prefix) {
    ServerLogFormat.of(log);
    ServerActivity activity = FuzzedFile.read(log, file -> read(file, format, prefix));
    if (activity == null) {
      return;
    }
    for (InputFile file : activity.inputs()) {
      assertThat(file.understood()).isBetween(0L, file.headers());
      assertThat(file.headers()).isLessThanOrEqualTo(file.lines());
      assertThat(file.unread())
          .allMatch(unread -> unread.line() >= 0 && unread.line() <= file.lines());
    }
    assertThat(activity.merge(ServerActivity.NONE)).isEqualTo(activity);
  }

  private static ServerActivity read(Path path, ServerLogFormat format, String prefix) {
    List<LogInput> inputs;
    try {
      inputs = LogInputs.resolve(List.of(path.toString()));
    } catch (LogInputException e) {
      return null; // packed, and damaged
    }
    try (LogStream bytes = inputs.get(0).open()) {
      return new ServerLogReader(Period.ALL, prefix).read("server.log", bytes, format, n -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
