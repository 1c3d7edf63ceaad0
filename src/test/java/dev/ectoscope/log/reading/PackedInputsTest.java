package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.ectoscope.log.input.Compression;
import dev.ectoscope.log.input.LogInputException;
import dev.ectoscope.log.input.Unpacked;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Packed logs are known by their bytes; what is damaged is read as far as it goes, and said. */
class PackedInputsTest {

  @TempDir Path folder;

  private static byte[] pack(Compression compression, byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case GZIP -> new GZIPOutputStream(packed);
          case ZSTD -> new ZstdOutputStream(packed);
          case BZIP2 -> new BZip2CompressorOutputStream(packed);
          case XZ -> new XZOutputStream(packed, new LZMA2Options());
        }) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] pack(Compression compression, String plain) throws IOException {
    return pack(compression, plain.getBytes(UTF_8));
  }

  /** Names and contents in turn; a name that ends in / is a folder. */
  private static byte[] tar(Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        TarArchiveEntry entry = new TarArchiveEntry((String) namesAndBytes[i]);
        byte[] content =
            namesAndBytes[i + 1] instanceof String text
                ? text.getBytes(UTF_8)
                : (byte[]) namesAndBytes[i + 1];
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private List<LogInput> resolve(String name, byte[] bytes) throws IOException {
    return LogInputs.resolve(List.of(Files.write(folder.resolve(name), bytes).toString()));
  }

  private record Content(String text, String damage) {}

  private static Content read(LogInput input) throws IOException {
    try (LogStream stream = input.open()) {
      String text = new String(stream.readAllBytes(), UTF_8);
      return new Content(text, stream.damage().orElse(null));
    }
  }

  private static String noise(int lines) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(Long.toHexString(random.nextLong())).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void aPackedLogIsKnownByItsBytesNotItsName(Compression compression) throws IOException {
    LogInput input = resolve("app", pack(compression, "abc\n")).get(0);

    assertThat(read(input)).isEqualTo(new Content("abc\n", null));
    assertThat(input.size()).isEqualTo(-1);
    assertThat(input.storedSize()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void partsAppendedToAPackedLogAreAllRead(Compression compression) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(pack(compression, "one\n"));
    both.write(pack(compression, "two\n"));

    assertThat(read(resolve("app", both.toByteArray()).get(0)).text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void aSlowPipeDoesNotEndAtTheFirstPart() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(pack(Compression.GZIP, noise(5000)));
    both.write(pack(Compression.GZIP, "two\n"));
    InputStream slow =
        new ByteArrayInputStream(both.toByteArray()) {
          @Override
          public synchronized int available() {
            return 0;
          }

          @Override
          public synchronized int read(byte[] bytes, int from, int count) {
            return super.read(bytes, from, Math.min(count, 1000));
          }
        };

    assertThat(new String(Unpacked.of(slow).bytes().readAllBytes(), UTF_8)).endsWith("\ntwo\n");
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void ofACutLogIsReadWhatIsThere(Compression compression) throws IOException {
    byte[] whole = pack(compression, noise(200_000));
    Content content = read(resolve("app", Arrays.copyOf(whole, whole.length * 3 / 4)).get(0));

    assertThat(noise(200_000)).startsWith(content.text());
    assertThat(content.text().length()).isGreaterThan(1_000_000);
    assertThat(content.damage()).contains("the", "file is cut off or damaged here");
  }

  @Test
  void evenAFewBytesOfACutLogAreRead() throws IOException {
    byte[] whole = pack(Compression.GZIP, noise(100));
    Content content = read(resolve("app", Arrays.copyOf(whole, whole.length - 100)).get(0));

    assertThat(content.text().length()).isGreaterThan(1000);
    assertThat(content.damage()).contains("gzip");
  }

  @Test
  void theFilesOfATarAreLogsOfTheirOwn() throws IOException {
    byte[] tar =
        tar(
            "var/log/", "",
            "var/log/app.log.1.gz", pack(Compression.GZIP, "older\n"),
            "var/log/app.log", "newer\n",
            "var/log/empty.log", "",
            "var/log/notes.md", "not a log");
    List<LogInput> logs = resolve("backup", pack(Compression.ZSTD, tar));

    assertThat(logs)
        .extracting(i -> i.path().replaceFirst(".*/backup", "backup"))
        .containsExactly("backup!var/log/app.log.1.gz", "backup!var/log/app.log");
    assertThat(read(logs.get(1)).text()).isEqualTo("newer\n");
    assertThat(read(logs.get(0)).text()).isEqualTo("older\n");
    assertThat(logs.get(1).expanded()).isEqualTo(List.of(logs.get(1)));
  }

  @Test
  void twoFilesOfATarMayBeOpenAtOnce() throws IOException {
    List<LogInput> logs = resolve("a.tar", tar("a.log", noise(9000), "b.log", "b\n"));
    try (LogStream first = logs.get(0).open();
        LogStream second = logs.get(1).open()) {
      assertThat(new String(second.readAllBytes(), UTF_8)).isEqualTo("b\n");
      assertThat(new String(first.readAllBytes(), UTF_8)).isEqualTo(noise(9000));
    }
  }

  @Test
  void ofACutTarIsReadWhatIsThere() throws IOException {
    byte[] tar = tar("a.log", "a\n", "b.log", noise(9000), "c.log", "c\n");
    List<LogInput> logs = resolve("a.tgz", Arrays.copyOf(pack(Compression.GZIP, tar), 50_000));

    Content first = read(logs.get(0));
    Content second = read(logs.get(1));
    assertThat(logs).hasSize(2);
    assertThat(first).isEqualTo(new Content("a\n", null));
    assertThat(noise(9000)).startsWith(second.text());
    assertThat(second.text()).isNotEmpty();
    assertThat(second.damage()).contains("cut off or damaged");
  }

  @Test
  void aTarOnStandardInput() throws IOException {
    InputStream before = System.in;
    System.setIn(
        new ByteArrayInputStream(pack(Compression.GZIP, tar("a.log", "a\n", "b.log", "b\n"))));
    try {
      List<LogInput> logs = LogInputs.resolve(List.of("-")).get(0).expanded();
      assertThat(logs).extracting(LogInput::path).containsExactly("-!a.log", "-!b.log");
      assertThat(read(logs.get(1)).text()).isEqualTo("b\n");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aPackedLogOnStandardInput() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(pack(Compression.BZIP2, "abc\n")));
    try {
      LogInput input = LogInputs.resolve(List.of("-")).get(0);
      assertThat(input.expanded()).containsExactly(input);
      assertThat(read(input).text()).isEqualTo("abc\n");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void theZerosThatCopytruncateLeavesAreNoReasonToRefuse() throws IOException {
    assertThat(resolve("a.log", ("\0".repeat(300) + "line\nline\n").getBytes(UTF_8))).hasSize(1);
  }

  @Test
  void errorsSayWhatToDo() throws IOException {
    assertError("an archive without files", "empty.tar", tar());
    assertError("archive without a file that can", "folders.tar", tar("logs/", ""));
    assertError("archive inside another", "two.tar", tar("in.tar", tar("a.log", "a")));
    assertError("zip file", "a.zip", new byte[] {'P', 'K', 3, 4, 0, 0});
    assertError("is empty", "nothing.gz", pack(Compression.GZIP, ""));
    assertError("is a binary file", "a.zst", pack(Compression.ZSTD, new byte[] {1, 2, 0, 3}));
    assertError("or cut off", "cut.tar", Arrays.copyOf(tar("a.log", "a".repeat(99)), 300));
  }

  private void assertError(String sentence, String name, byte[] bytes) {
    assertThatThrownBy(() -> resolve(name, bytes))
        .isInstanceOf(LogInputException.class)
        .hasMessageContaining(sentence);
  }
}
