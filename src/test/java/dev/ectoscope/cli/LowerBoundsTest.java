package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a log that says that messages were dropped, every output marks every total with ≥. */
class LowerBoundsTest {

  private static final String NOTICE =
      "2026-11-20 10:00:02.000 [notice] Handler :default flushed 12 log events\n";

  /** What is summed over the log: queries, requests, statements, calls and times. */
  private static final List<String> TOTALS =
      List.of(
          "(?<!All )90 (?:queries|calls)", // all that were printed were understood
          "3 requests",
          "2 (?:statements|shapes)",
          "60 (?:×|calls?)",
          "30 (?:×|calls?)",
          "2\\.25 s",
          "1\\.45 s",
          "725 ms",
          "27 ms");

  @TempDir private Path folder;

  private static String request(String id, String table, int owner) {
    StringBuilder log = new StringBuilder();
    String head = "2026-11-20 10:00:00.%d request_id=" + id + " ";
    log.append(head.formatted(100)).append("[info] GET /").append(table).append("/7\n");
    for (int i = 110; i < 140; i++) {
      log.append(head.formatted(i))
          .append("[debug] QUERY OK source=\"%s\" db=25.0ms queue=0.3ms\n".formatted(table))
          .append("SELECT x.\"id\" FROM \"%s\" AS x WHERE (x.\"owner_id\" = $1)".formatted(table))
          .append(" [%d]\n↳ Shop.Things.%s/1, at: lib/shop.ex:12\n".formatted(owner + i, table));
    }
    return log.append(head.formatted(999)).append("[info] Sent 200 in 900ms\n").toString();
  }

  private String log(String notice) throws Exception {
    String text =
        request("F1", "boats", 0) + request("F2", "crews", 0) + notice + request("F3", "boats", 90);
    return Files.writeString(folder.resolve("app.log"), text).toString();
  }

  /** The text that people see, every white space as one blank. */
  private static String seen(String output) {
    return output
        .replaceAll("(?s)<(script|style|pre)\\b.*?</\\1>", " ")
        .replaceAll("<[^>]+>", " ")
        .replaceAll("&nbsp;|&#160;", " ")
        .replaceAll("[\\s\u00a0\u202f]+", " ");
  }

  private static List<String> found(String text, String total) {
    Matcher matcher = Pattern.compile("(≥ )?(?<![\\d.,])" + total).matcher(text);
    return matcher.results().map(r -> r.group()).toList();
  }

  private String output(String kind, String log) throws Exception {
    if (kind.startsWith("digest")) {
      CommandLineRun.of("digest", log, "--output", folder.toString());
      return seen(Files.readString(folder.resolve(kind)));
    }
    return seen(CommandLineRun.of("analyze", log, "--format", kind).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"console", "html", "digest.txt", "digest.html"})
  void everyTotalOfALogWithLossesIsMarked(String kind) throws Exception {
    String whole = output(kind, log(""));
    String lossy = output(kind, log(NOTICE));
    int marked = 0;
    for (String total : TOTALS) {
      assertThat(found(lossy, total)).as(total).allMatch(text -> text.startsWith("≥ "));
      marked += found(lossy, total).size();
    }
    assertThat(marked).isGreaterThan(3);
    assertThat(found(whole, TOTALS.get(0))).isNotEmpty().noneMatch(text -> text.startsWith("≥"));
  }

  @Test
  void jsonSaysItInAField() throws Exception {
    assertThat(output("json", log(NOTICE))).contains("\"atLeast\" : true", "were dropped");
    assertThat(output("json", log(""))).doesNotContain("\"atLeast\" : true", "were dropped");
  }
}
