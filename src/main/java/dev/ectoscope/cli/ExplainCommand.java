package dev.ectoscope.cli;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.pipeline.Detectors;
import dev.ectoscope.report.ConsoleReport;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code explain ID}: a detector's page. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says what a detector finds, why it matters and when it is fine.",
    footer = {
      "",
      "Examples:",
      "  ectoscope explain",
      "      the list of all detectors",
      "  ectoscope explain n-plus-one-query",
      "      why it matters, when it is fine, code that causes and code that mends it",
      "",
      "Exit codes: 0 shown, 2 no such detector."
    })
final class ExplainCommand implements Callable<Integer> {

  private static final int WIDTH = 74;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "Detector; without it, the list of all.")
  @Nullable String id;

  @Override
  public Integer call() {
    PrintStream out = Output.standard();
    Map<String, DetectorInfo> infos = Detectors.infos();
    if (id == null) {
      infos.forEach((name, info) -> out.printf("%-24s %s%n", name, info.title()));
      return Main.CLEAN;
    }
    DetectorInfo info = infos.get(id);
    if (info == null) {
      throw new UsageException(
          "there is no detector '"
              + id
              + "'. The detectors are: "
              + String.join(", ", infos.keySet())
              + ".");
    }
    out.print(page(info));
    return Main.CLEAN;
  }

  private static String page(DetectorInfo info) {
    return String.join(
        "\n",
        info.id() + ": " + info.title(),
        "",
        "Why it matters",
        prose(info.whyItMatters()),
        "When it is fine",
        prose(info.whenItIsFine()),
        "Instead of",
        indent(info.bad()),
        "write",
        indent(info.good()),
        "Evidence: " + String.join(", ", info.evidence()),
        "Read on:  " + info.references(),
        "");
  }

  private static String prose(String text) {
    return indent(String.join("\n", ConsoleReport.wrap(text, WIDTH)));
  }

  private static String indent(String text) {
    return text.strip().indent(4);
  }
}
