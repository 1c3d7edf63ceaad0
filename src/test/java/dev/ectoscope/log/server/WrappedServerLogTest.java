package dev.ectoscope.log.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.Period;
import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.LogStream;
import dev.ectoscope.log.reading.Wrappers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL's own log says the same whatever has carried it. */
class WrappedServerLogTest {

  private static final Path SAMPLES = Path.of("src/test/resources/serverlog");

  /** Of these some lines are unread, and said to be. */
  private static final Set<String> IN_PART =
      Set.of(
          "aws filter-log-events --output text",
          "grafana txt",
          "papertrail archive",
          "fluentd file",
          "fenced",
          "numbered",
          "tail of several",
          "teamcity",
          "gitlab, sections",
          "gcloud table",
          "cat -A",
          "html",
          "heredoc of a bug report",
          "script",
          "tac",
          "logcli, newest first",
          "grafana txt, newest first",
          "kibana csv, newest first",
          "asciicast v1",
          "asciicast v2",
          "asciicast v3",
          "utf-16 of PowerShell",
          "utf-16, big end first",
          "utf-16 without a mark",
          "padded by tmux");

  @TempDir private Path folder;

  static Stream<String> wrappers() {
    return Wrappers.all().keySet().stream().filter(name -> !IN_PART.contains(name));
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void changeNothing(String wrapper) throws IOException {
    List<String> log = Files.readAllLines(SAMPLES.resolve("text-plans.log"));
    ServerActivity plain = read(Files.readAllBytes(SAMPLES.resolve("text-plans.log")));
    ServerActivity wrapped = read(Wrappers.all().get(wrapper).apply(log));

    assertThat(wrapped.inputs().get(0).unread()).isEqualTo(plain.inputs().get(0).unread());
    assertThat(wrapped.deadlocks()).hasSameSizeAs(plain.deadlocks());
    assertThat(wrapped.aside()).isEqualTo(plain.aside());
    assertThat(wrapped.statements()).hasSameSizeAs(plain.statements());
  }

  private ServerActivity read(byte[] log) throws IOException {
    Path file = Files.write(folder.resolve("postgres.log"), log);
    try (LogStream bytes = LogInputs.resolve(List.of(file.toString())).get(0).open()) {
      LogStream inner = ServerLogReader.within(bytes).orElse(bytes);
      ServerLogFormat format = ServerLogReader.formatOf(inner).orElseThrow();
      return new ServerLogReader(Period.ALL, null).read("postgres.log", inner, format, n -> {});
    }
  }
}
