package dev.ectoscope.log.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent.Query;
import dev.ectoscope.log.LogSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real logs of every kind against what the program that printed them counted. */
class CorpusTotalsTest {

  private static final Path CORPUS = Path.of("../shared/corpus");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev_phoenix",
        "dev_phoenix_ansi",
        "dev_phoenix_bt20",
        "dev_default",
        "dev_default_ansi",
        "prod_phoenix",
        "prod_phoenix_latin1",
        "prod_meta",
        "prod_date_t",
        "prod_date_nostack",
        "prod_iso_us",
        "truncated_giant",
        "conc_dev_phoenix",
        "conc_prod_phoenix",
        "json_basic",
        "json_gcp",
        "json_datadog",
        "json_elastic",
        "json_giant_untruncated",
        "merged_heroku",
        "wrapped_cri",
        "wrapped_docker",
        "wrapped_docker_json",
        "wrapped_fly",
        "wrapped_heroku",
        "wrapped_journald",
        "wrapped_kubectl"
      })
  void totalsEqualTheLabels(String name) throws IOException {
    check(name, name);
  }

  @ParameterizedTest
  @ValueSource(strings = "crlf_dev_phoenix_bt20")
  void carriageReturnsChangeNothing(String name) throws IOException {
    check(name, "dev_phoenix_bt20");
  }

  /** Printed with LoggerJSON.Ecto: microseconds, no sources, no errors, no idle times. */
  @Test
  void telemetryRecordsAreQueries() throws IOException {
    JsonNode labels = labels("json_ecto_handler");
    List<Query> queries = new ArrayList<>();
    InputFile file = read(log("json_ecto_handler"), queries);

    assertThat(queries).hasSize(labels.get("queries_really_in_file").asInt());
    assertThat(file.format()).isEqualTo("json");
    assertThat(file.unread()).last().asString().contains("10 queries are printed both");
  }

  /** Two instances in one file without a prefix: put together again, and said to be. */
  @Test
  void tornMessagesArePutTogether() throws IOException {
    JsonNode totals = labels("merged_bare_hard").get("totals");
    List<Query> queries = new ArrayList<>();
    InputFile file = read(log("merged_bare_hard"), queries);

    assertThat(queries).hasSize(totals.get("printed_queries").asInt());
    assertThat(by(queries, q -> q.source().isEmpty() ? "(none)" : q.source()))
        .isEqualTo(map(totals.get("by_source")));
    assertThat(by(queries, CorpusTotalsTest::verb)).isEqualTo(map(totals.get("by_verb")));
    assertThat(file.unread()).anyMatch(u -> u.reason().contains("torn apart"));
  }

  @Test
  void overloadLosesMessagesAndIsNoticed() throws IOException {
    List<Query> queries = new ArrayList<>();
    InputFile file = read(log("overload_drops"), queries);

    assertThat(queries).hasSize(labels("overload_drops").get("queries_really_in_file").asInt());
    assertThat(file.lowerBounds()).singleElement().asString().contains("no line that ends them");
  }

  /** Sixty messages damaged on purpose: only those without a header are lost. */
  @Test
  void damageLosesOnlyWhatItDestroys() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
    JsonNode report =
        new ObjectMapper().readTree(CORPUS.resolve("labels/damaged.report.json").toFile());
    Map<String, Long> kinds = new HashMap<>();
    report.get("damaged").forEach(d -> kinds.merge(d.get("kind").asText(), 1L, Long::sum));
    List<Query> queries = new ArrayList<>();
    InputFile file = read(log("damaged"), queries);

    long lost = kinds.get("drop_header") + kinds.get("cut_header");
    assertThat(queries).hasSize((int) (report.get("real_queries_in_source").asLong() - lost));
    assertThat(file.unread()).filteredOn(u -> u.reason().contains("header without")).hasSize(6);
    assertThat(file.unread()).filteredOn(u -> u.reason().contains("its QUERY header")).hasSize(6);
    assertThat(file.lowerBounds()).hasSize(1);
  }

  private static Stream<Path> versions() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
    try (Stream<Path> logs = Files.list(CORPUS.resolve("versions"))) {
      return logs.sorted().toList().stream();
    }
  }

  @Test
  void everyVersionIsReadWhole() throws IOException {
    for (Path log : versions().toList()) {
      List<Query> queries = new ArrayList<>();
      InputFile file = read(log, queries);

      assertThat(file.unread()).as(log.toString()).isEmpty();
      assertThat(file.headers()).as(log.toString()).isEqualTo(occurrences(log)).isPositive();
      assertThat(queries).as(log.toString()).hasSize((int) file.headers());
      assertThat(queries).as(log.toString()).allMatch(q -> q.parameters().text().endsWith("]"));
      boolean sites = queries.stream().anyMatch(q -> q.callSite().line() > 0);
      boolean old = log.toString().matches(".*(3\\.4\\.5|3\\.6\\.2|nostack).*");
      assertThat(sites).as(log.toString()).isNotEqualTo(old);
    }
  }

  private static long occurrences(Path log) throws IOException {
    return Pattern.compile("QUERY (?:OK|ERROR) ")
        .matcher(Files.readString(log, StandardCharsets.ISO_8859_1))
        .results()
        .count();
  }

  /** Short quotations of logs out of issues and guides. */
  @Test
  void everySnippetIsReadAsItsIndexSays() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
    Path snippets = CORPUS.resolve("real-snippets");
    for (JsonNode snippet : new ObjectMapper().readTree(snippets.resolve("index.json").toFile())) {
      String name = snippet.get("name").asText();
      InputFile file = read(snippets.resolve(name + ".txt"), new ArrayList<>());

      assertThat(file.headers()).as(name).isEqualTo(snippet.get("query_headers").asLong());
      assertThat(file.isPostgres())
          .as(name)
          .isEqualTo(!name.startsWith("mysql") && !name.startsWith("sqlite"));
    }
  }

  private static Path log(String name) {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
    return CORPUS.resolve("logs/" + name + ".log");
  }

  private static JsonNode labels(String name) throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
    return new ObjectMapper().readTree(CORPUS.resolve("labels/" + name + ".labels.json").toFile());
  }

  private static void check(String log, String labels) throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "no corpus beside the checkout");
    JsonNode totals =
        new ObjectMapper()
            .readTree(CORPUS.resolve("labels/" + labels + ".labels.json").toFile())
            .get("totals");
    List<Query> queries = new ArrayList<>();
    InputFile file = read(CORPUS.resolve("logs/" + log + ".log"), queries);

    assertThat(file.understood()).isEqualTo(totals.get("printed_queries").asLong());
    assertThat(queries).hasSize(totals.get("printed_queries").asInt());
    assertThat(count(queries, Query::ok)).isEqualTo(totals.get("ok").asLong());
    assertThat(count(queries, q -> !q.ok())).isEqualTo(totals.get("error").asLong());
    assertThat(by(queries, q -> q.source().isEmpty() ? "(none)" : q.source()))
        .isEqualTo(map(totals.get("by_source")));
    assertThat(by(queries, CorpusTotalsTest::verb)).isEqualTo(map(totals.get("by_verb")));
    JsonNode sums = totals.get("sum_ms");
    assertThat(sum(queries, Query::db)).isEqualTo(tenths(sums.get("db_as_printed")));
    assertThat(sum(queries, Query::queue)).isEqualTo(tenths(sums.get("queue_as_printed")));
    assertThat(sum(queries, Query::decode)).isEqualTo(tenths(sums.get("decode_as_printed")));
    assertThat(sum(queries, Query::idle)).isEqualTo(tenths(sums.get("idle_as_printed")));
    assertThat(count(queries, q -> q.db() >= 0)).isEqualTo(totals.get("db_printed").asLong());
    assertThat(count(queries, q -> q.queue() >= 0)).isEqualTo(totals.get("queue_printed").asLong());
    if (log.contains("truncated")) {
      return; // labels count what was sent, the log holds what Logger left
    }
    assertThat(count(queries, q -> q.callSite().isKnown()))
        .isEqualTo(totals.get("caller_line_printed").asLong());
    assertThat(queries.stream().map(q -> q.statement().text()).distinct().count())
        .isEqualTo(totals.get("distinct_sql_exact").asLong());
    assertThat(queries).allMatch(q -> q.parameters().text().endsWith("]"));
  }

  private static InputFile read(Path path, List<Query> queries) throws IOException {
    LogSink sink =
        event -> {
          if (event instanceof Query query) {
            queries.add(query);
          }
        };
    try (InputStream bytes = Files.newInputStream(path)) {
      return new LogReader(sink, Function.identity()).read(path.toString(), bytes, n -> {});
    }
  }

  private static String verb(Query query) {
    return query.statement().text().strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
  }

  private static long count(List<Query> queries, Predicate<Query> which) {
    return queries.stream().filter(which).count();
  }

  private static long sum(List<Query> queries, ToLongFunction<Query> time) {
    return queries.stream().mapToLong(time).filter(t -> t >= 0).sum();
  }

  private static long tenths(JsonNode milliseconds) {
    return Math.round(milliseconds.asDouble() * 10);
  }

  private static Map<String, Long> by(List<Query> queries, Function<Query, String> key) {
    Map<String, Long> counts = new HashMap<>();
    queries.forEach(q -> counts.merge(key.apply(q), 1L, Long::sum));
    return counts;
  }

  private static Map<String, Long> map(JsonNode node) {
    Map<String, Long> counts = new HashMap<>();
    node.properties().forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
    return counts;
  }
}
