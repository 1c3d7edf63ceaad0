package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Usual arguments mean what the command line's library takes them for; it reads all others. */
class UsualArgumentsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "analyze a.log",
        "analyze -",
        "analyze a.log b.log.gz logs/*.log",
        "analyze a.log --format json",
        "analyze --format=JSON a.log --output=x=y.json",
        "analyze --all a.log --fail-on high --output out/r.html --format Html",
        "analyze a.log --fail-on=Medium --source . --since 2h --until 2024-05-01T10:30",
        "analyze a.log --log-format kubectl+console b.log",
        "analyze --format console"
      })
  void theyAreReadAsTheLibraryReadsThem(String line) {
    String[] arguments = line.split(" ");
    AnalyzeCommand read = UsualArguments.read(arguments);
    assertThat(read).isNotNull();
    assertThat(read).usingRecursiveComparison().isEqualTo(byTheLibrary(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "analyze",
        "serve a.log",
        "analyze --help",
        "analyze a.log --follow",
        "analyze a.log --replica postgresql://reader@replica/app",
        "analyze a.log --workload w",
        "analyze @arguments",
        "analyze a.log --format",
        "analyze a.log --format --all",
        "analyze a.log --format sarif",
        "analyze a.log --format json --format json",
        "analyze a.log --all --all",
        "analyze a.log --all=false",
        "analyze a.log --output=",
        "analyze a.log --outptu x",
        "analyze a.log --",
        "analyze a.log -V",
        "analyze a.log --since 'yesterday"
      })
  void theLibraryReadsAllOthers(String line) {
    assertThat(UsualArguments.read(line.split(" "))).isNull();
  }

  private static AnalyzeCommand byTheLibrary(String... arguments) {
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(arguments);
    return (AnalyzeCommand) parsed.subcommand().commandSpec().userObject();
  }
}
