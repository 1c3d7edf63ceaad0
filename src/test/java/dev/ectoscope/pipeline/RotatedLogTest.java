package dev.ectoscope.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.QueryGroup;
import dev.ectoscope.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in several files says what it says in one: units go on from one file to the next. */
class RotatedLogTest {

  private static final int FILES = 4;

  @TempDir Path folder;

  /** Requests by their order, tasks that only the clock holds together, a midnight. */
  private static List<String> entries() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String time =
          "%02d:%02d:%02d".formatted((23 + i / 30) % 24, (59 + i / 30) % 60, 2 * (i % 30));
      entries.add(time + ".000 [info] GET /boats");
      for (int q = 0; q < 3; q++) {
        entries.add(
            time
                + ".1%d0 [debug] QUERY OK source=\"boats\" db=1.0ms idle=3.0ms\n".formatted(q)
                + "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1) [%d]".formatted(q));
      }
      entries.add(time + ".400 [info] Sent 200 in 400ms");
      entries.add(
          time
              + ".900 pid=<0.77.0> [debug] QUERY OK source=\"jobs\" db=1.0ms idle=3.0ms\n"
              + "SELECT j0.\"id\" FROM \"jobs\" AS j0 []");
    }
    return entries;
  }

  private static List<String> files() {
    List<String> entries = entries();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      int from = i * entries.size() / FILES + (i == 0 ? 0 : 2);
      int to = (i + 1) * entries.size() / FILES + (i == FILES - 1 ? 0 : 2);
      files.add(String.join("\n", entries.subList(from, to)) + "\n");
    }
    return files;
  }

  private static Workload read(Path log) {
    return new LogReading(new SqlReader(), Progress.SILENT).read(List.of(log.toString()));
  }

  private Path whole() throws IOException {
    return Files.writeString(folder.resolve("whole.log"), String.join("", files()));
  }

  private static String said(Workload workload) {
    Function<QueryGroup, String> group =
        g -> g.key() + " " + g.calls() + " in " + g.units() + " for " + g.db();
    return workload.totals()
        + " "
        + workload.spanMs()
        + " "
        + workload.unitsByKind()
        + workload.unitNames().stream().map(u -> u.name() + " " + u.calls()).toList()
        + workload.groups().stream().map(group).collect(Collectors.joining("\n"));
  }

  private Path set(String... names) throws IOException {
    Path set = Files.createDirectories(folder.resolve("set"));
    for (int i = 0; i < FILES; i++) {
      byte[] text = files().get(i).getBytes(UTF_8);
      Files.write(set.resolve(names[i]), names[i].endsWith(".gz") ? gzip(text) : text);
    }
    return set;
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text);
    }
    return packed.toByteArray();
  }

  @Test
  void numbersCountDownToTheFileBeingWritten() throws IOException {
    Path set = set("app.log.3.gz", "app.log.2.gz", "app.log.1", "app.log");
    assertThat(said(read(set))).isEqualTo(said(read(whole()))).contains("REQUEST=60");
  }

  @Test
  void datesCountUp() throws IOException {
    Path set =
        set("app-20261119.log.gz", "app-20261120.log", "app-20261121.log", "app-20261122.log");
    assertThat(said(read(set))).isEqualTo(said(read(whole())));
  }

  @Test
  void membersOfAZipAreReadAsTheyWereWritten() throws IOException {
    Path zip = folder.resolve("logs.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = FILES - 1; i >= 0; i--) {
        out.putNextEntry(new ZipEntry("logs/app.log." + (FILES - i)));
        out.write(files().get(i).getBytes(UTF_8));
      }
      out.putNextEntry(new ZipEntry("logs/readme.md"));
      out.write('#');
    }
    assertThat(said(read(zip))).isEqualTo(said(read(whole())));
  }

  /** Two logs in one folder are two: a process of one is none of the other. */
  @Test
  void filesOfDifferentLogsStayApart() throws IOException {
    Path set = Files.createDirectories(folder.resolve("two"));
    Files.writeString(set.resolve("web.log"), files().get(0));
    Files.writeString(set.resolve("worker.log"), files().get(1));

    assertThat(read(set).inputs()).hasSize(2);
    assertThat(read(set).totals().queries())
        .isEqualTo(
            read(set.resolve("web.log")).totals().queries()
                + read(set.resolve("worker.log")).totals().queries());
  }
}
