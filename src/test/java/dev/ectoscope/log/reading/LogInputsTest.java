package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ectoscope.log.input.LogInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogInputsTest {

  @TempDir Path folder;

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(UTF_8));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String text(LogInput input) throws IOException {
    try (InputStream bytes = input.open()) {
      return new String(bytes.readAllBytes(), UTF_8);
    }
  }

  private static List<LogInput> resolve(Object... arguments) {
    return LogInputs.resolve(List.of(arguments).stream().map(Object::toString).toList());
  }

  @Test
  void aFileIsReadAsItIs() throws IOException {
    LogInput input = resolve(write("a", "abc")).get(0);

    assertThat(input.path()).isEqualTo(folder.resolve("a").toString());
    assertThat(input.size()).isEqualTo(3);
    assertThat(text(input)).isEqualTo("abc");
  }

  @Test
  void gzipIsKnownByItsFirstBytes() throws IOException {
    LogInput input = resolve(write("a.log", gzip("abc"))).get(0);

    assertThat(text(input)).isEqualTo("abc");
    assertThat(input.size()).isEqualTo(-1);
  }

  @Test
  void aFolderGivesItsLogs() throws IOException {
    write("b.log", "b");
    write("a.log.1", "a");
    write("c.gz", gzip("c"));
    write("d.txt", "d");
    write("e.png", "e");
    write("f.log", "");

    assertThat(resolve(folder))
        .extracting(i -> Path.of(i.path()).getFileName().toString())
        .containsExactlyInAnyOrder("a.log.1", "b.log", "c.gz", "d.txt");
  }

  @Test
  void aGlobGivesWhatItMatches() throws IOException {
    write("b.log", "b");
    write("a.log", "a");
    write("c.txt", "c");

    assertThat(resolve(folder + "/*.log", folder.resolve("a.log"))).hasSize(2);
  }

  @Test
  void standardInput() {
    assertThat(resolve("-").get(0).path()).isEqualTo("-");
    assertThat(resolve("-").get(0).size()).isEqualTo(-1);
  }

  @Test
  void aNulFarInsideIsTolerated() throws IOException {
    assertThat(resolve(write("a.log", "x".repeat(5000) + "\0"))).hasSize(1);
  }

  @Test
  void errorsSayWhatToDo() throws IOException {
    write("e.png", "e");
    assertError("does not exist. Check the spelling", folder.resolve("none.log"));
    assertError("holds no logs", folder);
    assertError("is empty", write("empty.log", ""));
    assertError("every log in it is empty", folder);
    assertError("is a binary file", write("binary.log", "a\0b"));
    assertError("matches no file", folder + "/*.nope");
    assertError("cannot be read", write("cut.gz", new byte[] {0x1f, (byte) 0x8b, 8}));
    assertThatThrownBy(() -> resolve()).hasMessageContaining("No log was named");
  }

  private static void assertError(String sentence, Object argument) {
    assertThatThrownBy(() -> resolve(argument))
        .isInstanceOf(LogInputException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aFileIsReadOnceByWhateverNamesItIsReached() throws IOException {
    Path log = write("a.log", "abc");
    Path link = Files.createSymbolicLink(folder.resolve("current.log"), log);
    Path dotted = folder.resolve(".").resolve("a.log");

    assertThat(resolve(log, dotted, link, folder)).hasSize(1);
  }

  @Test
  void linksThatLeadRoundAndRoundAreNotFollowed() throws IOException {
    write("a.log", "abc");
    Files.createSymbolicLink(folder.resolve("again"), folder);

    assertThat(resolve(folder)).hasSize(1);
    assertThat(resolve(folder + "/**/*.log")).hasSize(1);
  }

  @Test
  void foldersInAFolderAreLookedInto() throws IOException {
    for (String log : List.of("2026/11/19/app.log.gz", "web/app.log", ".git/a.log", "web/a.ex")) {
      Path file = folder.resolve(log);
      Files.createDirectories(file.getParent());
      Files.write(file, gzip("x"));
    }

    assertThat(resolve(folder))
        .extracting(LogInput::path)
        .containsExactlyInAnyOrder(
            folder.resolve("2026/11/19/app.log.gz").toString(),
            folder.resolve("web/app.log").toString());
  }

  @Test
  void ofAProjectOnlyItsLogsAreRead() throws IOException {
    write("mix.exs", "x");
    for (String log : List.of("log/dev.log", "deps/x/fixture.log", "priv/static/app.js.gz")) {
      Files.createDirectories(folder.resolve(log).getParent());
      Files.write(folder.resolve(log), gzip("x"));
    }

    assertThat(resolve(folder))
        .extracting(LogInput::path)
        .containsExactly(folder.resolve("log/dev.log").toString());
  }

  @Test
  void aPipeWithANameIsReadLikeAFile() throws Exception {
    Path pipe = folder.resolve("pipe.log");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "no mkfifo");
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.write(pipe, "abc".getBytes(UTF_8), StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();

    assertThat(text(resolve(pipe).get(0))).isEqualTo("abc");
  }
}
