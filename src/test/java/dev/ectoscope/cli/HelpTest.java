package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ectoscope.report.HtmlReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Help teaches by example, and its examples are true. */
class HelpTest {

  private static final Pattern EXAMPLE = Pattern.compile("(?m)^  (?:.*\\| )?ectoscope\\b(.*)$");

  static Stream<String> commands() {
    return Stream.concat(
        Stream.of(""),
        Main.commandLine().getSubcommands().keySet().stream().filter(n -> !n.equals("help")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandShowsExamplesThatItUnderstands(String command) {
    List<String> examples = examples(help(command));
    assertThat(examples).as(command).isNotEmpty();
    for (String example : examples) {
      assertThatCode(() -> Main.commandLine().parseArgs(words(example)))
          .as("ectoscope" + example)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsWiderThanATerminal(String command) {
    assertThat(help(command).lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theFirstHelpNamesEveryExitCode() {
    assertThat(help(""))
        .contains("0 clean", "1 findings", "2 usage", "3 input not understood", "4 database");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>ectoscope</artifactId>\n  <version>" + HtmlReport.VERSION + "<");
  }

  @Test
  void explanationsFitATerminal() {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    java.io.PrintStream before = System.out;
    System.setOut(new java.io.PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8));
    try {
      assertThat(Main.run("explain", "n-plus-one-query")).isEqualTo(Main.CLEAN);
    } finally {
      System.setOut(before);
    }
    String page = bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(page).contains("Why it matters", "When it is fine", "Instead of", "Read on:");
    assertThat(page.substring(0, page.indexOf("Instead of")).lines())
        .allMatch(line -> line.length() <= 80);
  }

  private static String help(String command) {
    CommandLine main = Main.commandLine();
    CommandLine one = command.isEmpty() ? main : main.getSubcommands().get(command);
    return one.getUsageMessage(CommandLine.Help.Ansi.OFF);
  }

  private static List<String> examples(String help) {
    int from = help.indexOf("Example");
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(from < 0 ? "" : help.substring(from));
    while (matcher.find()) {
      examples.add(matcher.group(1).replaceFirst("   +.*$", ""));
    }
    return examples;
  }

  private static String[] words(String example) {
    String text = example.strip().replace("'", "");
    return text.isEmpty() ? new String[] {"demo"} : text.split("\\s+");
  }
}
