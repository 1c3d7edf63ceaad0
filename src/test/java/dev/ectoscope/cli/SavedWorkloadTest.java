package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A log saved in sums says what the log says. */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class SavedWorkloadTest {

  private static final Path LOG = Path.of("sample-logs/detectors/n-plus-one-query/bad.log");

  @TempDir Path folder;

  @Test
  void theReviewOfWhatWasSavedIsTheReviewOfTheLog() throws IOException {
    Path saved = folder.resolve("one.workload");
    String ofLog = review(LOG.toString(), "--save-workload", saved.toString());
    assertThat(review("--workload", saved.toString())).isEqualTo(ofLog);
  }

  @Test
  void savedHalvesMakeTheWhole() throws IOException {
    List<String> lines = Files.readAllLines(LOG);
    int cut = lines.size() / 2;
    while (!lines.get(cut).contains("QUERY OK")) {
      cut++;
    }
    Path whole = Files.write(folder.resolve("a.log"), lines);
    Path first = Files.write(folder.resolve("a1.log"), lines.subList(0, cut));
    Path second = Files.write(folder.resolve("a2.log"), lines.subList(cut, lines.size()));
    Path one = folder.resolve("one.workload");
    Path two = folder.resolve("two.workload");
    review(first.toString(), "--save-workload", one.toString());
    review(second.toString(), "--save-workload", two.toString());
    String merged = review("--workload", one.toString(), two.toString());
    assertThat(merged).isEqualTo(review("--workload", two.toString(), one.toString()));
    assertThat(queries(merged)).isEqualTo(queries(review(whole.toString())));
  }

  /** Of units with an id the halves are put together; of others nothing says that they are. */
  @Test
  void unitsWithoutAnIdThatMayBeCutAreSaid() throws IOException {
    String unit =
        "10:00:00.000 %s[info] GET /boats\n10:00:00.001 %s[debug] QUERY OK source=\"boats\""
            + " db=1.2ms idle=3.0ms\nSELECT b0.\"id\" FROM \"boats\" AS b0 []\n";
    for (String id : List.of("", "request_id=F1 ")) {
      Path log = Files.writeString(folder.resolve("a.log"), unit.formatted(id, id));
      Path one = folder.resolve("one.workload");
      Path two = folder.resolve("two.workload");
      review(log.toString(), "--save-workload", one.toString());
      review(log.toString(), "--save-workload", two.toString());
      String cut = "2 of the saved workloads are of logs without request ids";
      assertThat(review("--workload", one.toString(), two.toString()).contains(cut))
          .isEqualTo(id.isEmpty());
      assertThat(review("--workload", one.toString())).doesNotContain(cut);
    }
  }

  @Test
  void whatIsNoWorkloadIsRefused() {
    assertThat(run("--workload", LOG.toString())).isEqualTo(Main.INPUT);
    assertThat(run("--workload", folder.resolve("nowhere").toString())).isEqualTo(Main.INPUT);
    assertThat(run()).isEqualTo(Main.USAGE);
  }

  private static String queries(String review) {
    return review.replaceAll("(?s).*\"queries\"\\s*:\\s*(\\d+).*", "$1");
  }

  /** The review but for when it was made. */
  private String review(String... arguments) throws IOException {
    Path output = folder.resolve("review.json");
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 4);
    all[arguments.length] = "--format";
    all[arguments.length + 1] = "json";
    all[arguments.length + 2] = "--output";
    all[arguments.length + 3] = output.toString();
    assertThat(run(all)).isEqualTo(Main.CLEAN);
    return Files.readString(output)
        .replaceAll("\"created\"[^,]*,", "")
        .replaceAll("\"readMs\" : [0-9.]+", "");
  }

  private static int run(String... arguments) {
    PrintStream err = System.err;
    System.setErr(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    try {
      String[] all = new String[arguments.length + 1];
      all[0] = "analyze";
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      return Main.run(all);
    } finally {
      System.setErr(err);
    }
  }
}
