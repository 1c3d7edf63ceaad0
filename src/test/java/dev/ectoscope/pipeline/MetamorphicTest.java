package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.review.Review;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must not change a finding: requests that run at the same time, other names, a log in two
 * files, queries that have nothing to do with it. Each sample log of each detector, before and
 * after the advice.
 */
class MetamorphicTest {

  private static final Path SAMPLES = Path.of("sample-logs/detectors");
  private static final Pattern TABLE = Pattern.compile("source=\"([a-z_]+)\"");
  private static final Pattern COLUMN =
      Pattern.compile("(\\b[a-z]\\d+\\.)\"(?!id\"|[a-z_]*_id\")([a-z_]+)\"");
  private static final Pattern APPLICATION =
      Pattern.compile(
          "\\b(?!Ecto|Phoenix|Enum|DBConnection|Postgrex|Oban)[A-Z][a-z]+((?:Web)?\\.[A-Z])");
  private static final Pattern FUNCTION =
      Pattern.compile("(↳ [^\\n]*[A-Z]\\w*)\\.(?!mount|handle_params)([a-z_]+[?!]?)/");
  private static final Pattern REQUEST = Pattern.compile("request_id=(\\S+)");
  private static final Pattern ENTRY =
      Pattern.compile("(?m)^(?=\\d\\d:\\d\\d:\\d\\d|\\[(?:debug|info|error|warning|notice)])");

  private static final Pattern HEADER =
      Pattern.compile(
          "^(?:(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) )?(?:request_id=(\\S+) )?(?:pid=(\\S+) )?"
              + "\\[(\\w+)\\] ?");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Laws about requests need logs that tell them apart. */
  static Stream<Path> logsWithIds() {
    return logs().filter(log -> requests(log).noneMatch(String::isEmpty));
  }

  static Stream<Path> logsOfSeveralRequests() {
    return logsWithIds().filter(log -> requests(log).distinct().count() > 1);
  }

  static Stream<Path> logsWithTables() {
    return logs().filter(log -> TABLE.matcher(text(log)).find());
  }

  private static Stream<String> requests(Path log) {
    return entries(text(log)).stream().map(MetamorphicTest::requestOf);
  }

  static Stream<Path> logs() {
    return Detectors.infos().keySet().stream()
        .flatMap(
            id -> Stream.of(SAMPLES.resolve(id + "/bad.log"), SAMPLES.resolve(id + "/good.log")))
        .filter(path -> !text(path).isBlank());
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What was found, in words that do not depend on places in a file. */
  private static TreeSet<String> found(Review review) {
    return review.findings().stream()
        .map(
            f ->
                String.join(
                    " | ",
                    f.id(),
                    f.detector(),
                    f.variant(),
                    f.title(),
                    f.tables().toString(),
                    "" + f.occurrences(),
                    "" + f.units()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> entries(String log) {
    return ENTRY.splitAsStream(log).filter(e -> !e.isBlank()).toList();
  }

  private static String requestOf(String entry) {
    Matcher id = REQUEST.matcher(entry.lines().findFirst().orElse(""));
    return id.find() ? id.group(1) : "";
  }

  @ParameterizedTest
  @MethodSource("logsOfSeveralRequests")
  void interleavingRequestsWithIds(Path log) throws IOException {
    List<String> entries = entries(text(log));
    Map<String, List<String>> requests = new LinkedHashMap<>();
    entries.forEach(e -> requests.computeIfAbsent(requestOf(e), r -> new ArrayList<>()).add(e));
    StringBuilder mixed = new StringBuilder();
    List<List<String>> left =
        requests.values().stream().map(r -> (List<String>) new ArrayList<>(r)).toList();
    while (left.stream().anyMatch(r -> !r.isEmpty())) {
      left.stream().filter(r -> !r.isEmpty()).forEach(r -> mixed.append(r.remove(0)));
    }
    assertThat(found(Reviews.of(mixed.toString()))).isEqualTo(found(Reviews.of(text(log))));
  }

  @ParameterizedTest
  @MethodSource("logsWithIds")
  void shufflingRequests(Path log) throws IOException {
    List<String> entries = entries(text(log));
    Map<String, String> requests = new LinkedHashMap<>();
    entries.forEach(e -> requests.merge(requestOf(e), e, String::concat));
    List<String> shuffled = new ArrayList<>(requests.values());
    java.util.Collections.shuffle(shuffled, new Random(7));
    assertThat(found(Reviews.of(String.join("", shuffled))))
        .isEqualTo(found(Reviews.of(text(log))));
  }

  static Stream<Path> logsAndCorpus() {
    Path corpus = Path.of("../shared/corpus/logs/conc_prod_phoenix.log");
    return Files.exists(corpus) ? Stream.concat(logs(), Stream.of(corpus)) : logs();
  }

  /** A message takes several lines of a console and one of LoggerJSON: nothing else differs. */
  @ParameterizedTest
  @MethodSource("logsAndCorpus")
  void printingItAsJson(Path log) throws IOException {
    StringBuilder records = new StringBuilder();
    for (String entry : entries(text(log))) {
      Matcher header = HEADER.matcher(entry.stripTrailing());
      assertThat(header.find()).as(entry).isTrue();
      String id = header.group(2) == null ? "" : "\"request_id\":\"" + header.group(2) + "\"";
      String pid = header.group(3) == null ? "" : "\"pid\":\"#PID" + header.group(3) + "\"";
      String time =
          header.group(1) == null ? "" : ",\"time\":\"1970-01-01T" + header.group(1) + "Z\"";
      String metadata = id + (id.isEmpty() || pid.isEmpty() ? "" : ",") + pid;
      String message = JSON.writeValueAsString(entry.stripTrailing().substring(header.end()));
      records
          .append("{\"message\":" + message + ",\"metadata\":{" + metadata + "},\"severity\":\"")
          .append(header.group(4) + "\"" + time + "}\n");
    }
    assertThat(found(Reviews.of(records.toString()))).isEqualTo(found(Reviews.of(text(log))));
  }

  /** Between any two lines another request has asked something else. */
  @ParameterizedTest
  @MethodSource("logs")
  void requestsThatRunMeanwhile(Path log) throws IOException {
    StringBuilder mixed = new StringBuilder();
    int number = 0;
    for (String entry : entries(text(log))) {
      String time = entry.matches("(?s)\\d\\d:\\d\\d:\\d\\d.*") ? entry.substring(0, 13) : "";
      mixed
          .append(entry.stripTrailing())
          .append('\n')
          .append(time)
          .append("request_id=Meanwhile")
          .append(number++)
          .append(" [debug] QUERY OK source=\"zebras\" db=0.1ms idle=1.0ms\n")
          .append("SELECT z0.\"id\" FROM \"zebras\" AS z0 WHERE (z0.\"id\" = $1) [1]\n");
    }
    assertThat(found(Reviews.of(mixed.toString()))).isEqualTo(found(Reviews.of(text(log))));
  }

  /** Same statements, other names: the same findings of the other names. */
  @ParameterizedTest
  @MethodSource("logsWithTables")
  void renamingATable(Path log) throws IOException {
    String table =
        TABLE.matcher(text(log)).results().map(MatchResult::group).findFirst().orElse("");
    String name = table.substring(8, table.length() - 1);
    isFoundAlike(log, text(log).replace("\"" + name + "\"", "\"qq_" + name + "\""));
  }

  /** But for keys, whose names say what they are. */
  @ParameterizedTest
  @MethodSource("logsWithTables")
  void renamingTheColumns(Path log) throws IOException {
    isFoundAlike(log, COLUMN.matcher(text(log)).replaceAll("$1\"qq_$2\""));
  }

  /** {@code Library.Shelves.all/0} is {@code Qq.Shelves.all/0}. */
  @ParameterizedTest
  @MethodSource("logs")
  void renamingTheApplication(Path log) throws IOException {
    isFoundAlike(log, APPLICATION.matcher(text(log)).replaceAll("Qq$1"));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void renamingTheFunctions(Path log) throws IOException {
    isFoundAlike(log, FUNCTION.matcher(text(log)).replaceAll("$1.qq_$2/"));
  }

  private static void isFoundAlike(Path log, String renamed) throws IOException {
    assertThat(found(Reviews.of(renamed)).stream().map(MetamorphicTest::kind).sorted())
        .isEqualTo(
            found(Reviews.of(text(log))).stream().map(MetamorphicTest::kind).sorted().toList());
  }

  /** Detector, variant and counts. */
  private static String kind(String finding) {
    String[] parts = finding.split(" \\| ");
    return parts[1] + parts[2] + parts[5] + " " + parts[6];
  }

  @ParameterizedTest
  @MethodSource("logsWithIds")
  void splittingTheFile(Path log) throws IOException {
    List<String> entries = entries(text(log));
    int half = entries.size() / 2;
    Review split =
        Reviews.of(
            Reviews.read("app.log.1", String.join("", entries.subList(0, half)))
                .merge(
                    Reviews.read(
                        "app.log", String.join("", entries.subList(half, entries.size())))));
    assertThat(found(split)).isEqualTo(found(Reviews.of(text(log))));
  }

  @ParameterizedTest
  @MethodSource("logsWithIds")
  void addingAnUnrelatedQuery(Path log) throws IOException {
    String time = text(log).matches("(?s)\\d\\d:\\d\\d:\\d\\d.*") ? "23:59:59.900 " : "";
    String more =
        time
            + "request_id=Unrelated [info] GET /unrelated\n"
            + time
            + "request_id=Unrelated [debug] QUERY OK source=\"zebras\" db=0.1ms idle=1.0ms\n"
            + "SELECT z0.\"id\" FROM \"zebras\" AS z0 WHERE (z0.\"id\" = $1) [1]\n"
            + time
            + "request_id=Unrelated [info] Sent 200 in 1ms\n";
    assertThat(found(Reviews.of(text(log).stripTrailing() + "\n" + more)))
        .isEqualTo(found(Reviews.of(text(log))));
  }
}
