package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must not change a finding: requests that run at the same time, other names, a log in two
 * files, queries that have nothing to do with it. Each law holds for each sample log of each
 * detector, before and after its advice, whichever way the log says whose a line is.
 */
class MetamorphicTest {

  private static final Path SAMPLES = Path.of("sample-logs/detectors");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a log says whose a line is. */
  enum Ids {
    REQUEST_ID,
    PID,
    NONE
  }

  /** What a law demands of the findings. */
  enum Demand {
    /** The same, with the same figures. */
    SAME,
    /** The same, with twice the figures. */
    TWICE,
    /** As many of each detector and variant, with the same figures: names are others. */
    ALIKE,
    /** None that was not there before: what is mixed may hide something. */
    NOTHING_NEW,
    /** None is gone; more may be said of what is asked more often. */
    NOTHING_LOST
  }

  /** A change of a log. */
  enum Law {
    INTERLEAVED(log -> text(log.interleaved())),
    UNITS_SHUFFLED(log -> text(log.shuffled())),
    SPLIT(SampleLog::split),
    UNRELATED_QUERY(log -> log.text() + log.unrelated()),
    OTHERS_MEANWHILE(log -> text(log.amongOthers())),
    LATER(log -> log.later(1).text()),
    DOUBLED(log -> log.text() + log.later(2).again().text()),
    /** The same code for two tenants, each with a schema of its own. */
    TENANTS(log -> log.in("first").text() + log.later(2).again().in("second").text()),
    /** Somebody else asked the same before, with constants where the others have values. */
    CONSTANTS_FIRST(log -> log.withConstants() + log.text()),
    AS_JSON(SampleLog::json),
    TABLE_RENAMED(SampleLog::withAnotherTable),
    COLUMNS_RENAMED(log -> SampleLog.COLUMN.matcher(log.text()).replaceAll("$1\"qq_$2\"")),
    APPLICATION_RENAMED(log -> SampleLog.APPLICATION.matcher(log.text()).replaceAll("Qq$1")),
    FUNCTIONS_RENAMED(log -> SampleLog.FUNCTION.matcher(log.text()).replaceAll("$1.qq_$2/"));

    final Function<SampleLog, Object> change;

    Law(Function<SampleLog, Object> change) {
      this.change = change;
    }

    /**
     * Without ids only the order says whose a query is: mixed with those of others it is not known
     * any more, and what is found must at least have been there.
     *
     * @param told whether each query of the log has an id
     */
    Demand demand(boolean told) {
      return switch (this) {
        case INTERLEAVED, OTHERS_MEANWHILE -> told ? Demand.SAME : Demand.NOTHING_NEW;
        case DOUBLED, TENANTS -> Demand.TWICE;
        case CONSTANTS_FIRST -> Demand.NOTHING_LOST;
        case TABLE_RENAMED, COLUMNS_RENAMED, APPLICATION_RENAMED, FUNCTIONS_RENAMED -> Demand.ALIKE;
        default -> Demand.SAME;
      };
    }
  }

  static Stream<Arguments> laws() {
    return Arrays.stream(Law.values())
        .flatMap(law -> Arrays.stream(Ids.values()).map(ids -> Arguments.of(law, ids)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("laws")
  void changesNoFinding(Law law, Ids ids) {
    Map<String, String> broken = new TreeMap<>();
    for (Path path : logs().toList()) {
      SampleLog log = SampleLog.of(path, ids);
      List<Finding> before = BEFORE.computeIfAbsent(path + " " + ids, p -> found(log.text()));
      Object changed = law.change.apply(log);
      List<Finding> after = found(changed);
      String wrong = wrong(law.demand(log.isTold()), before, after);
      if (!wrong.isEmpty()) {
        broken.put(SAMPLES.relativize(path).toString(), wrong);
      }
    }
    assertThat(broken).isEmpty();
  }

  private static final Map<String, List<Finding>> BEFORE = new ConcurrentHashMap<>();

  /** Units one after the other are told apart without any id. */
  @Test
  void unitsOneAfterTheOtherNeedNoIds() {
    Map<String, String> broken = new TreeMap<>();
    for (Path path : logs().toList()) {
      List<Finding> before = found(SampleLog.of(path, Ids.REQUEST_ID).text());
      for (Ids ids : List.of(Ids.PID, Ids.NONE)) {
        String wrong = wrong(Demand.SAME, before, found(SampleLog.of(path, ids).text()));
        if (!wrong.isEmpty()) {
          broken.put(SAMPLES.relativize(path) + " " + ids, wrong);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** A message takes several lines of a console and one of LoggerJSON: nothing else differs. */
  @Test
  void concurrentRequestsAsJson() {
    Path corpus = Path.of("../shared/corpus/logs/conc_prod_phoenix.log");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(corpus));
    SampleLog log = SampleLog.of(corpus, Ids.REQUEST_ID);
    assertThat(wrong(Demand.SAME, found(log.text()), found(log.json()))).isEmpty();
  }

  /** A new detector comes with its logs, and so with all laws. */
  private static Stream<Path> logs() {
    return Detectors.infos().keySet().stream()
        .flatMap(
            id -> Stream.of(SAMPLES.resolve(id + "/bad.log"), SAMPLES.resolve(id + "/good.log")))
        .filter(path -> !read(path).isBlank());
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Finding> found(Object log) {
    try {
      Review review =
          log instanceof Workload workload ? Reviews.of(workload) : Reviews.of((String) log);
      return review.findings();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String wrong(Demand demand, List<Finding> before, List<Finding> after) {
    Function<Finding, String> words =
        switch (demand) {
          case SAME, TWICE -> f -> named(f) + figures(f, 1);
          case ALIKE -> f -> f.detector() + " " + f.variant() + figures(f, 1);
          case NOTHING_NEW, NOTHING_LOST -> f -> f.id() + " " + f.detector() + " " + f.variant();
        };
    // It speaks of what nothing else explains, and of what is asked often enough.
    Predicate<Finding> told = f -> demand == Demand.SAME || !f.detector().equals("slow-query");
    List<String> is = after.stream().filter(told).map(words).sorted().toList();
    List<String> was =
        before.stream()
            .filter(told)
            .map(demand == Demand.TWICE ? f -> named(f) + figures(f, 2) : words)
            .sorted()
            .toList();
    boolean holds =
        switch (demand) {
          case NOTHING_NEW -> new TreeSet<>(was).containsAll(is);
          case NOTHING_LOST -> new TreeSet<>(is).containsAll(was);
          default -> was.equals(is);
        };
    return holds ? "" : is + " instead of " + was;
  }

  /** Its title without what is counted in it. */
  private static String named(Finding f) {
    String title = f.title().replaceAll("\\bonce\\b|\\d+ times", "n times");
    return String.join(
        " | ",
        f.id(),
        f.detector(),
        f.variant(),
        title.replaceAll("\\d+ request.*", "n requests"),
        f.tables().toString());
  }

  private static String figures(Finding f, int times) {
    return " | " + times * f.occurrences() + " in " + times * f.units();
  }

  private static String text(List<SampleLog.Entry> entries) {
    return entries.stream().map(SampleLog.Entry::text).collect(Collectors.joining());
  }

  /**
   * A log taken apart.
   *
   * @param entries each with the unit that printed it, by the id that the sample has
   */
  record SampleLog(Ids ids, List<Entry> entries) {

    static final Pattern COLUMN =
        Pattern.compile("(\\b[a-z]\\d+\\.)\"(?!id\"|[a-z_]*_id\")([a-z_]+)\"");
    static final Pattern APPLICATION =
        Pattern.compile(
            "\\b(?!Ecto|Phoenix|Enum|DBConnection|Postgrex|Oban)[A-Z][a-z]+((?:Web)?\\.[A-Z])");
    static final Pattern FUNCTION =
        Pattern.compile("(↳ [^\\n]*[A-Z]\\w*)\\.(?!mount|handle_params)([a-z_]+[?!]?)/");

    /** Its head without whose it is, and a statement that has parameters. */
    private static final Pattern CONSTANT =
        Pattern.compile("(\\[\\w+] ?QUERY OK [^\\n]*\\n)([A-Z][^\\n]*\\$1\\b[^\\n]*) \\[[^\\n]*");

    private static final Pattern PLACE =
        Pattern.compile("(\\b(?:FROM|JOIN|INTO|UPDATE) )(\"\\w+\"[ (])");
    private static final Pattern TABLE = Pattern.compile("source=\"([a-z_]+)\"");
    private static final Pattern ENTRY =
        Pattern.compile("(?m)^(?=\\d\\d:\\d\\d:\\d\\d|\\[(?:debug|info|error|warning|notice)])");
    private static final Pattern HEADER =
        Pattern.compile(
            "^(?:(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) )?(?:request_id=(\\S+) )?(?:pid=(\\S+) )?"
                + "\\[(\\w+)\\] ?");

    /** What one message printed. */
    record Entry(String unit, String text) {}

    static SampleLog of(Path path, Ids ids) {
      Map<String, Integer> pids = new TreeMap<>();
      List<Entry> entries = new ArrayList<>();
      for (String text : ENTRY.split(read(path))) {
        Matcher header = HEADER.matcher(text);
        if (text.isBlank() || !header.find()) {
          continue;
        }
        String unit = header.group(2) == null ? "" : header.group(2);
        int pid = pids.computeIfAbsent(unit, u -> 100 + pids.size());
        String as =
            switch (ids) {
              case REQUEST_ID -> "$0";
              case PID -> "pid=<0." + pid + ".0> ";
              case NONE -> "";
            };
        String own = text.stripTrailing() + "\n";
        entries.add(new Entry(unit, own.replaceFirst("request_id=\\S+ ", as)));
      }
      return new SampleLog(ids, entries);
    }

    String text() {
      return MetamorphicTest.text(entries);
    }

    private List<List<Entry>> units() {
      Map<String, List<Entry>> units = new java.util.LinkedHashMap<>();
      entries.forEach(e -> units.computeIfAbsent(e.unit(), u -> new ArrayList<>()).add(e));
      return new ArrayList<>(units.values());
    }

    /** All units at the same time, each line of one followed by a line of the next. */
    List<Entry> interleaved() {
      List<List<Entry>> left = units();
      List<Entry> mixed = new ArrayList<>();
      for (int at = 0; mixed.size() < entries.size(); at++) {
        for (List<Entry> unit : left) {
          if (at < unit.size()) {
            mixed.add(unit.get(at));
          }
        }
      }
      return mixed;
    }

    List<Entry> shuffled() {
      List<List<Entry>> units = units();
      Collections.shuffle(units, new Random(7));
      return units.stream().flatMap(List::stream).toList();
    }

    /** In two files; where only the order holds units together, between two of them. */
    Workload split() {
      int half = entries.size() / 2;
      while (ids == Ids.NONE
          && half > 0
          && half < entries.size()
          && entries.get(half).unit().equals(entries.get(half - 1).unit())) {
        half++;
      }
      try {
        return Reviews.read("app.log.1", MetamorphicTest.text(entries.subList(0, half)))
            .merge(
                Reviews.read(
                    "app.log", MetamorphicTest.text(entries.subList(half, entries.size()))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isTold() {
      return ids != Ids.NONE
          && entries.stream().noneMatch(e -> e.unit().isEmpty() && e.text().contains("] QUERY "));
    }

    private boolean isClocked() {
      return Character.isDigit(entries.get(0).text().charAt(0));
    }

    private String by(int other) {
      return switch (ids) {
        case REQUEST_ID -> "request_id=Other" + other + " ";
        case PID -> "pid=<0." + (9000 + other) + ".0> ";
        case NONE -> "";
      };
    }

    private static Entry other(String head) {
      return new Entry(
          "",
          head
              + "[info] GET /unrelated\n"
              + head
              + "[debug] QUERY OK source=\"zebras\" db=0.1ms idle=1.0ms\n"
              + "SELECT z0.\"id\" FROM \"zebras\" AS z0 WHERE (z0.\"id\" = $1) [1]\n"
              + head
              + "[info] Sent 200 in 1ms\n");
    }

    /** Another request, after all. */
    String unrelated() {
      return other((isClocked() ? "23:59:59.900 " : "") + by(0)).text();
    }

    /** Each statement once, in a request of its own that begins before all others. */
    String withConstants() {
      StringBuilder log = new StringBuilder();
      TreeMap<String, String> asked = new TreeMap<>();
      entries.forEach(
          e ->
              CONSTANT.matcher(e.text()).results().forEach(m -> asked.put(m.group(2), m.group(1))));
      asked.forEach(
          (sql, header) -> {
            String head =
                (isClocked() ? "00:00:0" + asked.headMap(sql).size() % 10 + ".000 " : "")
                    + by(asked.headMap(sql).size());
            log.append(head + "[info] GET /constant\n");
            log.append(head + header + sql.replaceAll("\\$\\d+", "'7'") + " []\n");
            log.append(
                "↳ Constant.all/0, at: lib/constant.ex:1\n" + head + "[info] Sent 200 in 3ms\n");
          });
      return log.toString();
    }

    /** After each line another request has begun, asked something else, and ended. */
    List<Entry> amongOthers() {
      List<Entry> all = new ArrayList<>();
      for (Entry entry : entries) {
        all.add(entry);
        all.add(other((isClocked() ? entry.text().substring(0, 13) : "") + by(all.size())));
      }
      return all;
    }

    SampleLog later(int hours) {
      return changed(
          text ->
              isClocked()
                  ? String.format(
                      "%02d%s", Integer.parseInt(text.substring(0, 2)) + hours, text.substring(2))
                  : text);
    }

    /** The same of other requests and processes. */
    SampleLog again() {
      return changed(
          text ->
              text.replaceFirst("request_id=(\\S+)", "request_id=$1Again")
                  .replaceFirst("pid=<0\\.(\\d+)", "pid=<0.7$1"));
    }

    /** With Ecto's {@code prefix}. */
    SampleLog in(String schema) {
      return changed(text -> PLACE.matcher(text).replaceAll("$1\"" + schema + "\".$2"));
    }

    private SampleLog changed(Function<String, String> change) {
      return new SampleLog(
          ids, entries.stream().map(e -> new Entry(e.unit(), change.apply(e.text()))).toList());
    }

    String json() {
      StringBuilder records = new StringBuilder();
      for (Entry entry : entries) {
        Matcher header = HEADER.matcher(entry.text().stripTrailing());
        assertThat(header.find()).as(entry.text()).isTrue();
        String id = header.group(2) == null ? "" : "\"request_id\":\"" + header.group(2) + "\"";
        String pid = header.group(3) == null ? "" : "\"pid\":\"#PID" + header.group(3) + "\"";
        String time =
            header.group(1) == null ? "" : ",\"time\":\"1970-01-01T" + header.group(1) + "Z\"";
        String metadata = id + (id.isEmpty() || pid.isEmpty() ? "" : ",") + pid;
        records
            .append("{\"message\":")
            .append(quoted(entry.text().stripTrailing().substring(header.end())))
            .append(",\"metadata\":{" + metadata + "},\"severity\":\"" + header.group(4) + "\"")
            .append(time + "}\n");
      }
      return records.toString();
    }

    private static String quoted(String message) {
      try {
        return JSON.writeValueAsString(message);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    String withAnotherTable() {
      String text = text();
      return TABLE
          .matcher(text)
          .results()
          .map((MatchResult match) -> match.group(1))
          .findFirst()
          .map(name -> text.replace("\"" + name + "\"", "\"qq_" + name + "\""))
          .orElse(text);
    }
  }
}
