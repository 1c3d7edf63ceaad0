package dev.ectoscope.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.RotatedLogs;
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

  /** Of each file the same, as it was written. */
  private static String dated(String file) {
    return file.replaceAll("(?m)^23:", "2026-11-20 23:").replaceAll("(?m)^00:", "2026-11-21 00:");
  }

  private static String withoutTime(String file) {
    return file.replaceAll("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d+ ", "");
  }

  private Path set(List<String> files, String... names) throws IOException {
    Path set = Files.createTempDirectory(folder, "set");
    for (int i = 0; i < names.length; i++) {
      byte[] text = files.get(i).getBytes(UTF_8);
      Files.write(set.resolve(names[i]), names[i].endsWith(".gz") ? gzip(text) : text);
    }
    return set;
  }

  private static List<String> inOrder(Path set) {
    return RotatedLogs.of(LogInputs.resolve(List.of(set.toString()))).stream()
        .flatMap(List::stream)
        .map(input -> Path.of(input.path()).getFileName().toString())
        .toList();
  }

  private void isReadAs(List<String> files, String... names) throws IOException {
    Path set = set(files, names);
    Path whole = Files.writeString(folder.resolve("whole.log"), String.join("", files));
    assertThat(inOrder(set)).containsExactly(names);
    assertThat(said(read(set))).isEqualTo(said(read(whole))).contains("REQUEST=60");
  }

  @Test
  void whereNoTimeIsPrintedNamesTellTheOrder() throws IOException {
    List<String> files = files().stream().map(RotatedLogTest::withoutTime).toList();
    assertThat(inOrder(set(files, "app.log.1", "app.log.2", "app.log.3", "app.log")))
        .containsExactly("app.log.3", "app.log.2", "app.log.1", "app.log");
  }

  /** Each day begins at about the same time, which does not tell one day from another. */
  @Test
  void theTimeOfDayOfDailyFilesTellsNothing() throws IOException {
    List<String> days = new ArrayList<>();
    for (int second : new int[] {1, 3, 7, 9}) {
      String day = entries().get(1).replace("23:59:00", "00:00:0" + second);
      days.add(day + "\n" + entries().get(1).replace("23:59:00", "23:59:5" + second) + "\n");
    }
    assertThat(inOrder(set(days, "app.log.3", "app.log.2", "app.log.1", "app.log")))
        .containsExactly("app.log.3", "app.log.2", "app.log.1", "app.log");
  }

  /** As Erlang's run_erl numbers its files; here by the time of day, across a midnight. */
  @Test
  void numbersThatGoRoundAreReadFromTheOldest() throws IOException {
    isReadAs(files(), "erlang.log.3", "erlang.log.4", "erlang.log.1", "erlang.log.2");
    isReadAs(files(), "erlang.log.1", "erlang.log.2", "erlang.log.3", "erlang.log.4");
  }

  @Test
  void datesInTheFilesSayMoreThanTheirNames() throws IOException {
    List<String> files = files().stream().map(RotatedLogTest::dated).toList();
    isReadAs(files, "app.log.3.gz", "app.log.4.gz", "app.log.1", "app.log.2");
    isReadAs(files, "app.1.log", "app.2.log", "app.3.log", "app.log");
    isReadAs(files, "app-1.log", "app-2.log", "app-10.log", "app.log");
  }

  /** A number may be that of an instance. */
  @Test
  void filesOfTheSameTimeAreNotOneLog() throws IOException {
    List<String> files =
        List.of(
            dated(files().get(0)) + dated(files().get(3)),
            dated(files().get(1)) + dated(files().get(2)));
    for (String separator : List.of(".", "-")) {
      Path set = set(files, "web" + separator + "1.log", "web" + separator + "2.log");
      assertThat(RotatedLogs.of(LogInputs.resolve(List.of(set.toString())))).hasSize(2);
    }
  }

  @Test
  void filesNamedByTheTimeTheyWereClosedAt() throws IOException {
    List<String> files = files().stream().map(RotatedLogTest::withoutTime).toList();
    String[] names = {
      "@400000006540f1a93b2c1d04.s",
      "@400000006541f1a90b2c1d04.u",
      "@400000006541f1a91b2c1d04.s",
      "current"
    };
    assertThat(inOrder(set(files, names))).containsExactly(names);
    assertThat(said(read(set(files, names))))
        .isEqualTo(said(read(set(List.of(String.join("", files)), "whole.log"))));
  }

  /** What carries the lines says no date either; one container takes over from another. */
  @Test
  void timesOfDayCountOnBehindPrefixes() throws IOException {
    List<String> files = new ArrayList<>();
    for (String file : files()) {
      String name = files.size() < FILES - 1 ? "web-1" : "web-2";
      files.add(file.replaceAll("(?m)^(?=.)", name + "  | "));
    }
    Path set = set(files, "app.log.3.gz", "app.log.2.gz", "app.log.1", "app.log");
    Workload read = read(set);
    assertThat(read.inputs()).allMatch(file -> file.format().equals("compose+console"));
    assertThat(read.spanMs()).isEqualTo(read(whole()).spanMs()).isLessThan(3_600_000);
  }

  /** Within messages and within lines, in files that are read in chunks and in packed ones. */
  @Test
  void messagesGoOnInTheNextFile() throws IOException {
    String log = String.join("", files());
    List<String> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      int from = log.indexOf("FROM", i * log.length() / FILES);
      int to = log.indexOf("FROM", (i + 1) * log.length() / FILES);
      files.add(log.substring(i == 0 ? 0 : from, i == FILES - 1 ? log.length() : to));
    }
    Path set = set(files, "app.log.3.gz", "app.log.2.gz", "app.log.1", "app.log");
    for (int threads = 1; threads <= 2; threads++) {
      Workload read =
          new LogReading(new SqlReader(), Progress.SILENT)
              .with(threads, 512)
              .read(List.of(set.toString()));
      assertThat(said(read)).isEqualTo(said(read(whole()))).contains("REQUEST=60");
      assertThat(read.inputs()).allMatch(file -> file.unread().isEmpty());
    }
  }
}
