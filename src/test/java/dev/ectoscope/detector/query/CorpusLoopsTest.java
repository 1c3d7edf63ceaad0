package dev.ectoscope.detector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every loop that the corpus labels is found with its exact number of queries, and nothing else is.
 */
class CorpusLoopsTest {

  private static final Path CORPUS = Path.of("../shared/corpus");
  private static final Set<String> LOOPS =
      Set.of("n_plus_one", "unbatched_insert", "duplicate_query");

  /** Named in the notes of the labels A04 and A12. */
  private static final Set<String> OUTER_LEVELS =
      Set.of("comments lib/inkwell/blog.ex:47", "line_items lib/inkwell/shop.ex:20");

  private static final List<Detector> DETECTORS =
      List.of(
          new NPlusOneQuery(), new NPlusOneWrite(), new UnbatchedInsert(), new DuplicateQuery());

  @Test
  void everyLabelledLoopIsFoundWithItsCountAndNothingElse() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), "the corpus is not here");
    Map<String, Long> expected = labelled();
    Map<String, Long> found = found(Given.read(CORPUS.resolve("logs/prod_phoenix.log")));
    // outer levels of nested loops are true as well, and carry no label of their own
    found.keySet().removeAll(OUTER_LEVELS);
    assertEquals(lines(expected), lines(found));
  }

  private static String lines(Map<String, Long> counts) {
    StringBuilder text = new StringBuilder();
    counts.forEach((k, v) -> text.append(v).append(' ').append(k).append('\n'));
    return text.toString();
  }

  /** Queries by table and printed call site; A13 and A14 share theirs. */
  private static Map<String, Long> labelled() throws IOException {
    JsonNode labels =
        new ObjectMapper().readTree(CORPUS.resolve("labels/prod_phoenix.labels.json").toFile());
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode label : labels.get("findings")) {
      String kind = label.get("kind").asText();
      if (LOOPS.stream().noneMatch(kind::startsWith)) {
        continue;
      }
      String table = label.get("table").asText();
      label
          .get("printed_call_sites")
          .forEach(
              c ->
                  counts.merge(
                      table + " " + c.get("at").asText(), c.get("count").asLong(), Long::sum));
    }
    return counts;
  }

  private static Map<String, Long> found(Workload workload) {
    Map<String, Long> counts = new TreeMap<>();
    for (Detector detector : DETECTORS) {
      detector
          .suspect(workload)
          .filter(s -> detector.judge(s, Evidence.NONE) instanceof Verdict.Confirmed)
          .forEach(
              s ->
                  counts.merge(
                      s.statement().shape().rootTable() + " " + places(s),
                      s.occurrences(),
                      Long::sum));
    }
    return counts;
  }

  private static String places(Suspicion suspicion) {
    return suspicion.callSites().stream().map(CallSite::path).collect(Collectors.joining(","));
  }
}
