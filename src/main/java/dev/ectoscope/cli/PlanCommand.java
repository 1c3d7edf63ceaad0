package dev.ectoscope.cli;

import dev.ectoscope.pipeline.InputNotUnderstood;
import dev.ectoscope.pipeline.PlanAdvisor;
import dev.ectoscope.report.PlanReport;
import dev.ectoscope.review.PlanReview;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plan FILE|-}: one plan read alone. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Reads one plan: the output of EXPLAIN as text or JSON, also from psql, pgAdmin, IEx or auto_explain.",
      "Says where its time goes and what would mend it."
    },
    footer = {
      "",
      "Examples:",
      "  psql app -c 'EXPLAIN (ANALYZE, BUFFERS) SELECT …' | ectoscope plan -",
      "  ectoscope plan plan.txt --format html --output plan.html",
      "",
      "Exit codes: 0 read, 2 usage, 3 no plan that can be read."
    })
final class PlanCommand implements Callable<Integer> {

  private static final int LONGEST_BYTES = 64_000_000;

  @Parameters(paramLabel = "FILE", description = "File with the plan, or - for standard input.")
  String file = "";

  @Option(names = "--format", description = "console, json or html (one self-contained file).")
  ReportFormat format = ReportFormat.CONSOLE;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write here instead of standard output.")
  @Nullable Path output;

  @Override
  public Integer call() {
    Output.check(output);
    PlanReview review = PlanAdvisor.advise(text(), Instant.now());
    String text = render(review);
    Output.print(output, text);
    return Main.CLEAN;
  }

  private String render(PlanReview review) {
    return switch (format) {
      case JSON -> PlanReport.json(review);
      case HTML -> PlanReport.html(review);
      case CONSOLE -> {
        try (Terminal terminal = new Terminal()) {
          yield PlanReport.console(review, terminal.width());
        }
      }
    };
  }

  private String text() {
    if (!file.equals("-") && (!Files.exists(Path.of(file)) || Files.isDirectory(Path.of(file)))) {
      throw new InputNotUnderstood(
          "there is no file " + file + ". Give the file with the plan, or - for standard input.");
    }
    try (InputStream bytes = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return new String(bytes.readNBytes(LONGEST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InputNotUnderstood(
          file + " could not be read (" + e.getMessage() + "). Check its permissions.");
    }
  }
}
