package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An app with logs and a list of what they hold.
 *
 * @param folder with {@code app}, {@code expected.tsv} and the logs
 */
record LabelledApp(Path folder) {

  private static final Set<String> LOOPS =
      Set.of(
          "n-plus-one-query",
          "n-plus-one-write",
          "unbatched-insert",
          "duplicate-query",
          "double-mount");

  /** A line of expected.tsv, with the number of queries in one of the logs; -1: not shown there. */
  record Expected(String kind, Set<String> detectors, String function, String table, long queries) {

    static Expected of(String line, int log) {
      String[] columns = line.split("\t");
      String queries = columns[4 + log];
      return new Expected(
          columns[0],
          Set.of(columns[1].split("\\|")),
          columns[2],
          columns[3],
          queries.equals("~") ? -1 : Long.parseLong(queries));
    }

    boolean isLookAlike() {
      return detectors.contains("-");
    }

    boolean isLoop() {
      return LOOPS.containsAll(detectors);
    }

    /** Where no line of code is printed, it may be left open which of several functions it is. */
    boolean isSaidBy(Found found) {
      boolean there = found.functions.isEmpty() || found.functions.contains(function);
      return detectors.contains(found.detector)
          && (table.equals("~") || found.tables.isEmpty() || found.tables.contains(table))
          && (function.equals("~") || there);
    }
  }

  record Found(
      String detector, Set<String> functions, Set<String> tables, long queries, String title) {

    static Found of(JsonNode finding) {
      return new Found(
          finding.get("detector").asText(),
          texts(finding.get("callSites"), "function"),
          texts(finding.get("tables"), ""),
          finding.get("occurrences").asLong(),
          finding.get("title").asText());
    }

    private static Set<String> texts(JsonNode list, String field) {
      Set<String> texts = new TreeSet<>();
      list.forEach(one -> texts.add(field.isEmpty() ? one.asText() : one.get(field).asText()));
      texts.remove("");
      return texts;
    }
  }

  List<Expected> expected(int log) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("expected.tsv"))) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Expected.of(line, log))
          .toList();
    }
  }

  List<Found> found(String log, boolean source) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("analyze", folder.resolve(log).toString(), "--format", "json"));
    if (source) {
      command.addAll(List.of("--source", folder.resolve("app").toString()));
    }
    CommandLineRun run = CommandLineRun.of(command.toArray(String[]::new));
    JsonNode findings = new ObjectMapper().readTree(run.out()).get("findings");
    return StreamSupport.stream(findings.spliterator(), false).map(Found::of).toList();
  }

  /** No loop is reported that expected.tsv does not know. */
  void reportsNoOtherLoop(String log, int column) throws IOException {
    List<Expected> loops = expected(column).stream().filter(Expected::isLoop).toList();
    assertThat(found(log, true))
        .filteredOn(found -> LOOPS.contains(found.detector))
        .allSatisfy(
            found ->
                assertThat(loops)
                    .as(found.toString())
                    .anyMatch(expected -> expected.isSaidBy(found)));
  }

  void reportsAll(String log, int column) throws IOException {
    List<Found> found = found(log, true);
    for (Expected expected : expected(column)) {
      if (expected.isLookAlike() || expected.queries < 0) {
        continue;
      }
      List<Found> said = found.stream().filter(expected::isSaidBy).toList();
      assertThat(said).as(expected.toString()).isNotEmpty();
      if (expected.isLoop()) {
        List<Long> counts = new ArrayList<>(said.stream().map(Found::queries).toList());
        counts.add(counts.stream().mapToLong(Long::longValue).sum());
        assertThat(counts).as(expected + " in " + said).contains(expected.queries);
      }
    }
  }

  List<String> loops(String log, boolean source) throws IOException {
    return found(log, source).stream()
        .filter(one -> LOOPS.contains(one.detector))
        .map(one -> one.queries + " " + one.detector + " " + one.tables)
        .sorted()
        .toList();
  }

  /** What a log's review finds, the source beside it. */
  List<JsonNode> findings(String log) {
    String text =
        CommandLineRun.of(
                "analyze",
                folder.resolve(log).toString(),
                "--format",
                "json",
                "--source",
                folder.resolve("app").toString())
            .out();
    try {
      JsonNode findings = new ObjectMapper().readTree(text).get("findings");
      return StreamSupport.stream(findings.spliterator(), false).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The first of the findings by the detector at the function has code with a piece in it.
   *
   * @param piece {@code -} before what the code may not hold
   */
  static void saysInCode(List<JsonNode> findings, String detector, String function, String piece) {
    String code =
        findings.stream()
            .filter(f -> f.get("detector").asText().equals(detector))
            .filter(f -> f.get("callSites").toString().contains(function))
            .map(f -> f.get("recommendation").get("fixes").toString())
            .map(fixes -> fixes.replace("\\n", "\n").replace("\\\"", "\""))
            .findFirst()
            .orElse("");
    assertThat(code).isNotEmpty();
    if (piece.startsWith("-")) {
      assertThat(code).doesNotContain(piece.substring(1));
    } else {
      assertThat(code).contains(piece);
    }
  }
}
