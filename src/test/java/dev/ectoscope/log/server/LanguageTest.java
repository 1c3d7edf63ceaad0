package dev.ectoscope.log.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.Period;
import dev.ectoscope.log.reading.LogInput;
import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.LogStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server's log says the same in every language. The logs were written by PostgreSQL 15.18 of
 * Debian with {@code lc_messages = 'C.utf8'} and {@code LANGUAGE} set to the language, each while
 * the same program ran: durations of simple and prepared statements, plans, temporary files, waits
 * for locks, a deadlock, three timeouts, two errors.
 */
class LanguageTest {

  private static final String FOLDER = "languages/";

  private static String said(String file) throws IOException, URISyntaxException {
    Path path =
        Path.of(Objects.requireNonNull(LanguageTest.class.getResource(FOLDER + file)).toURI());
    LogInput input = LogInputs.resolve(List.of(path.toString())).get(0);
    try (LogStream bytes = input.open()) {
      ServerLogFormat format = ServerLogReader.formatOf(bytes).orElseThrow();
      ServerActivity activity =
          new ServerLogReader(Period.ALL, null).read("server.log", bytes, format, n -> {});
      assertThat(activity.inputs().get(0).unread()).isEmpty();
      return activity.statements().stream().map(LanguageTest::said).collect(Collectors.joining())
          + activity.deadlocks().stream().map(LanguageTest::said).toList();
    }
  }

  private static String said(StatementActivity statement) {
    return statement.fingerprint()
        + " ran "
        + statement.executions().count()
        + (statement.executions().slowestParameters().isEmpty() ? "" : " with parameters")
        + " waited "
        + statement.lockWaits().count()
        + " wrote "
        + statement.temporaryFiles().count()
        + " cancelled "
        + statement.cancelled()
        + " failed "
        + statement.failed()
        + (statement.plans() > 0 ? " planned\n" : "\n");
  }

  private static List<String> said(Deadlock deadlock) {
    return deadlock.participants().stream()
        .map(p -> p.lock().replaceAll("\\d+", "n") + " " + p.fingerprint())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "de.log",
    "es.log",
    "fr.log",
    "it.log",
    "ja.log",
    "ko.log",
    "ru.log",
    "sv.log",
    "uk.log",
    "zh_CN.log",
    "zh_CN.csv",
    "ru.json"
  })
  void saysWhatEnglishSays(String file) throws IOException, URISyntaxException {
    String english = "C" + file.substring(file.indexOf('.'));
    assertThat(said(file + ".gz"))
        .isEqualTo(said(english + ".gz"))
        .contains("cancelled {statement timeout=1, user request=1}", "ShareLock on transaction n");
  }

  private record Line(String language, String english, String translated) {}

  static Stream<String> languages() throws IOException {
    return lines().stream().map(Line::language).distinct();
  }

  private static List<Line> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Language.class.getResourceAsStream("messages.tsv"))) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.split("\t"))
          .map(f -> new Line(f[0], f[1].replace("\\n", "\n"), f[2].replace("\\n", "\n")))
          .toList();
    }
  }

  private static final Pattern ARGUMENT = Pattern.compile("%(?:(\\d)\\$)?(?:0\\d)?l?([sdu])");

  /** As the server prints the message: numbers, and texts without colons and brackets. */
  private static String printed(String format) {
    StringBuilder text = new StringBuilder();
    Matcher argument = ARGUMENT.matcher(format);
    int at = 0;
    for (int place = 1; argument.find(); place++) {
      int number = argument.group(1) == null ? place : Integer.parseInt(argument.group(1));
      boolean word = argument.group(2).equals("s");
      text.append(format, at, argument.start()).append(word ? "w" + number : "10" + number);
      at = argument.end();
    }
    return text.append(format.substring(at)).toString();
  }

  /** Every message that is known is said in English again, whatever its arguments' order. */
  @ParameterizedTest
  @MethodSource("languages")
  void eachMessageIsSaidInEnglishAgain(String language) throws IOException {
    List<Line> own = lines().stream().filter(l -> l.language().equals(language)).toList();
    List<String> durations =
        own.stream()
            .filter(l -> l.english().equals("duration: %s ms  statement: %s"))
            .map(l -> "LOG:  " + printed(l.translated()).replace("w1", "1.234"))
            .toList();
    Language read = Language.of(durations);
    List<String> wrong = new ArrayList<>();
    for (Line line : own) {
      boolean whole = line.english().contains(" ") && !line.english().contains(":  %s, ");
      boolean label = line.english().endsWith(":  ") || line.english().startsWith("BACKTRACE");
      boolean part = line.english().startsWith(" at") || line.english().startsWith("execute");
      boolean object = line.english().matches("(transaction|relation %u|tuple).*");
      boolean byWord = line.english().contains("%s%s%s");
      if (whole && !label && !part && !object && !byWord) {
        String printed = printed(line.translated());
        ServerEntry said =
            read.english(new ServerEntry(1, -1, "", Severity.LOG, "", printed, printed, ""));
        boolean inDetail = line.english().startsWith("Process ");
        String english = inDetail ? said.detail() : said.message();
        if (!english.equals(printed(line.english()))) {
          wrong.add(printed + " became " + english);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Each of these took minutes or all memory while a message was cut in every possible way. */
  @Test
  void longMessagesAreSaidAtOnce() {
    Language german = Language.of(List.of("LOG:  Dauer: 1.234 ms  Anweisung: SELECT 1"));
    for (String part :
        List.of("execute ausführen ", " bei Zeichen 5", "Dauer: 1 ms  execute ", "»a« ")) {
      String message = part.repeat(60_000);
      ServerEntry entry = new ServerEntry(1, -1, "", Severity.LOG, "", message, "", "");
      assertThat(german.english(entry).message()).hasSizeGreaterThan(200_000);
    }
  }

  @Test
  void englishAndWhatIsNoLanguageStayAsTheyAre() {
    assertThat(Language.of(List.of("LOG:  duration: 1.2 ms  statement: SELECT 'Dauer: 1.234 ms'")))
        .isSameAs(Language.ENGLISH);
    assertThat(Language.of(List.of("[debug] GET /x", "OK:  1", "ÄÖ: 5")))
        .isSameAs(Language.ENGLISH);
  }
}
