package dev.ectoscope.cli;

import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.pipeline.Following;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.report.EditorLinks;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.report.Reader;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code analyze LOG…}. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = "Reads Ecto logs and says what to change.",
    footer = {
      "",
      "Examples:",
      "  ectoscope analyze prod.log",
      "      what the log alone shows",
      "  ectoscope analyze log/ 'old/*.log.gz' --format json --output review.json",
      "      folders, globs and packed files; the review for other programs",
      "  ectoscope analyze prod.log --replica postgresql://reader@replica/app",
      "      plans measured and indexes proved on a standby, which is only read",
      "  ectoscope analyze prod.log --source .",
      "      with the app's source: the line of each Repo call, fixes as changes of your functions",
      "  ectoscope analyze prod.log --format html --output report.html",
      "      the report as one file to send around",
      "  kubectl logs deploy/web | ectoscope analyze - --fail-on high",
      "      in CI: exit code 1 on a finding of high severity",
      "",
      "Exit codes: 0 clean, 1 findings at or above --fail-on, 2 usage,",
      "3 input not understood, 4 database not reachable or refused."
    })
final class AnalyzeCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "LOG",
      description = {
        "Files, folders, globs, or - for standard input; packed by gzip, zstd, bzip2, xz or tar too."
      })
  List<String> logs = List.of();

  @Option(names = "--format", description = "console, json or html (one self-contained file).")
  ReportFormat format = ReportFormat.CONSOLE;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write here instead of standard output.")
  @Nullable Path output;

  @Option(names = "--all", description = "Console: all findings, not the first six.")
  boolean all;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "Exit with 1 on a finding of this severity or above: high, medium, low.")
  @Nullable Severity failOn;

  @Option(
      names = "--follow",
      description = {
        "Read on as the log is written, through rotation, and print each finding when it is borne",
        "out; Ctrl-C ends with the report. A replica is asked only then."
      })
  boolean follow;

  @Mixin Analysis analysis = new Analysis();

  @Mixin Editor editor = new Editor();

  @Override
  public Integer call() {
    analysis.checkInputs(logs);
    Output.check(output);
    EditorLinks links = editor.links();
    try (Terminal terminal = new Terminal()) {
      if (!follow) {
        return write(analysis.review(logs, terminal), links, terminal);
      }
      // What a program reads must be the report alone.
      PrintStream news = format == ReportFormat.CONSOLE ? Output.standard() : System.err;
      Following following =
          analysis.following(logs, terminal, finding -> FollowedAnalysis.print(finding, news));
      if (following.isWaiting()) {
        terminal.say(logs.get(0) + " is not there yet: waiting for it. Ctrl-C ends that.");
      }
      return FollowedAnalysis.run(
          following, followed -> write(analysis.review(followed), links, terminal));
    }
  }

  private int write(Review review, EditorLinks links, Terminal terminal) {
    terminal.close();
    Output.print(output, rendered(review, links, terminal)::writeTo);
    return failed(review) ? Main.FINDINGS : Main.CLEAN;
  }

  /** All of it before any is written: what fails midway leaves nothing behind. */
  private Pieces rendered(Review review, EditorLinks links, Terminal terminal) {
    Pieces bytes = new Pieces();
    try (Writer text = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      switch (format) {
        case JSON -> new JsonReport().write(review, text);
        case HTML -> text.write(html(review, links));
        case CONSOLE ->
            text.write(
                new ConsoleReport(Detectors.ALL.size())
                    .render(review, terminal.width(), output == null && terminal.colour(), all));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private static String html(Review review, EditorLinks links) {
    return new HtmlReport(Detectors.described()).as(new Reader("", "/", links)).singleFile(review);
  }

  private boolean failed(Review review) {
    return failOn != null && review.findings().stream().anyMatch(f -> f.severity().atLeast(failOn));
  }
}
