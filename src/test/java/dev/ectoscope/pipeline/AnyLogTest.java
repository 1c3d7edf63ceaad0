package dev.ectoscope.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceFile;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever a log says, its review is written: pieces of all samples in any order, with words of SQL
 * and of logs put into any of their lines, beside source and answers that know only some of it.
 */
class AnyLogTest {

  private static final ElixirProject SOURCE =
      ElixirProject.read(Path.of("sample-logs/inkwell/app"));
  private static final Evidence EVIDENCE =
      EvidenceFile.read(Path.of("src/test/resources/golden/inkwell-evidence.json.gz"));

  private static final int MOST_LINES = 120;

  private static final String[] OF_SQL = {
    " IS NULL",
    " = $1",
    " ILIKE $1",
    " LIKE 'a%'",
    " IN ($1)",
    " = ANY($1)",
    " AND ",
    " OR ",
    " NOT ",
    " ORDER BY 1",
    " LIMIT $2",
    " OFFSET $3",
    " FOR UPDATE",
    " GROUP BY 1",
    " DISTINCT ",
    " count(*) ",
    " coalesce(1, 2) ",
    "(SELECT 1)",
    " LEFT OUTER JOIN ",
    " LATERAL ",
    " UNION ",
    "*",
    ", ",
    "\"id\"",
    " \"posts\" ",
    " p0.",
    "::uuid",
    " -> 'a' ",
    " @> $1",
    " CASE WHEN 1 THEN 2 END ",
    " WITH a AS (SELECT 1) ",
    " RETURNING \"id\"",
    " ON CONFLICT DO NOTHING",
    " VALUES ($1),($2)",
    "lower(",
    " EXISTS (",
    " OVER (PARTITION BY 1)",
    "\"public\".",
    " AS a0",
    " SET ",
    " WHERE ",
    " FROM ",
    " SELECT ",
    "$1",
    "$99999",
    "1",
    "'x'",
    "NULL",
    "("
  };

  private static final String[] OF_LOGS = {
    "[",
    "]",
    "\"",
    "\\",
    "%{",
    "QUERY OK ",
    "[debug] ",
    "[error] ",
    "↳ ",
    "↳ A.b/1, at: lib/a.ex:1",
    "\u001b[0m",
    "request_id=F1 ",
    "GET /",
    "Sent 200 in 1ms",
    "Processing with A.B.c/2",
    "MOUNT A.B",
    "HANDLE EVENT \"a\" in A.B",
    "Replied in 1ms",
    "00:00:00.000 ",
    " (truncated)",
    "\0",
    "\ufffd",
    "** (DBConnection.ConnectionError) ",
    "lib/a.ex:1: A.b/1",
    "db=-1ms ",
    "queue=99999999999ms "
  };

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void isReviewed(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Review review =
        new Advisor(Detectors.ALL, (workload, requests) -> EVIDENCE)
            .withSource(SOURCE)
            .advise(Reviews.read("any.log", anyLog(random)), Instant.EPOCH);
    assertThat(new JsonReport().write(review)).startsWith("{");
    assertThat(new ConsoleReport(Detectors.ALL.size()).render(review, 80, false, true))
        .isNotBlank();
  }

  private static String anyLog(Random random) {
    List<String> lines = new ArrayList<>();
    for (int pieces = 1 + random.nextInt(4); pieces > 0; pieces--) {
      List<String> all = SAMPLES.get(random.nextInt(SAMPLES.size()));
      int from = random.nextInt(all.size());
      lines.addAll(all.subList(from, Math.min(all.size(), from + random.nextInt(MOST_LINES) + 1)));
    }
    int changed = 2 + random.nextInt(30);
    lines.replaceAll(line -> random.nextInt(changed) == 0 ? changed(line, random) : line);
    return String.join("\n", lines);
  }

  private static String changed(String line, Random random) {
    int at = random.nextInt(line.length() + 1);
    int to = Math.min(line.length(), at + (random.nextBoolean() ? 0 : random.nextInt(30)));
    String[] words = line.contains("SELECT") && random.nextBoolean() ? OF_SQL : OF_LOGS;
    return line.substring(0, at) + words[random.nextInt(words.length)] + line.substring(to);
  }

  private static final List<List<String>> SAMPLES = samples();

  private static List<List<String>> samples() {
    try (Stream<Path> files = Files.walk(Path.of("sample-logs"))) {
      return files
          .filter(file -> file.toString().matches(".*\\.log(\\.gz)?"))
          .sorted()
          .map(AnyLogTest::lines)
          .filter(lines -> !lines.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      return new String(text.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
